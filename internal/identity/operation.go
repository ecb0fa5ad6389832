package identity

// Verb is what can be done to an account.
type Verb string

// The verbs.
const (
	Suspend  Verb = "suspend"  // the account no longer opens the door; everything else stays
	Restore  Verb = "restore"  // undo of suspend and remove: everything as the capture says
	SignOut  Verb = "sign-out" // end sessions and tokens
	Remove   Verb = "remove"   // take entitlements away
	Add      Verb = "add"      // give entitlements back
	Release  Verb = "release"  // take licences away
	Transfer Verb = "transfer" // hand what the account owns to somebody else
	Delete   Verb = "delete"   // the account is gone
	Notify   Verb = "notify"
	Task     Verb = "task" // a named human is asked to look
)

// Verbs lists every verb in the order in which they are done to one account.
func Verbs() []Verb {
	return []Verb{Restore, Add, Suspend, SignOut, Remove, Release, Transfer, Delete, Notify, Task}
}

// Rank returns the verb's place in Verbs; an unknown verb comes last.
func (v Verb) Rank() int {
	for i, known := range Verbs() {
		if v == known {
			return i
		}
	}
	return len(Verbs())
}

// Cuts reports whether the verb takes access away, so that the limits of the gate count it.
func (v Verb) Cuts() bool {
	switch v {
	case Suspend, SignOut, Remove, Release, Transfer, Delete:
		return true
	case Restore, Add, Notify, Task:
		return false
	}
	return false
}

// Operation is one verb on one account, for a connector to do.
type Operation struct {
	Verb    Verb
	Account AccountRef
	Login   string

	// Entitlements are what to take or give, for Remove, Release and Add.
	Entitlements []Entitlement

	// Heir is the account of the same system that is given what the account owns, for Transfer.
	Heir AccountRef

	// Before is the captured state to come back to, for Restore; nil for the other verbs.
	Before *Account

	// Reason is one line for systems that can keep one beside the account.
	Reason string
}
