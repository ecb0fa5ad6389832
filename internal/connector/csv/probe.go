package csv

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// Probe opens the file and finds the columns that the settings name; there is nothing else that we may do.
func (p *People) Probe(ctx context.Context) ([]connector.Right, error) {
	return probe(ctx, &p.cfg.File, p.names)
}

// Probe opens the export and finds the columns that the settings name; what is to be done there is the owner's to do.
func (a *Accounts) Probe(ctx context.Context) ([]connector.Right, error) {
	return probe(ctx, &a.cfg.File, a.names)
}

func probe(ctx context.Context, f *File, names []string) ([]connector.Right, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := f.open(ctx, names)
	if err != nil {
		return nil, err
	}
	s.close()
	return []connector.Right{{What: "read " + f.Path, Granted: connector.Yes}}, nil
}
