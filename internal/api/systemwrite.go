package api

import (
	"context"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// SystemName names a source or system of the settings.
type SystemName struct {
	Name string `path:"name" maxLength:"100"`
}

// SystemTest is how a system keeps the rules of reading.
type SystemTest struct {
	Kept  bool       `json:"kept" doc:"No rule is broken."`
	Rules []RuleTest `json:"rules"`
}

// RuleTest is one rule, and how it is kept.
type RuleTest struct {
	Rule    string   `json:"rule"`
	Verdict string   `json:"verdict" enum:"kept,broken,unchecked"`
	Saw     []string `json:"saw"`
}

func (a *API) systemWriteRoutes() {
	add(a, route{
		method: http.MethodPost, path: "/systems/{name}/test", id: "testSystem", tag: "Systems", right: access.Act,
		summary: "Read a system now, and hold it to the rules of reading", detail: "Nothing is written to it, and nothing of it is kept.",
	}, func(ctx context.Context, c *call, in *SystemName) (SystemTest, error) {
		out := SystemTest{Kept: true, Rules: []RuleTest{}}
		err := c.as().TestConnector(ctx, in.Name, "", func(r app.ConnectorRule) {
			out.Kept = out.Kept && r.Verdict != app.RuleBroken
			out.Rules = append(out.Rules, RuleTest{r.Rule, string(r.Verdict), orNone(r.Saw)})
		})
		return out, err
	})
}
