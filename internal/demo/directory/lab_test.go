package directory_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// crowd is how many people live in both directories: more than anybody but the service account may see at once.
const crowd = 510

// behaviours are what the connector may rest on. Each runs against the demo's directory and against OpenLDAP.
var behaviours = []struct {
	name string
	hold func(*testing.T, *lab)
}{
	{"TheRootSaysWhatTheServerCanDo", theRootSaysWhatTheServerCanDo},
	{"TheSchemaCanBeRead", theSchemaCanBeRead},
	{"OnlyTheRightPasswordSignsIn", onlyTheRightPasswordSignsIn},
	{"AFailedSignInLeavesNobody", aFailedSignInLeavesNobody},
	{"NobodySeesOrChangesAnything", nobodySeesOrChangesAnything},
	{"PeopleReadAndDoNotWrite", peopleReadAndDoNotWrite},
	{"PeopleGetSoManyEntriesAtMost", peopleGetSoManyEntriesAtMost},
	{"AnUnknownCriticalControlIsRefused", anUnknownCriticalControlIsRefused},

	{"AScopeCutsTheTree", aScopeCutsTheTree},
	{"AFilterFindsWhatItSays", aFilterFindsWhatItSays},
	{"OnlyWhatIsAskedForIsShown", onlyWhatIsAskedForIsShown},
	{"AMissingBaseNamesTheNearestEntry", aMissingBaseNamesTheNearestEntry},
	{"ASizeLimitGivesWhatFitsAndAnError", aSizeLimitGivesWhatFitsAndAnError},
	{"PagesGiveEverythingOnce", pagesGiveEverythingOnce},
	{"ACookieIsGoodOnceWhereItWasGiven", aCookieIsGoodOnceWhereItWasGiven},
	{"APageOfNothingIsEmpty", aPageOfNothingIsEmpty},
	{"ASizeLimitHoldsForAllPages", aSizeLimitHoldsForAllPages},
	{"APageHasALargestSize", aPageHasALargestSize},
	{"ASearchBetweenPagesDisturbsNothing", aSearchBetweenPagesDisturbsNothing},

	{"AChangeIsDoneOrRefusedWithItsCode", aChangeIsDoneOrRefusedWithItsCode},
	{"AChangeIsDoneWholeOrNotAtAll", aChangeIsDoneWholeOrNotAtAll},
	{"AChangeIsSignedAndDated", aChangeIsSignedAndDated},
	{"AnEntryIsAddedOrRefusedWithItsCode", anEntryIsAddedOrRefusedWithItsCode},
	{"AnEntryIsDeletedOrRefusedWithItsCode", anEntryIsDeletedOrRefusedWithItsCode},
	{"AnEntryIsRenamedOrRefusedWithItsCode", anEntryIsRenamedOrRefusedWithItsCode},
	{"AValueIsComparedByItsRule", aValueIsComparedByItsRule},

	{"MemberOfFollowsTheGroup", memberOfFollowsTheGroup},
	{"AGroupForgetsWhoIsDeleted", aGroupForgetsWhoIsDeleted},
	{"AGroupFollowsWhoIsRenamed", aGroupFollowsWhoIsRenamed},
	{"AGroupKeepsOneMember", aGroupKeepsOneMember},

	{"ALockCountsUnderAPolicyThatSaysSo", aLockCountsUnderAPolicyThatSaysSo},
	{"OnlyWhoMayCompareAPasswordIsToldOfItsUse", onlyWhoMayCompareAPasswordIsToldOfItsUse},
	{"ALockThatIsTakenAwayLetsInAgain", aLockThatIsTakenAwayLetsInAgain},
	{"ANewPasswordTakesTheLockAway", aNewPasswordTakesTheLockAway},
	{"TooManyFailuresLock", tooManyFailuresLock},
	{"ASignInIsNoted", aSignInIsNoted},
	{"AnOpenConnectionOutlivesTheLock", anOpenConnectionOutlivesTheLock},
}

func TestTheDemosDirectoryAnswersSo(t *testing.T) {
	t.Parallel()
	l := demoLab(t)
	for _, b := range behaviours {
		t.Run(b.name, func(t *testing.T) { b.hold(t, l) })
	}
}

func TestOpenLDAPAnswersTheSame(t *testing.T) {
	t.Parallel()
	l := openLDAPLab(t)
	for _, b := range behaviours {
		t.Run(b.name, func(t *testing.T) { b.hold(t, l) })
	}
}

// lab is one server to try things on, and what there is to try them with.
type lab struct {
	url      string
	trust    *tls.Config
	password string // of the service account
	last     atomic.Int64
}

func demoLab(t *testing.T) *lab {
	d := open(t, filepath.Join(t.TempDir(), "directory.ldif"), seed())
	return &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
}

func openLDAPLab(t *testing.T) *lab {
	s := systemtest.OpenLDAP(t, systemtest.Options{Users: crowd})
	ca, err := os.ReadFile(s.CA)
	if err != nil {
		t.Fatal(err)
	}
	return &lab{url: s.URLTLS, trust: trusting(ca), password: s.ServicePassword}
}

func open(t *testing.T, path string, seed []directory.Entry) *directory.Directory {
	t.Helper()
	d, err := directory.Open(path, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	})
	return d
}

func serve(t *testing.T, d *directory.Directory) (url string) {
	t.Helper()
	url, err := d.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// trusting makes the settings of a client that trusts one authority.
func trusting(ca []byte) *tls.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// seed is a company like the one that test/systems/openldap.sh makes.
func seed() []directory.Entry {
	entries := directory.Skeleton("svc-secret")
	for i := range crowd {
		uid := fmt.Sprintf("u%04d", i+1)
		entries = append(entries, directory.Entry{DN: "uid=" + uid + "," + directory.PeopleBase, Attributes: []directory.Attribute{
			{Name: "objectClass", Values: []string{"inetOrgPerson"}},
			{Name: "cn", Values: []string{"User " + uid}},
			{Name: "sn", Values: []string{uid}},
			{Name: "mail", Values: []string{uid + "@exeunt.test"}},
		}})
	}
	return entries
}

func (l *lab) dial(t *testing.T) *ldap.Conn {
	t.Helper()
	conn, err := ldap.DialURL(l.url, ldap.DialWithTLSConfig(l.trust))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func (l *lab) as(t *testing.T, dn, password string) *ldap.Conn {
	t.Helper()
	conn := l.dial(t)
	if err := conn.Bind(dn, password); err != nil {
		t.Fatalf("%s: %v", dn, err)
	}
	return conn
}

func (l *lab) service(t *testing.T) *ldap.Conn {
	t.Helper()
	return l.as(t, directory.ServiceDN, l.password)
}

func (l *lab) fresh(prefix string) string { return fmt.Sprintf("%s%d", prefix, l.last.Add(1)) }

// person makes somebody new, with the password "secret"; the pairs are more attributes.
func (l *lab) person(t *testing.T, pairs ...string) (dn string) {
	t.Helper()
	uid := l.fresh("p")
	return l.entry(t, "uid="+uid+","+directory.PeopleBase, append([]string{
		"objectClass", "inetOrgPerson", "cn", "Person " + uid, "sn", uid, "userPassword", "secret",
	}, pairs...)...)
}

func (l *lab) group(t *testing.T, members ...string) (dn string) {
	t.Helper()
	pairs := []string{"objectClass", "groupOfNames"}
	for _, m := range members {
		pairs = append(pairs, "member", m)
	}
	return l.entry(t, "cn="+l.fresh("team")+","+directory.GroupsBase, pairs...)
}

func (l *lab) branch(t *testing.T) (dn string) {
	t.Helper()
	return l.entry(t, "ou="+l.fresh("branch")+","+directory.Base, "objectClass", "organizationalUnit")
}

func (l *lab) entry(t *testing.T, dn string, pairs ...string) string {
	t.Helper()
	if err := l.service(t).Add(addRequest(dn, pairs...)); err != nil {
		t.Fatalf("add %s: %v", dn, err)
	}
	return dn
}

func addRequest(dn string, pairs ...string) *ldap.AddRequest {
	r := ldap.NewAddRequest(dn, nil)
	for i := 0; i < len(pairs); i += 2 {
		at := slices.IndexFunc(r.Attributes, func(a ldap.Attribute) bool { return a.Type == pairs[i] })
		if at < 0 {
			r.Attribute(pairs[i], nil)
			at = len(r.Attributes) - 1
		}
		r.Attributes[at].Vals = append(r.Attributes[at].Vals, pairs[i+1])
	}
	return r
}

// replace sets one attribute; no values take it away.
func (l *lab) replace(t *testing.T, dn, attribute string, values ...string) {
	t.Helper()
	r := ldap.NewModifyRequest(dn, nil)
	r.Replace(attribute, values)
	if err := l.service(t).Modify(r); err != nil {
		t.Fatalf("%s of %s: %v", attribute, dn, err)
	}
}

// read returns the values of one attribute of one entry, sorted.
func (l *lab) read(t *testing.T, dn, attribute string) []string {
	t.Helper()
	found := find(t, l.service(t), dn, ldap.ScopeBaseObject, "(objectClass=*)", attribute)
	if len(found) != 1 {
		t.Fatalf("%s: %d entries", dn, len(found))
	}
	return slices.Sorted(slices.Values(found[0].GetAttributeValues(attribute)))
}

func query(base string, scope int, filter string, attributes ...string) *ldap.SearchRequest {
	return ldap.NewSearchRequest(base, scope, ldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil)
}

func find(t *testing.T, conn *ldap.Conn, base string, scope int, filter string, attributes ...string) []*ldap.Entry {
	t.Helper()
	found, err := conn.Search(query(base, scope, filter, attributes...))
	if err != nil {
		t.Fatalf("search %s for %s: %v", base, filter, err)
	}
	return found.Entries
}

// expect compares the result code of an answer, in LDAP's own numbers: 0 is success.
func expect(t *testing.T, what string, err error, code uint16) {
	t.Helper()
	if got := codeOf(err); got != code {
		t.Errorf("%s: %v, want %s (%d)", what, err, ldap.LDAPResultCodeMap[code], code)
	}
}

func codeOf(err error) uint16 {
	var e *ldap.Error
	switch {
	case err == nil:
		return ldap.LDAPResultSuccess
	case errors.As(err, &e):
		return e.ResultCode
	}
	return ldap.ErrorUnexpectedResponse
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
