package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// wiki is an application with a SCIM interface, and an HR file of everybody who has an account there.
type wiki struct {
	*systemtest.SCIMApp
	testing.TB
	dir      string
	settings string
}

func newWiki(t testing.TB, left ...int) *wiki {
	t.Helper()
	w := &wiki{SCIMApp: systemtest.SCIM(t), TB: t, dir: t.TempDir()}
	write(t, w.dir, "token", w.Token+"\n")
	write(t, w.dir, "hr.csv", feedOf(w.Users, left))
	w.settings = fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: UTC, columns: {id: id, given: given, family: family, email: email, start: start, end: end}}
systems:
  - name: wiki
    kind: scim
    url: %s
    insecure: true
    sign-in: {token: "file:token"}
    attributes: {employee: externalId}
    sign-out: DELETE %s/sessions/{id}
policies:
  leaver: {suspend: end, sign-out: end, remove: end+1d}
limits:
  suspend: {per-day: 20%%}
  sign-out: {per-day: 20%%}
  remove: {per-day: 20%%}
`, w.URL, w.App)
	write(t, w.dir, "exeunt.yaml", w.settings)
	return w
}

// feedOf is an HR file of so many people, of whom some have left some days ago.
func feedOf(people int, left []int) string {
	ends := map[int]string{}
	for _, n := range left {
		ends[n] = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
	}
	var b strings.Builder
	b.WriteString("id,given,family,email,start,end\n")
	for n := 1; n <= people; n++ {
		fmt.Fprintf(&b, "E%04d,User,u%04d,u%04d@exeunt.test,2020-01-01,%s\n", n, n, n, ends[n])
	}
	return b.String()
}

// ask asks the application, past Exeunt.
func (w *wiki) ask(method, path string, body any) (status int, session string) {
	w.Helper()
	text, _ := json.Marshal(body)
	request, err := http.NewRequestWithContext(w.Context(), method, w.App+path, bytes.NewReader(text))
	if err != nil {
		w.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+w.Token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	var said struct{ Session string }
	_ = json.NewDecoder(answer.Body).Decode(&said)
	return answer.StatusCode, said.Session
}

// signIn tries the door of a user.
func (w *wiki) signIn(n int) (status int, session string) {
	w.Helper()
	login := fmt.Sprintf("u%04d@exeunt.test", n)
	return w.ask(http.MethodPost, "/login", map[string]string{"login": login, "password": "pw-" + login})
}

func (w *wiki) doors(open bool, users ...int) {
	w.Helper()
	for _, n := range users {
		if status, _ := w.signIn(n); (status == http.StatusOK) != open {
			w.Errorf("the door of u%04d answers %d, and open should be %v", n, status, open)
		}
	}
}

// Two have left: they are shut out, their open sessions end, the others go on, and all of it is taken back.
func TestLeaversOfASCIMApplicationAreShutOutAndComeBack(t *testing.T) {
	t.Parallel()
	w := newWiki(t, 3, 7)
	w.doors(true, 3, 7, 4)
	_, session := w.signIn(7)
	_, others := w.signIn(8)

	p := want(t, 3, w.dir, "plan", "--json").plan(t)
	counts := map[string]int{}
	for _, a := range p.Actions {
		counts[a.Verb]++
	}
	if counts["suspend"] != 2 || counts["sign-out"] != 2 || counts["remove"] != 2 {
		t.Fatalf("the plan has %v: %+v", counts, p.Actions)
	}
	want(t, 6, w.dir, "apply", p.ID, "--yes") // all verified, but for the sessions, which SCIM does not show
	w.doors(false, 3, 7)
	w.doors(true, 1, 2, 4, 5, 6, 8, 30)
	if status, _ := w.ask(http.MethodGet, "/whoami?session="+session, nil); status == http.StatusOK {
		t.Error("a leaver's session is still open")
	}
	if status, _ := w.ask(http.MethodGet, "/whoami?session="+others, nil); status != http.StatusOK {
		t.Error("the session of somebody who works here was ended")
	}
	want(t, 0, w.dir, "plan", "--json")

	want(t, 0, w.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	w.doors(true, 3, 7)
	if again := want(t, 3, w.dir, "plan", "--json").plan(t); len(again.Actions) != len(p.Actions) {
		t.Errorf("after the undo %d actions are planned, and %d were before: not all of it came back", len(again.Actions), len(p.Actions))
	}
}

func TestCheckSaysWhatMayBeDoneOverSCIM(t *testing.T) {
	t.Parallel()
	w := newWiki(t)
	said := want(t, 0, w.dir, "check")
	for _, words := range []string{"wiki", "read users", "read groups", "write active"} {
		if !strings.Contains(string(said.stdout), words) {
			t.Errorf("check does not say %q:\n%s", words, said.stdout)
		}
	}
	write(t, w.dir, "token", "wrong\n")
	refused := exeunt(t, w.dir, "check")
	if refused.code == 0 || !strings.Contains(string(refused.stdout)+refused.stderr, "sign-in of the settings (sign-in) is not accepted") {
		t.Errorf("with a wrong token, check exits %d:\n%s\n%s", refused.code, refused.stdout, refused.stderr)
	}
}
