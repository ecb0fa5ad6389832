package ldap_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
)

func good() ldap.Config {
	return ldap.Config{
		Name: "directory", URL: "ldaps://ldap.example.com", Bind: "cn=exeunt,dc=example,dc=com", Password: secret("x"),
		PeopleBase: "ou=people,dc=example,dc=com", GroupsBase: "ou=groups,dc=example,dc=com",
	}
}

func TestSettingsThatAreWrongAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*ldap.Config)
		words  string
	}{
		"no name":                {func(c *ldap.Config) { c.Name = "" }, "name is missing"},
		"no url":                 {func(c *ldap.Config) { c.URL = "" }, "ldaps://HOST"},
		"another scheme":         {func(c *ldap.Config) { c.URL = "https://ldap.example.com" }, "ldaps:// is expected"},
		"plain":                  {func(c *ldap.Config) { c.URL = "ldap://ldap.example.com" }, "in clear"},
		"plain over a network":   {func(c *ldap.Config) { c.URL, c.Plaintext = "ldap://10.0.0.1", true }, "on this machine only"},
		"TLS in TLS":             {func(c *ldap.Config) { c.StartTLS = true }, "already means TLS"},
		"a base in the url":      {func(c *ldap.Config) { c.URL += "/dc=example" }, "only a host and a port"},
		"a password in the url":  {func(c *ldap.Config) { c.URL = "ldaps://cn=x:hunter2@ldap.example.com" }, "only a host and a port"},
		"no bind":                {func(c *ldap.Config) { c.Bind = "" }, "bind is missing"},
		"no password":            {func(c *ldap.Config) { c.Password = nil }, "password is missing"},
		"no people-base":         {func(c *ldap.Config) { c.PeopleBase = "" }, "people-base is missing"},
		"a base that is no name": {func(c *ldap.Config) { c.PeopleBase = "people" }, `people-base "people" is no distinguished name`},
		"groups likewise":        {func(c *ldap.Config) { c.GroupsBase = "groups" }, "groups-base"},
		"the policy likewise":    {func(c *ldap.Config) { c.Policy = "default" }, "policy"},
		"a filter that is none":  {func(c *ldap.Config) { c.Filter = "uid=x" }, "filter"},
		"an unknown method":      {func(c *ldap.Config) { c.SuspendBy = []ldap.Method{"magic"} }, "suspend-by"},
		"two locks":              {func(c *ldap.Config) { c.SuspendBy = []ldap.Method{ldap.Ppolicy, ldap.EndTime} }, "one of ppolicy and end-time"},
		"unknown groups-by":      {func(c *ldap.Config) { c.GroupsBy = "magic" }, "groups-by"},
		"an attribute's name":    {func(c *ldap.Config) { c.Attributes.Login = "uid)(x=*" }, "attributes: login"},
		"page-size":              {func(c *ldap.Config) { c.PageSize = -1 }, "page-size"},
		"concurrency":            {func(c *ldap.Config) { c.Concurrency = -1 }, "concurrency"},
		"timeout":                {func(c *ldap.Config) { c.Timeout = -1 }, "timeout"},
	} {
		cfg := good()
		c.change(&cfg)
		_, err := ldap.New(cfg)
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want an error that says %q", name, err, c.words)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error tells the password", name)
		}
	}
}

func TestEveryProblemIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ldap.New(ldap.Config{})
	says(t, err, "name is missing", "bind is missing", "people-base is missing", "password is missing", "url")
}

func TestGoodSettingsAreTaken(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*ldap.Config){
		"ldaps":    func(*ldap.Config) {},
		"StartTLS": func(c *ldap.Config) { c.URL, c.StartTLS = "ldap://ldap.example.com:1389", true },
		"plain":    func(c *ldap.Config) { c.URL, c.Plaintext = "ldap://[::1]:1389", true },
	} {
		cfg := good()
		change(&cfg)
		if _, err := ldap.New(cfg); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSelfIsTheAccountWeSignInAs(t *testing.T) {
	t.Parallel()
	for bind, want := range map[string][]string{
		"cn=exeunt,ou=services,dc=example,dc=com":  {"cn=exeunt,ou=services,dc=example,dc=com"},
		"uid=exeunt,ou=people,dc=example,dc=com":   {"uid=exeunt,ou=people,dc=example,dc=com", "exeunt"},
		"UID=Exeunt, OU=People,dc=example, dc=com": {"UID=Exeunt, OU=People,dc=example, dc=com", "Exeunt"},
	} {
		cfg := good()
		cfg.Bind = bind
		c, err := ldap.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Describe().Self; !slices.Equal(got, want) {
			t.Errorf("bind %s: self is %q, want %q", bind, got, want)
		}
	}
}

func TestDescribeSaysWhatTheSettingsMean(t *testing.T) {
	t.Parallel()
	cfg := good()
	cfg.SuspendBy, cfg.Attributes.LastSeen = []ldap.Method{ldap.EndTime, ldap.Shell}, "authTimestamp"
	c, err := ldap.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	d := c.Describe()
	if !strings.Contains(d.Suspended, "pwdEndTime") || !strings.Contains(d.Suspended, "login shell") || strings.Contains(d.Suspended, "shadow") {
		t.Errorf("suspended means %q", d.Suspended)
	}
	if !d.LastSeen || d.Concurrency != 8 {
		t.Errorf("last seen is trusted: %v; concurrency %d", d.LastSeen, d.Concurrency)
	}
	plain, err := ldap.New(good())
	if err != nil {
		t.Fatal(err)
	}
	if plain.Describe().LastSeen {
		t.Error("last seen is trusted though nobody named it")
	}
}
