package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) policyRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /policies", c.with(access.See, c.policiesPage))
	mux.HandleFunc("POST /policies", c.with(access.See, c.whatIf))
}

// policiesPage is the rules of the settings as sentences, and a form in which others are tried.
type policiesPage struct {
	frame
	Groups []ruleGroup
	Steps  []stepField
	Orphan responseField
	Unused responseField
	Soon   string // days
	At     string // the day that was typed
	Fault  string
	Result *app.WhatIf // nil: nothing was tried
	Names  map[identity.PersonID]string
	Lines  []app.Change // as many of the changes as are shown
	File   string       // the rules that were tried, as the settings write them
}

// stepField is one verb of the form.
type stepField struct {
	Verb identity.Verb
	From string // end, last-day or never
	Days string
}

type responseField struct{ Days, Do string }

// changesShown is how many changes are listed.
const changesShown = 200

func (c *Console) policiesPage(_ context.Context, r *request) error {
	return r.page("policies", r.policies(c.App.Settings.Policies))
}

func (r *request) policies(rules config.Policies) *policiesPage {
	page := &policiesPage{
		frame: r.frame(r.say.t("Policies"), "/policies"), Groups: r.say.rules(r.App.Settings), Soon: days(rules.Expiring.Within),
		Orphan: responseField{days(rules.Orphan.After), string(rules.Orphan.Do)}, Unused: responseField{days(rules.Dormant.After), string(rules.Dormant.Do)},
	}
	for _, verb := range config.Verbs() {
		step := rules.Leaver[verb]
		field := stepField{Verb: verb, From: string(step.From), Days: days(step.After)}
		if step.Never {
			field.From, field.Days = "never", "0"
		}
		page.Steps = append(page.Steps, field)
	}
	return page
}

// whatIf shows whom other rules, or another day, would touch. Nothing is kept.
func (c *Console) whatIf(ctx context.Context, r *request) error {
	rules, err := r.typedRules(c.App.Settings.Policies)
	at, atErr := r.typedDay()
	page := r.policies(rules)
	page.At = r.form("at")
	if err = errors.Join(err, atErr); err == nil {
		page.Result, err = r.as().WhatIf(ctx, rules, at)
	}
	usage, blind := (*app.UsageError)(nil), (*app.BlindError)(nil)
	if errors.As(err, &usage) || errors.As(err, &blind) {
		page.Fault = err.Error()
		return r.show(http.StatusBadRequest, "policies", page)
	}
	if err != nil {
		return err
	}
	page.Lines, page.File = page.Result.Changes[:min(len(page.Result.Changes), changesShown)], ruleFile(rules)
	ids := make([]identity.PersonID, 0, len(page.Lines))
	for i := range page.Lines {
		ids = append(ids, page.Lines[i].Person)
	}
	if page.Names, err = c.App.Names(ctx, ids); err != nil {
		return err
	}
	return r.page("policies", page)
}

// typedRules returns the rules with what was typed in their places.
func (r *request) typedRules(rules config.Policies) (config.Policies, error) {
	var errs []error
	span := func(field string) time.Duration {
		d, err := r.typedDays(field)
		errs = append(errs, err)
		return d
	}
	rules.Leaver = map[identity.Verb]config.Step{}
	for _, verb := range config.Verbs() {
		step := config.Step{From: config.AnchorEnd, After: span("days-" + string(verb))}
		switch r.form("from-" + string(verb)) {
		case "never":
			step = config.Step{Never: true}
		case string(config.AnchorLastDay):
			step.From = config.AnchorLastDay
		}
		rules.Leaver[verb] = step
	}
	rules.Orphan = config.Response{After: span("days-orphan"), Do: typedDo(r.form("do-orphan"))}
	rules.Dormant = config.Response{After: span("days-dormant"), Do: typedDo(r.form("do-dormant"))}
	rules.Expiring.Within = span("days-expiring")
	suspend, del := rules.Leaver[identity.Suspend], rules.Leaver[identity.Delete]
	if !suspend.Never && !del.Never && del.Before(suspend) {
		errs = append(errs, &app.UsageError{What: r.say.t("An account would be deleted before it is suspended.")})
	}
	return rules, errors.Join(errs...)
}

// typedDays reads a number of days of a form.
func (r *request) typedDays(field string) (time.Duration, error) {
	text := strings.ReplaceAll(r.form(field), ",", ".")
	n, err := strconv.ParseFloat(text, 64)
	const most = 3650
	if text != "" && (err != nil || !(n >= 0 && n <= most)) {
		return 0, &app.UsageError{What: r.say.t("%q is no number of days: write one from 0 to 3650.", r.form(field))}
	}
	return time.Duration(n * float64(24*time.Hour)).Round(time.Minute), nil
}

func typedDo(text string) config.Do {
	if text == string(config.DoReport) {
		return config.DoReport
	}
	return config.DoTask
}

// typedDay reads the day for which the rules are tried: its end. Empty is now.
func (r *request) typedDay() (time.Time, error) {
	if r.form("at") == "" {
		return time.Time{}, nil
	}
	at, err := r.lastDay("at")
	if err == nil && at.Before(r.Now()) {
		err = &app.UsageError{What: r.say.t("That day is over: only what is still to come can be tried.")}
	}
	return at, err
}

// days writes a span as a number of days.
func days(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(24*time.Hour), 'f', -1, 64)
}

// ruleFile writes rules as the settings file does.
func ruleFile(rules config.Policies) string {
	steps := make([]string, 0, len(rules.Leaver))
	for _, verb := range config.Verbs() {
		steps = append(steps, string(verb)+": "+rules.Leaver[verb].String())
	}
	response := func(r config.Response) string {
		return "{after: " + config.FormatDuration(r.After) + ", do: " + string(r.Do) + "}"
	}
	return "policies:\n  leaver: {" + strings.Join(steps, ", ") + "}\n  orphan: " + response(rules.Orphan) + "\n  dormant: " + response(rules.Dormant) +
		"\n  expiring: {within: " + config.FormatDuration(rules.Expiring.Within) + "}\n  vanished: {do: " + string(rules.Vanished.Do) + "}\n"
}

// Fate says when something happens; a dash is never, as far as is looked ahead.
func (s *speaker) Fate(f app.Fate) string {
	switch {
	case f.Due.IsZero():
		return "–"
	case f.Now:
		return s.t("due, since %s", s.instant(f.Due))
	}
	return s.t("on %s", s.instant(f.Due))
}
