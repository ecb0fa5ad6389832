package mysql

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The lines are those of MariaDB 10.11, and of MySQL 8.0 after its manual.
func TestEveryLineOfGrantsIsReadAndCanBeWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*7A WITH GRANT OPTION'":                         nil,
		"GRANT USAGE ON *.* TO `u`@`%` WITH GRANT OPTION":                                                      {"USAGE ON *.* WITH GRANT OPTION"},
		"GRANT RELOAD, PROCESS ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*7A' WITH GRANT OPTION":               {"RELOAD, PROCESS ON *.* WITH GRANT OPTION"},
		"GRANT USAGE ON *.* TO `u`@`%` REQUIRE SUBJECT '/CN=it\\'s' WITH MAX_QUERIES_PER_HOUR 5":               nil,
		"GRANT ALL PRIVILEGES ON `tar\\_x%`.* TO `u`@`%`":                                                      {"ALL PRIVILEGES ON `tar\\_x%`.*"},
		"GRANT SELECT (`n`), INSERT (`n`, `m`), DELETE ON `a``b`.`c d` TO `u`@`%` WITH GRANT OPTION":           {"SELECT (`n`), INSERT (`n`, `m`), DELETE ON `a``b`.`c d` WITH GRANT OPTION"},
		"GRANT EXECUTE ON PROCEDURE `d`.`p` TO `u`@`%`":                                                        {"EXECUTE ON PROCEDURE `d`.`p`"},
		"GRANT EXECUTE, ALTER ROUTINE ON PACKAGE BODY `d`.`p` TO `u`@`%`":                                      {"EXECUTE, ALTER ROUTINE ON PACKAGE BODY `d`.`p`"},
		"GRANT PROXY ON ``@`%` TO `root`@`localhost` WITH GRANT OPTION":                                        {"PROXY ON ``@`%` WITH GRANT OPTION"},
		"GRANT `readers` TO `u`@`%` WITH ADMIN OPTION":                                                         {"`readers` WITH ADMIN OPTION"},
		"GRANT `r1`@`%`,`r2`@`%` TO `u`@`%`":                                                                   {"`r1`@`%`", "`r2`@`%`"},
		"GRANT BACKUP_ADMIN,CLONE_ADMIN ON *.* TO `u`@`%`":                                                     {"BACKUP_ADMIN,CLONE_ADMIN ON *.*"},
		"GRANT SELECT ON `x`.`a`` TO ``b``@``c` TO `u`@`%`":                                                    {"SELECT ON `x`.`a`` TO ``b``@``c`"},
		"GRANT SELECT ON `d`.* TO `readers`":                                                                   {"SELECT ON `d`.*"},
		"SET DEFAULT ROLE `readers` FOR `u`@`%`":                                                               nil,
		"GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED VIA pam USING 'x WITH GRANT OPTION' OR unix_socket":          nil,
		"GRANT SELECT, INSERT, DELETE HISTORY ON `d`.`t` TO `u`@`%` REQUIRE X509 WITH MAX_USER_CONNECTIONS 10": {"SELECT, INSERT, DELETE HISTORY ON `d`.`t`"},
	} {
		rights, err := parseLine(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []string
		for _, r := range rights {
			got = append(got, r.key())
			if again, ok := parseRight(r.key()); !ok || again != r {
				t.Errorf("%s is read back as %+v, %t", r.key(), again, ok)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestWhatIsNoRightIsNeverWritten(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"", "SELECT", "SELECT ON", "SELECT ON x.*", "SELECT ON `x`.* TO `y`", "`r` TO `y`@`z`, `q`", "select ON `x`.*", "SELECT ON *.*; DROP DATABASE x",
		"SELECT ON `x`.* WITH ADMIN OPTION", "`r` WITH GRANT OPTION", "PROXY ON `x`", "SELECT (n) ON `x`.`y`", "``", "SELECT ON `a`.`b`c`", "IDENTIFIED BY 'x'",
	} {
		if r, ok := parseRight(key); ok {
			t.Errorf("%q is taken for the right %+v", key, r)
		}
	}
	if _, err := parseLine("GRANT SOMETHING NEW `x` TO `u`@`%` IDENTIFIED BY PASSWORD '*SECRET'"); err == nil {
		t.Error("a line that is not understood was let through")
	} else if got := err.Error(); got != "the server shows a grant that cannot be read: GRANT SOMETHING NEW `x` TO `u`@`%` IDENTIFIED BY PASSWORD " {
		t.Errorf("the error is %q", got)
	}
}

func TestTheMostExactHostLetsAClientIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hosts  []string
		client string
		want   string
		known  bool
	}{
		{[]string{"%", "127.0.0.1"}, "127.0.0.1", "127.0.0.1", true},
		{[]string{"%", "10.%", "10.0.%"}, "10.0.0.1", "10.0.%", true},
		{[]string{"%", "10.0.%"}, "10.1.0.1", "%", true},
		{[]string{"10.0.%"}, "10.1.0.1", "", false},
		{[]string{"192.168.1.0/255.255.255.0", "%"}, "192.168.1.7", "192.168.1.0/255.255.255.0", true},
		{[]string{"192.168.1.0/255.255.255.0", "%"}, "192.168.2.7", "%", true},
		{[]string{"198.51.100.0/24", "198.51.100.5"}, "198.51.100.5", "198.51.100.5", true},
		{[]string{"%.example.com", "%"}, "DB.example.com", "%.example.com", true},
		{[]string{"web_.example.com"}, "web1.example.com", "web_.example.com", true},
		{[]string{"web\\_.example.com"}, "web1.example.com", "", false},
		{[]string{""}, "localhost", "", true},
		{nil, "localhost", "", false},
	} {
		if got, known := closest(c.hosts, c.client); got != c.want || known != c.known {
			t.Errorf("%q lets %s in by %q, %t; want %q, %t", c.hosts, c.client, got, known, c.want, c.known)
		}
	}
}
