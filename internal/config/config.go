// Package config is ground under the way: the settings file in, typed and checked Settings out, or every problem
// of the file with its line and column.
//
// The file is read by tables of keys (one table a section, one file a kind of source). The same tables make the JSON
// Schema and the documentation, so that what is accepted, what an editor proposes and what init teaches cannot differ.
// Nothing here opens a system, a store or a secret: a Secret is revealed by whoever needs it.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Settings is a whole settings file, checked, with every default filled in. Paths are absolute.
type Settings struct {
	File   string // as it was named
	Dir    string // the folder of the file, absolute
	Digest string // SHA-256 of the bytes of the file, and of those of the descriptions that it names, in hexadecimal

	Store         string // the absolute path of an SQLite file, or a postgres:// URL without a password
	StorePassword Secret // of a postgres:// URL; none: the URL and the environment decide
	LedgerKey     string // the absolute path of the key that signs the ledger's checkpoints

	People    []People // at least one
	Systems   []System // at least one
	Correlate []Rule   // in the order in which they are tried, at least one
	Protect   Protect
	Policies  Policies
	Limits    map[identity.Verb]Limit // one for each of Verbs()
	Plan      Plan
	Gate      Gate
	Windows   Windows
	Serve     Serve
	Webhooks  []Webhook
}

// Verbs lists the verbs that settings speak of, in the order in which they are done.
func Verbs() []identity.Verb {
	return []identity.Verb{identity.Suspend, identity.SignOut, identity.Remove, identity.Release, identity.Delete}
}

// System returns the settings of the named system.
func (s *Settings) System(name string) (*System, bool) {
	for i := range s.Systems {
		if s.Systems[i].Name == name {
			return &s.Systems[i], true
		}
	}
	return nil, false
}

// Load reads the settings file. The error is always an *InvalidError that holds every problem of the file; it wraps
// the operating system's error (fs.ErrNotExist, ...) when the file could not be read at all.
func Load(path string) (*Settings, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, unreadable(path, fmt.Sprintf("its folder cannot be found (%v)", err), "a path that exists", err)
	}
	s, problems := parse(path, dir, data)
	if len(problems) > 0 {
		return nil, &InvalidError{Problems: problems}
	}
	return s, nil
}

// parse turns the bytes of a settings file into settings or into problems, never both.
func parse(file, dir string, data []byte) (*Settings, []Problem) {
	r := &reader{file: file, dir: dir, named: map[string]name{}}
	var s Settings
	if node, ok := r.tree(data); ok {
		settings.read(r, value{key: root, node: node, position: positionOf(node)}, &s)
		r.checkMentions()
	}
	if len(r.problems) > 0 {
		return nil, sorted(r.problems)
	}
	digest := sha256.Sum256(slices.Concat(append([][]byte{data}, r.read...)...))
	s.File, s.Dir, s.Digest = file, dir, hex.EncodeToString(digest[:])
	return &s, nil
}

// root is what messages call the whole file.
const root = "the settings"

// settings is the table of the whole file.
var settings = section[Settings]{
	fields: []field[Settings]{
		bind(storeForm, func(s *Settings) *string { return &s.Store }, Key{
			Name: "store", Default: "exeunt.db",
			Doc: "Where what was read and done is remembered: a file of the embedded store, or the postgres:// URL of a database.",
		}),
		bind(secret, func(s *Settings) *Secret { return &s.StorePassword }, Key{
			Name: "store-password", Example: "env:STORE_PASSWORD",
			Doc: "The password of a postgres:// store.",
		}),
		bind(ledger.form(), func(s *Settings) *string { return &s.LedgerKey }, Key{
			Name: "ledger",
			Doc:  "The tamper-evident record of everything that was decided and done.",
		}),
		bind(list(people.form(), "sources of people", 1), func(s *Settings) *[]People { return &s.People }, Key{
			Name: "people", Required: true,
			Doc: "Who works here: one entry for each source of HR data.",
		}),
		bind(list(systems.form(), "systems", 1), func(s *Settings) *[]System { return &s.Systems }, Key{
			Name: "systems", Required: true,
			Doc: "Who has accounts: one entry for each connected system.",
		}),
		bind(correlate, func(s *Settings) *[]Rule { return &s.Correlate }, Key{
			Name: "correlate", Default: "[{by: employee}, {by: email}, {by: login}, {by: name}]",
			Doc: "How an account finds its person: the first rule that gives exactly one person wins.",
		}),
		bind(protect.form(), func(s *Settings) *Protect { return &s.Protect }, Key{
			Name: "protect",
			Doc:  "What is never touched, whatever the policies say.",
		}),
		bind(policies.form(), func(s *Settings) *Policies { return &s.Policies }, Key{
			Name: "policies",
			Doc:  "What is done about what is found, and when.",
		}),
		bind(limits.form(), func(s *Settings) *map[identity.Verb]Limit { return &s.Limits }, Key{
			Name: "limits",
			Doc:  "How much may be done to one system: over any limit of a verb, nothing of that verb runs there.",
		}),
		bind(plan.form(), func(s *Settings) *Plan { return &s.Plan }, Key{
			Name: "plan",
			Doc:  "How long a plan holds, and how far it looks ahead.",
		}),
		bind(gate.form(), func(s *Settings) *Gate { return &s.Gate }, Key{
			Name: "gate",
			Doc:  "What may run alone, and what needs two people; everything else needs one.",
		}),
		bind(windows.form(), func(s *Settings) *Windows { return &s.Windows }, Key{
			Name: "windows",
			Doc:  "When what may run: change freezes, and hours for what cannot be taken back.",
		}),
		bind(serve.form(), func(s *Settings) *Serve { return &s.Serve }, Key{
			Name: "serve",
			Doc:  "The server: the console, the API, and how often everything is read.",
		}),
		bind(list(webhooks.form(), "webhooks", 1), func(s *Settings) *[]Webhook { return &s.Webhooks }, Key{
			Name: "webhooks",
			Doc:  "Who is told by the server what was decided and done, as it is written into the ledger.",
		}),
	},
	check: checkSettings,
}

func checkSettings(p *place, s *Settings) {
	if p.has("store-password") && s.Store != "" && !s.OnPostgres() {
		p.problem("store-password", "store-password is given for a store that is a file", "a postgres:// URL as the store, or no store-password")
	}
	checkWebhooks(p, s.Webhooks)
	if s.LedgerKey == "" {
		s.LedgerKey = s.defaultLedgerKey(p.reader.dir)
	}
	if s.Windows.Hours.Zone == nil && len(s.People) > 0 {
		s.Windows.Hours.Zone = s.People[0].Zone
	}
}
