package directory_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

func TestACertificateOfAnotherAuthorityIsRefused(t *testing.T) {
	t.Parallel()
	ours, other := demoLab(t), open(t, filepath.Join(t.TempDir(), "directory.ldif"), directory.Skeleton("x"))
	_, err := ldap.DialURL(ours.url, ldap.DialWithTLSConfig(trusting(other.CA())))
	if err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a stranger was trusted: %v", err)
	}
	byName := ours.trust.Clone()
	byName.ServerName = "localhost"
	if _, err := ldap.DialURL(ours.url, ldap.DialWithTLSConfig(byName)); err != nil {
		t.Errorf("by the name localhost: %v", err)
	}
}

func TestManyConnectionsAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	const clients, changes = 16, 4
	l := demoLab(t)
	group := l.group(t, directory.ServiceDN)
	var people []string
	for range clients {
		people = append(people, l.person(t))
	}
	var all sync.WaitGroup
	for _, dn := range people {
		conn := l.service(t)
		all.Go(func() {
			for i := range changes {
				if err := conn.Modify(modification(dn, replace, "title", fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
				if found, err := conn.SearchWithPaging(query(directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1"), 200); err != nil || len(found.Entries) != crowd {
					t.Error(err)
				}
			}
			if err := conn.Modify(modification(group, add, "member", dn)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(l.read(t, group, "member")); n != clients+1 {
		t.Errorf("the group has %d members, want %d", n, clients+1)
	}
	for _, dn := range people {
		same(t, "memberOf", l.read(t, dn, "memberOf"), group)
		same(t, "title", l.read(t, dn, "title"), fmt.Sprint(changes-1))
	}
}

func TestCloseEndsEveryConnectionAndLeavesNothing(t *testing.T) {
	others := goleak.IgnoreCurrent()
	d, err := directory.Open(filepath.Join(t.TempDir(), "directory.ldif"), directory.Skeleton("svc-secret"))
	if err != nil {
		t.Fatal(err)
	}
	url, err := d.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := ldap.DialURL(url, ldap.DialWithTLSConfig(trusting(d.CA())))
	if err != nil {
		t.Fatal(err)
	}
	silent, err := net.Dial("tcp", strings.TrimPrefix(url, "ldaps://")) // somebody who never says a word
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if err := conn.Bind(directory.ServiceDN, "svc-secret"); err == nil {
		t.Error("the closed directory answered")
	}
	conn.Close()
	silent.Close()
	if _, err := ldap.DialURL(url, ldap.DialWithTLSConfig(&tls.Config{InsecureSkipVerify: true})); err == nil {
		t.Error("the closed directory listens")
	}
	if _, err := d.Serve("127.0.0.1:0"); err == nil {
		t.Error("the closed directory serves again")
	}
	if err := d.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	goleak.VerifyNone(t, others)
}

func TestATakenAddressIsAnError(t *testing.T) {
	t.Parallel()
	taken := strings.TrimPrefix(demoLab(t).url, "ldaps://")
	_, err := open(t, filepath.Join(t.TempDir(), "directory.ldif"), directory.Skeleton("x")).Serve(taken)
	if err == nil || !strings.Contains(err.Error(), taken) {
		t.Errorf("a second directory at %s: %v", taken, err)
	}
}
