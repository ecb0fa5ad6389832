package contract

import "time"

// Fault is a way in which a system misbehaves.
type Fault string

// The faults that the suite asks for.
const (
	DropListing Fault = "drop-listing" // the connection drops in the middle of a listing
	Overstate   Fault = "overstate"    // a listing announces more than it gives
	LoseAnswer  Fault = "lose-answer"  // a write is done, and its answer never arrives: the connection drops
	Throttle    Fault = "throttle"     // every request is answered with: come back in ThrottleWait
	Busy        Fault = "busy"         // every request is answered with: come back later
	Refuse      Fault = "refuse"       // every write is refused, as for want of a right; reading goes on
	Hang        Fault = "hang"         // requests are taken and not answered
)

// ThrottleWait is how long a system asks the connector to wait under Throttle.
const ThrottleWait = 7 * time.Second

// Faults makes the system of a Lab misbehave.
type Faults interface {
	// Offers lists the faults that this system can be made to show.
	Offers() []Fault

	// Inject makes the system misbehave in this way, for every call, until heal is called. Heal may be called twice.
	Inject(f Fault) (heal func())
}
