package scim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// Form is the words in which active is written. The standard allows the first three; servers take some of them.
type Form string

// The forms, in the order in which they are tried.
const (
	FormPath   Form = "path"   // {"op": "replace", "path": "active", "value": false}
	FormValue  Form = "value"  // {"op": "replace", "value": {"active": false}}: as Okta writes it
	FormString Form = "string" // {"op": "Replace", "path": "active", "value": "False"}: as Entra ID writes it
	FormPut    Form = "put"    // the whole user, where the server has no PATCH
)

// patches are the forms of PATCH.
func patches() []Form { return []Form{FormPath, FormValue, FormString} }

// setActive writes active, in the words that this server takes. Those are found out by the first write: a form that is
// refused, and one that is taken and does nothing, are followed by the next.
//
//	the server                       then
//	does it                          the form is kept for the next time
//	says yes, and it is not so       the next form
//	400: not understood              the next form
//	405, 501: no PATCH at all        the whole user, by PUT
//	anything else                    the error stands
func (d *deed) setActive(ctx context.Context, want bool) error {
	t := tries{want: want, noPatch: !d.service.patch || d.proven() == FormPut}
	forms := d.forms()
	for _, f := range forms {
		if len(forms) > 1 && (f == FormPut) != t.noPatch {
			continue
		}
		if end, err := d.try(ctx, f, &t); end {
			return err
		}
	}
	return t.verdict()
}

// forms are those to try: the one that the settings name, else all, first the one that has worked before.
func (d *deed) forms() []Form {
	if d.cfg.Patch != "" {
		return []Form{d.cfg.Patch}
	}
	all := append(patches(), FormPut)
	proven := d.proven()
	slices.SortStableFunc(all, func(a, b Form) int { return rank(a == proven) - rank(b == proven) })
	return all
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// tries are the forms that were tried in vain.
type tries struct {
	want      bool
	last      error
	pretended bool // the server said yes to one of them
	noPatch   bool
}

// verdict is the last refusal. Where something was said to be done, only looking tells what is so.
func (t *tries) verdict() error {
	if t.pretended && t.last != nil {
		return errors.New(t.last.Error())
	}
	return t.last
}

// try writes active in one form; end is false when the next one is to be tried.
func (d *deed) try(ctx context.Context, f Form, t *tries) (end bool, err error) {
	answer, err := d.write(ctx, f, t.want)
	switch {
	case err == nil:
		d.changed = true
		is, err := d.isActive(ctx, f, answer, t.want)
		if err == nil && is != t.want {
			t.pretended, t.last = true, fmt.Errorf("the application answered %d to active: %v, and it is not so", answer.Status, t.want)
			return false, nil
		}
		if err == nil {
			d.prove(f)
		}
		return true, err
	case answer == nil:
		return true, err
	}
	t.last = err
	switch answer.Status {
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		t.noPatch = true
		return f == FormPut, err
	case http.StatusBadRequest:
		return false, nil
	}
	return true, err
}

// proven returns the form that has worked before, empty when none has.
func (c *Connector) proven() Form {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.form
}

func (c *Connector) prove(f Form) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.form = f
}

// isActive says what became of active: by the answer where it shows the user, by looking where it does not. A form that
// has worked before is not looked after again: that is for whoever proves what was done.
func (d *deed) isActive(ctx context.Context, f Form, answer *web.Answer, want bool) (bool, error) {
	var all map[string]any
	if json.Unmarshal(answer.Body, &all) == nil {
		if is := truth(resource{all: all}.at(attrActive)); is != "" {
			return is == "true", nil
		}
	}
	if d.proven() == f {
		return want, nil
	}
	user, err := d.get(ctx, d.service.users, d.op.Account.Key)
	if errors.Is(err, connector.ErrGone) {
		return false, nil // some applications hide whoever is not active
	}
	return truth(user.at(attrActive)) != "false", err
}

// write asks for active in one of the forms.
func (d *deed) write(ctx context.Context, f Form, want bool) (*web.Answer, error) {
	var o operation
	switch f {
	case FormPath:
		o = operation{Op: "replace", Path: attrActive, Value: want}
	case FormValue:
		o = operation{Op: "replace", Value: map[string]any{attrActive: want}}
	case FormString:
		o = operation{Op: "Replace", Path: attrActive, Value: map[bool]string{true: "True", false: "False"}[want]}
	case FormPut:
		return d.put(ctx, want)
	}
	return d.patch(ctx, d.service.users, d.op.Account.Key, d.user.version, o)
}

// put writes the whole user as he was read a moment ago, but for active (RFC 7644, 3.5.1).
func (d *deed) put(ctx context.Context, want bool) (*web.Answer, error) {
	if d.user.all == nil {
		return nil, connector.Permanent(errors.New("the user cannot be seen, so that he cannot be written whole, and the server has no PATCH"))
	}
	all := maps.Clone(d.user.all)
	delete(all, "meta")
	for name := range all {
		if equalFold(name, attrActive) {
			delete(all, name)
		}
	}
	all[attrActive] = want
	body, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return d.send(ctx, http.MethodPut, d.service.users, d.op.Account.Key, d.user.version, body)
}
