package directory_test

import (
	"fmt"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

// nextPage asks for one page of the crowd and returns what came, with the cookie for the next one.
func nextPage(conn *ldap.Conn, size uint32, cookie []byte) (entries []*ldap.Entry, next []byte, err error) {
	r := query(directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1")
	paging := ldap.NewControlPaging(size)
	paging.SetCookie(cookie)
	r.Controls = []ldap.Control{paging}
	found, err := conn.Search(r)
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
}

func aPageHasALargestSize(t *testing.T, l *lab) {
	_, _, err := nextPage(l.service(t), 501, nil)
	expect(t, "a page of 501", err, ldap.LDAPResultAdminLimitExceeded)
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
