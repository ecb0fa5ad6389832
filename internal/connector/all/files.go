package all

import (
	"context"
	"maps"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/connector/files"
)

func filesPeople(p *config.People) (connector.Connector, error) {
	pick, err := pickup(p.Name, p.Files, &p.CSV.CSVFile, p.CSV.Columns)
	if err != nil {
		return nil, err
	}
	return peopleOf(p, pick)
}

func filesAccounts(s *config.System) (connector.Connector, error) {
	pick, err := pickup(s.Name, s.Files, &s.CSV.CSVFile, s.CSV.Columns)
	if err != nil {
		return nil, err
	}
	return accountsOf(s, pick)
}

// pickup returns the file of the csv connector that is fetched from where files are put.
func pickup(name string, f *config.Pickup, c *config.CSVFile, columns map[config.Column]string) (csv.File, error) {
	cfg := files.Config{
		Name: name, From: f.From, Pattern: f.Pattern,
		User: f.User, Key: password(f.Key), Passphrase: password(f.Passphrase), KnownHosts: f.KnownHosts, HostKey: f.HostKey,
		Password: password(f.Password), Token: password(f.Token), CA: f.CA,
		Marker: f.Marker, Checksum: f.Checksum, Trailer: f.Trailer, Stable: f.Stable,
		Evidence: f.Evidence, Decrypt: password(f.Decrypt),
		Format: files.Format(f.Format), Encoding: string(c.Encoding), Sheet: f.Sheet,
		Columns: slices.Sorted(maps.Values(columns)), Timeout: f.Timeout,
	}
	for _, field := range f.Fields {
		cfg.Fields = append(cfg.Fields, files.Field(field))
	}
	source, err := files.New(cfg)
	if err != nil {
		return csv.File{}, err
	}
	file := file(c)
	file.Kind, file.Path = string(config.Files), f.From
	file.Pick = func(ctx context.Context) (csv.Picked, error) {
		found, err := source.Fetch(ctx)
		return csv.Picked(found), err
	}
	return file, nil
}
