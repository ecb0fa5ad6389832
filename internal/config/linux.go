package config

import (
	"strings"
	"time"
)

// Hosts are Linux hosts that are one system.
type Hosts struct {
	Hosts      []Host
	User       string
	Key        Secret
	Passphrase Secret // of the key; zero: it has none
	KnownHosts string // a file; empty: every host has a key of its own
	Program    string // where exeunt-host is
	Sudo       bool   // the program is run through sudo

	UIDMin, UIDMax int
	SystemUsers    SystemUsers
	Concurrency    int           // calls at once
	Timeout        time.Duration // of one call on one host
}

// Host is one host.
type Host struct {
	Name    string
	Address string // host or host:port; empty: Name
	HostKey string // its public key; empty: the file of KnownHosts knows it
}

// SystemUsers says which system accounts are read.
type SystemUsers string

// The choices.
const (
	SystemUsersLogin SystemUsers = "login" // those that somebody could sign in with
	SystemUsersAll   SystemUsers = "all"
	SystemUsersNone  SystemUsers = "none"
)

func (s *System) linux() *Hosts {
	if s.Linux == nil {
		s.Linux = &Hosts{}
	}
	return s.Linux
}

var (
	hostAddress = matching[string]("a host name or address, with :PORT where it is not 22", `^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?$`)
	hostName    = matching[string](nameExpected, `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	publicKey   = matching[string]("a public key such as ssh-ed25519 AAAAC3Nza...", `^(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?$`)
	unixLogin   = matching[string]("a login of letters, digits, _ . and -", `^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}$`)
	programPath = matching[string]("an absolute path of letters, digits, . _ and -", `^(/[A-Za-z0-9._-]+)+$`)
)

var systemLinux = kind[System]{
	name:   Linux,
	fields: append(within((*System).linux, hosts), owner(false)),
	check:  func(p *place, s *System) { checkHosts(p, s.linux()) },
}

var hosts = []field[Hosts]{
	bind(list(host.form(), "hosts", 1), func(h *Hosts) *[]Host { return &h.Hosts }, Key{
		Name: "hosts", Required: true,
		Doc: "The hosts that are one system: an account is one login on one of them.",
	}),
	bind(unixLogin, func(h *Hosts) *string { return &h.User }, Key{
		Name: "user", Required: true, Example: "exeunt",
		Doc: "The login that we have on every host.",
	}),
	bind(secret, func(h *Hosts) *Secret { return &h.Key }, Key{
		Name: "key", Required: true, Example: "file:/etc/exeunt/id_ed25519",
		Doc: "The private key of that login: a reference, never the key itself.",
	}),
	bind(secret, func(h *Hosts) *Secret { return &h.Passphrase }, Key{
		Name: "passphrase", Example: "env:HOSTS_PASSPHRASE",
		Doc: "The passphrase of the key, where it has one.",
	}),
	bind(path, func(h *Hosts) *string { return &h.KnownHosts }, Key{
		Name: "known-hosts", Example: "known_hosts",
		Doc: "The file that knows the keys of the hosts, as ssh keeps it. A host is never taken on trust.",
	}),
	bind(programPath, func(h *Hosts) *string { return &h.Program }, Key{
		Name: "program", Default: "/usr/local/sbin/exeunt-host",
		Doc: "Where exeunt-host is on the hosts; exeunt connector program linux prints it.",
	}),
	bind(yes, func(h *Hosts) *bool { return &h.Sudo }, Key{
		Name: "sudo", Default: "true",
		Doc: "Run the program through sudo; false: the user is root already.",
	}),
	bind(whole(1, 2147483647), func(h *Hosts) *int { return &h.UIDMin }, Key{
		Name: "uid-min", Default: "1000",
		Doc: "The lowest uid of a person; below it is a system account, of kind service, which we never change.",
	}),
	bind(whole(1, 2147483647), func(h *Hosts) *int { return &h.UIDMax }, Key{
		Name: "uid-max", Default: "59999",
		Doc: "The highest uid of a person.",
	}),
	bind(choice(SystemUsersLogin, SystemUsersAll, SystemUsersNone), func(h *Hosts) *SystemUsers { return &h.SystemUsers }, Key{
		Name: "system-users", Default: "login",
		Doc: "Which system accounts are read: login (those with a password or an SSH key), all, or none.",
	}),
	bind(whole(1, 100), func(h *Hosts) *int { return &h.Concurrency }, Key{
		Name: "concurrency", Default: "8",
		Doc: "How many calls run at once, on all hosts together.",
	}),
	bind(stretch, func(h *Hosts) *time.Duration { return &h.Timeout }, Key{
		Name: "timeout", Default: "60s", Example: "30s",
		Doc: "How long one call on one host may take.",
	}),
}

var host = section[Host]{fields: []field[Host]{
	bind(hostName, func(h *Host) *string { return &h.Name }, Key{
		Name: "name", Required: true, Example: "web1",
		Doc: "How the host is called in reports. It is part of every account's key: a host that is renamed here is another one.",
	}),
	bind(hostAddress, func(h *Host) *string { return &h.Address }, Key{
		Name: "address", Example: "web1.example.com",
		Doc: "Where it listens, when that is not its name.",
	}),
	bind(publicKey, func(h *Host) *string { return &h.HostKey }, Key{
		Name: "host-key", Example: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8sdl9vI2Uah5zxDYm3I1d3XJbK8ZJr0nqVv1tWPyOg",
		Doc: "Its public key (ssh-keyscan prints it), in place of known-hosts.",
	}),
}}

func checkHosts(p *place, h *Hosts) {
	seen := map[string]bool{}
	for _, one := range h.Hosts {
		if seen[strings.ToLower(one.Name)] {
			p.problem("hosts", "the host "+quote(one.Name)+" is named twice", "another name for one of the two")
		}
		seen[strings.ToLower(one.Name)] = true
		if one.HostKey == "" && !p.has("known-hosts") {
			p.problem("hosts", "nothing says which key the host "+quote(one.Name)+" has", "a host-key, or the key known-hosts")
		}
	}
	if p.good("uid-min", "uid-max") && h.UIDMax < h.UIDMin {
		p.problem("uid-max", "uid-max is below uid-min", "a higher number")
	}
}
