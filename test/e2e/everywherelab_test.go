package e2e

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// everywhere is a folder with an HR file and settings, beside one real system of each kind. Everybody has an account on
// each of them.
type everywhere struct {
	testing.TB
	dir              string
	leavers, stayers []int

	ad        *systemtest.Domain
	open, ds  *systemtest.LDAPServer
	warehouse *systemtest.Postgres
	shop      *systemtest.MariaDB
	host      *systemtest.LinuxHost
	wiki      *systemtest.SCIMApp
}

func newEverywhere(t testing.TB, people int, left func(int) bool) *everywhere {
	t.Helper()
	e := &everywhere{
		TB: t, dir: t.TempDir(),
		ad:        systemtest.ActiveDirectory(t, systemtest.DomainOptions{Users: people}),
		open:      systemtest.OpenLDAP(t, systemtest.Options{Users: people}),
		ds:        systemtest.DS389(t, systemtest.Options{Users: people}),
		warehouse: systemtest.PostgreSQLOf(t, people),
		shop:      systemtest.MariaDBOf(t, people),
		host:      systemtest.Linux(t, systemtest.LinuxOptions{Users: people}),
		wiki:      systemtest.SCIMOf(t, people),
	}
	for n := 1; n <= people; n++ {
		if left(n) {
			e.leavers = append(e.leavers, n)
		} else {
			e.stayers = append(e.stayers, n)
		}
	}
	e.accountsOfOurOwn()
	e.feed(people)
	e.settings()
	return e
}

// accountsOfOurOwn gives us what the pages of the connectors ask for.
func (e *everywhere) accountsOfOurOwn() {
	e.Helper()
	admin, err := pgx.Connect(e.Context(), e.warehouse.AdminURL)
	if err != nil {
		e.Fatal(err)
	}
	defer admin.Close(e.Context())
	if _, err := admin.Exec(e.Context(), "CREATE ROLE exeunt LOGIN CREATEROLE PASSWORD 'conn-secret'; GRANT pg_signal_backend, pg_read_all_stats TO exeunt"); err != nil {
		e.Fatal(err)
	}
	db, err := sql.Open("mysql", e.shop.AdminDSN)
	if err != nil {
		e.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"CREATE USER exeunt@'127.0.0.1' IDENTIFIED BY 'conn-secret'",
		"GRANT CREATE USER, PROCESS, CONNECTION ADMIN, SHOW VIEW, TRIGGER ON *.* TO exeunt@'127.0.0.1'",
		"GRANT SELECT ON mysql.* TO exeunt@'127.0.0.1'", "GRANT SELECT ON target.* TO exeunt@'127.0.0.1' WITH GRANT OPTION",
	} {
		if _, err := db.ExecContext(e.Context(), statement); err != nil {
			e.Fatalf("%s: %v", statement, err)
		}
	}
	e.host.Install("exeunt-host", string(want(e, 0, e.dir, "connector", "program", "linux").stdout))
}

func (e *everywhere) feed(people int) {
	e.Helper()
	var b strings.Builder
	b.WriteString("id,given,family,email,login,start,end\n")
	for n := 1; n <= people; n++ {
		end := ""
		if slices.Contains(e.leavers, n) {
			end = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		}
		fmt.Fprintf(&b, "E%04d,User,%[2]s,%[2]s@exeunt.test,%[2]s,2020-01-01,%[3]s\n", n, login(n), end)
	}
	write(e, e.dir, "hr.csv", b.String())
}

// login is the login of somebody everywhere but in the wiki, where it is a mail address.
func login(n int) string { return fmt.Sprintf("u%04d", n) }

func (e *everywhere) settings() {
	e.Helper()
	for name, secret := range map[string]string{
		"ad": e.ad.ServicePassword, "open": e.open.ServicePassword, "ds": e.ds.ServicePassword, "db": "conn-secret", "wiki": e.wiki.Token,
	} {
		write(e, e.dir, name+".secret", secret+"\n")
	}
	write(e, e.dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, columns: {id: id, given: given, family: family, email: email, login: login, start: start, end: end}}
systems:
  - name: ad
    kind: ad
    url: %s
    ca: %s
    bind: %s
    password: file:ad.secret
    move-to: OU=Leavers,%s
    scramble-password: false
    expire: true
    stamp-description: true
    classify: [{kind: service, logins: [svc-*, dns-*]}]
`, e.ad.URL, e.ad.CA, e.ad.ServiceUPN, e.ad.BaseDN)+
		directorySettings("openldap", "open", "ppolicy, shell", e.open)+
		directorySettings("ds389", "ds", "nsaccountlock, shell", e.ds)+fmt.Sprintf(`  - name: warehouse
    kind: postgres
    url: postgres://%s
    ca: %s
    user: exeunt
    password: file:db.secret
    classify: [{kind: service, logins: [postgres, "exeunt*"]}]
  - name: shop
    kind: mysql
    url: mysql://%s
    ca: %s
    user: exeunt
    password: file:db.secret
  - name: servers
    kind: linux
    hosts: [{name: web, address: "%s"}]
    known-hosts: %s
    user: exeunt
    key: file:%s
  - name: wiki
    kind: scim
    url: %s
    insecure: true
    sign-in: {token: "file:wiki.secret"}
    attributes: {employee: externalId}
    sign-out: DELETE %s/sessions/{id}
correlate: [{by: employee}, {by: email}, {by: login}]
protect:
  accounts: [{system: openldap, login: breakglass}, {system: ds389, login: breakglass}]
policies:
  leaver: {suspend: end, sign-out: end, remove: end+1d}
gate: {alone: [suspend, sign-out, remove]}
limits:
  suspend:  {max: 50, share: 20%%, per-day: 20%%, per-week: 30%%}
  sign-out: {max: 50, share: 20%%, per-day: 20%%, per-week: 30%%}
  remove:   {max: 50, share: 20%%, per-day: 20%%, per-week: 30%%}
`, e.warehouse.Listens, e.warehouse.CA, e.shop.Listens, e.shop.CA, e.host.Address, e.host.KnownHosts, e.host.UserKey, e.wiki.URL, e.wiki.App))
}

func directorySettings(name, secret, by string, l *systemtest.LDAPServer) string {
	return fmt.Sprintf(`  - name: %s
    kind: ldap
    url: %s
    ca: %s
    bind: %s
    password: file:%s.secret
    people-base: %s
    groups-base: %s
    suspend-by: [%s]
`, name, l.URLTLS, l.CA, l.ServiceDN, secret, l.PeopleDN, l.GroupsDN, by)
}
