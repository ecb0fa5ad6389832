// Command duckdb does with DuckDB what a pass does first: it reads the CSV files of a benchmark and joins accounts to
// people. It is a module of its own because it needs cgo, and the program must not.
//
//	duckdb HR.CSV SYSTEM.CSV...
//
// It prints how many accounts there are, to how many of them a person fits, and how many stand open for people who have
// left.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "duckdb:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, files []string) error {
	if len(files) < 2 {
		return errors.New("usage: duckdb HR.CSV SYSTEM.CSV")
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	var version string
	var accounts, linked, open int64
	if err := db.QueryRowContext(ctx, `SELECT version()`).Scan(&version); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, join(files[0], files[1:])).Scan(&accounts, &linked, &open); err != nil {
		return err
	}
	fmt.Printf("DuckDB %s\t%d\t%d\t%d\n", version, accounts, linked, open)
	return nil
}

// join is the query: by employee number, else by mail, else by login. Types are not guessed, which is quicker.
func join(people string, systems []string) string {
	quoted := make([]string, len(systems))
	for i, file := range systems {
		quoted[i] = quote(file)
	}
	return `WITH person AS MATERIALIZED (
		SELECT employee_id AS id, lower(work_email) AS mail, split_part(lower(work_email), '@', 1) AS login,
			termination_date <> '' AND termination_date < strftime(current_date, '%Y-%m-%d') AS gone
		FROM read_csv(` + quote(people) + `, header = true, all_varchar = true, nullstr = '\N')),
	linked AS (
		SELECT a.active, coalesce(e.id, m.id, l.id) AS person, coalesce(e.gone, m.gone, l.gone) AS gone
		FROM read_csv([` + strings.Join(quoted, ", ") + `], header = true, all_varchar = true, nullstr = '\N') a
		LEFT JOIN person e ON e.id = a.emp_no
		LEFT JOIN person m ON m.mail = lower(a.email)
		LEFT JOIN person l ON l.login = lower(a.username))
	SELECT count(*), count(person), count(*) FILTER (gone AND active = 'yes') FROM linked`
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
