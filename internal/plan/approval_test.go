package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestAClassRunsWhenEnoughPeopleAgreed(t *testing.T) {
	t.Parallel()
	p := &Plan{
		Actions: []Action{
			{Verb: identity.Suspend, System: "ad", Alone: true},
			{Verb: identity.Suspend, System: "ad", Alone: true},
			{Verb: identity.Suspend, System: "crm", Alone: true},
			{Verb: identity.Suspend, System: "crm"},
			{Verb: identity.Remove, System: "ad"},
			{Verb: identity.Delete, System: "ad"},
			{Verb: identity.Remove, System: "big"},
		},
		Held: []Hold{{Guard: "approval", Verb: identity.Delete, System: "ad"}, {Guard: "max", Verb: identity.Remove, System: "big"}},
	}
	g := &Gate{Two: []identity.Verb{identity.Delete}}
	suspendCRM := []Class{{identity.Suspend, "crm"}}
	for _, c := range []struct {
		name     string
		consents []Consent
		want     string
	}{
		{"nobody", nil, "suspend:ad 0/0, remove:ad 0/1, delete:ad 0/2, remove:big 0/1, suspend:crm 0/1"},
		{"one for all", []Consent{{By: "ada"}}, "suspend:ad 1/0, remove:ad 1/1, delete:ad 1/2, remove:big 0/1, suspend:crm 1/1"},
		{"one twice", []Consent{{By: "ada"}, {By: "ada"}}, "suspend:ad 1/0, remove:ad 1/1, delete:ad 1/2, remove:big 0/1, suspend:crm 1/1"},
		{"two", []Consent{{By: "ada"}, {By: "bob"}}, "suspend:ad 2/0, remove:ad 2/1, delete:ad 2/2, remove:big 0/1, suspend:crm 2/1"},
		{"a part", []Consent{{By: "ada", Classes: suspendCRM}}, "suspend:ad 0/0, remove:ad 0/1, delete:ad 0/2, remove:big 0/1, suspend:crm 1/1"},
		{"over the limit, aloud", []Consent{{By: "ada", Allow: true}}, "suspend:ad 1/0, remove:ad 1/1, delete:ad 1/2, remove:big 1/1, suspend:crm 1/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, a := range p.Asks(g, c.consents) {
				got = append(got, fmt.Sprintf("%s %d/%d", a.Class, a.Has, a.Needs))
				if a.Ready() != (a.Has >= a.Needs) {
					t.Errorf("%s is ready: %v", a.Class, a.Ready())
				}
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}
