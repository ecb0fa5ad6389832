// Package storetest is for tests alone: one suite that says what a store is, for every database that the store speaks to.
//
// It looks at the tables beside the store, with its own connection: what a store kept is seen, not asked.
package storetest

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/store"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// Database is an empty place for one store.
type Database struct {
	URL    string // as the settings name it
	Driver string // of database/sql
	DSN    string
}

// SQLite returns the place of a file that is not there yet.
func SQLite(t testing.TB) Database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "exeunt.db")
	return Database{URL: path, Driver: "sqlite", DSN: "file:" + path + "?_pragma=busy_timeout(10000)"}
}

// PostgreSQL returns an empty database on a real server.
func PostgreSQL(t testing.TB) Database {
	t.Helper()
	url := systemtest.PostgreSQL(t).StoreURL
	return Database{URL: url, Driver: "pgx", DSN: url}
}

// Run holds a store on databases of one kind to everything that a store promises.
func Run(t *testing.T, fresh func(t testing.TB) Database) {
	for name, test := range suite() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

func suite() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"PeopleComeBackAsTheyWere":               peopleComeBack,
		"WhoVanishedIsKnown":                     whoVanishedIsKnown,
		"ASourceIsRememberedAsItLastWas":         sourceIsRemembered,
		"AccountsComeBackAsTheyWere":             accountsComeBack,
		"AccountsAreFound":                       accountsAreFound,
		"AccountsAreLookedAtInViews":             accountsHaveViews,
		"ADecisionAboutManyIsWhole":              decisionsAreWhole,
		"AReadingIsKeptWholeOrNotAtAll":          readingWholeOrNot,
		"RepliesAreKept":                         repliesAreKept,
		"WebhooksGoOn":                           webhooksGoOn,
		"APeekKeepsNothing":                      peekKeepsNothing,
		"MarksComeBackInTheirOrder":              marksComeBack,
		"PlansComeBackByteForByte":               plansComeBack,
		"PlansAreListed":                         plansAreListed,
		"PlansOfWhichNothingCameAreForgotten":    plansAreForgotten,
		"ARunIsOneHoweverOftenItIsBegun":         runIsOne,
		"AnIntentIsOpenUntilItIsConcluded":       intentIsOpen,
		"WhoDisappearedIsRemembered":             disappeared,
		"TheFirstCaptureStays":                   firstCaptureStays,
		"WhatWasSeenIsRemembered":                whatWasSeen,
		"WhatWasTouchedIsTouchedUntilRestored":   touchedUntilRestored,
		"BudgetsCountEachAccountOnce":            budgets,
		"RightsThatAreLostAreRemembered":         lostRights,
		"TasksGoTheirWay":                        tasksGoTheirWay,
		"ExceptionsRunUntilTheyEnd":              exceptionsRun,
		"HumansDecideWhoseAccountItIs":           humansDecide,
		"HumansSayWhatAnAccountIsFor":            classificationsStand,
		"FindingsStayAsLongAsTheyAreTrue":        findingsStay,
		"TheFirstOrderAndTheFirstDepartureStand": firstStands,
		"OperatorsComeAndGo":                     operatorsComeAndGo,
		"SessionsEnd":                            sessionsEnd,
		"TokensAreRevoked":                       tokensAreRevoked,
		"TriesAreCounted":                        triesAreCounted,
		"ChallengesAreAnsweredOnce":              challengesAreAnsweredOnce,
		"TheLedgerSaysFromWhere":                 ledgerSaysFromWhere,
		"BrowsersAreKnown":                       browsersAreKnown,
		"InvitationsHoldOnce":                    invitationsHoldOnce,
		"PasskeysComeAndGo":                      passkeysComeAndGo,
		"OwnerLinksEnd":                          ownerLinksEnd,
		"ApprovalsStandOnePerOperator":           approvalsStandOnePerOperator,
		"TheLedgerVerifies":                      ledgerVerifies,
		"ADamagedLedgerIsNamed":                  damagedLedger,
		"EveryChangeIsInTheLedger":               everyChangeIsInTheLedger,
		"WhatFailsKeepsNothing":                  whatFailsKeepsNothing,
		"WritersOfOneProcessTakeTurns":           writersTakeTurns,
		"AWriteThatIsCancelledKeepsNothing":      cancelledKeepsNothing,
		"ASecondHolderIsRefused":                 secondHolderIsRefused,
		"ANewerStoreIsRefusedUntouched":          newerStoreIsRefused,
		"SomebodyElsesDatabaseIsRefused":         foreignDatabaseIsRefused,
		"ManyMayOpenANewStoreAtOnce":             manyOpenAtOnce,
		"WordsOfTheCodeAreWordsOfTheTables":      wordsAreAllowed,
		"AnySignIsKept":                          anySignIsKept,
	}
}

// noon is when most things of the suite happen.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)

// open opens the store, and closes it with the test.
func open(t testing.TB, db Database) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), db.URL, store.Options{Now: func() time.Time { return noon }})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got returns what a method of the store returned, and ends the test where it failed.
func got[T any](t testing.TB) func(value T, err error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		must(t, err)
		return value
	}
}

// same demands that two values are equal, down to the zone of each instant.
func same(t testing.TB, what string, have, want any) {
	t.Helper()
	if diff := cmp.Diff(want, have, exact...); diff != "" {
		t.Errorf("%s (-want +have):\n%s", what, diff)
	}
}

var exact = []cmp.Option{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location().String() == b.Location().String() }),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	cmp.Comparer(func(a, b identity.When) bool { return a == b }),
	cmp.Comparer(func(a, b identity.Clock) bool { return a == b }),
}

// kinds returns the kinds of the ledger's entries from the one numbered from on, in their order.
func kinds(t testing.TB, s *store.Store, from int64) []string {
	t.Helper()
	var all []string
	must(t, s.Ledger(t.Context(), func(l ledger.Storage) error {
		size, err := l.Size(t.Context())
		if err != nil {
			return err
		}
		records, err := l.ReadEntries(t.Context(), from, size)
		for _, r := range records {
			e, err := ledger.ParseEntry(r.Body)
			if err != nil {
				return err
			}
			all = append(all, e.Kind)
		}
		return err
	}))
	return all
}

func size(t testing.TB, s *store.Store) (n int64) {
	t.Helper()
	must(t, s.Ledger(t.Context(), func(l ledger.Storage) (err error) {
		n, err = l.Size(t.Context())
		return err
	}))
	return n
}

// collect reads a stream to its end.
func collect[T any](t testing.TB, stream func(func(T, error) bool)) []T {
	t.Helper()
	var all []T
	for one, err := range stream {
		must(t, err)
		all = append(all, one)
	}
	return all
}
