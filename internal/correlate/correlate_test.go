package correlate_test

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

var allRules = []correlate.Rule{correlate.ByEmployee, correlate.ByEmail, correlate.ByLogin, correlate.ByName}

// people are sorted by id; Bob left his mail to Bella.
func people() []identity.Person {
	return []identity.Person{
		{ID: "E1", Given: "Alice", Family: "Martin", Email: "alice.martin@x.test", Zone: time.UTC},
		{ID: "E2", Given: "Bob", Family: "Novak", Email: "b.novak@x.test", Zone: time.UTC},
		{ID: "E3", Given: "Bella", Family: "Novak", Email: "b.novak@x.test", Zone: time.UTC},
		{ID: "E4", Given: "Zoé", Family: "Lefèvre", Email: "zoe@x.test", Login: "zl", Zone: time.UTC},
	}
}

func TestTheFirstRuleThatGivesOnePersonWins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		account identity.Account
		status  correlate.Status
		person  identity.PersonID
		by      correlate.Rule
	}{
		{"by employee number", identity.Account{Employee: "E1"}, correlate.Linked, "E1", correlate.ByEmployee},
		{"a number is compared exactly", identity.Account{Employee: "e1"}, correlate.Unmatched, "", ""},
		{"by mail, whatever the case", identity.Account{Email: "Alice.MARTIN@x.test"}, correlate.Linked, "E1", correlate.ByEmail},
		{"by login", identity.Account{Login: "ZL"}, correlate.Linked, "E4", correlate.ByLogin},
		{"by the local part where no login is known", identity.Account{Login: "alice.martin"}, correlate.Linked, "E1", correlate.ByLogin},
		{"not by the local part where a login is known", identity.Account{Login: "zoe"}, correlate.Unmatched, "", ""},
		{"a mail as login", identity.Account{Login: "zoe@x.test"}, correlate.Linked, "E4", correlate.ByLogin},
		{"one mail, two people", identity.Account{Email: "b.novak@x.test"}, correlate.Ambiguous, "", correlate.ByEmail},
		{"the number decides between two of one mail", identity.Account{Employee: "E2", Email: "b.novak@x.test"}, correlate.Linked, "E2", correlate.ByEmployee},
		{"number and mail of different people", identity.Account{Employee: "E1", Email: "zoe@x.test"}, correlate.Ambiguous, "", correlate.ByEmployee},
		{"number of one, mail of two others", identity.Account{Employee: "E1", Email: "b.novak@x.test"}, correlate.Ambiguous, "", correlate.ByEmployee},
		{"the login of one, the number of nobody", identity.Account{Employee: "C77", Login: "alice.martin"}, correlate.Suspect, "", ""},
		{"the mail of one, the number of nobody", identity.Account{Employee: "E0", Email: "zoe@x.test"}, correlate.Suspect, "", ""},
		{"a number without its prefix", identity.Account{Employee: "1", Login: "alice.martin"}, correlate.Linked, "E1", correlate.ByLogin},
		{"a number with a zero and in another case", identity.Account{Employee: "e01", Login: "alice.martin"}, correlate.Linked, "E1", correlate.ByLogin},
		{"a number that only ends alike", identity.Account{Employee: "E11", Login: "alice.martin"}, correlate.Suspect, "", ""},
		{"a service account carries any number", identity.Account{Employee: "C77", Login: "alice.martin", Kind: identity.Service}, correlate.Linked, "E1", correlate.ByLogin},
		{"only a name", identity.Account{Given: "Zoe", Family: "Lefevre"}, correlate.Proposed, "", correlate.ByName},
		{"a service account is nobody's by name", identity.Account{Display: "Zoé Lefèvre", Kind: identity.Service}, correlate.Unmatched, "", ""},
		{"nothing", identity.Account{Login: "svc-backup"}, correlate.Unmatched, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			index := correlate.NewIndex(people(), allRules, correlate.Memory{})
			link := index.Link(&c.account)
			if link.Status != c.status || index.ID(link.Person) != c.person || link.By != c.by {
				t.Errorf("%s %q by %q, want %s %q by %q", link.Status, index.ID(link.Person), link.By, c.status, c.person, c.by)
			}
			if c.status == correlate.Ambiguous && len(link.Candidates) < 2 {
				t.Errorf("ambiguous with the candidates %v", link.Candidates)
			}
		})
	}
}

func TestAHumansWordIsKept(t *testing.T) {
	t.Parallel()
	ref := identity.AccountRef{System: "crm", Key: "7"}
	shared := identity.Account{Ref: ref, Email: "b.novak@x.test"}
	memory := correlate.Memory{Confirmed: map[identity.AccountRef]correlate.Confirmation{ref: {Person: "E3"}}}
	index := correlate.NewIndex(people(), allRules, memory)
	if link := index.Link(&shared); link.Status != correlate.Linked || index.ID(link.Person) != "E3" || link.By != correlate.ByConfirmed {
		t.Errorf("confirmed: %+v", link)
	}
	memory = correlate.Memory{Denied: map[identity.AccountRef][]identity.PersonID{ref: {"E1"}}}
	index = correlate.NewIndex(people(), allRules, memory)
	if link := index.Link(&identity.Account{Ref: ref, Employee: "E1"}); link.Status != correlate.Unmatched {
		t.Errorf("denied: %+v", link)
	}
}

// E4 confirmed; then the keys of the account become those of others, one by one.
func TestAHumansWordIsHeldAgainstWhatIsSaidSince(t *testing.T) {
	t.Parallel()
	ref := identity.AccountRef{System: "crm", Key: "1"}
	for _, c := range []struct {
		name string
		on   correlate.Facts
		is   identity.Account
		want correlate.Status
	}{
		{"nothing changed", correlate.Facts{Login: "crm1"}, identity.Account{Login: "crm1"}, correlate.Linked},
		{"the keys of another, who had them then too", correlate.Facts{Login: "crm1", Email: "alice.martin@x.test"}, identity.Account{Login: "crm1", Email: "Alice.Martin@x.test"}, correlate.Linked},
		{"another name", correlate.Facts{Login: "crm1", Name: "Zoe"}, identity.Account{Login: "crm1", Display: "Alice Martin"}, correlate.Linked},
		{"a login of nobody", correlate.Facts{Login: "crm1"}, identity.Account{Login: "crm2"}, correlate.Linked},
		{"keys of the one confirmed", correlate.Facts{Login: "crm1"}, identity.Account{Login: "zl", Email: "zoe@x.test", Employee: "E4"}, correlate.Linked},
		{"the mail of another", correlate.Facts{Login: "crm1"}, identity.Account{Login: "crm1", Email: "alice.martin@x.test"}, correlate.Suspect},
		{"the login of another", correlate.Facts{Login: "crm1"}, identity.Account{Login: "alice.martin"}, correlate.Suspect},
		{"the number of another", correlate.Facts{Login: "crm1", Employee: "E4"}, identity.Account{Login: "crm1", Employee: "E1"}, correlate.Suspect},
		{"the mail of two others", correlate.Facts{Login: "crm1"}, identity.Account{Login: "crm1", Email: "b.novak@x.test"}, correlate.Suspect},
		{"one key of theirs, one of another", correlate.Facts{}, identity.Account{Email: "zoe@x.test", Employee: "E1"}, correlate.Suspect},
	} {
		c.is.Ref = ref
		memory := correlate.Memory{Confirmed: map[identity.AccountRef]correlate.Confirmation{ref: {Person: "E4", On: c.on}}}
		link := correlate.NewIndex(people(), allRules, memory).Link(&c.is)
		if link.Status != c.want || (c.want == correlate.Suspect) != (link.Was == "E4") {
			t.Errorf("%s: %+v, want %s", c.name, link, c.want)
		}
	}
}

func TestANumberSaysNothingWhereNobodyAsksForIt(t *testing.T) {
	t.Parallel()
	ref := identity.AccountRef{System: "crm", Key: "7"}
	stranger := identity.Account{Ref: ref, Employee: "C77", Login: "alice.martin"}
	index := correlate.NewIndex(people(), []correlate.Rule{correlate.ByLogin}, correlate.Memory{})
	if link := index.Link(&stranger); link.Status != correlate.Linked {
		t.Errorf("by a rule for logins alone: %+v", link)
	}
	denied := identity.Account{Ref: ref, Employee: "E2", Login: "alice.martin"}
	index = correlate.NewIndex(people(), allRules, correlate.Memory{Denied: map[identity.AccountRef][]identity.PersonID{ref: {"E2"}}})
	if link := index.Link(&denied); link.Status != correlate.Linked {
		t.Errorf("a human said that the number is wrong: %+v", link)
	}
	index = correlate.NewIndex(people(), allRules, correlate.Memory{})
	if link := index.Link(&stranger); len(link.Candidates) != 1 || link.Candidates[0].Why != "same login, but another employee number" {
		t.Errorf("candidates: %+v", link.Candidates)
	}
}

func TestALinkThatWentToSomebodyElseIsDoubtful(t *testing.T) {
	t.Parallel()
	index := correlate.NewIndex(people(), allRules, correlate.Memory{})
	link := index.Link(&identity.Account{Email: "zoe@x.test"})
	for _, c := range []struct {
		name string
		was  correlate.Earlier
		want bool
	}{
		{"never linked", correlate.Earlier{}, false},
		{"the same person by the same rule", correlate.Earlier{Person: "E4", By: correlate.ByEmail}, false},
		{"the same person by a weaker rule before", correlate.Earlier{Person: "E4", By: correlate.ByLogin}, false},
		{"the same person, and the better proof is gone", correlate.Earlier{Person: "E4", By: correlate.ByEmployee}, true},
		{"somebody else", correlate.Earlier{Person: "E1", By: correlate.ByEmail}, true},
	} {
		if got := index.Doubtful(link, c.was); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestASuspectLinkStaysSuspectUntilTheEarlierOneIsBack(t *testing.T) {
	t.Parallel()
	ref := identity.AccountRef{System: "crm", Key: "7"}
	memory := correlate.Memory{Suspect: map[identity.AccountRef]correlate.Earlier{ref: {Person: "E1", By: correlate.ByEmail}}}
	index := correlate.NewIndex(people(), allRules, memory)
	if link := index.Link(&identity.Account{Ref: ref, Email: "zoe@x.test"}); link.Status != correlate.Suspect || link.Was != "E1" || len(link.Candidates) != 1 {
		t.Errorf("still another person: %+v", link)
	}
	if link := index.Link(&identity.Account{Ref: ref, Email: "alice.martin@x.test"}); link.Status != correlate.Linked {
		t.Errorf("the earlier person is back: %+v", link)
	}
}
