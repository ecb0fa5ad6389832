package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func every(n, step int) []int {
	var list []int
	for i := range n {
		list = append(list, 7+i*step)
	}
	return list
}

// Thirty of a thousand have left: they are suspended and lose their groups, nobody else is touched, and all of it can
// be taken back and proven.
func TestThirtyOfAThousandLeaveAndComeBack(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1000, append(every(29, 33), 995)) // 995 lives under a policy that does not honour the lock
	before := c.entries(t)

	p := want(t, 3, c.dir, "plan", "--json").plan(t)
	counts := map[string]int{}
	for _, a := range p.Actions {
		counts[a.Verb]++
	}
	if diff := cmp.Diff(map[string]int{"suspend": 30, "remove": 30}, counts); diff != "" {
		t.Fatalf("actions (-want +got):\n%s", diff)
	}
	want(t, 0, c.dir, "apply", p.ID, "--yes")
	c.checkClosed(t, before)
	want(t, 0, c.dir, "plan", "--json")
	c.checkLedger(t)

	want(t, 0, c.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	after := c.entries(t)
	for dn, was := range before {
		if diff := cmp.Diff(without(was), without(after[dn])); diff != "" && strings.HasPrefix(dn, "uid=") {
			t.Errorf("%s did not come back (-before +after):\n%s", dn, diff)
		}
	}
	for _, n := range c.leavers {
		if err := c.bind(n); err != nil {
			t.Errorf("u%04d cannot sign in after the undo: %v", n, err)
		}
	}
}

// checkClosed looks at the directory itself: the leavers are out, the others are as they were, byte for byte.
func (c *company) checkClosed(t *testing.T, before map[string]string) {
	t.Helper()
	after := c.entries(t)
	if len(after) != len(before) {
		t.Errorf("%d entries, and there were %d", len(after), len(before))
	}
	for n := 1; n <= c.people; n++ {
		dn := c.server.UserDN(c.server.UID(n))
		left := slices.Contains(c.leavers, n)
		if !left && before[dn] != after[dn] {
			t.Errorf("%s works here and was touched:\n%s", dn, cmp.Diff(before[dn], after[dn]))
		}
		if left && strings.Contains(after[dn], "memberOf=") {
			t.Errorf("%s has left and is still in a group", dn)
		}
	}
	for _, n := range c.leavers {
		if c.bind(n) == nil {
			t.Errorf("u%04d has left and can still sign in", n)
		}
	}
	for _, n := range []int{1, 2, 500, 999, 1000} {
		if err := c.bind(n); err != nil && n <= c.people {
			t.Errorf("u%04d works here and cannot sign in: %v", n, err)
		}
	}
}

// checkLedger verifies an export offline, with nothing but the key, and sees that one changed byte is found.
func (c *company) checkLedger(t *testing.T) {
	t.Helper()
	want(t, 0, c.dir, "ledger", "verify")
	want(t, 0, c.dir, "ledger", "export", "ledger.txt")
	key := strings.TrimSpace(string(want(t, 0, c.dir, "ledger", "key").stdout))
	write(t, c.dir, "public.key", key+"\n")
	elsewhere := t.TempDir()
	for _, name := range []string{"ledger.txt", "public.key"} {
		data, err := os.ReadFile(filepath.Join(c.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, elsewhere, name, string(data))
	}
	want(t, 0, elsewhere, "ledger", "verify", "--file", "ledger.txt", "--key", "public.key")
	data, err := os.ReadFile(filepath.Join(elsewhere, "ledger.txt"))
	if err != nil {
		t.Fatal(err)
	}
	at := len(data) * 2 / 3
	data[at] ^= 1
	write(t, elsewhere, "ledger.txt", string(data))
	r := want(t, 1, elsewhere, "ledger", "verify", "--file", "ledger.txt", "--key", "public.key")
	if !strings.Contains(r.stderr, "entry") {
		t.Errorf("the error does not name the entry: %s", r.stderr)
	}
}
