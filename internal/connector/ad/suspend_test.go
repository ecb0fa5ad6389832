package ad_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// everything turns on whatever suspending can do.
func everything(cfg *ad.Config) {
	cfg.Expire, cfg.Stamp, cfg.Hide, cfg.MoveTo = true, true, true, "OU=leavers,"+cfg.Base
	cfg.Now = func() time.Time { return noon }
}

func TestTheDoorIsShutFirstAndThePasswordReplacedTwice(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, everything)
	l.do(identity.Suspend, l.account(l.login(1)))
	want := []string{
		"Modify userAccountControl", "Modify unicodePwd", "Modify unicodePwd",
		"Modify accountExpires description msExchHideFromAddressLists", "Rename",
	}
	got := l.wrote()
	for i := range got {
		if strings.HasPrefix(got[i], "Rename") {
			got[i] = "Rename"
		}
	}
	if diff := cmp.Diff(want[:4], got[:min(4, len(got))]); diff != "" {
		t.Errorf("the domain logged (-want +got):\n%s", diff)
	}
	l.door(1, "data 52e")
}

func TestOnlyTheOneBitOfUserAccountControlIsChanged(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	// 0x200 a normal account, 0x10000 its password never expires, 0x100000 not delegated, 0x400000 no preauthentication
	l.set(l.dn(1), "userAccountControl", "5308928")
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	if got := l.value(l.dn(1), "userAccountControl"); got != "5308930" {
		t.Errorf("suspended, userAccountControl is %s", got)
	}
	l.set(l.dn(1), "userAccountControl", "66050") // somebody takes two of the bits away meanwhile
	l.do(identity.Restore, a)
	if got := l.value(l.dn(1), "userAccountControl"); got != "66048" {
		t.Errorf("restored, userAccountControl is %s", got)
	}
}

func TestWhatSomebodyElseChangesAtTheSameMomentIsNotOverwritten(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	p := newProxy(t, l.Domain)
	c := l.connect(p.through)
	a := l.account(l.login(1))
	p.spoil(beforeTheFirstWrite(func() { l.set(l.dn(1), "userAccountControl", "66048") }), nil)
	err := c.Do(t.Context(), identity.Operation{Verb: identity.Suspend, Account: a.Ref, Login: a.Login})
	refused(t, err, "at the same moment")
	if got := l.value(l.dn(1), "userAccountControl"); got != "66048" {
		t.Errorf("userAccountControl is %s", got)
	}
	l.do(identity.Suspend, a)
	l.door(1, "data 52e")
}

func TestSuspendingWithoutMoreTouchesNothingElse(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, func(cfg *ad.Config) { cfg.KeepPassword = true })
	before := l.entry(l.dn(1))
	l.do(identity.Suspend, l.account(l.login(1)))
	after := strings.ReplaceAll(exact(l.entry(l.dn(1))), `userAccountControl: "514"`, `userAccountControl: "512"`)
	if diff := cmp.Diff(exact(before), after); diff != "" {
		t.Errorf("beside the bit (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Modify userAccountControl"}, l.wrote()); diff != "" {
		t.Errorf("the domain logged (-want +got):\n%s", diff)
	}
	l.door(1, "data 533")
}

func TestEverythingThatTheSettingsAskForIsDone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, everything)
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	e := l.entry("CN=User 1," + l.leavers())
	for attribute, want := range map[string]string{
		"userAccountControl": "514", "msExchHideFromAddressLists": "TRUE",
		"accountExpires": "134400384000000000", // 2026-11-25T00:00:00Z in ticks since 1601
		"description":    "[2026-11-25 Exeunt (svc-exeunt@exeunt.test): contract ended on 2026-11-24] Sales, Paris",
	} {
		if got := e.GetAttributeValue(attribute); got != want {
			t.Errorf("%s is %q, want %q", attribute, got, want)
		}
	}
	l.do(identity.Suspend, a)
	if got := l.value(e.DN, "description"); strings.Count(got, "Exeunt") != 1 {
		t.Errorf("suspended twice, the description is %q", got)
	}
	l.do(identity.Restore, a)
	if diff := cmp.Diff(a.Attributes, l.account(l.login(1)).Attributes); diff != "" {
		t.Errorf("restored (-before +after):\n%s", diff)
	}
}

// One reset is not enough: the domain goes on taking the password before the last. That is why there are two.
func TestTheOldPasswordIsGoneForGoodAndNotOnlyLocked(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	l.set(l.dn(2), "unicodePwd", quoted("Once-Reset-1!"))
	l.door(2, "") // one reset, as somebody does it by hand: the old password goes on

	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	l.do(identity.Restore, a)
	l.door(1, "data 52e")
	l.set(l.dn(1), "unicodePwd", quoted("From-The-Helpdesk-1!"))
	if err := l.in(l.login(1), "From-The-Helpdesk-1!"); err != nil {
		t.Errorf("with the password of the helpdesk: %v", err)
	}
}

func TestAnAccountThatHasExpiredIsSuspended(t *testing.T) {
	t.Parallel()
	l := newLab(t, 4)
	l.set(l.dn(1), "accountExpires", "134000000000000000") // 2025
	l.set(l.dn(2), "accountExpires", "159000000000000000") // 2104
	l.set(l.dn(3), "accountExpires", "0")
	l.set(l.dn(4), "pwdLastSet", "0") // a password to be changed is no suspension: the person can do it
	for n, want := range map[int]identity.AccountState{
		1: identity.Suspended, 2: identity.Enabled, 3: identity.Enabled, 4: identity.Enabled,
	} {
		if got := l.account(l.login(n)).State; got != want {
			t.Errorf("account %d is %s, want %s", n, got, want)
		}
	}
	l.door(1, "data 701")
	l.door(2, "")
	l.door(4, "data 773")
}

func TestANameThatIsTakenAmongTheLeaversStopsOnlyTheMove(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2, everything)
	l.add("CN=User 1,"+l.leavers(), "objectClass: user", "sAMAccountName: "+l.name+"-left-before")
	err := l.try(identity.Suspend, l.account(l.login(1)))
	says(t, err, "done in part", "already an entry of that name", l.leavers())
	l.door(1, "data 52e")
	if got := l.account(l.login(1)).State; got != identity.Suspended {
		t.Errorf("the account is %s", got)
	}
}

func TestAnOUThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, func(cfg *ad.Config) { cfg.MoveTo = "OU=gone," + cfg.Base })
	says(t, l.try(identity.Suspend, l.account(l.login(1))), "done in part", "OU=gone,"+l.base, "move-to")
	l.door(1, "data 52e")
}

func TestANewNameThatWasGivenSinceStaysInARestore(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, everything)
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	l.rename("CN=User 1,"+l.leavers(), `CN=Doe\, Jane (née Smith)`)
	l.do(identity.Restore, a)
	if got := l.value(`CN=Doe\, Jane (née Smith),`+l.people(), "userAccountControl"); got != "512" {
		t.Errorf("userAccountControl is %s", got)
	}
}

func TestACaptureOfAnotherConnectorIsRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	a := l.account(l.login(1))
	a.Attributes = append(a.Attributes, identity.Attribute{Name: "zzz", Values: []string{"1"}})
	refused(t, l.try(identity.Restore, a), "zzz")
	op := identity.Operation{Verb: identity.Restore, Account: a.Ref}
	refused(t, l.Do(t.Context(), op), "no captured state")
}

func TestARightThatIsMissingIsSaidAndNothingIsChanged(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	a := l.account(l.login(1))
	nobody := l.connect(func(cfg *ad.Config) { cfg.Bind, cfg.Password = l.UPN(l.login(2)), secret(l.password(2)) })
	for _, verb := range []identity.Verb{identity.Suspend, identity.Delete} {
		err := nobody.Do(t.Context(), identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login})
		refused(t, err, l.login(1), "docs/connectors/ad.md")
	}
	l.door(1, "")
}
