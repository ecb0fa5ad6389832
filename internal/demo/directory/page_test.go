package directory_test

import (
	"fmt"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

// pageRequest asks for one page of the crowd.
func pageRequest(size uint32, cookie []byte) *ldap.SearchRequest {
	r := query(directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1")
	paging := ldap.NewControlPaging(size)
	paging.SetCookie(cookie)
	r.Controls = []ldap.Control{paging}
	return r
}

// nextPage returns one page of the crowd, and the cookie for the next one.
func nextPage(conn *ldap.Conn, size uint32, cookie []byte) (entries []*ldap.Entry, next []byte, err error) {
	found, err := conn.Search(pageRequest(size, cookie))
	if err != nil {
		return nil, nil, err
	}
	answer, ok := ldap.FindControl(found.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
	if !ok || answer.PagingSize != 0 {
		return nil, nil, fmt.Errorf("a page was answered with %+v: a control that tells no number is expected", answer)
	}
	return found.Entries, answer.Cookie, nil
}

func pagesGiveEverythingOnce(t *testing.T, l *lab) {
	conn := l.service(t)
	for _, size := range []uint32{37, 102, 255, 500} { // 102 and 255 leave no rest
		seen := map[string]bool{}
		var cookie []byte
		for pages := 0; pages == 0 || len(cookie) > 0; pages++ {
			entries, next, err := nextPage(conn, size, cookie)
			if err != nil {
				t.Fatal(err)
			}
			if len(next) > 0 && len(entries) != int(size) || len(entries) > int(size) {
				t.Fatalf("a page of %d has %d entries", size, len(entries))
			}
			for _, e := range entries {
				if seen[e.DN] {
					t.Errorf("%s came twice", e.DN)
				}
				seen[e.DN] = true
			}
			cookie = next
		}
		if len(seen) != crowd {
			t.Errorf("pages of %d gave %d entries, want %d", size, len(seen), crowd)
		}
	}
}

func aCookieIsGoodOnceWhereItWasGiven(t *testing.T, l *lab) {
	conn := l.service(t)
	_, first, err := nextPage(conn, 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = nextPage(l.service(t), 10, first)
	expect(t, "the cookie on another connection", err, ldap.LDAPResultProtocolError)
	if _, _, err = nextPage(conn, 10, first); err != nil {
		t.Fatal(err)
	}
	_, _, err = nextPage(conn, 10, first)
	expect(t, "the cookie for the second time", err, ldap.LDAPResultUnwillingToPerform)

	_, cookie, err := nextPage(conn, 500, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, end, err := nextPage(conn, 500, cookie); err != nil || len(end) > 0 {
		t.Fatalf("the last page: cookie %q, %v", end, err)
	}
	_, _, err = nextPage(conn, 10, cookie)
	expect(t, "a cookie after the last page", err, ldap.LDAPResultProtocolError)
}

// RFC 2696 lets a page of nothing give the search up. OpenLDAP answers it with nothing, and forgets nothing.
func aPageOfNothingIsEmpty(t *testing.T, l *lab) {
	conn := l.service(t)
	_, cookie, err := nextPage(conn, 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := conn.Search(pageRequest(0, cookie))
	if err != nil || len(found.Entries) > 0 || len(found.Controls) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	entries, _, err := nextPage(conn, 10, cookie)
	if err != nil || len(entries) != 10 {
		t.Errorf("the next page: %d entries, %v", len(entries), err)
	}
}

func aPageHasALargestSize(t *testing.T, l *lab) {
	_, _, err := nextPage(l.service(t), 501, nil)
	expect(t, "a page of 501", err, ldap.LDAPResultAdminLimitExceeded)
}

func aSizeLimitHoldsForAllPages(t *testing.T, l *lab) {
	for _, limit := range []int{5, 13} {
		conn := l.service(t)
		_, cookie, err := nextPage(conn, 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := pageRequest(10, cookie)
		r.SizeLimit = limit
		found, err := conn.Search(r)
		expect(t, "a second page beyond the limit", err, ldap.LDAPResultSizeLimitExceeded)
		if limit == 13 && len(found.Entries) != 3 { // a limit that is over already is taken in two ways, both with the error
			t.Errorf("with a limit of %d the second page has %d entries, want 3", limit, len(found.Entries))
		}
	}
}

func aSearchBetweenPagesDisturbsNothing(t *testing.T, l *lab) {
	conn := l.service(t)
	_, cookie, err := nextPage(conn, 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	find(t, conn, directory.PeopleBase, ldap.ScopeBaseObject, "(objectClass=*)")
	entries, _, err := nextPage(conn, 10, cookie)
	if err != nil || len(entries) != 10 {
		t.Errorf("the second page: %d entries, %v", len(entries), err)
	}
}
