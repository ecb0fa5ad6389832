package config

import (
	"fmt"
	"strings"
	"time"
)

// System is one connected system: whoever has an account there should have a reason to.
type System struct {
	Name     string
	Kind     Kind
	Owner    string        // the mail address of who does what we cannot do there
	Due      time.Duration // how long the owner has for a task
	Complete Complete
	Rate     Rate    // how often it is asked at most
	Classify []Class // the first that fits an account decides

	Linux    *Hosts       // for that kind, else nil
	Exec     *Script      // for that kind, else nil
	CSV      *SystemCSV   // for csv and files, else nil
	Files    *Pickup      // for that kind, else nil
	LDAP     *Directory   // for that kind, else nil
	AD       *Domain      // for that kind, else nil
	Postgres *RolesServer // for that kind, else nil
	MySQL    *Database    // for that kind, else nil
	SQL      *SystemSQL   // for that kind, else nil
	SCIM     *SCIM        // for that kind, else nil
	HTTP     *HTTP        // for that kind, else nil
}

func (s *System) csv() *SystemCSV {
	if s.CSV == nil {
		s.CSV = &SystemCSV{}
	}
	return s.CSV
}

func (s *System) ldap() *Directory {
	if s.LDAP == nil {
		s.LDAP = &Directory{}
	}
	return s.LDAP
}

func (s *System) sql() *SystemSQL {
	if s.SQL == nil {
		s.SQL = &SystemSQL{}
	}
	return s.SQL
}

func (s *System) mysql() *Database {
	if s.MySQL == nil {
		s.MySQL = &Database{}
	}
	return s.MySQL
}

func (s *System) postgres() *RolesServer {
	if s.Postgres == nil {
		s.Postgres = &RolesServer{}
	}
	return s.Postgres
}

func (s *System) scim() *SCIM {
	if s.SCIM == nil {
		s.SCIM = &SCIM{}
	}
	return s.SCIM
}

func (s *System) http() *HTTP {
	if s.HTTP == nil {
		s.HTTP = &HTTP{}
	}
	return s.HTTP
}

func (s *System) ad() *Domain {
	if s.AD == nil {
		s.AD = &Domain{}
	}
	return s.AD
}

// systems is the table of one connected system. A new kind is a file like ldap.go and a line here.
var systems = section[System]{
	fields: []field[System]{
		bind(sourceName(true), func(s *System) *string { return &s.Name }, Key{
			Name: "name", Required: true, Example: "directory",
			Doc: "How reports and commands call this system.",
		}),
		bind(choice(LDAP, AD, Postgres, MySQL, SQL, SCIMKind, HTTPKind, Linux, Exec, CSV, Files), func(s *System) *Kind { return &s.Kind }, Key{
			Name: "kind", Required: true, Example: "ldap",
			Doc: "What the system is: ldap (a directory), ad (an Active Directory domain), postgres (the roles of a PostgreSQL server), mysql (the accounts of a MariaDB or MySQL server), sql (any table of accounts in a database), scim (an application that speaks SCIM 2.0), http (one that has a JSON API), linux (the accounts of hosts, over SSH), exec (a program of yours that speaks for an application), csv (an export from an application that we cannot write), or files (such exports where they are put: a folder, SFTP, HTTPS).",
		}),
		bind(systemComplete.form(), func(s *System) *Complete { return &s.Complete }, Key{
			Name: "complete",
			Doc:  "What a reading must hold to be believed: on one that holds less, nothing is decided.",
		}),
		bind(stretch, func(s *System) *time.Duration { return &s.Due }, Key{
			Name: "due", Default: "2d",
			Doc: "How long the owner has for a task.",
		}),
		bind(list(class.form(), "classes", 0), func(s *System) *[]Class { return &s.Classify }, Key{
			Name: "classify",
			Doc:  "Which accounts are of a program, of several people or of somebody from outside, where the system does not say so itself. The first entry that fits decides.",
		}),
	},
	check: checkClassify,
	kinds: []kind[System]{
		limited(systemLDAP), limited(systemAD), limited(systemPostgres), limited(systemMySQL), limited(systemSQL), limited(systemSCIM), limited(systemHTTP), limited(systemLinux), limited(systemExec), systemFromCSV, systemFromFiles,
	},
}

// owner is the key of who does the tasks of a system. A kind that we cannot write does not go without.
func owner(required bool) field[System] {
	return bind(mailbox, func(s *System) *string { return &s.Owner }, Key{
		Name: "owner", Required: required, Example: "it-apps@example.com",
		Doc: "Who does by hand what we cannot do on this system: a mail address.",
	})
}

const nameExpected = "a name of letters, digits, ., - and _, at most 64"

// sourceName is the name that a source of people or a system gives itself. Two of them never have one name, in
// whatever case: names stand in findings, in the store and on command lines.
func sourceName(system bool) form[string] {
	f := matching[string](nameExpected, `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	read := f.read
	f.read = func(r *reader, v value, into *string) bool {
		if !read(r, v, into) {
			return false
		}
		key := strings.ToLower(*into)
		if first, taken := r.named[key]; taken {
			r.add(v.position, fmt.Sprintf("the name %s is taken, on line %d", quote(*into), first.line), "another name")
			return false
		}
		r.named[key] = name{*into, system, v.line}
		return true
	}
	return f
}

// systemName is the name of one of the systems, wherever in the file that one stands.
var systemName = mentioned(single("the name of one of the systems", schema{Type: "string", MinLength: 1}, oneLine))

func mentioned(f form[string]) form[string] {
	read := f.read
	f.read = func(r *reader, v value, into *string) bool {
		ok := read(r, v, into)
		if ok {
			r.mentions = append(r.mentions, v)
		}
		return ok
	}
	return f
}
