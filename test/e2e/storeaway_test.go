package e2e

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// inPostgreSQL moves the store of a company into a database, and returns the wire to it.
func (c *company) inPostgreSQL(t testing.TB) *wire {
	t.Helper()
	address, err := url.Parse(systemtest.PostgreSQL(t).StoreURL)
	if err != nil {
		t.Fatal(err)
	}
	w := newWire(t, address.Host)
	address.User, address.Host, address.RawQuery = url.User(address.User.Username()), w.listener.Addr().String(), "sslmode=disable" // so that the wire can be read
	c.store = "store: " + address.String() + "\nstore-password: env:STORE_PASSWORD"
	write(t, c.dir, "exeunt.yaml", c.settings())
	return w
}

// The server of the store goes away in the middle of an apply. The command says so and fails, and while the server is away
// it fails again; nothing is written of which the intent could not be kept; and when the server is back the same command
// finishes the work.
func TestAStoreThatGoesAwayIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	const intents, outcomes = "intended_at = excluded.intended_at", "fingerprint = excluded.fingerprint, concluded_at"
	for name, cut := range map[string]struct {
		at     []string // one after the other on the wire
		passes bool     // the last of them arrives, and its answer does not
		writes bool     // the directory was written to
	}{
		"before the run is kept":                          {at: []string{"INSERT INTO run"}},
		"before the intents":                              {at: []string{intents}},
		"as the intents are committed":                    {at: []string{intents, "commit"}},
		"after the intents are committed, unheard":        {at: []string{intents, "commit"}, passes: true},
		"after the writes, before the outcomes":           {at: []string{outcomes}, writes: true},
		"after the outcomes are committed, unheard":       {at: []string{outcomes, "commit"}, passes: true, writes: true},
		"after all was done, before the checkpoint's end": {at: []string{"INSERT INTO ledger_checkpoint"}, writes: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, 100, every(5, 19))
			w := c.inPostgreSQL(t)
			c.before = c.entries(t)
			p := want(t, 3, c.dir, "plan", "--json").plan(t)
			w.cutAt(cut.passes, cut.at...)
			failed := want(t, 1, c.dir, "apply", p.ID, "--yes")
			if !strings.Contains(failed.stderr, "the connection to the database server was lost: run the same command again") {
				t.Errorf("it does not say what happened and what to do:\n%s", failed.stderr)
			}
			if n := c.writes(t); (n > 0) != cut.writes {
				t.Errorf("the directory saw %d writes", n)
			}
			away := want(t, 1, c.dir, "apply", p.ID, "--yes")
			if !strings.Contains(away.stderr, "the database server does not answer") || strings.Contains(away.stderr, "store-secret") {
				t.Errorf("it does not say what is wrong, or says too much:\n%s", away.stderr)
			}
			w.heal()
			want(t, 0, c.dir, "apply", p.ID, "--yes")
			c.checkClosed(t, c.before)
			c.checkRecords(t, c.writes(t))
			want(t, 0, c.dir, "plan", "--json")
			want(t, 0, c.dir, "ledger", "verify")
			want(t, 0, c.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
		})
	}
}

// wire stands between the program and the server of its store, and can be cut.
type wire struct {
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu     sync.Mutex
	conns  []net.Conn
	cut    bool
	at     []string // what passes before it is cut; none: it is not cut
	passes bool     // what comes last passes, and its answer does not
	deaf   bool     // it has passed
}

func newWire(t testing.TB, target string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, target: target}
	w.running.Go(w.serve)
	t.Cleanup(func() {
		listener.Close()
		w.end()
		w.running.Wait()
	})
	return w
}

// cutAt cuts the wire when the program has sent these, in this order.
func (w *wire) cutAt(passes bool, at ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at, w.passes = at, passes
}

// heal lets everything pass again.
func (w *wire) heal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at, w.cut, w.deaf = nil, false, false
}

func (w *wire) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.endAll()
}

func (w *wire) endAll() {
	w.cut = true
	for _, c := range w.conns {
		c.Close()
	}
	w.conns = nil
}

func (w *wire) serve() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.target)
		if err != nil || !w.keep(client, server) {
			client.Close()
			continue
		}
		w.running.Go(func() { pump(server, client, w.question) })
		w.running.Go(func() { pump(client, server, w.answer) })
	}
}

func (w *wire) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		conns[1].Close()
		return false
	}
	w.conns = append(w.conns, conns...)
	return true
}

// pump carries bytes as they come, as long as they may pass.
func pump(to io.WriteCloser, from io.ReadCloser, passes func(chunk []byte) bool) {
	defer from.Close()
	defer to.Close()
	chunk := make([]byte, 1<<16)
	for {
		n, err := from.Read(chunk)
		if err != nil || !passes(chunk[:n]) {
			return
		}
		if _, err := to.Write(chunk[:n]); err != nil {
			return
		}
	}
}

// question judges what the program sends: it sends each short statement in one piece.
func (w *wire) question(chunk []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.at) == 0 || !bytes.Contains(chunk, []byte(w.at[0])) {
		return !w.cut
	}
	if w.at = w.at[1:]; len(w.at) > 0 {
		return true
	}
	if w.passes {
		w.deaf = true
		return true
	}
	w.endAll()
	return false
}

func (w *wire) answer([]byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.deaf {
		w.endAll()
	}
	return !w.cut
}
