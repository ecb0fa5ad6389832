package csv_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// BenchmarkAccounts reads an export of a million accounts with eight columns; rows/s is what counts.
func BenchmarkAccounts(b *testing.B) {
	const rows = 1_000_000
	path := generate(b, rows, "user_id,username,email,active,last_login,emp_no,roles,type\n", func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, "u%07d,user%07d,user%07d@example.com,%s,2026-%02d-%02d %02d:%02d:00,E%06d,%s,person\n",
			i, i, i, [...]string{"active", "blocked"}[i%50/49], 1+i%12, 1+i%28, i%24, i%60, i/30, [...]string{"sales;support", "admin", "user;viewer;export"}[i%3])
	})
	for _, in := range []string{"UTC", "Europe/Paris"} {
		b.Run(in, func(b *testing.B) {
			c := newAccounts(b, "", func(c *csv.AccountsConfig) {
				c.Path, c.Zone = path, zone(b, in)
				c.Columns = csv.AccountColumns{
					ID: "user_id", Login: "username", Email: "email", Status: "active", LastSeen: "last_login",
					Employee: "emp_no", Groups: "roles", Kind: "type",
				}
			})
			b.ReportAllocs()
			for b.Loop() {
				if reading, err := c.Read(b.Context(), discard{}); err != nil || reading.Seen != rows {
					b.Fatal(reading.Seen, err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkPeople reads 300,000 people, and reports what is in use in the middle of the handing over and how much the
// people take whom the sink has kept.
func BenchmarkPeople(b *testing.B) {
	const rows = 300_000
	path := generate(b, rows, "id,first,family,mail,hired,ends,status,type,title,department,boss,tz\n", func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, "E%06d,Given%d,Family%d,given%d.family%d@example.com,2019-%02d-01,%s,active,employee,title %d,department %d,E%06d,Europe/Paris\n",
			i, i%900, i, i%900, i, 1+i%12, [...]string{"", "2026-12-31"}[i%30/29], i%300, i%80, i/9)
	})
	c := newPeople(b, "", func(c *csv.PeopleConfig) {
		c.Path = path
		c.Columns = csv.PeopleColumns{
			ID: "id", Given: "first", Family: "family", Email: "mail", Start: "hired", End: "ends", Status: "status", Kind: "type",
			Position: "title", Department: "department", Manager: "boss", Zone: "tz",
		}
	})
	b.ReportAllocs()
	var before uint64
	var gathered, kept float64
	for b.Loop() {
		k := &keeper{rows: rows}
		before = inUse()
		if reading, err := c.Read(b.Context(), k); err != nil || reading.Seen != rows {
			b.Fatal(reading.Seen, err)
		}
		gathered = float64(k.first-before) / (1 << 20)
		kept = float64(inUse()-before) / (1 << 20)
		runtime.KeepAlive(k)
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(gathered, "gathered-MiB")
	b.ReportMetric(kept, "kept-MiB")
}

func generate(b *testing.B, rows int, header string, row func(w *bufio.Writer, i int)) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "generated.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, header)
	for i := range rows {
		row(w, i)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// discard takes everything and keeps nothing.
type discard struct{}

func (discard) People([]identity.Person) error    { return nil }
func (discard) Accounts([]identity.Account) error { return nil }

// keeper keeps people, and notes what is in use when the first of them come.
type keeper struct {
	discard
	rows   int
	first  uint64
	people []identity.Person
}

func (k *keeper) People(batch []identity.Person) error {
	if k.people == nil {
		k.first = inUse()
		k.people = make([]identity.Person, 0, k.rows)
	}
	k.people = append(k.people, batch...)
	return nil
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
