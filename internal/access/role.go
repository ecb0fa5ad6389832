package access

import "slices"

// Role is what an operator is to the program.
type Role string

// The roles. An operator can have several.
const (
	Viewer   Role = "viewer"   // sees everything but the ledger
	Worker   Role = "operator" // plans, tasks, triage, ending access now
	Approver Role = "approver" // agrees to plans
	Auditor  Role = "auditor"  // reads everything, changes nothing
	Admin    Role = "admin"    // operators, tokens, settings
)

// Roles lists every role in the order in which they are shown.
func Roles() []Role { return []Role{Viewer, Worker, Approver, Auditor, Admin} }

// Right is something that can be done with the program.
type Right string

// The rights.
const (
	See        Right = "see"        // people, accounts, findings, plans, runs, tasks, systems, policies
	Audit      Right = "audit"      // the ledger, evidence
	Decide     Right = "decide"     // links, exceptions, tasks, leave
	Act        Right = "act"        // make a plan, end access now, undo, test a system
	Approve    Right = "approve"    // agree to a plan, or reject it
	Administer Right = "administer" // operators, tokens, notices
)

// rights is the table of who may do what.
//
//	           see  audit  decide  act  approve  administer
//	viewer      x
//	operator    x            x      x
//	approver    x                         x
//	auditor     x     x
//	admin       x     x                            x
var rights = map[Role][]Right{
	Viewer:   {See},
	Worker:   {See, Decide, Act},
	Approver: {See, Approve},
	Auditor:  {See, Audit},
	Admin:    {See, Audit, Administer},
}

// Rights lists every right in the order of the table.
func Rights() []Right { return []Right{See, Audit, Decide, Act, Approve, Administer} }

func known(r Role) bool { return slices.Contains(Roles(), r) }
