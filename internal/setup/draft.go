package setup

import (
	"cmp"
	"path/filepath"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// draft is what is known of the settings so far.
type draft struct {
	dir     string // of the settings file, as it was named
	root    string // the same, absolute
	written time.Time
	store   string

	people  *sheet
	known   column.Known
	zone    string
	endsAt  string
	assumed struct{ zone, endsAt bool } // nobody said it
	ldap    *ldap
	apps    []app
}

func newDraft(o *Options) (draft, error) {
	dir := filepath.Dir(o.File)
	root, err := filepath.Abs(dir)
	return draft{dir: dir, root: root, written: o.Now, store: cmp.Or(o.Store, "exeunt.db")}, err
}

// systems returns the names of the systems.
func (d *draft) systems() (names []string) {
	if d.ldap != nil {
		names = append(names, ldapName)
	}
	for i := range d.apps {
		names = append(names, d.apps[i].name)
	}
	return names
}

// relative returns a path as the settings write it: from the folder of the settings file where the path leads there, or
// was relative when it was given; else absolute.
func (d *draft) relative(path string) string {
	whole, err := filepath.Abs(path)
	if err != nil || path == "" {
		return path
	}
	inside, err := filepath.Rel(d.root, whole)
	if err != nil || filepath.IsAbs(path) && strings.HasPrefix(inside, "..") {
		return whole
	}
	return inside
}
