package contract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func describesTheSame(t testing.TB, l *Lab) {
	first := l.Connector.Describe()
	first.Capabilities, first.Self, first.Shows = slices.Clone(first.Capabilities), slices.Clone(first.Self), slices.Clone(first.Shows)
	again := func(when string) connector.Description {
		d := l.Connector.Describe()
		if diff := cmp.Diff(first, d); diff != "" {
			t.Errorf("%s, describe says something else (-first +then):\n%s", when, diff)
		}
		return d
	}
	second := again("called twice")
	clear(second.Capabilities)
	clear(second.Self)
	clear(second.Shows)
	again("after its caller changed what it was given")
	read(t, l)
	again("after a reading")
}

func describesEverything(t testing.TB, l *Lab) {
	d := l.Connector.Describe()
	wants := []struct {
		ok   bool
		what string
	}{
		{d.Kind != "", "Kind is empty"},
		{d.Concurrency >= 1, "Concurrency is under 1"},
		{d.Authoritative || sentence(d.Suspended), "Suspended is not one sentence"},
		{d.Authoritative || sentence(d.Verified), "Verified is not one sentence"},
		{d.Residual == "" || sentence(d.Residual), "Residual is not one sentence"},
		{!taskOnly(&d) || d.Owner != "", "nothing is done by the connector, and no Owner does the tasks"},
		{!taskOnly(&d) || d.TaskTime > 0, "nothing is done by the connector, and TaskTime gives no time for the tasks"},
	}
	for _, w := range wants {
		if !w.ok {
			t.Error("describe: " + w.what)
		}
	}
	for _, wrong := range wrongCapabilities(&d) {
		t.Error("describe: " + wrong)
	}
}

// sentence reports a text on one line.
func sentence(s string) bool { return strings.TrimSpace(s) != "" && !strings.Contains(s, "\n") }

// taskOnly reports a system that we cannot write, but whose verbs mean something.
func taskOnly(d *connector.Description) bool {
	byTask := false
	for _, c := range d.Capabilities {
		if c.By == connector.ByConnector {
			return false
		}
		byTask = byTask || c.By == connector.ByTask
	}
	return byTask
}

func wrongCapabilities(d *connector.Description) (wrong []string) {
	named := map[identity.Verb]bool{}
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for _, c := range d.Capabilities {
		switch {
		case !slices.Contains(identity.Verbs(), c.Verb):
			say("there is no verb %q", c.Verb)
		case named[c.Verb]:
			say("%s is named twice", c.Verb)
		case c.By != connector.ByConnector && c.By != connector.ByTask && c.By != connector.ByNobody:
			say("%s is done by %q, which is none of the three", c.Verb, c.By)
		case !sentence(c.Note):
			say("the Note on %s is not one sentence", c.Verb)
		case d.Authoritative && c.By == connector.ByConnector:
			say("it reads people and yet would %s accounts", c.Verb)
		}
		named[c.Verb] = true
	}
	for _, v := range identity.Verbs() {
		if v.Cuts() && !named[v] && !d.Authoritative {
			say("the cutting verb %s is not named", v)
		}
	}
	suspend := d.Capability(identity.Suspend)
	if suspend.By == connector.ByConnector && suspend.Reversible && d.Capability(identity.Restore).By != connector.ByConnector {
		say("suspend is reversible, and the connector does not restore")
	}
	return wrong
}

func describesWithoutIO(t testing.TB, l *Lab) {
	heal := l.Faults.Inject(Hang)
	defer heal()
	promptly(t, "describe, on a system that does not answer,", func() { l.Connector.Describe() })
}
