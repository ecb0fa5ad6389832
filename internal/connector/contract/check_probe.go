package contract

import (
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// probesWithoutChange demands a right to read and one for each verb of the connector, in words, and that nothing has
// changed after the question.
func probesWithoutChange(t testing.TB, l *Lab) {
	before := read(t, l)
	rights, err := l.Connector.Probe(t.Context())
	if err != nil {
		t.Fatalf("a probe of a system that is well: %v", err)
	}
	for _, wrong := range wrongRights(l.Connector.Describe(), rights) {
		t.Error("probe: " + wrong)
	}
	sameReading(t, "read after a probe", before, read(t, l))
}

func wrongRights(d connector.Description, rights []connector.Right) (wrong []string) {
	covers := func(verb identity.Verb) bool {
		return slices.ContainsFunc(rights, func(r connector.Right) bool { return r.Verb == verb })
	}
	if !covers("") {
		wrong = append(wrong, "it says nothing of reading")
	}
	for _, verb := range identity.Verbs() {
		if d.Capability(verb).By == connector.ByConnector && !covers(verb) {
			wrong = append(wrong, "it says nothing of "+string(verb))
		}
	}
	for _, r := range rights {
		switch {
		case !sentence(r.What):
			wrong = append(wrong, "a right does not say in words what it is for")
		case !slices.Contains([]connector.Granted{connector.Yes, connector.No, connector.Unknown}, r.Granted):
			wrong = append(wrong, r.What+" is granted: "+string(r.Granted))
		case r.Granted != connector.Yes && r.Why == "":
			wrong = append(wrong, r.What+" is not granted, and nothing says why")
		}
	}
	return wrong
}
