package access_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// Who may do what, word for word as docs/operators.md shows it.
func TestTheTableOfRoles(t *testing.T) {
	t.Parallel()
	want := map[access.Role]string{
		access.Viewer:   "see",
		access.Worker:   "see decide act",
		access.Approver: "see approve",
		access.Auditor:  "see audit",
		access.Admin:    "see audit administer",
	}
	for _, role := range access.Roles() {
		var may []string
		for _, right := range access.Rights() {
			op := access.Operator{Login: "x", Roles: []access.Role{role}}
			if err := op.Demand(right); err == nil {
				may = append(may, string(right))
			}
		}
		if got := strings.Join(may, " "); got != want[role] {
			t.Errorf("%s may %s, want %s", role, got, want[role])
		}
	}
	if len(want) != len(access.Roles()) {
		t.Errorf("there are %d roles", len(access.Roles()))
	}
}

func TestWhoLacksARightIsToldWhoHasIt(t *testing.T) {
	t.Parallel()
	for _, op := range []access.Operator{
		{Login: "vera", Roles: []access.Role{access.Viewer, access.Approver}},
		{Login: "nobody"},
		{Login: "unknown", Roles: []access.Role{"superuser"}},
		{Login: "token", Roles: access.Roles(), Within: []access.Right{access.See}},
		{Login: "empty token", Roles: access.Roles(), Within: []access.Right{}},
	} {
		var forbidden *access.ForbiddenError
		if err := op.Demand(access.Audit); !errors.As(err, &forbidden) || !strings.Contains(err.Error(), "auditor or admin") {
			t.Errorf("%s: %v", op.Login, err)
		}
	}
}
