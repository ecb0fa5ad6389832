package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/csv"
)

func csvPeople(p *config.People) (connector.Connector, error) {
	return peopleOf(p, file(&p.CSV.CSVFile))
}

// peopleOf returns the people of a file, wherever that comes from.
func peopleOf(p *config.People, from csv.File) (connector.Connector, error) {
	c := p.CSV.Columns
	return orNil(csv.NewPeople(csv.PeopleConfig{
		Name: p.Name, File: from,
		Zone: p.Zone, EndsAt: p.EndsAt, Prefix: p.Prefix,
		Columns: csv.PeopleColumns{
			ID: c[config.ColumnID], Given: c[config.ColumnGiven], Family: c[config.ColumnFamily],
			Email: c[config.ColumnEmail], Login: c[config.ColumnLogin],
			Start: c[config.ColumnStart], End: c[config.ColumnEnd], LastDay: c[config.ColumnLastDay],
			Status: c[config.ColumnStatus], Kind: c[config.ColumnKind],
			Position: c[config.ColumnPosition], Department: c[config.ColumnDepartment], Manager: c[config.ColumnManager],
			Zone: c[config.ColumnZone], EndsAt: c[config.ColumnEndsAt], Engagement: c[config.ColumnEngagement],
			LeaveStart: c[config.ColumnLeaveStart], LeaveEnd: c[config.ColumnLeaveEnd],
		},
		StatusWords: p.CSV.StatusValues,
	}))
}

func csvAccounts(s *config.System) (connector.Connector, error) {
	return accountsOf(s, file(&s.CSV.CSVFile))
}

// accountsOf returns the accounts of a file, wherever that comes from.
func accountsOf(s *config.System, from csv.File) (connector.Connector, error) {
	c := s.CSV.Columns
	return orNil(csv.NewAccounts(csv.AccountsConfig{
		Name: s.Name, File: from,
		Zone: s.CSV.Zone, Owner: s.Owner, TaskTime: s.Due,
		Columns: csv.AccountColumns{
			ID: c[config.ColumnID], Login: c[config.ColumnLogin], Email: c[config.ColumnEmail],
			Employee: c[config.ColumnEmployee], Given: c[config.ColumnGiven], Family: c[config.ColumnFamily],
			Display: c[config.ColumnDisplay], Status: c[config.ColumnStatus], Kind: c[config.ColumnKind],
			Owner: c[config.ColumnOwner], Groups: c[config.ColumnGroups],
			LastSeen: c[config.ColumnLastSeen], Created: c[config.ColumnCreated],
		},
		StatusWords: s.CSV.StatusValues, KindWords: s.CSV.KindValues,
	}))
}

func file(f *config.CSVFile) csv.File {
	return csv.File{Path: f.Path, Encoding: encoding(f.Encoding), Delimiter: f.Delimiter.Rune(), Dates: dates(f.Dates)}
}

func encoding(e config.Encoding) csv.Encoding {
	switch e {
	case config.UTF8:
		return csv.UTF8
	case config.UTF16:
		return csv.UTF16
	case config.Windows1252:
		return csv.Windows1252
	case config.EncodingAuto:
	}
	return ""
}

func dates(d config.DateFormat) csv.DateFormat {
	switch d {
	case config.DateISO:
		return csv.ISO
	case config.DateDayFirst:
		return csv.DayFirst
	case config.DateMonthFirst:
		return csv.MonthFirst
	case config.DateAuto:
	}
	return ""
}

// orNil returns a nil interface, not an interface that holds nil, beside an error.
func orNil[C connector.Connector](c C, err error) (connector.Connector, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}
