package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// route is one operation: where it is, what it is called, who may ask for it.
type route struct {
	method  string // empty: GET
	path    string
	id      string // the name of the operation
	tag     string
	summary string
	detail  string
	right   access.Right // empty: whoever has a token
	status  int          // of an answer when all went well; 0: 200
	body    int64        // the most bytes that it takes; 0: a mebibyte
	about   bool         // a write about what its path without the last part gives: it takes If-Match
}

// call is one request on its way: who asks, and for whom the use cases act.
type call struct {
	*API
	op *access.Operator
}

// as returns the use cases for the operator who asks.
func (c *call) as() *app.App { return c.App.For(c.op) }

// reply is the answer of an operation.
type reply[B any] struct {
	Status   int
	Location string `header:"Location"`
	Body     B
}

// located is a body of which there is more at an address below Prefix.
type located interface{ location() string }

// add adds an operation: what it takes is I, what it gives is B.
func add[I, B any](a *API, r route, do func(ctx context.Context, c *call, in *I) (B, error)) {
	huma.Register(a.huma, a.operation(&r), func(ctx context.Context, in *I) (*reply[B], error) {
		if where := unclean(in); where != "" {
			return nil, problem(http.StatusUnprocessableEntity, "a text holds a character that no text may hold, such as a zero byte: "+where)
		}
		body, err := do(ctx, &call{a, operatorOf(ctx)}, in)
		if err != nil {
			return nil, a.problemOf(ctx, r.id, err)
		}
		out := &reply[B]{Status: r.status, Body: body}
		if l, ok := any(body).(located); ok {
			out.Location = Prefix + l.location()
		}
		return out, nil
	})
}

// operation is the route in the words of the description.
func (a *API) operation(r *route) huma.Operation {
	if r.method == "" {
		r.method = http.MethodGet
	}
	if r.status == 0 {
		r.status = http.StatusOK
	}
	detail := r.detail
	if r.right != "" {
		if detail != "" {
			detail += "\n\n"
		}
		detail += "Needs the right " + string(r.right) + "."
	}
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Tags: []string{r.tag}, Summary: r.summary, Description: detail,
		DefaultStatus: r.status, MaxBodyBytes: r.body, Middlewares: huma.Middlewares{a.demanding(r.right)},
	}
	if r.method == http.MethodPost {
		op.Parameters = append(op.Parameters, headerParam(keyHeader, longestKey, "A name of yours for this request: sent again with it, it is done once."))
	}
	if r.about {
		op.Parameters = append(op.Parameters, headerParam("If-Match", longestTags, "The ETag of what this is about: refused when that has changed since."))
	}
	return op
}

// longestTags is the most characters that If-Match may have.
const longestTags = 1000

func headerParam(name string, longest int, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "header", Description: doc, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest}}
}

// demanding lets only those pass who have a right, before anything of the request is looked at.
func (a *API) demanding(right access.Right) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if err := operatorOf(ctx.Context()).Demand(right); right != "" && err != nil {
			_, w := humaUnwrap(ctx)
			refuse(w, problem(http.StatusForbidden, err.Error()))
			return
		}
		next(ctx)
	}
}
