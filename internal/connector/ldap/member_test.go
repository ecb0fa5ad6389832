package ldap_test

import (
	"slices"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func byMemberOf(cfg *ldap.Config) { cfg.GroupsBy = ldap.MemberOf }

// names returns the names of what an account holds, sorted.
func names(a identity.Account) []string {
	var list []string
	for _, e := range a.Entitlements {
		list = append(list, e.Name)
	}
	slices.Sort(list)
	return list
}

// oddNames are entries whose names need care: commas, quotes, plus signs, letters that are not ASCII, two parts, and
// members written in another way than the entry is.
func (l *lab) oddNames() (logins []string) {
	people, groups := l.PeopleDN, l.GroupsDN
	for _, odd := range []struct{ dn, uid, cn, member string }{
		{`cn=Doe\, Jane`, "jane", "Doe, Jane", `CN=doe\2C jane`},
		{`cn=\22Ace\22 \+ Co`, "ace", `"Ace" + Co`, `cn=\"ACE\" \2B co`},
		{`cn=Zoé Ünal`, "zoe", "Zoé Ünal", `cn=zo\C3\A9  \C3\9CNAL`},
		{`cn=山田太郎`, "yamada", "山田太郎", `cn=山田太郎`},
		{`description=Two+cn=Two Parts`, "two", "Two Parts", `cn=two parts+description=TWO`},
		{`cn=a=b\;c\<d\>\#`, "signs", "a=b;c<d>#", `cn=A\3Db\3Bc\3Cd\3E\23`},
		{`cn=\#hash`, "hash", "#hash", `cn=\23HASH`},
		{`cn=(star*)\\`, "star", `(star*)\`, `cn=(STAR*)\5C`},
	} {
		l.add(odd.dn+","+people, "objectClass: inetOrgPerson", "uid: "+odd.uid, "cn: "+odd.cn, "sn: Odd", "userPassword: pw-"+odd.uid, "description: Two")
		l.add("cn=of "+odd.uid+","+groups, "objectClass: groupOfNames", "cn: of "+odd.uid, "member: "+odd.member+" , "+people, "member: "+l.ServiceDN)
		l.add(odd.dn+","+groups, "objectClass: groupOfNames", "cn: "+odd.cn, "member: "+odd.dn+","+people, "member: "+l.ServiceDN, "description: Two")
		logins = append(logins, odd.uid)
	}
	return logins
}

func TestGroupsByMemberAndByMemberOfAreEqual(t *testing.T) {
	t.Parallel()
	l := newLab(t, 60)
	l.oddNames()
	by := map[string]identity.Account{}
	for _, a := range l.read(l.Connector) {
		by[a.Ref.Key] = a
	}
	other := l.connect(byMemberOf)
	for _, b := range l.read(other) {
		a := by[b.Ref.Key]
		if diff := cmp.Diff(a.Entitlements, b.Entitlements); diff != "" {
			t.Errorf("%s (-member +memberOf):\n%s", b.Login, diff)
		}
		if len(a.Entitlements) == 0 {
			t.Errorf("%s holds nothing", a.Login)
		}
		looked, err := other.Lookup(t.Context(), b.Ref.Key)
		if err != nil || looked.Fingerprint() != b.Fingerprint() {
			t.Errorf("%s by memberOf: looked up %+v (%v), read %+v", b.Login, looked, err, b)
		}
	}
}

func TestAnOddNameIsCutAndRestoredLikeAnyOther(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*ldap.Config){"by member": func(*ldap.Config) {}, "by memberOf": byMemberOf} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 30, change)
			for _, login := range l.oddNames() {
				a := l.account(login)
				if len(a.Entitlements) != 2 {
					t.Errorf("%s holds %q", login, names(a))
				}
				dn, _ := a.Attribute("dn")
				if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
					t.Errorf("looked up %+v, read %+v", got, a)
				}
				l.do(identity.Suspend, a)
				l.do(identity.Remove, a, a.Entitlements...)
				if err := l.Bind(dn[0], "pw-"+login); err == nil {
					t.Errorf("%s still signs in", login)
				}
				if cut := l.lookup(a.Ref.Key); len(cut.Entitlements) != 0 || cut.State != identity.Suspended {
					t.Errorf("%s is left with %q, %s", login, names(cut), cut.State)
				}
				l.do(identity.Restore, a)
				if err := l.Bind(dn[0], "pw-"+login); err != nil {
					t.Errorf("%s does not sign in again: %v", login, err)
				}
				if back := l.lookup(a.Ref.Key); back.Fingerprint() != a.Fingerprint() {
					t.Errorf("restored to %+v, want %+v", back, a)
				}
			}
		})
	}
}

func TestEveryKindOfGroupIsLeftAndJoinedAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	dn := l.UserDN("u0001")
	l.add("cn=unique,"+l.GroupsDN, "objectClass: groupOfUniqueNames", "cn: unique", "uniqueMember: "+dn, "uniqueMember: "+l.ServiceDN)
	l.add("cn=posix,"+l.GroupsDN, "objectClass: posixGroup", "cn: posix", "gidNumber: 7", "memberUid: u0001", "memberUid: U0001", "memberUid: u0002")
	a := l.account("u0001")
	if want := []string{"admins", "g01", "posix", "unique"}; !slices.Equal(names(a), want) {
		t.Fatalf("u0001 holds %q, want %q", names(a), want)
	}
	if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("looked up %+v, read %+v", got, a)
	}
	l.do(identity.Remove, a, a.Entitlements...)
	l.do(identity.Remove, a, a.Entitlements...)
	if got := l.lookup(a.Ref.Key); len(got.Entitlements) != 0 {
		t.Errorf("u0001 is left with %q", names(got))
	}
	if got := l.entry("cn=posix," + l.GroupsDN).GetAttributeValues("memberUid"); !slices.Equal(got, []string{"U0001", "u0002"}) {
		t.Errorf("the posix group is left with %q: uids tell upper from lower case", got)
	}
	l.do(identity.Add, a, a.Entitlements...)
	l.do(identity.Add, a, a.Entitlements...)
	if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("given back %+v, want %+v", got, a)
	}
}

func TestAGroupThatWasRenamedIsFoundAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.do(identity.Remove, a, a.Entitlements...)
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest("cn=g01,"+l.GroupsDN, "cn=renamed", true, "")); err != nil {
		t.Fatal(err)
	}
	l.do(identity.Restore, a)
	if got, want := names(l.lookup(a.Ref.Key)), []string{"admins", "renamed"}; !slices.Equal(got, want) {
		t.Errorf("restored to %q, want %q", got, want)
	}
}

func TestAGroupThatIsGoneStopsNothingElse(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.do(identity.Suspend, a)
	if err := l.admin.Del(goldap.NewDelRequest("cn=g01,"+l.GroupsDN, nil)); err != nil {
		t.Fatal(err)
	}
	l.do(identity.Remove, a, a.Entitlements...)
	if got := names(l.lookup(a.Ref.Key)); len(got) != 0 {
		t.Errorf("left with %q", got)
	}

	err := l.try(identity.Restore, a)
	says(t, err, "done in part", "the group g01", "no longer there")
	if connector.IsPermanent(err) {
		t.Errorf("%v says that nothing was changed", err)
	}
	if got, want := names(l.lookup(a.Ref.Key)), []string{"admins"}; !slices.Equal(got, want) {
		t.Errorf("restored to %q, want %q", got, want)
	}
	l.door("u0001", true)
	refused(t, l.try(identity.Restore, a), "the group g01", "no longer there")
}

func TestTheLastMemberOfAGroupIsRefusedInWords(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.add("cn=alone,"+l.GroupsDN, "objectClass: groupOfNames", "cn: alone", "member: "+l.UserDN("u0001"))
	a := l.account("u0001")
	err := l.try(identity.Remove, a, a.Entitlements...)
	says(t, err, "done in part", "the last member of cn=alone", "put another member in first")
	if connector.IsPermanent(err) {
		t.Errorf("%v says that nothing was changed", err)
	}
	if got, want := names(l.lookup(a.Ref.Key)), []string{"alone"}; !slices.Equal(got, want) {
		t.Errorf("left with %q, want %q", got, want)
	}
	refused(t, l.try(identity.Remove, a, a.Entitlements...), "the last member of cn=alone")
}

// Samba answers a second removal with 53, which elsewhere is a refusal: the group itself is asked.
func TestAnUnwillingServerIsBelievedOnlyAboutWhatIsSo(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	l.Connector = l.connect(p.through)
	a := l.account("u0001")
	p.spoil(refusing(goldap.LDAPResultUnwillingToPerform, goldap.ApplicationModifyRequest), nil)
	refused(t, l.try(identity.Remove, a, a.Entitlements...), "does not allow it")
	p.spoil(nil, nil)
	l.do(identity.Remove, a, a.Entitlements...)
	p.spoil(refusing(goldap.LDAPResultUnwillingToPerform, goldap.ApplicationModifyRequest), nil)
	l.do(identity.Remove, a, a.Entitlements...)
}

// memberOf can name a group that we do not see: outside groups-base, or hidden by an access rule.
func TestAGroupOutsideTheBaseIsHeldUnderItsName(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, byMemberOf)
	l.add("cn=Far\\, Away,"+l.BaseDN, "objectClass: groupOfNames", "cn: Far, Away", "member: "+l.UserDN("u0001"), "member: "+l.ServiceDN)
	a := l.account("u0001")
	if want := []string{"Far, Away", "admins", "g01"}; !slices.Equal(names(a), want) {
		t.Fatalf("u0001 holds %q, want %q", names(a), want)
	}
	if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("looked up %+v, read %+v", got, a)
	}
	l.do(identity.Remove, a, a.Entitlements...)
	if got := names(l.lookup(a.Ref.Key)); len(got) != 0 {
		t.Errorf("left with %q", got)
	}
	l.do(identity.Restore, a)
	if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("restored to %+v, want %+v", got, a)
	}
}

func TestWithoutAGroupsBaseThereAreNoGroups(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.Connector = l.connect(func(cfg *ldap.Config) { cfg.GroupsBase = "" })
	b := l.account("u0001")
	if len(b.Entitlements) != 0 || len(l.lookup(a.Ref.Key).Entitlements) != 0 {
		t.Errorf("u0001 holds %q", names(b))
	}
	for _, verb := range []identity.Verb{identity.Remove, identity.Add} {
		d := l.Describe()
		if c := d.Capability(verb); c.By != connector.ByNobody {
			t.Errorf("%s is done by %s", verb, c.By)
		}
	}
	refused(t, l.try(identity.Remove, a, a.Entitlements...), "groups-base")
}

// A right that was given since is nobody's to take at a restore.
func TestRestoreTakesNoGroupAway(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.do(identity.Remove, a, a.Entitlements...)
	g := l.account("u0005").Entitlements
	l.do(identity.Add, a, g...)
	l.do(identity.Restore, a)
	if got, want := names(l.lookup(a.Ref.Key)), []string{"admins", "g01", "g05"}; !slices.Equal(got, want) {
		t.Errorf("holds %q, want %q", got, want)
	}
}
