package web

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/config"
)

// Kind says what kind of finding it is, in a few words.
func (s *speaker) Kind(kind string) mark {
	switch assess.Kind(kind) {
	case assess.Leaver:
		return mark{"bad", s.t("has left")}
	case assess.Vanished:
		return mark{"bad", s.t("vanished from HR")}
	case assess.Impossible:
		return mark{"warn", s.t("HR's dates contradict each other")}
	case assess.Contradict:
		return mark{"bad", s.t("reported as done, and is not")}
	case assess.ReEnabled:
		return mark{"bad", s.t("opened again")}
	case assess.Missed:
		return mark{"bad", s.t("disappeared, not seen closed")}
	case assess.Returned:
		return mark{"bad", s.t("works here, and is shut out")}
	case assess.OwnerLeft:
		return mark{"warn", s.t("owner has left")}
	case assess.Suspect:
		return mark{"warn", s.t("was somebody else's")}
	case assess.Ambiguous:
		return mark{"warn", s.t("several people fit")}
	case assess.Orphan:
		return mark{"warn", s.t("nobody is behind it")}
	case assess.Proposed:
		return mark{"warn", s.t("only a name fits")}
	case assess.NoOwner:
		return mark{"warn", s.t("nobody answers for it")}
	case assess.Entitled:
		return mark{"warn", s.t("suspended with rights")}
	case assess.Dormant:
		return mark{"calm", s.t("not used for long")}
	case assess.Duplicate:
		return mark{"calm", s.t("second account")}
	case assess.Shared:
		return mark{"calm", s.t("used by several")}
	case assess.Expiring:
		return mark{"calm", s.t("leaves soon")}
	case assess.Undone, assess.Ordered:
	}
	return mark{"calm", kind}
}

// Wrong says in plain words what is wrong.
func (s *speaker) Wrong(kind string) string {
	switch assess.Kind(kind) {
	case assess.Leaver:
		return s.t("This person has left, and the account is not closed as far as the rules ask.")
	case assess.Vanished:
		return s.t("HR names this person no longer, and never said that they leave. It may be a mistake in the feed.")
	case assess.Impossible:
		return s.t("HR's record of this person ends before it starts. Nobody is taken for gone by such dates.")
	case assess.Contradict:
		return s.t("Somebody reported this as done. The system, read later, shows that it is not.")
	case assess.ReEnabled:
		return s.t("We closed this account because its person left. Somebody has opened it again.")
	case assess.Missed:
		return s.t("This account was to be closed and could not be found. Perhaps it was deleted; perhaps it was moved, or hidden from us, and still lets its person in.")
	case assess.Returned:
		return s.t("We suspended this account, and its person works here. Perhaps HR took the date back, or hired the person again.")
	case assess.OwnerLeft:
		return s.t("Whoever answers for this account has left, or is about to. It goes on working, and nobody looks after it.")
	case assess.Suspect:
		return s.t("This account was linked to somebody else before, or carries an employee number that is not that of the person who fits. A name or an address may have been given to a new person.")
	case assess.Ambiguous:
		return s.t("More than one person fits, so nobody can tell whose account this is. It stays open whoever leaves.")
	case assess.Orphan:
		return s.t("No person who is known to HR fits. Perhaps the account was forgotten, or a program uses it.")
	case assess.Proposed:
		return s.t("Only a name points to somebody, and names are no proof. The account stays open even when that person leaves.")
	case assess.NoOwner:
		return s.t("This account belongs to a program or to several people, and nobody is named who answers for it.")
	case assess.Entitled:
		return s.t("The account is suspended and still holds rights. Whoever opens it gets them all back.")
	case assess.Dormant:
		return s.t("Nobody has used this account for long. An open door that nobody watches.")
	case assess.Duplicate:
		return s.t("This person has more than one open account on the same system.")
	case assess.Shared:
		return s.t("Several people know the password of this account. Whoever leaves still knows it.")
	case assess.Expiring:
		return s.t("This person leaves soon. Nothing is wrong yet.")
	case assess.Undone, assess.Ordered:
	}
	return ""
}

// IfNothing says what happens when nobody does anything, by the rules of the settings.
func (s *speaker) IfNothing(kind string, settings *config.Settings) string {
	p := &settings.Policies
	switch assess.Kind(kind) {
	case assess.Leaver, assess.ReEnabled:
		return s.t("The rule for leavers closes it step by step; what needs somebody's consent waits until it is given.")
	case assess.Vanished:
		return s.t("It stays open until HR says what happened, or until a complete feed has lacked the person as often as the settings say.")
	case assess.Impossible:
		return s.t("It stays open until HR corrects the dates.")
	case assess.Contradict:
		return s.t("It is asked for again, with a new task.")
	case assess.Missed:
		return s.t("Nothing is done: we cannot see it. Somebody must look. Where no reading lists it for 30 days, it is taken for gone.")
	case assess.Returned:
		return s.t("It stays closed. Undo brings it back as it was; nothing is opened without a human.")
	case assess.OwnerLeft:
		return s.t("It stays open: a service would stop. A task asks for somebody who takes it over.")
	case assess.Suspect, assess.Ambiguous, assess.Proposed:
		return s.t("It stays as it is, whoever leaves. Nothing is ever closed on a guess.")
	case assess.Orphan, assess.NoOwner:
		return s.watched(p.Orphan)
	case assess.Dormant:
		return s.watched(p.Dormant)
	case assess.Entitled, assess.Duplicate, assess.Shared:
		return s.t("It stays as it is. No rule does anything about it by itself.")
	case assess.Expiring:
		return s.t("The account is closed by the rule for leavers when the day comes.")
	case assess.Undone, assess.Ordered:
	}
	return ""
}

func (s *speaker) watched(r config.Response) string {
	if r.Do == config.DoTask {
		return s.t("It stays open. After %s a task asks somebody to look at it.", s.span(r.After))
	}
	return s.t("It stays open. The settings say that it is only reported.")
}

// span says how long something lasts, in whole days where it can.
func (s *speaker) span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0:
		return s.t("%d days", int(d/day))
	case d%time.Hour == 0:
		return s.t("%d h", int(d/time.Hour))
	}
	return s.Length(d)
}
