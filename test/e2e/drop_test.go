package e2e

import (
	"strings"
	"testing"
)

// The directory drops every connection in the middle of an apply. The command says so and fails; nothing is forgotten;
// and when the directory is back the same command finishes the work.
func TestADirectoryThatDropsTheConnectionIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	for name, spoilt := range map[string]fate{"before a write": die, "after a write, before its answer": lost} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, 200, every(8, 20))
			r := c.relayed(t)
			p := want(t, 3, c.dir, "plan", "--json").plan(t)
			r.spoil(func(n int) (f fate) {
				if n == 5 {
					return spoilt
				}
				return pass
			})
			failed := want(t, 1, c.dir, "apply", p.ID, "--yes")
			if told := string(failed.stdout) + failed.stderr; !strings.Contains(told, "directory") || !strings.Contains(told, "exeunt apply") {
				t.Errorf("it does not say what failed and how to go on:\n%s", told)
			}
			again := want(t, 1, c.dir, "apply", p.ID, "--yes") // it is still away
			if told := string(again.stdout) + again.stderr; !strings.Contains(told, "so nothing was written") {
				t.Errorf("it does not say that nothing was written:\n%s", told)
			}
			r.spoil(nil)
			want(t, 0, c.dir, "apply", p.ID, "--yes")
			c.checkClosed(t, c.before)
			c.checkRecords(t, c.writes(t))
			want(t, 0, c.dir, "plan", "--json")
			want(t, 0, c.dir, "ledger", "verify")
		})
	}
}

// A directory that is busy is waited for within the run: nobody has to type the command again.
func TestADirectoryThatIsBusyIsWaitedFor(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 100, []int{7, 40})
	r := c.relayed(t)
	p := want(t, 3, c.dir, "plan", "--json").plan(t)
	r.spoil(func(n int) fate {
		if n <= 2 {
			return busy
		}
		return pass
	})
	want(t, 0, c.dir, "apply", p.ID, "--yes")
	if asked := r.asked(); asked < 6 {
		t.Errorf("%d changes were asked for: two of them were put off, and four actions are to be done", asked)
	}
	c.checkClosed(t, c.before)
}

// relayed lets the program reach the directory through a relay, in clear.
func (c *company) relayed(t testing.TB) *relay {
	t.Helper()
	r := newRelay(t, c.server.URL)
	text := strings.Replace(c.settings(), "url: "+c.server.URLTLS, "insecure: true\n    url: "+r.url(), 1)
	write(t, c.dir, "exeunt.yaml", strings.Replace(text, "    ca: "+c.server.CA+"\n", "", 1))
	c.before = c.entries(t)
	return r
}
