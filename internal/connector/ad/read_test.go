package ad_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestAnAccountIsReadWithEverythingThatIsKnown(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	before := time.Now().Add(-time.Minute)
	l.door(1, "") // so that there is a last sign-in
	a := l.account(l.login(1))
	if a.Ref.Key != l.key(l.dn(1)) || len(a.Ref.Key) != 36 {
		t.Errorf("the key is %q, and the objectGUID %q", a.Ref.Key, l.key(l.dn(1)))
	}
	if a.Email != l.UPN(l.login(1)) || a.Employee != "E1" || a.Given != "User" || a.Family != "Number 1" || a.Display != "User 1" {
		t.Errorf("read as %+v", a)
	}
	if a.Created.Before(before) || a.LastSeen.Before(before) || a.LastSeen.Location() != time.UTC {
		t.Errorf("created %s, last seen %s", a.Created, a.LastSeen)
	}
	if !l.Describe().LastSeen {
		t.Error("when an account was last seen is not trusted")
	}
}

func TestAttributesOfOtherNamesAreRead(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, func(cfg *ad.Config) {
		cfg.Attributes = ad.Attributes{Login: "userPrincipalName", Email: "wWWHomePage", Employee: "employeeNumber", Owner: "info"}
	})
	l.set(l.dn(1), "employeeNumber", "4711")
	l.set(l.dn(1), "wWWHomePage", "u@example.com")
	l.set(l.dn(1), "info", "boss@example.com")
	a := l.account(l.UPN(l.login(1)))
	if a.Employee != "4711" || a.Email != "u@example.com" || a.Owner != "boss@example.com" {
		t.Errorf("read as %+v", a)
	}
}

func TestComputersAndManagedServiceAccountsAreNobodys(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	l.add("CN=PC1,"+l.base, "objectClass: computer", "sAMAccountName: "+l.name+"PC1$", "userAccountControl: 4096")
	l.add("CN=Partner,"+l.base, "objectClass: contact")
	l.add("CN=inet,"+l.base, "objectClass: inetOrgPerson", "sAMAccountName: "+l.name+"-inet", "userAccountControl: 544")
	kinds := func(accounts []identity.Account) (list []string) {
		for _, a := range accounts {
			list = append(list, strings.TrimPrefix(a.Login, l.name)+" "+string(a.Kind))
		}
		slices.Sort(list)
		return list
	}
	if got := fmt.Sprint(kinds(l.read(l.Connector))); got != "[-inet personal -u01 personal]" {
		t.Errorf("without computers: %s", got)
	}
	all := l.connect(func(cfg *ad.Config) { cfg.Computers = true })
	if got := fmt.Sprint(kinds(l.read(all))); got != "[-inet personal -u01 personal PC1$ service]" {
		t.Errorf("with computers: %s", got)
	}
	some := l.connect(func(cfg *ad.Config) { cfg.Filter = "(employeeID=E1)" })
	if got := fmt.Sprint(kinds(l.read(some))); got != "[-u01 personal]" {
		t.Errorf("with a filter: %s", got)
	}
}

func TestManagedServiceAccountsAreRead(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	l.add("CN=gmsa,"+l.base, "objectClass: msDS-GroupManagedServiceAccount", "sAMAccountName: "+l.name+"gmsa$",
		"msDS-ManagedPasswordInterval: 30", "userAccountControl: 4096", "dNSHostName: gmsa.exeunt.test")
	a := l.account(l.name + "gmsa$")
	if a.Kind != identity.Service {
		t.Errorf("it is %s", a.Kind)
	}
	l.do(identity.Suspend, a)
	if got := l.lookup(a.Ref.Key).State; got != identity.Suspended {
		t.Errorf("suspended, it is %s", got)
	}
	if got := strings.Join(l.wrote(), ", "); got != "Modify userAccountControl" {
		t.Errorf("the domain makes its password by itself; it logged %q", got)
	}
}

func TestTheGroupInBetweenIsTheRight(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	l.group("inner", l.dn(1))
	l.group("outer", l.team("inner"))
	l.join(l.team("inner"), l.team("outer")) // a cycle
	a := l.account(l.login(1))
	if len(a.Entitlements) != 1 || a.Entitlements[0] != (identity.Entitlement{Key: l.key(l.team("inner")), Name: l.name + "-inner", Kind: identity.Group}) {
		t.Errorf("read with %+v", a.Entitlements)
	}
	l.do(identity.Suspend, a)
	l.do(identity.Remove, a, a.Entitlements...)
}

func TestThePrimaryGroupIsKept(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	a := l.account(l.login(1))
	if len(a.Entitlements) != 0 {
		t.Errorf("with Domain Users as the primary group, read with %+v", a.Entitlements)
	}
	l.group("staff", l.dn(1))
	l.group("other", l.dn(1))
	rid := l.entry(l.team("staff")).GetRawAttributeValue("objectSid")
	l.set(l.dn(1), "primaryGroupID", fmt.Sprint(uint32(rid[24])|uint32(rid[25])<<8|uint32(rid[26])<<16|uint32(rid[27])<<24))
	a = l.account(l.login(1))
	if names := namesOf(a); fmt.Sprint(names) != fmt.Sprintf("[Domain Users %[1]s-other %[1]s-staff]", l.name) {
		t.Errorf("with a primary group of its own, read with %q", names)
	}
	if again := l.lookup(a.Ref.Key); again.Fingerprint() != a.Fingerprint() {
		t.Errorf("looked up with %+v", again.Entitlements)
	}
	err := l.try(identity.Remove, a, named(a, l.name+"-staff"), named(a, l.name+"-other"))
	says(t, err, "primary group", l.name+"-staff", "done in part")
	if names := namesOf(l.account(l.login(1))); slices.Contains(names, l.name+"-other") || !slices.Contains(names, l.name+"-staff") {
		t.Errorf("after that, it holds %q", names)
	}
}

func namesOf(a identity.Account) (names []string) {
	for _, e := range a.Entitlements {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	return names
}

// Windows gives 1,500 values at once; Samba gives all, so the proxy asks it for two at a time.
func TestALongListOfGroupsIsReadPartByPart(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	for n := range 7 {
		l.group(fmt.Sprint("g", n), l.dn(1))
	}
	p := newProxy(t, l.Domain)
	p.spoil(twoAtATime, nil)
	c := l.connect(p.through)
	whole := l.account(l.login(1))
	for _, a := range l.read(c) {
		if a.Ref == whole.Ref && (len(a.Entitlements) != 7 || a.Fingerprint() != whole.Fingerprint()) {
			t.Errorf("part by part, read with %d groups", len(a.Entitlements))
		}
	}
	if a, err := c.Lookup(t.Context(), whole.Ref.Key); err != nil || a.Fingerprint() != whole.Fingerprint() {
		t.Errorf("part by part, looked up with %d groups (%v)", len(a.Entitlements), err)
	}
}

// twoAtATime asks for two values of memberOf in the place of all, or of the rest.
func twoAtATime(request *ber.Packet) verdict {
	if operation(request) != goldap.ApplicationSearchRequest {
		return verdict{}
	}
	attributes := request.Children[1].Children[7]
	changed := false
	for i, a := range attributes.Children {
		name, from := a.Data.String(), 0
		if _, err := fmt.Sscanf(name, "memberOf;range=%d-*", &from); err != nil && name != "memberOf" {
			continue
		}
		attributes.Children[i] = ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, fmt.Sprintf("memberOf;range=%d-%d", from, from+1), "")
		changed = true
	}
	if !changed {
		return verdict{}
	}
	return verdict{change: rebuilt(request)}
}

// rebuilt encodes a message anew after some of its parts were replaced.
func rebuilt(p *ber.Packet) *ber.Packet {
	if len(p.Children) == 0 {
		return p
	}
	fresh := ber.Encode(p.ClassType, p.TagType, p.Tag, nil, "")
	for _, child := range p.Children {
		fresh.AppendChild(rebuilt(child))
	}
	return fresh
}

func TestNamesWithEveryCharacterThatLDAPEscapesAreReadAndCut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	names := []string{`Doe, Jane`, `a+b`, `"quoted" <x>`, `back\slash`, `#hash;semi`, ` space `, `né(e) *Ünal`, `日本 太郎`, `tab` + "\t" + `x`}
	for i, name := range names {
		l.add("CN="+goldap.EscapeDN(name)+","+l.people(), "objectClass: user", fmt.Sprintf("sAMAccountName: %s-n%d", l.name, i), "userAccountControl: 544")
		l.group(fmt.Sprint("of", i), "CN="+goldap.EscapeDN(name)+","+l.people())
	}
	for i, name := range names {
		a := l.account(fmt.Sprintf("%s-n%d", l.name, i))
		if again := l.lookup(a.Ref.Key); again.Fingerprint() != a.Fingerprint() || len(a.Entitlements) != 1 {
			t.Errorf("%q is looked up as %+v", name, again)
		}
		l.do(identity.Suspend, a)
		l.do(identity.Remove, a, a.Entitlements...)
		l.do(identity.Restore, a)
		if again := l.lookup(a.Ref.Key); again.Fingerprint() != a.Fingerprint() {
			t.Errorf("%q comes back as %+v", name, again)
		}
	}
}

func TestAnAccountIsFoundWhereverItWasMoved(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, func(cfg *ad.Config) { cfg.Base = "OU=people," + cfg.Base })
	a := l.account(l.login(1))
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest(l.dn(1), "CN=User 1", true, l.leavers())); err != nil {
		t.Fatal(err)
	}
	if got := l.lookup(a.Ref.Key); got.Login != a.Login {
		t.Errorf("found as %+v", got)
	}
	if got := l.read(l.Connector); len(got) != 0 {
		t.Errorf("it stands outside of the base, and is read: %+v", got)
	}
}

func TestWhatIsHiddenFromUsIsAnErrorAndNotNobody(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	_, err := l.connect(func(cfg *ad.Config) { cfg.Base = "OU=gone," + cfg.Base }).Read(t.Context(), &sink{})
	says(t, err, "OU=gone", "spelled as in the domain")

	p := newProxy(t, l.Domain)
	p.spoil(func(request *ber.Packet) verdict { return without(request, "userAccountControl") }, nil)
	c := l.connect(p.through)
	_, err = c.Read(t.Context(), &sink{})
	says(t, err, l.dn(1), "no userAccountControl", "docs/connectors/ad.md")
	_, err = c.Lookup(t.Context(), l.key(l.dn(1)))
	says(t, err, "no userAccountControl")
}

// without takes an attribute out of what a search asks for, as if we may not read it.
func without(request *ber.Packet, name string) verdict {
	if operation(request) != goldap.ApplicationSearchRequest {
		return verdict{}
	}
	attributes := request.Children[1].Children[7]
	at := slices.IndexFunc(attributes.Children, func(a *ber.Packet) bool { return a.Data.String() == name })
	if at < 0 {
		return verdict{}
	}
	attributes.Children = slices.Delete(attributes.Children, at, at+1)
	return verdict{change: rebuilt(request)}
}

func TestAKeyOfAnotherFormIsNobodys(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	for _, key := range []string{"", "nobody", "zz000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000>", "00000000000000000000000000000000"} {
		if _, err := l.Lookup(t.Context(), key); !gone(err) {
			t.Errorf("the key %q: %v", key, err)
		}
	}
}

func gone(err error) bool {
	return err != nil && strings.Contains(err.Error(), connector.ErrGone.Error())
}

func TestAReferralIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	_, err := l.connect(func(cfg *ad.Config) { cfg.Base = "DC=elsewhere,DC=test" }).Read(t.Context(), &sink{})
	says(t, err, "DC=elsewhere,DC=test")
}
