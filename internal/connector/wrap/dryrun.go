package wrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ErrDryRun says that a write was not passed on to the system.
var ErrDryRun = errors.New("this is a dry run, nothing is written")

// DryRun returns a connector that reads as c does and writes nothing. Its Do never returns nil: a verb of the connector
// is a PermanentError that is ErrDryRun, which says what is true, that nothing was changed. Describe says what c can do,
// so that a dry run plans what a real one does.
func DryRun(c connector.Connector) connector.Connector { return dryRun{c} }

type dryRun struct{ connector.Connector }

// Do refuses the operation.
func (dryRun) Do(ctx context.Context, op identity.Operation) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return connector.Permanent(fmt.Errorf("%s %s: %w", op.Verb, op.Account, ErrDryRun))
}
