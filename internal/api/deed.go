package api

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Became is what became of an action.
type Became struct {
	State   apply.State   `json:"state" doc:"What apply was told: intended, asked, done, unknown, failed, stopped; empty: it was not begun."`
	Note    string        `json:"note,omitempty"`
	Verdict prove.Verdict `json:"verdict,omitempty" doc:"What was seen afterwards. Only verified counts as done."`
	Saw     string        `json:"saw,omitempty"`
	At      time.Time     `json:"at,omitzero"`
}

func becameOf(r *app.ActionRow) Became {
	return Became{State: r.State, Note: r.Note, Verdict: r.Verdict, Saw: r.Saw, At: r.At}
}

// Step is an action of a plan with what became of it.
type Step struct {
	plan.Action
	Became Became `json:"became"`
}

// Deed is an action that was begun, with its plan.
type Deed struct {
	Plan   string      `json:"plan"`
	Begun  time.Time   `json:"begun"`
	Action plan.Action `json:"action"`
	Became Became      `json:"became"`
}

func deedOf(d *app.Deed) Deed {
	return Deed{Plan: d.Plan, Begun: d.Begun, Action: d.Action, Became: becameOf(&d.ActionRow)}
}
