package mysql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// A lock does not stop what runs as the account: it is shown, it blocks a deletion, and an event is shown as a job.
func TestWhatRunsAsALockedAccountIsShown(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, ben, db := l.user("anna"), l.user("ben"), l.database
	l.exec("CREATE TABLE " + db + ".orders (n int)")
	l.exec("INSERT INTO " + db + ".orders VALUES (42)")
	l.exec("GRANT ALL PRIVILEGES ON " + db + ".* TO " + l.at(anna))
	as := "CREATE DEFINER=" + l.at(anna) + " "
	l.exec(as + "VIEW " + db + ".seen AS SELECT n FROM " + db + ".orders")
	l.exec(as + "SQL SECURITY INVOKER VIEW " + db + ".harmless AS SELECT n FROM " + db + ".orders")
	l.exec(as + "PROCEDURE " + db + ".report() SELECT n FROM " + db + ".orders")
	l.exec(as + "TRIGGER " + db + ".noted BEFORE INSERT ON " + db + ".orders FOR EACH ROW SET NEW.n = 1")
	l.exec(as + "EVENT " + db + ".nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM " + db + ".orders")
	l.exec("GRANT PROXY ON " + l.at(anna) + " TO " + l.at(ben))
	l.exec("GRANT SELECT ON " + db + ".seen TO " + l.at(ben))
	l.exec("GRANT EXECUTE ON PROCEDURE " + db + ".report TO " + l.at(ben))
	a := l.lookup(anna)
	want := []identity.Possession{
		{Kind: "event", Name: "nightly", In: db, Blocks: true},
		{Kind: "procedure", Name: "report", In: db, Blocks: true},
		{Kind: "proxy", Name: key(ben) + " may act as it"},
		{Kind: "trigger", Name: "noted", In: db, Blocks: true},
		{Kind: "view", Name: "seen", In: db, Blocks: true},
	}
	if diff := cmp.Diff(want, a.Owns); diff != "" {
		t.Errorf("what runs as it (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]identity.Residual{{Kind: identity.TimedJob, Name: "event nightly", From: db}}, a.Residual); diff != "" {
		t.Errorf("what it leaves open (-want +got):\n%s", diff)
	}
	l.do(identity.Suspend, a)
	pool, conn, err := l.signIn(t.Context(), ben)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	defer conn.Close()
	for _, statement := range []string{"SELECT n FROM " + db + ".seen", "CALL " + db + ".report()"} {
		var n int
		if err := conn.QueryRowContext(t.Context(), statement).Scan(&n); err != nil || n != 42 {
			t.Errorf("as a locked account, %s: %d, %v: the lab is not as it was observed", statement, n, err)
		}
	}
	refused(t, l.try(identity.Delete, a), "is not deleted", "view "+db+".seen", "event "+db+".nightly", "DEFINER")
	for _, what := range []string{"VIEW " + db + ".seen", "PROCEDURE " + db + ".report", "TRIGGER " + db + ".noted", "EVENT " + db + ".nightly"} {
		l.exec("DROP " + what)
	}
	alive := l.session(ben)
	l.do(identity.Delete, a)
	l.do(identity.Delete, l.lookup(ben))
	if alive() {
		t.Error("the connection outlives its account")
	}
}
