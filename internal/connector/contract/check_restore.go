package contract

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func restoresASuspension(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	tr.do(identity.Suspend)
	tr.now(identity.Suspended)
	tr.do(identity.Restore)
	tr.untouched("suspended and restored")
	tr.do(identity.Restore)
	tr.untouched("suspended and restored twice")
}

func restoresEverything(t testing.TB, l *Lab) {
	tr := holder(t, l, "group", groupsOf)
	if tr == nil {
		return
	}
	tr.takeEverything()
	tr.do(identity.Restore)
	is := tr.now(identity.Enabled)
	for _, e := range tr.capture.Entitlements {
		if !is.Holds(e.Key) {
			t.Errorf("restored, %s does not hold %s (%s) as it did before", is.Ref, e.Key, e.Name)
		}
	}
	tr.untouched("cut and restored")
}

// takeEverything suspends the account and takes its groups one by one, and its licences where the connector does that.
func (tr *trial) takeEverything() {
	tr.Helper()
	licences, groups := parted(&tr.capture)
	tr.do(identity.Suspend)
	for _, g := range groups {
		tr.do(identity.Remove, g)
	}
	gone := groups
	d := tr.lab.Connector.Describe()
	if len(licences) > 0 && d.Capability(identity.Release).By == connector.ByConnector {
		tr.do(identity.Release, licences...)
		gone = tr.capture.Entitlements
	}
	tr.expect("cut", tr.now(identity.Suspended), func(want *identity.Account) {
		shut(want)
		without(gone...)(want)
	})
}

func restoresShut(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	tr.do(identity.Suspend)
	shut := tr.now(identity.Suspended)
	op := tr.op(identity.Restore)
	capture := shut.Clone()
	op.Before = &capture
	tr.must(op)
	equal(t, "restored to a capture of the suspended account", shut, tr.now(identity.Suspended))
	tr.door(false)
}
