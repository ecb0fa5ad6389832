package exec_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/exec"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// The examples of the documentation keep the contract, in every rule and under every fault.
func TestTheExamplesKeepTheContract(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]string{"files.sh": "jq", "files.py": "python3"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			systemtest.Program(t, "scripts", program)
			connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
				const accounts = 12 // more than two batches
				a := newApp(t, accounts)
				l := connectortest.Lab{
					Connector: a.connect([]string{a.script("app", "exec "+example(t, name))}, func(c *exec.Config) { c.Batch = 5 }),
					System:    "files", Accounts: accounts, Cut: []string{"k003", "k005"},
					Faults: &faults{a, example(t, name)}, Witness: witness{a},
				}
				l.TryIn = func(_ context.Context, login string) error {
					account, err := a.look("k" + login[1:])
					if err == nil && account.State != "enabled" {
						err = errors.New("the account is " + account.State)
					}
					return err
				}
				return l
			}})
		})
	}
}

// faults put a program that misbehaves in the place of the real one.
type faults struct {
	*app
	real string
}

var wrappers = map[connectortest.Fault]string{
	connectortest.DropListing: `%s | head -n 8`,
	connectortest.Overstate:   `%s | sed 's/"count": *12/"count": 13/'`,
	connectortest.LoseAnswer:  `%s > /dev/null`,
	connectortest.Throttle:    `echo '{"error": {"class": "busy", "text": "later", "after": 7}}' # %s`,
	connectortest.Busy:        `echo '{"error": {"class": "busy", "text": "later"}}' # %s`,
	connectortest.Refuse: `read -r request
case $request in *'"call":"do"'*) echo '{"error": {"class": "refused", "text": "no right"}}'; exit;; esac
printf '%%s\n' "$request" | %s`,
	connectortest.Hang: `sleep 1000; %s`,
}

func (f *faults) Offers() (offers []connectortest.Fault) {
	for fault := range wrappers {
		offers = append(offers, fault)
	}
	return offers
}

func (f *faults) Inject(fault connectortest.Fault) (heal func()) {
	f.script("app", fmt.Sprintf(wrappers[fault], f.real))
	return func() { f.script("app", "exec "+f.real) }
}

// witness reads the files.
type witness struct{ *app }

func (w witness) Look(key string) (connectortest.Sight, error) {
	account, err := w.look(key)
	if err != nil {
		return connectortest.Sight{}, err
	}
	s := connectortest.Sight{State: identity.AccountState(account.State), Entitlements: []string{}}
	for _, e := range account.Entitlements {
		s.Entitlements = append(s.Entitlements, e["key"])
	}
	slices.Sort(s.Entitlements)
	s.Exact = fmt.Sprint(account.State, account.Attributes, s.Entitlements)
	return s, nil
}
