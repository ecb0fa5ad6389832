package ldap

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestAWordOfAnEntrySaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	cfg := Config{KindWords: map[identity.AccountKind][]string{
		identity.Service: {"technical", "bot"}, identity.Shared: {"team"}, identity.Guest: {"external"},
	}}
	for _, c := range []struct {
		words []string
		want  identity.AccountKind
	}{
		{nil, identity.Personal},
		{[]string{"employee"}, identity.Personal},
		{[]string{"Technical "}, identity.Service},
		{[]string{"employee", "TEAM"}, identity.Shared},
		{[]string{"external"}, identity.Guest},
		{[]string{"external", "bot"}, identity.Service},
	} {
		if got := cfg.kind(c.words); got != c.want {
			t.Errorf("%q: %s, want %s", c.words, got, c.want)
		}
	}
}
