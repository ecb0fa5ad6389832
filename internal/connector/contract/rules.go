package contract

import "github.com/exeunt-iam/exeunt/internal/identity"

// ReadingRules are checked on one lab, one after the other: none of them changes the system.
func ReadingRules() []Rule {
	return []Rule{
		{"describe says the same every time", nil, describesTheSame},
		{"describe says everything", nil, describesEverything},
		{"describe does no I/O", []need{fault(Hang)}, describesWithoutIO},
		{"a probe tells of every verb, and changes nothing", nil, probesWithoutChange},

		{"a reading gives every account once, and whole", []need{ofAccounts}, readsEveryAccount},
		{"a reading gives every person once, and whole", []need{ofPeople}, readsEveryPerson},
		{"seen is what the sink got", nil, countsWhatItGave},
		{"two readings are equal", nil, readsTheSameTwice},
		{"a batch is nobody's when the sink has returned", nil, forgetsItsBatches},
		{"a person may be kept as given", []need{ofPeople}, lendsNoPeople},
		{"a lookup shows what the reading showed", []need{ofAccounts}, looksUpWhatItRead},
		{"a key that no account has is gone", nil, knowsWhatIsGone},
		{"calls run side by side", []need{ofAccounts}, readsSideBySide},

		{"an error of the sink ends the reading and is returned as it is", nil, returnsTheErrorOfTheSink},
		{"a call that was cancelled before does nothing", nil, readsNothingWhenCancelled},
		{"a reading that is cancelled in the middle ends there", nil, stopsReadingWhenCancelled},
		{"a system that does not answer is left when the caller gives up", []need{fault(Hang)}, leavesAReadingThatHangs},

		{"a listing that drops is an error", []need{fault(DropListing)}, reportsADroppedListing},
		{"a listing shorter than announced is an error", []need{fault(Overstate)}, reportsAShortListing},
		{"a throttled reading says how long to wait", []need{fault(Throttle)}, reportsThrottledReading},
		{"a busy system is throttled without a time", []need{fault(Busy)}, reportsABusySystem},
	}
}

// WritingRules are checked on a fresh lab each.
func WritingRules() []Rule {
	suspend, remove, restore := verb(identity.Suspend), verb(identity.Remove), verb(identity.Restore)
	return []Rule{
		{"a verb that is not the connector's is refused", []need{ofAccounts}, refusesForeignVerbs},
		{"suspend shuts the account and changes nothing else", []need{suspend}, suspends},
		{"suspend twice is once", []need{suspend}, suspendsOnce},
		{"sign-out leaves the account as it is", []need{verb(identity.SignOut)}, signsOut},
		{"remove takes what is named, once, and nothing else", []need{remove}, removes},
		{"add gives what is named, once, and nothing else", []need{remove, verb(identity.Add)}, adds},
		{"release takes the licences that are named, once", []need{verb(identity.Release)}, releases},
		{"delete takes the account and no other", []need{verb(identity.Delete)}, deletes},
		{"every verb says that an account is gone", []need{ofAccounts, cutting}, saysGone},
		{"accounts are cut side by side", []need{suspend}, cutsSideBySide},

		{"restore brings back what suspend took", []need{suspend, restore}, restoresASuspension},
		{"restore brings back what suspend and remove took", []need{suspend, remove, restore}, restoresEverything},
		{"restore opens nothing that the capture had shut", []need{suspend, restore}, restoresShut},

		{"a write that was cancelled before changes nothing", []need{suspend}, writesNothingWhenCancelled},
		{"a write that is not answered is left when the caller gives up", []need{suspend, fault(Hang)}, leavesAWriteThatHangs},
		{"a write whose answer is lost is unknown, and stands", []need{suspend, fault(LoseAnswer)}, survivesALostAnswer},
		{"a throttled write says how long to wait, and changes nothing", []need{suspend, fault(Throttle)}, reportsAThrottledWrite},
		{"a busy system changes nothing", []need{suspend, fault(Busy)}, reportsABusyWrite},
		{"a refused write is permanent, and changes nothing", []need{suspend, fault(Refuse)}, reportsARefusal},
	}
}
