package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// kills is how often the program is killed in the middle of an apply.
const kills = 200

// The program is killed at random moments of an apply, and begun again, until it has been killed often enough. Each time
// it comes to its end: nobody who left is left open, every write has its record, and every record its write.
func TestKilledAtRandomMomentsNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("drives the binary only: nothing for the race detector")
	}
	t.Parallel()
	c := newCompany(t, 300, []int{3, 9, 20, 33, 47, 58, 71, 88, 93, 104, 111, 127})
	c.killOften(t, kills)
}

func TestKilledAtRandomMomentsNothingIsLostInPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("drives the binary only: nothing for the race detector")
	}
	t.Parallel()
	c := newCompany(t, 150, []int{3, 9, 20, 33, 47, 58})
	c.inPostgreSQL(t)
	c.killOften(t, kills/25)
}

func (c *company) killOften(t *testing.T, kills int) {
	t.Helper()
	c.perDay = "100%" // every round spends the day's budget again, and an undo does not give it back
	write(t, c.dir, "exeunt.yaml", c.settings())
	dice := rand.New(rand.NewPCG(1, 2))
	span := c.applyAndUndo(t)
	for killed := 0; killed < kills; {
		before := c.writes(t)
		want(t, 3, c.dir, "plan", "--json")
		for first := true; ; first = false {
			done, took := c.killedApply(t, time.Duration(dice.Int64N(int64(span)*5/4)))
			if done && first {
				span = took // the machine is quicker, or busier, than it was
			}
			if done {
				break
			}
			killed++
		}
		want(t, 0, c.dir, "apply", "--yes")
		want(t, 0, c.dir, "plan", "--json")
		for _, n := range c.leavers {
			if c.bind(n) == nil {
				t.Fatalf("after %d kills u%04d has left and can still sign in", killed, n)
			}
		}
		c.checkRecords(t, c.writes(t)-before)
		want(t, 0, c.dir, "undo", "--run", c.lastRun(t), "--yes", "--reason", "next round")
	}
	want(t, 0, c.dir, "ledger", "verify")
}

// applyAndUndo runs one round without a kill and returns how long the apply took.
func (c *company) applyAndUndo(t *testing.T) time.Duration {
	t.Helper()
	p := want(t, 3, c.dir, "plan", "--json").plan(t)
	began := time.Now()
	want(t, 0, c.dir, "apply", "--yes")
	span := time.Since(began)
	want(t, 0, c.dir, "undo", "--run", p.ID, "--yes", "--reason", "first round")
	return span
}

// killedApply applies the last plan and kills the program after a while; done says that it had come to its end before, and
// took how long that took.
func (c *company) killedApply(t *testing.T, after time.Duration) (done bool, took time.Duration) {
	t.Helper()
	var out bytes.Buffer
	cmd := command(t.Context(), c.dir, "apply", "--yes")
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	if err != nil && cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("apply ended with %v:\n%s", err, out.String())
	}
	return err == nil, time.Since(began)
}

func (c *company) lastRun(t *testing.T) string {
	t.Helper()
	var last string
	for _, e := range c.records(t) {
		if e.Kind == "run" {
			last = e.Body.Plan
		}
	}
	return last
}

type record struct {
	Kind string
	Body struct{ Plan, Action, Verb, Account, State, Verdict string }
}

// records returns the entries of the ledger, read from an export.
func (c *company) records(t *testing.T) []record {
	t.Helper()
	want(t, 0, c.dir, "ledger", "export", "ledger.txt")
	f, err := os.Open(filepath.Join(c.dir, "ledger.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []record
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		_, text, found := strings.Cut(lines.Text(), " {")
		if !found {
			continue
		}
		var r record
		if err := json.Unmarshal([]byte("{"+text), &r); err != nil {
			t.Fatalf("%v in %s", err, lines.Text())
		}
		all = append(all, r)
	}
	return all
}

// checkRecords compares the ledger's records of the last plan with the directory's own log of writes.
func (c *company) checkRecords(t *testing.T, writes int) {
	t.Helper()
	last := c.lastRun(t)
	intents, verified := map[string]int{}, map[string]bool{}
	for _, r := range c.records(t) {
		if r.Body.Plan != last {
			continue
		}
		switch r.Kind {
		case "intent":
			intents[r.Body.Action]++
		case "receipt":
			verified[r.Body.Action] = verified[r.Body.Action] || r.Body.Verdict == "verified"
		}
	}
	for action := range intents {
		if !verified[action] {
			t.Errorf("plan %s: the intent of %s has no verified receipt", last, action)
		}
	}
	if want := 2 * len(c.leavers); len(intents) != want {
		t.Errorf("plan %s: %d actions have intents, want %d", last, len(intents), want)
	}
	if writes < 2*len(c.leavers) {
		t.Errorf("plan %s: the directory saw %d writes, and %d actions are recorded as verified", last, writes, 2*len(c.leavers))
	}
}
