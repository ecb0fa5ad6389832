package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

func (a *API) taskRoutes() {
	type query struct {
		Page
		All   bool   `query:"all" doc:"Also those that are closed."`
		Owner string `query:"owner" maxLength:"320" doc:"Only those of this mail address."`
	}
	add(a, route{
		path: "/tasks", id: "listTasks", tag: "Tasks", right: access.See, summary: "What no connector can do, oldest first",
	}, func(ctx context.Context, c *call, in *query) (List[app.Task], error) {
		after, err := in.number()
		if err != nil {
			return List[app.Task]{}, err
		}
		found, err := c.as().Tasks(ctx, in.All)
		if err != nil {
			return List[app.Task]{}, err
		}
		found = slices.DeleteFunc(found, func(t app.Task) bool {
			return in.Owner != "" && !strings.EqualFold(t.Owner, in.Owner) || serial(t.ID) <= after
		})
		return listed(found, in.Limit, taskOf, func(t *app.Task) string { return numbered(serial(t.ID)) }), nil
	})
	type one struct {
		ID string `path:"id" maxLength:"30"`
	}
	add(a, route{
		path: "/tasks/{id}", id: "getTask", tag: "Tasks", right: access.See, summary: "One task",
	}, func(ctx context.Context, c *call, in *one) (app.Task, error) {
		found, err := c.as().Tasks(ctx, true)
		i := slices.IndexFunc(found, func(t app.Task) bool { return t.ID == in.ID })
		if err == nil && i < 0 {
			err = problem(http.StatusNotFound, "no task is called that")
		}
		if err != nil {
			return app.Task{}, err
		}
		return taskOf(&found[i]), nil
	})
}

func taskOf(t *app.Task) app.Task {
	t.Reasons = orNone(t.Reasons)
	return *t
}

// serial is the number in an id such as t12.
func serial(id string) int64 {
	if id == "" {
		return 0
	}
	n, _ := strconv.ParseInt(id[1:], 10, 64) // ids are ours
	return n
}
