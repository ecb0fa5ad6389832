package assess_test

import (
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Each policy, in each of its cases: what is found, in which words, and what it asks for.
func TestEachPolicyFindsWhatItIsForAndSaysWhy(t *testing.T) {
	t.Parallel()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.people, w.accounts = []identity.Person{ada(""), bob()}, []identity.Account{account()}
			c.with(w)
			got := strings.TrimSpace(told(w.assess(t)))
			if want := strings.TrimSpace(strings.ReplaceAll(c.want, "\n\t\t\t", "\n")); got != want {
				t.Errorf("found:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

type situation struct {
	name string
	with func(*world)
	want string
}

func cases() []situation {
	return append(append(append(leavers(), doubts()...), nobodys()...), upkeep()...)
}

// leaves gives Ada an end.
func leaves(end string) func(*world) {
	return func(w *world) { w.people[0] = ada(end) }
}

func leavers() []situation {
	return []situation{
		{"works here", func(*world) {}, ``},
		{"has left", leaves("2026-11-20"), `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"
			  > sign-out at 2026-11-20 17:00 by "leaver: sign-out at end"
			  > remove staff at 2026-11-21 17:00 by "leaver: remove at end+1d"
			  > release office at 2026-12-20 17:00 by "leaver: release at end+30d"
			  > delete at 2027-02-18 17:00 by "leaver: delete at end+90d"`},
		{"came back, with the old end left in the record", func(w *world) {
			w.people[0] = ada("2026-10-31")
			w.people[0].Engagements[0].Start = on("2026-11-20")
		}, `
			impossible-dates ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-10-31, before its start on 2026-11-20
			  nobody is taken for gone by such dates
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: the record of this person ends before it starts: HR must correct it`},
		{"came back, with the old last day left in the record", func(w *world) {
			w.people[0] = ada("")
			w.people[0].Engagements[0].Start, w.people[0].Engagements[0].LastDay = on("2026-11-20"), on("2026-10-31")
		}, `
			impossible-dates ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr has its last day of work on 2026-10-31, before its start on 2026-11-20
			  nobody is taken for gone by such dates
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19`},
		{"works here again, and we suspended the account", func(w *world) {
			w.accounts[0].State, w.accounts[0].Entitlements = identity.Suspended, nil
			w.memory.Closed[ref] = instant("2026-11-21 17:00")
		}, `
			returned ada E1
			  we suspended the account, and saw it suspended at 2026-11-21 18:00 in Europe/Paris (2026-11-21 12:00 here, 2026-11-21 17:00 UTC)
			  Ada Byron (E1) works here
			  the account carries the employee number E1
			  the account is suspended, last seen 2026-11-19
			  > restore at 2026-11-25 12:00 by "returned: restore", doubt: nothing is opened without a human: ` + "`exeunt undo --account app/k1`" + ` brings it back as it was`},
		{"offboarded by order, and employed anew since", func(w *world) {
			w.memory.Offboarded["E1"] = instant("2026-10-01 09:00")
			w.people[0].Engagements = append(w.people[0].Engagements, identity.Engagement{ID: "C2", Start: on("2026-11-02")})
		}, ``},
		{"offboarded by order, and to be employed anew later", func(w *world) {
			w.policies.Leaver = w.policies.Leaver[:1]
			w.memory.Offboarded["E1"] = instant("2026-10-01 09:00")
			w.people[0].Engagements = append(w.people[0].Engagements, identity.Engagement{ID: "C2", Start: on("2026-11-26")})
		}, `
			leaver ada E1
			  Ada Byron (E1) was offboarded at once by order, at 2026-10-01 11:00 in Europe/Paris (2026-10-01 05:00 here, 2026-10-01 09:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-10-01 09:00 by "leaver: suspend at end"`},
		{"a last day of work and no end, where that counts", func(w *world) {
			w.people[0].Engagements[0].LastDay = on("2026-11-20")
			w.policies.Leaver = []assess.Rule{{Verb: identity.Suspend, Anchor: assess.LastDay}, {Verb: identity.Delete, Anchor: assess.End, Days: 90}}
		}, `
			leaver ada E1
			  Ada Byron (E1): the last day of work in the engagement C1 as Clerk of hr ends at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), and no end is known
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at last-day"`},
		{"a last day of work and no end, where the end counts", func(w *world) { w.people[0].Engagements[0].LastDay = on("2026-11-20") }, ``},
		{"suspended, gone, and its rights are never taken", func(w *world) {
			leaves("2026-11-20")(w)
			w.accounts[0].State = identity.Suspended
			w.policies.Leaver = []assess.Rule{{Verb: identity.Suspend, Anchor: assess.End}}
		}, `
			disabled-entitled ada E1
			  the account is suspended and still holds 2 entitlements
			  Ada Byron left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)`},
		{"the owner of a service account has vanished", func(w *world) {
			w.people[1].Vanished = identity.Vanished{Since: instant("2026-11-24 09:00"), Feeds: 1}
			w.accounts[0] = identity.Account{Ref: ref, Login: "svc", Kind: identity.Service, Owner: "E2", State: identity.Enabled}
		}, `
			owner-left svc E2
			  the account belongs to Bob Miller (E2), who has vanished from hr
			  nobody may be looking after it
			  the account is enabled
			  > task at 2026-11-25 12:00 by "leaver: hand over", doubt: nobody said that its owner left: HR must answer`},
		{"leaves soon", leaves("2026-12-20"), `
			expiring ada E1
			  Ada Byron (E1) works here until 2026-12-20 18:00 in Europe/Paris (2026-12-20 12:00 here, 2026-12-20 17:00 UTC)
			  the account carries the employee number E1
			leaver ada E1 (quiet)
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-12-20
			  access ends at 2026-12-20 18:00 in Europe/Paris (2026-12-20 12:00 here, 2026-12-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-12-20 17:00 by "leaver: suspend at end"
			  > sign-out at 2026-12-20 17:00 by "leaver: sign-out at end"
			  > remove staff at 2026-12-21 17:00 by "leaver: remove at end+1d"
			  > release office at 2027-01-19 17:00 by "leaver: release at end+30d"
			  > delete at 2027-03-20 17:00 by "leaver: delete at end+90d"`},
		{"leaves today at six, and it is one", leaves("2026-11-25"), `
			expiring ada E1
			  Ada Byron (E1) works here until 2026-11-25 18:00 in Europe/Paris (2026-11-25 12:00 here, 2026-11-25 17:00 UTC)
			  the account carries the employee number E1
			leaver ada E1 (quiet)
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-25
			  access ends at 2026-11-25 18:00 in Europe/Paris (2026-11-25 12:00 here, 2026-11-25 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 17:00 by "leaver: suspend at end"
			  > sign-out at 2026-11-25 17:00 by "leaver: sign-out at end"
			  > remove staff at 2026-11-26 17:00 by "leaver: remove at end+1d"
			  > release office at 2026-12-25 17:00 by "leaver: release at end+30d"
			  > delete at 2027-02-23 17:00 by "leaver: delete at end+90d"`},
		{"leaves at this instant", func(w *world) { leaves("2026-11-25")(w); w.at = instant("2026-11-25 17:00").In(w.at.Location()) }, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-25
			  access ended at 2026-11-25 18:00 in Europe/Paris (2026-11-25 12:00 here, 2026-11-25 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 17:00 by "leaver: suspend at end"
			  > sign-out at 2026-11-25 17:00 by "leaver: sign-out at end"
			  > remove staff at 2026-11-26 17:00 by "leaver: remove at end+1d"
			  > release office at 2026-12-25 17:00 by "leaver: release at end+30d"
			  > delete at 2027-02-23 17:00 by "leaver: delete at end+90d"`},
		{"leaves in half a year", leaves("2027-06-01"), ``},
		{"is suspended already", func(w *world) { leaves("2026-11-20")(w); w.accounts[0].State = identity.Suspended }, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is suspended and holds 2 entitlements, last seen 2026-11-19
			  > sign-out at 2026-11-20 17:00 by "leaver: sign-out at end"
			  > remove staff at 2026-11-21 17:00 by "leaver: remove at end+1d"
			  > release office at 2026-12-20 17:00 by "leaver: release at end+30d"
			  > delete at 2027-02-18 17:00 by "leaver: delete at end+90d"`},
		{"everything is done but what is far off", func(w *world) {
			leaves("2026-11-20")(w)
			w.accounts[0].State, w.accounts[0].Entitlements = identity.Suspended, nil
			w.memory.Done[deed(identity.SignOut)] = instant("2026-11-20 17:05")
		}, `
			leaver ada E1 (quiet)
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is suspended, last seen 2026-11-19
			  > delete at 2027-02-18 17:00 by "leaver: delete at end+90d"`},
		{"was signed out for an earlier departure", func(w *world) {
			leaves("2026-11-20")(w)
			w.accounts[0].State, w.accounts[0].Entitlements = identity.Suspended, nil
			w.memory.Done[deed(identity.SignOut)] = instant("2025-01-01 00:00")
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is suspended, last seen 2026-11-19
			  > sign-out at 2026-11-20 17:00 by "leaver: sign-out at end"
			  > delete at 2027-02-18 17:00 by "leaver: delete at end+90d"`},
		{"somebody is doing it", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver = w.policies.Leaver[:1]
			w.memory.Tasks[deed(identity.Suspend)] = assess.Task{ID: "t1"}
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end", in hand: t1`},
		{"the system has no such verbs", func(w *world) {
			leaves("2026-11-20")(w)
			w.can.Capabilities = []connector.Capability{{Verb: identity.Suspend, By: connector.ByTask}, {Verb: identity.SignOut, By: connector.ByNobody}}
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"is gone by HR's word and no date", func(w *world) {
			w.people[0].Engagements[0].Status = identity.StatusLeft
			w.memory.LeftSince["E1"] = instant("2026-11-23 09:30")
		}, `
			leaver ada E1
			  Ada Byron (E1) has left: hr says so without an end date, since 2026-11-23 10:30 in Europe/Paris (2026-11-23 04:30 here, 2026-11-23 09:30 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-23 09:30 by "leaver: suspend at end"
			  > sign-out at 2026-11-23 09:30 by "leaver: sign-out at end"
			  > remove staff at 2026-11-24 09:30 by "leaver: remove at end+1d"
			  > release office at 2026-12-23 09:30 by "leaver: release at end+30d"
			  > delete at 2027-02-21 09:30 by "leaver: delete at end+90d"`},
		{"is gone by HR's word, heard now for the first time", func(w *world) {
			w.people[0].Engagements[0].Status = identity.StatusLeft
			w.policies.Leaver = w.policies.Leaver[:1]
		}, `
			leaver ada E1
			  Ada Byron (E1) has left: hr says so without an end date, since 2026-11-25 13:00 in Europe/Paris (2026-11-25 07:00 here, 2026-11-25 12:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend at end"`},
		{"was ordered out at once", func(w *world) {
			w.memory.Offboarded["E1"] = instant("2026-11-25 11:00")
			w.policies.Leaver = w.policies.Leaver[:1]
		}, `
			leaver ada E1
			  Ada Byron (E1) was offboarded at once by order, at 2026-11-25 12:00 in Europe/Paris (2026-11-25 06:00 here, 2026-11-25 11:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 11:00 by "leaver: suspend at end"`},
		{"was ordered out after HR's date", func(w *world) {
			leaves("2026-11-20")(w)
			w.memory.Offboarded["E1"], w.policies.Leaver = instant("2026-11-25 11:00"), w.policies.Leaver[:1]
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"has one of two contracts left", func(w *world) {
			leaves("2026-11-20")(w)
			w.people[0].Engagements = append(w.people[0].Engagements, identity.Engagement{ID: "C2", Start: on("2026-01-01")})
		}, ``},
		{"both contracts are over", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver = w.policies.Leaver[:1]
			w.people[0].Engagements = append(w.people[0].Engagements, identity.Engagement{ID: "C2", Start: on("2026-01-01"), End: on("2026-11-10")})
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  none of the 2 engagements is valid after that
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"comes back in spring", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver = w.policies.Leaver[:1]
			w.people[0].Engagements = append(w.people[0].Engagements, identity.Engagement{ID: "C2", Start: on("2027-03-01")})
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  none of the 2 engagements is valid after that
			  comes back at 2027-03-01 00:00 in Europe/Paris (2027-02-28 18:00 here, 2027-02-28 23:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"the next contract begins a day late", func(w *world) {
			leaves("2026-11-24")(w)
			w.people[0].Engagements = append(w.people[0].Engagements, identity.Engagement{ID: "C2", Start: on("2026-11-26")})
		}, ``},
		{"is in the garden", func(w *world) {
			leaves("2026-12-31")(w)
			w.people[0].Engagements[0].LastDay = on("2026-11-20")
			w.policies.Leaver = []assess.Rule{{Verb: identity.Suspend, Anchor: assess.LastDay, Plus: 2 * time.Hour}, {Verb: identity.Remove, Anchor: assess.End, Days: 1}}
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-12-31
			  access ends at 2026-12-31 18:00 in Europe/Paris (2026-12-31 12:00 here, 2026-12-31 17:00 UTC)
			  the last day of work is 2026-11-20
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 19:00 by "leaver: suspend at last-day+2h"
			  > remove staff at 2027-01-01 17:00 by "leaver: remove at end+1d"`},
		{"was closed, and is open again", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver, w.memory.Closed[ref] = w.policies.Leaver[:1], instant("2026-11-20 17:01")
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"
			re-enabled ada E1
			  the account was closed and seen closed at 2026-11-20 18:01 in Europe/Paris (2026-11-20 12:01 here, 2026-11-20 17:01 UTC)
			  it is open again, and not by an undo of ours
			  Ada Byron left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)`},
		{"was closed, came back, and is open", func(w *world) { w.memory.Closed[ref] = instant("2025-11-20 17:01") }, ``},
		{"was closed on the last day of work, and is open again", func(w *world) {
			leaves("2026-12-31")(w)
			w.people[0].Engagements[0].LastDay = on("2026-11-20")
			w.policies.Leaver, w.memory.Closed[ref] = []assess.Rule{{Verb: identity.Suspend, Anchor: assess.LastDay}}, instant("2026-11-20 17:01")
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-12-31
			  access ends at 2026-12-31 18:00 in Europe/Paris (2026-12-31 12:00 here, 2026-12-31 17:00 UTC)
			  the last day of work is 2026-11-20
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at last-day"
			re-enabled ada E1
			  the account was closed and seen closed at 2026-11-20 18:01 in Europe/Paris (2026-11-20 12:01 here, 2026-11-20 17:01 UTC)
			  it is open again, and not by an undo of ours
			  Ada Byron works here until 2026-12-31 18:00 in Europe/Paris (2026-12-31 12:00 here, 2026-12-31 17:00 UTC)`},
		{"is in the garden, is suspended, and holds rights until the end", func(w *world) {
			leaves("2026-12-31")(w)
			w.people[0].Engagements[0].LastDay = on("2026-11-20")
			w.accounts[0].State, w.policies.Leaver = identity.Suspended, []assess.Rule{{Verb: identity.Suspend, Anchor: assess.LastDay}}
		}, ``},
		{"was closed for an earlier departure, came back, and has left again", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver, w.memory.Closed[ref] = w.policies.Leaver[:1], instant("2025-11-20 17:01")
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"was reported as closed, and is not", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver, w.written = w.policies.Leaver[:1], instant("2026-11-24 08:00")
			w.memory.Tasks[deed(identity.Suspend)] = assess.Task{ID: "t7", Attested: instant("2026-11-23 08:00")}
		}, `
			contradicted ada E1
			  task t7 to suspend this account was reported as done at 2026-11-23 08:00 UTC
			  app, written at 2026-11-24 08:00 UTC, shows that it is not
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"was reported as closed after the export was written", func(w *world) {
			leaves("2026-11-20")(w)
			w.policies.Leaver, w.written = w.policies.Leaver[:1], instant("2026-11-22 08:00")
			w.memory.Tasks[deed(identity.Suspend)] = assess.Task{ID: "t7", Attested: instant("2026-11-23 08:00")}
		}, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end", in hand: t7`},
	}
}

// vanish takes Ada out of so many feeds.
func vanish(feeds int) func(*world) {
	return func(w *world) {
		w.people[0].Vanished = identity.Vanished{Since: instant("2026-11-23 07:00"), Feeds: feeds}
		w.policies.Leaver = w.policies.Leaver[:1]
	}
}

func doubts() []situation {
	twins := func(end string) func(*world) {
		return func(w *world) {
			w.people = []identity.Person{ada(end), bob()}
			w.people[1].Email = "ada@x.test"
			w.accounts[0].Employee, w.accounts[0].Login, w.accounts[0].Email = "", "x", "ada@x.test"
		}
	}
	byName := func(end string) func(*world) {
		return func(w *world) {
			w.people = []identity.Person{ada(end), bob()}
			w.accounts[0] = identity.Account{Ref: ref, Login: "x1", Given: "Ada", Family: "Byron", State: identity.Enabled}
		}
	}
	return []situation{
		{"is missing from one feed", vanish(1), `
			vanished ada E1
			  Ada Byron (E1) was in hr and is not in its last complete reading, since 2026-11-23 08:00 in Europe/Paris (2026-11-23 02:00 here, 2026-11-23 07:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: it counts as a departure after 3 complete readings without the person`},
		{"is missing from two feeds, and it is suspended", func(w *world) { vanish(2)(w); w.accounts[0].State = identity.Suspended }, `
			disabled-entitled ada E1
			  the account is suspended and still holds 2 entitlements
			  Ada Byron has vanished from hr`},
		{"is missing from three feeds", vanish(3), `
			leaver ada E1
			  Ada Byron (E1) is missing from 3 complete readings of hr, since 2026-11-23 08:00 in Europe/Paris (2026-11-23 02:00 here, 2026-11-23 07:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-23 07:00 by "leaver: suspend at end"`},
		{"is missing, and nobody may decide that but a human", func(w *world) { vanish(50)(w); w.policies.VanishedAfter = nil }, `
			vanished ada E1
			  Ada Byron (E1) was in hr and is not in its last 50 complete readings, since 2026-11-23 08:00 in Europe/Paris (2026-11-23 02:00 here, 2026-11-23 07:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: nobody said that this person left: HR must answer`},
		{"is missing, and had left before", func(w *world) { leaves("2026-11-20")(w); vanish(1)(w) }, `
			leaver ada E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"a service of theirs, and they are missing", func(w *world) { vanish(1)(w); w.accounts[0].Kind = identity.Service }, `
			vanished ada E1
			  Ada Byron (E1) was in hr and is not in its last complete reading, since 2026-11-23 08:00 in Europe/Paris (2026-11-23 02:00 here, 2026-11-23 07:00 UTC)
			  the account carries the employee number E1
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19`},
		{"two people have the mail", twins(""), `
			ambiguous x
			  more than one person fits: the account carries mail ada@x.test, login x
			  Ada Byron (E1), who works here, fits with 100 of 100: same email
			  Bob Miller (E2), who works here, fits with 100 of 100: same email
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19`},
		{"two people have the mail, and one has left", twins("2026-11-20"), `
			ambiguous x
			  more than one person fits: the account carries mail ada@x.test, login x
			  Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), fits with 100 of 100: same email
			  Bob Miller (E2), who works here, fits with 100 of 100: same email
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: several people fit: somebody must say whose account it is`},
		{"two people have the mail, and it is suspended", func(w *world) { twins("2026-11-20")(w); w.accounts[0].State = identity.Suspended }, `
			ambiguous x
			  more than one person fits: the account carries mail ada@x.test, login x
			  Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), fits with 100 of 100: same email
			  Bob Miller (E2), who works here, fits with 100 of 100: same email
			  the account is suspended and holds 2 entitlements, last seen 2026-11-19`},
		{"the number is Ada's and the mail is Bob's", func(w *world) { leaves("2026-11-20")(w); w.accounts[0].Email = "bob@x.test" }, `
			ambiguous ada
			  more than one person fits: the account carries employee number E1, mail bob@x.test, login ada
			  Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), fits with 100 of 100: same employee
			  Bob Miller (E2), who works here, fits with 100 of 100: same email
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: several people fit: somebody must say whose account it is`},
		{"only a name", byName(""), `
			name-only x1
			  only a name speaks for somebody: the account carries login x1, name Ada Byron
			  Ada Byron (E1), who works here, fits with 100 of 100: The name of the account fits Ada Byron at 100 of 100. Family name: same ("Byron"). Given name: same ("Ada").
			  the account is enabled`},
		{"only a name, of somebody who left", byName("2026-11-20"), `
			name-only x1
			  only a name speaks for somebody: the account carries login x1, name Ada Byron
			  Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), fits with 100 of 100: The name of the account fits Ada Byron at 100 of 100. Family name: same ("Byron"). Given name: same ("Ada").
			  the account is enabled
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: a name alone is no proof: somebody must confirm whose account it is`},
		{"only a name, and a human confirmed it", func(w *world) {
			byName("2026-11-20")(w)
			w.policies.Leaver = w.policies.Leaver[:1]
			w.links.Confirmed = map[identity.AccountRef]correlate.Confirmation{ref: {Person: "E1"}}
		}, `
			leaver x1 E1
			  Ada Byron (E1): the engagement C1 as Clerk of hr ends on 2026-11-20
			  access ended at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  a human confirmed whose account it is
			  the account is enabled
			  > suspend at 2026-11-20 17:00 by "leaver: suspend at end"`},
		{"Bob's by a human's word, and Ada's by what it carries now", func(w *world) {
			leaves("2026-11-20")(w)
			w.links.Confirmed = map[identity.AccountRef]correlate.Confirmation{ref: {Person: "E2", On: correlate.Facts{Login: "ada"}}}
		}, `
			suspect ada E2
			  a human confirmed that the account is E2's, and what it carries has changed since
			  the account carries employee number E1, login ada
			  Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), fits with 100 of 100: same employee
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: it used to be somebody else's: somebody must confirm whose it is now`},
		{"it used to be Bob's", func(w *world) {
			leaves("2026-11-20")(w)
			w.links.Suspect = map[identity.AccountRef]correlate.Earlier{ref: {Person: "E2", By: correlate.ByEmail}}
		}, `
			suspect ada E2
			  the account used to be linked to E2 by email
			  the account carries employee number E1, login ada
			  Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC), fits with 100 of 100: same employee
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > suspend at 2026-11-25 12:00 by "leaver: suspend", doubt: it used to be somebody else's: somebody must confirm whose it is now`},
	}
}

func nobodys() []situation {
	stranger := func(w *world) {
		w.accounts[0] = identity.Account{Ref: ref, Login: "qx77", Email: "qx77@x.test", State: identity.Enabled}
	}
	of := func(kind identity.AccountKind, owner string) func(*world) {
		return func(w *world) { stranger(w); w.accounts[0].Kind, w.accounts[0].Owner = kind, owner }
	}
	return []situation{
		{"nobody fits", stranger, `
			orphan qx77
			  no person fits: the account carries mail qx77@x.test, login qx77
			  the account is enabled
			  > task at 2026-12-04 12:00 by "orphan: task after 14 days"`},
		{"nobody fits, and nobody is asked", func(w *world) { stranger(w); w.policies.Orphan.Do = assess.DoReport }, `
			orphan qx77
			  no person fits: the account carries mail qx77@x.test, login qx77
			  the account is enabled`},
		{"nobody fits, and it is suspended", func(w *world) { stranger(w); w.accounts[0].State = identity.Suspended }, `
			orphan qx77
			  no person fits: the account carries mail qx77@x.test, login qx77
			  the account is suspended`},
		{"nobody fits, and somebody is looking", func(w *world) {
			stranger(w)
			w.since = instant("2026-01-01 00:00")
			w.memory.Tasks[deed(identity.Task)] = assess.Task{ID: "t3"}
		}, `
			orphan qx77
			  no person fits: the account carries mail qx77@x.test, login qx77
			  the account is enabled
			  > task at 2026-01-15 00:00 by "orphan: task after 14 days", in hand: t3`},
		{"nobody fits, and it says nothing", func(w *world) { w.accounts[0] = identity.Account{Ref: ref, State: identity.Enabled} }, `
			orphan
			  no person fits: the account says nothing of a person
			  the account is enabled
			  > task at 2026-12-04 12:00 by "orphan: task after 14 days"`},
		{"nobody fits, and its owner is unknown", of(identity.Personal, "gone@x.test"), `
			orphan qx77
			  no person fits: the account carries mail qx77@x.test, login qx77
			  the account is enabled
			  its owner gone@x.test is nobody whom we know
			  > task at 2026-12-04 12:00 by "orphan: task after 14 days"`},
		{"a guest whose sponsor works here", of(identity.Guest, "bob@x.test"), ``},
		{"a guest whose sponsor has left", func(w *world) { of(identity.Guest, "ada@x.test")(w); leaves("2026-11-20")(w) }, `
			owner-left qx77 E1
			  the account belongs to Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  somebody must take it over and change its secrets
			  the account is enabled
			  > task at 2026-11-20 17:00 by "leaver: hand over"`},
		{"a service that nobody owns", of(identity.Service, ""), `
			no-owner qx77
			  nobody answers for this service account: the account carries mail qx77@x.test, login qx77
			  the account is enabled
			  > task at 2026-12-04 12:00 by "no-owner: task after 14 days"`},
		{"a service whose owner is unknown", of(identity.Service, "gone@x.test"), `
			no-owner qx77
			  nobody answers for this service account: the account carries mail qx77@x.test, login qx77
			  its owner gone@x.test is nobody whom we know
			  the account is enabled
			  > task at 2026-12-04 12:00 by "no-owner: task after 14 days"`},
		{"a service whose owner works here", of(identity.Service, "bob@x.test"), ``},
		{"a service that a name fits", func(w *world) {
			of(identity.Service, "")(w)
			w.accounts[0].Given, w.accounts[0].Family = "Ada", "Byron"
			leaves("2026-11-20")(w)
		}, `
			no-owner qx77
			  nobody answers for this service account: the account carries mail qx77@x.test, login qx77, name Ada Byron
			  the account is enabled
			  > task at 2026-12-04 12:00 by "no-owner: task after 14 days"`},
		{"a service whose owner has left", func(w *world) { of(identity.Service, "E1")(w); leaves("2026-11-20")(w) }, `
			owner-left qx77 E1
			  the account belongs to Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  somebody must take it over and change its secrets
			  the account is enabled
			  > task at 2026-11-20 17:00 by "leaver: hand over"`},
		{"a service whose owner leaves soon", func(w *world) { of(identity.Service, "E1")(w); leaves("2026-12-20")(w) }, `
			owner-left qx77 E1 (quiet)
			  the account belongs to Ada Byron (E1), who works here until 2026-12-20 18:00 in Europe/Paris (2026-12-20 12:00 here, 2026-12-20 17:00 UTC)
			  somebody must take it over and change its secrets
			  the account is enabled
			  > task at 2026-12-20 17:00 by "leaver: hand over"`},
		{"a service whose owner leaves in half a year", func(w *world) { of(identity.Service, "E1")(w); leaves("2027-06-01")(w) }, ``},
		{"a service under a leaver's own number", func(w *world) { w.accounts[0].Kind = identity.Service; leaves("2026-11-20")(w) }, `
			owner-left ada E1
			  the account belongs to Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  somebody must take it over and change its secrets
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > task at 2026-11-20 17:00 by "leaver: hand over"`},
		{"a person's account whose owner has left", func(w *world) {
			leaves("2026-11-20")(w)
			w.accounts[0].Employee, w.accounts[0].Login, w.accounts[0].Owner = "E2", "bob", "E1"
		}, `
			owner-left bob E1
			  the account belongs to Ada Byron (E1), who left at 2026-11-20 18:00 in Europe/Paris (2026-11-20 12:00 here, 2026-11-20 17:00 UTC)
			  somebody must take it over and change its secrets
			  the account is enabled and holds 2 entitlements, last seen 2026-11-19
			  > task at 2026-11-20 17:00 by "leaver: hand over"`},
		{"a shared one that Bob answers for", of(identity.Shared, "E2"), `
			shared qx77
			  several people use this account: nobody's departure closes it
			  the account carries mail qx77@x.test, login qx77
			  the account is enabled`},
		{"a shared one that nobody answers for", of(identity.Shared, ""), `
			no-owner qx77
			  nobody answers for this shared account: the account carries mail qx77@x.test, login qx77
			  the account is enabled
			  > task at 2026-12-04 12:00 by "no-owner: task after 14 days"
			shared qx77
			  several people use this account: nobody's departure closes it
			  the account carries mail qx77@x.test, login qx77
			  the account is enabled`},
	}
}

func upkeep() []situation {
	unused := func(w *world) { w.accounts[0].LastSeen = instant("2026-06-01 08:00") }
	return []situation{
		{"nobody has used it for long", unused, `
			dormant ada E1
			  the account was last used on 2026-06-01, more than 90 days ago
			  the account carries the employee number E1
			  > task at 2026-08-30 08:00 by "dormant: task after 90 days"`},
		{"it is reported, and nobody is asked", func(w *world) { unused(w); w.policies.Dormant.Do = assess.DoReport }, `
			dormant ada E1
			  the account was last used on 2026-06-01, more than 90 days ago
			  the account carries the employee number E1`},
		{"it was used 90 days ago to the second", func(w *world) { w.accounts[0].LastSeen = w.at.Add(-90 * day) }, ``},
		{"nobody knows when it was used", func(w *world) { w.accounts[0].LastSeen = time.Time{} }, ``},
		{"the system's word cannot be trusted", func(w *world) { unused(w); w.can.LastSeen = false }, ``},
		{"it is no policy", func(w *world) { unused(w); w.policies.Dormant.After = 0 }, ``},
		{"Ada began last month", func(w *world) { unused(w); w.people[0].Engagements[0].Start = on("2026-10-15") }, ``},
		{"Ada is on leave", func(w *world) { unused(w); w.people[0].Leaves = []identity.Leave{{Start: on("2026-06-01")}} }, ``},
		{"it is suspended and holds rights", func(w *world) { w.accounts[0].State = identity.Suspended }, `
			disabled-entitled ada E1
			  the account is suspended and still holds 2 entitlements
			  Ada Byron works here`},
		{"it is suspended and holds nothing", func(w *world) { w.accounts[0].State, w.accounts[0].Entitlements = identity.Suspended, nil }, ``},
		{"there are two of them", func(w *world) {
			second := account()
			second.Ref.Key, second.Login = "k2", "ada-adm"
			w.accounts = append(w.accounts, second)
		}, `
			duplicate ada-adm E1
			  Ada Byron (E1) has the enabled account ada on app too
			  the account is enabled`},
		{"there are two of them, and the listing names the other one first", func(w *world) {
			second := account()
			second.Ref.Key, second.Login = "k0", "ada-adm"
			w.accounts = append(w.accounts, second)
		}, `
			duplicate ada E1
			  Ada Byron (E1) has the enabled account ada-adm on app too
			  the account is enabled`},
		{"there are three of them, of somebody who has left", func(w *world) {
			leaves("2020-06-01")(w)
			w.policies.Leaver = nil
			for _, key := range []string{"k2", "k0"} {
				another := account()
				another.Ref.Key, another.Login = key, "ada-"+key
				w.accounts = append(w.accounts, another)
			}
		}, `
			duplicate ada E1
			  Ada Byron (E1) has the enabled account ada-k0 on app too
			  the account is enabled
			duplicate ada-k2 E1
			  Ada Byron (E1) has the enabled account ada-k0 on app too
			  the account is enabled`},
		{"there are two of them, and one is suspended", func(w *world) {
			second := account()
			second.Ref.Key, second.Login, second.State, second.Entitlements = "k2", "ada-adm", identity.Suspended, nil
			w.accounts = append(w.accounts, second)
		}, ``},
		{"there are two of them, and one is a service", func(w *world) {
			second := account()
			second.Ref.Key, second.Login, second.Kind = "k2", "svc", identity.Service
			w.accounts = append(w.accounts, second)
		}, ``},
	}
}

// What disappeared before it was seen closed is told of, by what is known of it, unless the reading lists it.
func TestAnAccountThatDisappearedIsAskedFor(t *testing.T) {
	t.Parallel()
	missing := func(w *world) {
		w.memory.Missing = map[identity.AccountRef]assess.Missing{
			{System: "app", Key: "k9"}: {Login: "eve", Person: "E9", Verb: identity.Suspend, Since: instant("2026-11-25 12:00")},
			{System: "crm", Key: "k9"}: {Login: "eve", Person: "E9", Verb: identity.Suspend, Since: instant("2026-11-25 12:00")}, // of a system that was not read
		}
	}
	const want = `disappeared eve E9
  suspend was to be done to this account at 2026-11-25 12:00 UTC, and it could not be found: nobody saw it closed
  the reading of app at 2026-11-25 12:00 UTC does not list it either: it was deleted, or moved, or hidden from us
  look there whether it still lets somebody in; where no reading lists it until 2026-12-25, it is taken for gone`
	for name, c := range map[string]struct {
		with func(*world)
		want string
	}{
		"not listed":                     {func(*world) {}, want},
		"listed again":                   {func(w *world) { w.accounts = append(w.accounts, account()); w.accounts[0].Ref.Key = "k9" }, ""},
		"the system was not read whole":  {func(w *world) { w.blind = true }, ""},
		"not listed for a month by then": {func(w *world) { w.at = w.at.Add(30 * day) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.people = []identity.Person{ada(""), bob()}
			missing(w)
			c.with(w)
			if got := strings.TrimSpace(told(w.assess(t))); got != c.want {
				t.Errorf("found:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}
