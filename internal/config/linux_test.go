package config

import (
	"strings"
	"testing"
)

func hostsWith(more string) string {
	return "systems: [{name: servers, kind: linux, user: exeunt, key: file:k,\n" + more + "}]\n" +
		"people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
}

func TestHostsHaveTheirDefaults(t *testing.T) {
	t.Parallel()
	s := accepted(t, hostsWith(`known-hosts: known, hosts: [{name: web1}, {name: web2, address: "[::1]:2222", host-key: ssh-ed25519 AAAA}]`))
	h := s.Systems[0].Linux
	if len(h.Hosts) != 2 || h.KnownHosts != "/etc/exeunt/known" || !h.Sudo || h.UIDMin != 1000 || h.UIDMax != 59999 ||
		h.SystemUsers != SystemUsersLogin || h.Concurrency != 8 || h.Timeout.String() != "1m0s" || h.Program != "/usr/local/sbin/exeunt-host" {
		t.Errorf("got %+v", h)
	}
}

func TestBadHostsAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ more, says string }{
		"no hosts":       {`known-hosts: k`, "hosts is missing"},
		"none of them":   {`known-hosts: k, hosts: []`, "a list of one or more hosts"},
		"on trust":       {`hosts: [{name: web1}]`, `nothing says which key the host "web1" has`},
		"twice":          {`known-hosts: k, hosts: [{name: web1}, {name: WEB1}]`, `the host "WEB1" is named twice`},
		"a strange name": {`known-hosts: k, hosts: [{name: "web:1"}]`, "a name of letters"},
		"no address":     {`known-hosts: k, hosts: [{name: w, address: "ssh://h"}]`, "a host name or address"},
		"no public key":  {`hosts: [{name: w, host-key: "SHA256:abc"}]`, "a public key such as"},
		"a shell":        {`known-hosts: k, hosts: [{name: w}], program: "/bin/sh -c id"`, "an absolute path"},
		"uids":           {`known-hosts: k, hosts: [{name: w}], uid-min: 5000, uid-max: 4000`, "uid-max is below uid-min"},
	} {
		_, problems := parse("x.yaml", "/etc/exeunt", []byte(hostsWith(c.more)))
		text := (&InvalidError{Problems: problems}).Error()
		if len(problems) == 0 || !strings.Contains(text, c.says) {
			t.Errorf("%s: got\n%s\nwant %q", name, text, c.says)
		}
	}
}
