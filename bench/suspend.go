package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// suspension measures how many accounts of a real OpenLDAP a second are suspended: by exeunt apply, with everything that
// it keeps, and by bare loops with as many connections, in the same run.
type suspension struct {
	program  string
	folder   string
	accounts int
	env      map[string]string // where the directory is, as test/systems/openldap.sh tells it
}

// connections is how many the settings allow when they say nothing.
const connections = 4

// compared is what was measured.
type compared struct {
	accounts             int
	apply, same, writing time.Duration
	busy                 time.Duration // of exeunt's own processor time in apply
}

func (c *compared) String() string {
	rate := func(d time.Duration) string { return number(int(float64(c.accounts)/d.Seconds())) + "/s" }
	share := func(d time.Duration) string { return fmt.Sprintf("%.0f %%", 100*d.Seconds()/c.apply.Seconds()) }
	return fmt.Sprintf("\n%s suspensions on OpenLDAP by %d connections:\n\n", number(c.accounts), connections) + layOut([][]string{
		{"What", "Time", "Accounts/s", "apply reaches of it"},
		{"exeunt apply: look, record, write, look again, record, sign; " + seconds(c.busy) + " of its own CPU", seconds(c.apply), rate(c.apply), ""},
		{"bare loop: look, write, look again", seconds(c.same), rate(c.same), share(c.same)},
		{"bare loop: write", seconds(c.writing), rate(c.writing), share(c.writing)},
	})
}

// run starts the directory, measures, and ends it.
func (s *suspension) run(ctx context.Context) (*compared, error) {
	stop, err := s.start(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	c := &compared{accounts: s.accounts}
	loop := &bare{s: s, tls: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // our own server, for the same work
	for _, l := range []struct {
		took *time.Duration
		look bool
	}{{&c.writing, false}, {&c.same, true}} {
		if *l.took, err = loop.run(ctx, true, l.look); err != nil {
			return nil, err
		}
		if _, err := loop.run(ctx, false, false); err != nil {
			return nil, err
		}
	}
	m, err := s.apply(ctx)
	c.apply, c.busy = m.wall, m.busy
	return c, err
}

// start starts test/systems/openldap.sh on free ports.
func (s *suspension) start(ctx context.Context) (stop func(), err error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	script := filepath.Join("test", "systems", "openldap.sh")
	cmd := exec.CommandContext(ctx, script, "start", s.folder, strconv.Itoa(port), strconv.Itoa(s.accounts))
	cmd.Env = append(os.Environ(), "EXEUNT_NO_INSTALL=1")
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("start OpenLDAP: %w\n%s", err, wrong.Bytes())
	}
	s.env = map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if key, value, found := strings.Cut(lines.Text(), "="); found {
			s.env[key] = value
		}
	}
	return func() { _ = exec.CommandContext(context.WithoutCancel(ctx), script, "stop", s.folder).Run() }, nil
}

// freePort returns a port that is free now, with the next one.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	for {
		first, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return 0, err
		}
		port := first.Addr().(*net.TCPAddr).Port
		second, err := config.Listen(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port+1))
		first.Close()
		if err == nil {
			second.Close()
			return port, nil
		}
	}
}

// apply lets everybody have left, plans, and measures the apply.
func (s *suspension) apply(ctx context.Context) (measured, error) {
	home := filepath.Join(s.folder, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return measured{}, err
	}
	for name, text := range map[string]string{"hr.csv": s.feed(), "password": s.env["LDAP_SVC_PW"] + "\n", "exeunt.yaml": s.settings()} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			return measured{}, err
		}
	}
	if _, err := (command{folder: home, program: s.program, args: []string{"plan", "--json"}, codes: []int{3}, discard: true}).measure(ctx); err != nil {
		return measured{}, err
	}
	m, err := command{folder: home, program: s.program, args: []string{"apply", "--yes", "--json"}}.measure(ctx)
	if err != nil {
		return measured{}, err
	}
	if want := fmt.Sprintf(`"verified": %d`, s.accounts); !strings.Contains(string(m.out), want) && !strings.Contains(string(m.out), strings.ReplaceAll(want, " ", "")) {
		return measured{}, fmt.Errorf("not every account was verified:\n%.2000s", m.out)
	}
	return m, nil
}

func (s *suspension) feed() string {
	var b strings.Builder
	b.WriteString("id,given,family,email,start,end\n")
	for n := 1; n <= s.accounts; n++ {
		fmt.Fprintf(&b, "E%04d,User,%s,%s@exeunt.test,2020-01-01,2026-01-31\n", n, uid(n), uid(n))
	}
	return b.String()
}

func uid(n int) string { return fmt.Sprintf("u%04d", n) }

func (s *suspension) settings() string {
	return fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: UTC, columns: {id: id, given: given, family: family, email: email, start: start, end: end}}
systems:
  - {name: directory, kind: ldap, url: %q, ca: %q, bind: %q, password: "file:password", people-base: "ou=people,%s", groups-base: "ou=groups,%s", suspend-by: [ppolicy], groups-by: memberof}
policies: {leaver: {suspend: end, sign-out: never, remove: never, release: never, delete: never}}
limits: {suspend: {max: 1000000, share: 100%%, per-day: 100%%, per-week: 100%%}}
`, s.env["LDAPS_URL"], s.env["LDAP_CA"], s.env["LDAP_SVC_DN"], s.env["LDAP_BASE"], s.env["LDAP_BASE"])
}
