package web

import (
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ruleGroup is rules about one thing, as sentences.
type ruleGroup struct {
	Title string
	Rules []string
}

// rules says the rules of the settings as sentences.
func (s *speaker) rules(set *config.Settings) []ruleGroup {
	p := &set.Policies
	leaver := make([]string, 0, len(p.Leaver))
	for _, verb := range config.Verbs() {
		leaver = append(leaver, s.stepRule(verb, p.Leaver[verb]))
	}
	groups := []ruleGroup{
		{s.t("When somebody leaves"), leaver},
		{s.t("What somebody must look at"), []string{
			s.t("An account that belongs to nobody known is shown at once.") + " " + s.response(p.Orphan),
			s.t("A personal account that nobody uses is shown.") + " " + s.response(p.Dormant),
			s.t("Who leaves is shown %s before.", s.span(p.Expiring.Within)),
			s.vanishedRule(p.Vanished),
		}},
		{s.t("Who must agree"), []string{
			s.t("Nobody, within the limits: %s.", s.verbs(set.Gate.Alone)), s.t("Two people: %s.", s.verbs(set.Gate.Two)), s.t("One person: everything else."),
			s.t("Nobody agrees to a plan that they made or that concerns themselves. A plan holds for %s.", s.span(set.Plan.Expires)),
		}},
		{s.t("Limits: over one of them nothing of its kind runs"), s.limitRules(set)},
	}
	if protected := s.protectRules(&set.Protect); len(protected) > 0 {
		groups = append(groups, ruleGroup{s.t("Never touched"), protected})
	}
	return append(groups, ruleGroup{s.t("When"), s.windowRules(&set.Windows)})
}

func (s *speaker) stepRule(verb identity.Verb, step config.Step) string {
	if step.Never {
		return s.t("%s: never.", s.Verb(verb))
	}
	anchor := s.t("when the last engagement ends")
	if step.From == config.AnchorLastDay {
		anchor = s.t("when the last day of work ends")
	}
	if step.After > 0 {
		anchor = s.t("%s after the last engagement ends", s.span(step.After))
		if step.From == config.AnchorLastDay {
			anchor = s.t("%s after the last day of work ends", s.span(step.After))
		}
	}
	return s.t("%s: %s.", s.Verb(verb), anchor)
}

func (s *speaker) response(r config.Response) string {
	if r.Do == config.DoTask {
		return s.t("After %s somebody is asked to look at it.", s.span(r.After))
	}
	return s.t("Nobody is asked.")
}

func (s *speaker) vanishedRule(v config.Vanished) string {
	if v.Do == config.DoTask {
		return s.t("Who is no longer in a complete feed is no leaver yet: somebody is asked what happened.")
	}
	return s.t("Who is no longer in a complete feed is no leaver yet, and is shown.")
}

func (s *speaker) verbs(list []identity.Verb) string {
	words := make([]string, 0, len(list))
	for _, verb := range list {
		words = append(words, s.Verb(verb))
	}
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, ", ")
}

func (s *speaker) limitRules(set *config.Settings) []string {
	var rules []string
	for _, verb := range config.Verbs() {
		l := set.Limits[verb]
		parts := []string{s.t("%d accounts in one plan", l.Max), s.t("%s of a system in one plan", s.share(l.Share))}
		if l.PerDay < config.All {
			parts = append(parts, s.t("%s in 24 hours", s.share(l.PerDay)))
		}
		if l.PerWeek < config.All {
			parts = append(parts, s.t("%s in 7 days", s.share(l.PerWeek)))
		}
		rules = append(rules, s.t("%s: at most %s.", s.Verb(verb), strings.Join(parts, ", ")))
	}
	return rules
}

func (s *speaker) share(share config.Share) string {
	return s.t("%g %%", 100*float64(share)/float64(config.All))
}

func (s *speaker) protectRules(p *config.Protect) []string {
	var rules []string
	for _, a := range p.Accounts {
		rules = append(rules, s.t("The account %s on %s.", a.Login+a.Key, a.System))
	}
	for _, e := range p.Entitlements {
		rules = append(rules, s.t("The last holders of %s on %s: at least %d enabled accounts keep it.", e.Name, e.System, e.Keep))
	}
	return rules
}

func (s *speaker) windowRules(w *config.Windows) []string {
	rules := []string{s.t("Only from %s to %s, on working days as the settings name them: %s.", w.Hours.From.String(), w.Hours.To.String(), s.verbs(w.Hours.Verbs))}
	for _, f := range w.Freezes {
		rules = append(rules, s.t("Not from %s to %s (%s): %s.", s.civil(f.From), s.civil(f.To), f.Reason, s.verbs(f.Verbs)))
	}
	return rules
}

// civil says a day of the calendar.
func (s *speaker) civil(d identity.Date) string {
	return s.day(time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 12, 0, 0, 0, s.zone))
}
