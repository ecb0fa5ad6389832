package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func domainWith(more string) string {
	return "systems: [{name: ad, kind: ad,\n" + more + "}]\n" +
		"people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
}

func TestADomainIsDescribedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`url: "ldaps://dc", bind: x@y, password: env:X`:                                                nil,
		`url: "ldap://dc", start-tls: true, bind: 'Y\x', password: env:X`:                              nil,
		`url: "ldaps://dc", bind: x@y, sign-in: kerberos, keytab: k, kdc: dc2, service: ldap/dc2`:      nil,
		`url: "ldap://dc", bind: x@y, password: env:X`:                                                 {`x.yaml:2:6: url is ldap:// without start-tls: a domain takes no password over an open connection, and ldaps:// or start-tls: true is expected`},
		`url: "ldaps://dc", start-tls: true, bind: x@y, password: env:X`:                               {`x.yaml:2:31: start-tls is on for an ldaps:// URL, which is encrypted from the start, and ldap://, or no start-tls is expected`},
		`url: "ldaps://dc", bind: x@y, password: env:X, kdc: dc2`:                                      {`x.yaml:2:53: kdc is for sign-in: kerberos, and sign-in: kerberos, or no kdc is expected`},
		`url: "ldaps://dc", bind: x, sign-in: kerberos, password: env:X`:                               {`x.yaml:2:26: bind is "x", and a sign-in by Kerberos needs the domain, too, and name@domain is expected`},
		`url: "ldaps://dc", bind: x@y, sign-in: kerberos, password: env:X, keytab: k`:                  {`x.yaml:2:75: keytab is written beside password, and one of the two is expected`},
		`url: "ldaps://dc", bind: x@y`:                                                                 {`x.yaml:1:11: password is missing, and password as ` + secretExpected + ` is expected`},
		`url: "ldaps://dc", bind: x@y, password: env:X, move-to: nowhere`:                              {`x.yaml:2:57: move-to is "nowhere", and a distinguished name such as ou=people,dc=example,dc=com is expected`},
		`url: "ldaps://dc", bind: x@y, password: env:X, base: "OU=a,DC=x", scramble-password: perhaps`: {`x.yaml:2:86: scramble-password is "perhaps", and true or false is expected`},
	} {
		if diff := cmp.Diff(want, refused(domainWith(text))); diff != "" {
			t.Errorf("(-want +got):\n%s\nin\n%s", diff, text)
		}
	}
}
