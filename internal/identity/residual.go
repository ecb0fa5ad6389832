package identity

import "time"

// Residual is something that lets somebody in by an account whatever the state of the account: what a suspension leaves
// open.
type Residual struct {
	Kind ResidualKind
	Name string    // what one calls it there: the id of a session, the comment of a key; never a secret
	From string    // where it comes from or leads to, such as an address or a host; empty: unknown
	Ends time.Time // when it ends by itself, UTC; zero: never, or unknown
}

// ResidualKind is a kind of way in.
type ResidualKind string

// The kinds of residual access.
const (
	OpenSession ResidualKind = "session"      // a connection, shell or process that is under way
	SignInKey   ResidualKind = "key"          // a public key, a certificate
	AccessToken ResidualKind = "token"        // of an API or a personal one
	Ticket      ResidualKind = "ticket"       // of Kerberos
	AppPassword ResidualKind = "app-password" // a password beside the password
	TimedJob    ResidualKind = "job"          // what runs in the account's name by the clock
)
