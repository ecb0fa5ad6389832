package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// TaskState says where a task stands.
type TaskState string

// The states of a task.
const (
	TaskOpen         TaskState = "open"
	TaskAttested     TaskState = "attested"     // somebody said that it is done, with a proof
	TaskVerified     TaskState = "verified"     // a later reading of the system shows that it is
	TaskContradicted TaskState = "contradicted" // a later reading shows that it is not: a new task was opened
	TaskWaived       TaskState = "waived"       // it is no longer needed
)

// Task is a piece of work that no connector can do.
type Task struct {
	ID       string            `json:"id"`
	Plan     string            `json:"plan"`
	Action   string            `json:"action"`
	Verb     identity.Verb     `json:"verb"`
	System   string            `json:"system"`
	Account  string            `json:"account"`
	Login    string            `json:"login"`
	Person   identity.PersonID `json:"person"`
	Owner    string            `json:"owner"`
	Reasons  []string          `json:"reasons"`
	Due      time.Time         `json:"due"`
	Opened   time.Time         `json:"opened"`
	State    TaskState         `json:"state"`
	Proof    string            `json:"proof,omitempty"`
	Digest   string            `json:"proof_sha256,omitempty"`
	Actor    string            `json:"actor,omitempty"`
	Attested time.Time         `json:"attested,omitzero"`
	Settled  time.Time         `json:"settled,omitzero"`
}

// Open reports whether somebody still has to do it.
func (t *Task) Open() bool { return t.State == TaskOpen }

// TaskFilter says which tasks are wanted: All, or only those that are not settled.
type TaskFilter struct{ All bool }

const taskColumns = `number, plan, action, verb, system, key, login, person, owner, reasons, due, opened_at, state, proof, digest, actor, attested_at, settled_at`

// Tasks returns tasks, newest last.
func (s *Store) Tasks(ctx context.Context, f TaskFilter) ([]Task, error) {
	where := ` WHERE state IN ('open', 'attested')`
	if f.All {
		where = ""
	}
	rows := s.query(ctx, `SELECT `+taskColumns+` FROM task`+where+` ORDER BY number`)
	return list(rows, func(t *Task) error { return scanTask(rows.Scan, t) })
}

func scanTask(scan func(...any) error, t *Task) error {
	var number, due, opened, attested, settled int64
	var reasons string
	err := scan(&number, &t.Plan, &t.Action, &t.Verb, &t.System, &t.Account, &t.Login, &t.Person, &t.Owner, &reasons, &due, &opened,
		&t.State, &t.Proof, &t.Digest, &t.Actor, &attested, &settled)
	if err != nil {
		return err
	}
	t.ID, t.Due, t.Opened, t.Attested, t.Settled = taskID(number), instant(due), instant(opened), instant(attested), instant(settled)
	return json.Unmarshal([]byte(reasons), &t.Reasons)
}

// AskTasks opens a task for each action, and closes earlier tasks for the same that were contradicted. Asking twice asks
// once.
func (s *Store) AskTasks(ctx context.Context, planID string, actions []plan.Action, at time.Time) error {
	return s.write(ctx, "the tasks of "+planID, func(t *tx) error {
		for i := range actions {
			if err := t.ask(ctx, planID, &actions[i], at); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) ask(ctx context.Context, planID string, a *plan.Action, at time.Time) error {
	if err := t.askAnew(ctx, planID, a, at); err != nil {
		return err
	}
	reasons, err := json.Marshal(a.Reasons)
	if err != nil {
		return err
	}
	added, err := t.exec(ctx, `INSERT INTO task (`+taskColumns+`)
		SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '', '', '', 0, 0 FROM task WHERE true ON CONFLICT (plan, action) DO NOTHING`,
		planID, a.ID, string(a.Verb), a.System, a.Account, a.Login, string(a.Person), a.Owner, string(reasons), micros(at.Add(a.TaskTime)), micros(at))
	if err != nil || added == 0 {
		return err
	}
	row := actionRow(planID, a, apply.Asked, at)
	row[concludedAt] = micros(at)
	if err := t.insert(ctx, actionHead, ` ON CONFLICT (plan, id) DO NOTHING`, [][]any{row}); err != nil {
		return err
	}
	return t.note(ctx, at, "task", program, map[string]any{
		"plan": planID, "action": a.ID, "verb": a.Verb, "system": a.System, "account": a.Account, "person": a.Person, "owner": a.Owner,
	})
}

// askAnew closes the tasks of other plans for the same, which a newer reading has shown to be undone.
func (t *tx) askAnew(ctx context.Context, planID string, a *plan.Action, at time.Time) error {
	rows := t.query(ctx, `SELECT number FROM task WHERE system = ? AND key = ? AND verb = ? AND state IN ('open', 'attested') AND plan <> ? ORDER BY number`,
		a.System, a.Account, string(a.Verb), planID)
	earlier, err := list(rows, func(number *int64) error { return rows.Scan(number) })
	if err != nil {
		return err
	}
	for _, number := range earlier {
		verdict := TaskVerdict{Task: taskID(number), State: TaskContradicted, Saw: "it is asked for again by " + planID}
		if err := t.settleTask(ctx, verdict, at); err != nil {
			return err
		}
	}
	return nil
}

// NoTaskError says that no task that is still open is called that.
type NoTaskError struct{ ID string }

// Error says what to do.
func (e *NoTaskError) Error() string {
	return fmt.Sprintf("no task that is still open is called %q: run `exeunt tasks` for a list", e.ID)
}

// Attest keeps that somebody said that a task is done, and their proof.
func (s *Store) Attest(ctx context.Context, id, proof, digest, actor string, at time.Time) (task Task, err error) {
	number, err := strconv.ParseInt(strings.TrimPrefix(id, "t"), 10, 64)
	if err != nil {
		return task, &NoTaskError{id}
	}
	err = s.write(ctx, "the proof of task "+id, func(t *tx) error {
		err := scanTask(t.row(ctx, `SELECT `+taskColumns+` FROM task WHERE number = ? AND state IN ('open', 'attested')`, number).Scan, &task)
		if errors.Is(err, sql.ErrNoRows) {
			return &NoTaskError{id}
		}
		if err != nil {
			return err
		}
		task.State, task.Proof, task.Digest, task.Actor, task.Attested = TaskAttested, proof, digest, actor, at.UTC()
		_, err = t.exec(ctx, `UPDATE task SET state = 'attested', proof = ?, digest = ?, actor = ?, attested_at = ? WHERE number = ?`, proof, digest, actor, micros(at), number)
		if err != nil {
			return err
		}
		return t.note(ctx, at, "attestation", actor, map[string]any{
			"task": id, "system": task.System, "account": task.Account, "verb": task.Verb, "proof": proof, "proof_sha256": digest, "verdict": prove.Attested,
		})
	})
	return task, err
}

// TaskVerdict is what a later reading of a system shows of a task.
type TaskVerdict struct {
	Task  string
	State TaskState
	Saw   string
}

// SettleTasks keeps what later readings show of tasks. A suspension that is seen counts as closed by us from then on.
func (s *Store) SettleTasks(ctx context.Context, verdicts []TaskVerdict, at time.Time) error {
	if len(verdicts) == 0 {
		return nil
	}
	return s.write(ctx, "what was seen of tasks", func(t *tx) error {
		for _, v := range verdicts {
			if err := t.settleTask(ctx, v, at); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) settleTask(ctx context.Context, v TaskVerdict, at time.Time) error {
	number, err := strconv.ParseInt(strings.TrimPrefix(v.Task, "t"), 10, 64)
	if err != nil {
		return &NoTaskError{v.Task}
	}
	var task Task
	err = scanTask(t.row(ctx, `SELECT `+taskColumns+` FROM task WHERE number = ?`, number).Scan, &task)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE task SET state = ?, settled_at = ? WHERE number = ?`, string(v.State), micros(at), number); err != nil {
		return err
	}
	ref := identity.AccountRef{System: task.System, Key: task.Account}
	if v.State == TaskVerified {
		if err := t.taskSeen(ctx, &task, ref, v.Saw, at); err != nil {
			return err
		}
	}
	return t.note(ctx, at, "receipt", program, map[string]any{
		"plan": task.Plan, "action": task.Action, "task": v.Task, "verb": task.Verb, "system": task.System, "account": task.Account, "verdict": v.State, "saw": v.Saw,
	})
}

func (t *tx) taskSeen(ctx context.Context, task *Task, ref identity.AccountRef, saw string, at time.Time) error {
	_, err := t.exec(ctx, `UPDATE action SET verdict = 'verified', saw = ? WHERE plan = ? AND id = ?`, saw, task.Plan, task.Action)
	if err != nil {
		return err
	}
	switch task.Verb {
	case identity.Suspend:
		_, err = t.exec(ctx, `INSERT INTO closed (system, key, since, plan) VALUES (?, ?, ?, ?) ON CONFLICT (system, key) DO NOTHING`, ref.System, ref.Key, micros(at), task.Plan)
	case identity.Restore:
		err = t.reopened(ctx, ref)
	case identity.SignOut, identity.Transfer:
		err = t.did(ctx, ref, task.Verb, at)
	case identity.Remove, identity.Add, identity.Release, identity.Delete, identity.Notify, identity.Task:
	}
	return err
}
