package connector

import "github.com/exeunt-iam/exeunt/internal/identity"

// Right is what a system says of one thing that we may have to do there, tried without changing anything.
type Right struct {
	// Verb is what the right is for; empty: to read.
	Verb identity.Verb
	// What is the thing in words, such as "read accounts" or "write pwdAccountLockedTime".
	What    string
	Granted Granted
	// Why is what the system answered, or why it cannot be told; empty where the right is granted and there is no more to say.
	Why string
	// Grant is what gives the right: a command, a rule or a setting to copy, perhaps of several lines; empty: nothing is
	// missing, or nothing is known that would.
	Grant string
}

// Granted says whether a right is there.
type Granted string

// What can be said of a right.
const (
	Yes     Granted = "yes"
	No      Granted = "no"
	Unknown Granted = "unknown" // the system does not tell without being changed
)
