package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// schema is a JSON Schema, as far as tests look at one.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"`
	Format     string             `json:"format"`
	Enum       []any              `json:"enum"`
	Pattern    string             `json:"pattern"`
	MaxLength  *int               `json:"maxLength"`
	MaxItems   *int               `json:"maxItems"`
	Minimum    *float64           `json:"minimum"`
	Maximum    *float64           `json:"maximum"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	Encoding   string             `json:"contentEncoding"`
}

type parameter struct {
	Name     string
	In       string
	Required bool
	Schema   *schema
}

type operation struct {
	OperationID string
	Summary     string
	Description string
	Tags        []string
	Parameters  []parameter
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	}
	Responses map[string]json.RawMessage
}

// description is openapi.json.
type description struct {
	OpenAPI    string
	Paths      map[string]map[string]*operation
	Components struct{ Schemas map[string]*schema }
}

// describe reads the description, which needs no token.
func (h *house) describe() *description {
	h.Helper()
	d := read[description](h.get("", "/openapi.json"))
	return &d
}

// the returns the schema that is meant.
func (d *description) the(s *schema) *schema {
	for s != nil && s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

// kind is the type of a schema that is not null.
func (s *schema) kind() string {
	switch t := s.Type.(type) {
	case string:
		return t
	case []any:
		kind, _ := t[0].(string)
		return kind
	}
	return ""
}

// TestEveryOperationIsDescribedAndBounded holds the description to what those who read it need, and everything that can be
// sent to a bound.
func TestEveryOperationIsDescribedAndBounded(t *testing.T) {
	t.Parallel()
	d := newHouse(t).describe()
	if !strings.HasPrefix(d.OpenAPI, "3.1") || len(d.Paths) < 20 {
		t.Fatalf("version %s, %d paths", d.OpenAPI, len(d.Paths))
	}
	for path, methods := range d.Paths {
		for method, op := range methods {
			what := method + " " + path
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 {
				t.Errorf("%s: it is not said what it is: %+v", what, op)
			}
			for _, p := range op.Parameters {
				d.bounded(t, what+" "+p.Name, p.Schema)
			}
			if op.RequestBody != nil {
				d.bounded(t, what+" body", op.RequestBody.Content["application/json"].Schema)
			}
		}
	}
}

func (d *description) bounded(t *testing.T, what string, s *schema) {
	t.Helper()
	s = d.the(s)
	switch s.kind() {
	case "string":
		if s.MaxLength == nil && s.Enum == nil && s.Format == "" {
			t.Errorf("%s: a text without a bound", what)
		}
	case "integer", "number":
		if s.Minimum == nil || s.Maximum == nil {
			t.Errorf("%s: a number without bounds", what)
		}
	case "array":
		if s.MaxItems == nil {
			t.Errorf("%s: a list without a bound", what)
		}
		d.bounded(t, what+"[]", s.Items)
	case "object":
		for name, property := range s.Properties {
			d.bounded(t, what+"."+name, property)
		}
	case "boolean":
	default:
		t.Errorf("%s: its type is %v", what, s.Type)
	}
}

// TestThePageToTryItWorksWithinItsPolicy sends a request from the page, in a browser that holds it to its policy.
func TestThePageToTryItWorksWithinItsPolicy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Worker)
	policy := h.get("", "/").is(http.StatusOK).header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %s", policy)
	}
	browser := systemtest.Browser(t)
	const form, shown = `details:has(#listPlans0)`, `details:has(#listPlans0) pre`
	must(t, chromedp.Do(browser,
		chromedp.Navigate(h.url+"/"), chromedp.WaitReady("details"), chromedp.SendKeys("#token", token),
		chromedp.Click(form+` summary`), chromedp.SendKeys("#listPlans0", "1"), chromedp.Click(form+` button`), chromedp.WaitReady(shown+`:not([hidden])`),
	))
	operations, err := chromedp.Run(browser, chromedp.Evaluate[int](`document.querySelectorAll("details").length`))
	must(t, err)
	_, err = chromedp.Run(browser, chromedp.Poll[bool](`document.querySelector("`+shown+`").textContent.includes("200 OK")`))
	must(t, err)
	out, err := chromedp.Run(browser, chromedp.Text(shown))
	must(t, err)
	if operations < 20 || !strings.Contains(out, `"purpose": "pass"`) {
		t.Errorf("%d operations; the answer shown is %s", operations, out)
	}
}
