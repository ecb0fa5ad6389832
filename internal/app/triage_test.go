package app

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Each account, under each decision: whose it becomes, or why it is left out.
func TestADecisionLeavesOutWhatItDoesNotFit(t *testing.T) {
	t.Parallel()
	fits := func(ids ...identity.PersonID) []Finding { return []Finding{{Candidates: ids}} }
	for name, c := range map[string]struct {
		row   AccountRow
		found []Finding
		do    Triage
		owner string
		want  Triaged
	}{
		"one person fits":              {AccountRow{Link: correlate.Ambiguous}, fits("E1"), Triage{Do: JudgeLink}, "", Triaged{Person: "E1"}},
		"one person fits twice":        {AccountRow{Link: correlate.Unmatched}, append(fits("E1"), fits("E1")...), Triage{Do: JudgeLink}, "", Triaged{Person: "E1"}},
		"a name was proposed":          {AccountRow{Link: correlate.Proposed}, fits("E2"), Triage{Do: JudgeLink}, "", Triaged{Person: "E2"}},
		"it was E2's, nobody fits now": {AccountRow{Link: correlate.Unmatched, Person: "E2"}, fits(), Triage{Do: JudgeLink}, "", Triaged{No: NobodyFits}},
		"two people fit":               {AccountRow{Link: correlate.Ambiguous, Person: "E1"}, fits("E1", "E2"), Triage{Do: JudgeLink}, "", Triaged{No: SeveralFit}},
		"nobody fits":                  {AccountRow{Link: correlate.Unmatched}, fits(), Triage{Do: JudgeLink}, "", Triaged{No: NobodyFits}},
		"it is somebody's":             {AccountRow{Link: correlate.Linked, Person: "E1"}, fits("E2"), Triage{Do: JudgeLink}, "", Triaged{No: AlreadyLinked}},
		"it was somebody else's":       {AccountRow{Link: correlate.Suspect, Person: "E1"}, fits("E2"), Triage{Do: JudgeLink}, "", Triaged{No: OneByOne}},
		"it gets a kind":               {AccountRow{}, nil, Triage{Do: JudgeKind, Kind: identity.Service}, "E1", Triaged{Kind: identity.Service}},
		"it gets another owner":        {AccountRow{Kind: identity.Service}, nil, Triage{Do: JudgeKind, Kind: identity.Service}, "E1", Triaged{Kind: identity.Service}},
		"it is a guest's already":      {AccountRow{Kind: identity.Guest}, nil, Triage{Do: JudgeKind, Kind: identity.Guest}, "", Triaged{Kind: identity.Guest, No: AlreadyThat}},
		"it is accepted":               {AccountRow{}, nil, Triage{Do: JudgeAccept}, "", Triaged{}},
		"it is accepted already (set)": {AccountRow{Login: "excepted"}, nil, Triage{Do: JudgeAccept}, "", Triaged{No: AlreadyAccepted}},
	} {
		l := Triaged{ListedAccount: ListedAccount{AccountRow: c.row, Found: c.found}}
		if c.row.Login == "excepted" {
			l.Decided.Excepted = &plan.Exception{}
		}
		if l.judge(&c.do, c.owner); l.Kind != c.want.Kind || l.Person != c.want.Person || l.No != c.want.No {
			t.Errorf("%s: it becomes kind %q of %q, left out %q", name, l.Kind, l.Person, l.No)
		}
	}
}
