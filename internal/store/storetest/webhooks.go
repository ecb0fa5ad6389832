package storetest

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// webhooksGoOn begins to tell webhooks at different moments, and goes on where each was.
func webhooksGoOn(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	first := got[int64](t)(s.WebhookAt(ctx, "a"))
	must(t, s.SavePlan(ctx, planned("p-1", plan.ForPass), "ada"))
	again, second := got[int64](t)(s.WebhookAt(ctx, "a")), got[int64](t)(s.WebhookAt(ctx, "b"))
	same(t, "where a begins, where it is later, where b begins", []int64{first, again, second}, []int64{0, 0, 1})
	must(t, s.WebhookTold(ctx, "a", 5))
	must(t, s.WebhookTold(ctx, "a", 3))
	same(t, "it never goes back", got[int64](t)(s.WebhookAt(ctx, "a")), int64(5))
}
