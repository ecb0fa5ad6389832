package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// An application that is connected by a description alone: who has left is shut out, the others go on, and all of it is
// taken back.
func TestLeaversOfADescribedApplicationAreShutOutAndComeBack(t *testing.T) {
	t.Parallel()
	r := systemtest.RabbitMQ(t, 12)
	dir := t.TempDir()
	write(t, dir, "password", r.Password+"\n")
	write(t, dir, "hr.csv", feedOf(r.Users, []int{5}))
	write(t, dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: UTC, columns: {id: id, given: given, family: family, email: email, start: start, end: end}}
systems:
  - name: queue
    kind: http
    url: %s
    insecure: true
    sign-in: {user: %s, password: "file:password"}
    description: rabbitmq
    rate: 500/s
policies:
  leaver: {suspend: end, sign-out: end, remove: end+1d, release: never, delete: never}
limits: {suspend: {per-day: 20%%}, sign-out: {per-day: 20%%}, remove: {per-day: 20%%}}
`, r.URL, r.User))
	pages := func(open, others bool) {
		t.Helper()
		for login, want := range map[string]bool{"u0005": open, "u0010": others} { // the two who may see the pages
			if status := whoami(t, r, login); (status == http.StatusOK) != want {
				t.Errorf("the pages answer %s with %d, and open should be %v", login, status, want)
			}
		}
	}
	pages(true, true)
	p := want(t, 3, dir, "plan", "--json").plan(t)
	if len(p.Actions) != 3 {
		t.Fatalf("the plan has %+v", p.Actions)
	}
	want(t, 0, dir, "apply", p.ID, "--yes")
	pages(false, true)
	want(t, 0, dir, "plan", "--json")
	want(t, 0, dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	pages(true, true)
}

// whoami asks for the pages with the user's own password.
func whoami(t testing.TB, r *systemtest.RabbitMQServer, login string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL+"/whoami", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(login, "pw-"+login)
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}
