package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) taskRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /tasks", c.with(access.See, c.tasksPage))
	mux.HandleFunc("GET /tasks/{id}", c.with(access.See, c.taskPage))
	mux.HandleFunc("POST /tasks/{id}", c.with(access.Decide, c.closeTask))
	mux.HandleFunc("GET /mine/{token}", c.open(c.ownTasks))
	mux.HandleFunc("GET /mine/{token}/{id}", c.open(c.ownTask))
	mux.HandleFunc("POST /mine/{token}/{id}", c.open(c.closeOwnTask))
}

// tasksList is the tasks of everybody, or of one owner.
type tasksList struct {
	frame
	Base  string // where one task is: Base/ID
	Owner string // whose they are; empty: everybody's
	Tasks []shownTask
	All   bool
}

// shownTask is a task with the name of the person and how late it is.
type shownTask struct {
	app.Task
	PersonName string
	Late       bool
}

func (c *Console) tasksPage(ctx context.Context, r *request) error {
	list := tasksList{frame: r.frame(r.say.t("Tasks"), "/tasks"), Base: "/tasks", All: r.form("all") != ""}
	var err error
	if list.Tasks, err = c.tasks(ctx, list.All, ""); err != nil {
		return err
	}
	return r.page("tasks", list)
}

// ownTasks shows the owner of an application their tasks and no others. The link is the key: it was sent to them.
func (c *Console) ownTasks(ctx context.Context, r *request) error {
	owner, err := c.owner(ctx, r)
	if err != nil {
		return err
	}
	list := tasksList{frame: r.frame(r.say.t("Your tasks"), ""), Base: "/mine/" + r.http.PathValue("token"), Owner: owner, All: r.form("all") != ""}
	list.Flash = r.flashed()
	if list.Tasks, err = c.tasks(ctx, list.All, owner); err != nil {
		return err
	}
	return r.page("tasks", list)
}

func (c *Console) owner(ctx context.Context, r *request) (string, error) {
	owner, err := c.Access.OwnerOf(ctx, r.http.PathValue("token"))
	if err == nil && owner == "" {
		err = errNoPage
	}
	return owner, err
}

// tasks returns tasks, those that are due first in front.
func (c *Console) tasks(ctx context.Context, all bool, owner string) ([]shownTask, error) {
	found, err := c.App.Tasks(ctx, all)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(t app.Task) bool { return owner != "" && !strings.EqualFold(t.Owner, owner) })
	slices.SortStableFunc(found, func(a, b app.Task) int { return a.Due.Compare(b.Due) })
	var people []identity.PersonID
	for i := range found {
		people = append(people, found[i].Person)
	}
	names, err := c.App.Names(ctx, people)
	shown := make([]shownTask, 0, len(found))
	for _, t := range found {
		shown = append(shown, shownTask{t, names[t.Person], t.Open() && t.Due.Before(c.Now())})
	}
	return shown, err
}

// taskView is one task, and the form that closes it.
type taskView struct {
	frame
	shownTask
	Post  string // where the form goes
	Back  string
	Fault string
	Text  string // what was typed
	May   bool   // the reader may close it
}

func (c *Console) taskPage(ctx context.Context, r *request) error {
	v := taskView{Post: "/tasks/" + r.http.PathValue("id"), Back: "/tasks", May: r.op.May(access.Decide)}
	return c.showTask(ctx, r, v, "")
}

func (c *Console) ownTask(ctx context.Context, r *request) error {
	owner, err := c.owner(ctx, r)
	if err != nil {
		return err
	}
	return c.showTask(ctx, r, ownView(r), owner)
}

func ownView(r *request) taskView {
	back := "/mine/" + r.http.PathValue("token")
	return taskView{Post: back + "/" + r.http.PathValue("id"), Back: back, May: true}
}

// showTask shows the task that the address names, if it is the owner's.
func (c *Console) showTask(ctx context.Context, r *request, v taskView, owner string) error {
	found, err := c.tasks(ctx, true, owner)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(found, func(t shownTask) bool { return t.ID == r.http.PathValue("id") })
	if i < 0 {
		return errNoPage
	}
	v.shownTask = found[i]
	v.frame = r.frame(r.say.t("Task %s", v.ID), "/tasks")
	status := http.StatusOK
	if v.Fault != "" {
		status = http.StatusBadRequest
	}
	return r.show(status, "task", v)
}

func (c *Console) closeTask(ctx context.Context, r *request) error {
	v := taskView{Post: "/tasks/" + r.http.PathValue("id"), Back: "/tasks", May: true}
	return c.attest(ctx, r, r.as(), v, "")
}

func (c *Console) closeOwnTask(ctx context.Context, r *request) error {
	owner, err := c.owner(ctx, r)
	if err != nil {
		return err
	}
	return c.attest(ctx, r, c.App.As(owner+" by link").From(r.origin().Address), ownView(r), owner)
}

// attest keeps the proof that was sent, or shows the form again with what is wrong.
func (c *Console) attest(ctx context.Context, r *request, as *app.App, v taskView, owner string) error {
	proof, err := r.proof()
	if err != nil {
		return err
	}
	mine, err := c.tasks(ctx, true, owner)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(mine, func(t shownTask) bool { return t.ID == r.http.PathValue("id") }) {
		return errNoPage
	}
	_, err = as.Attest(ctx, r.http.PathValue("id"), proof)
	var usage *app.UsageError
	if errors.As(err, &usage) {
		v.Fault, v.Text = r.say.Reason(usage.What), proof.Text
		return c.showTask(ctx, r, v, owner)
	}
	if err != nil {
		return err
	}
	r.flash(r.say.t("Thank you. The next reading of the system confirms it."))
	return r.seeOther(v.Back)
}

// proof returns what was sent with the form.
func (r *request) proof() (app.Proof, error) {
	p := app.Proof{Text: r.form("text")}
	file, head, err := r.http.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Name = head.Filename
	p.Data, err = io.ReadAll(file)
	return p, errors.Join(err, file.Close())
}

// TaskState says where a task stands.
func (s *speaker) TaskState(t shownTask) mark {
	switch {
	case t.Late:
		return mark{"bad", s.t("overdue")}
	case t.State == app.TaskOpen:
		return mark{"warn", s.t("open")}
	case t.State == app.TaskAttested:
		return mark{"warn", s.t("reported as done")}
	case t.State == app.TaskVerified:
		return mark{"good", s.t("verified")}
	case t.State == app.TaskContradicted:
		return mark{"bad", s.t("contradicted")}
	}
	return mark{"calm", s.t("waived")}
}

// Shown returns the task as a list shows it.
func (v taskView) Shown() shownTask { return v.shownTask }
