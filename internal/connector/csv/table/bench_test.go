package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

const benchRows = 300_000

// plainRows is what an application exports: seven columns, no quotes, about 107 bytes a row.
func plainRows(b *testing.B) string {
	return rows(b, "u%07d,login.name%d,first%d.last%d@example.test,true,2026-%02d-%02dT10:11:12Z,E%06d,reader;writer;admin%d\n")
}

func quotedRows(b *testing.B) string {
	return rows(b, "\"u%07d\",\"login.name%d\",\"first%d.last%d@example.test\",\"true\",\"2026-%02d-%02dT10:11:12Z\",\"E%06d\",\"reader;writer;admin%d\"\n")
}

func rows(b *testing.B, format string) string {
	var text strings.Builder
	text.WriteString("user_id,username,email,active,last_login,emp_no,roles\n")
	for i := range benchRows {
		fmt.Fprintf(&text, format, i, i%1000, i%977, i, i%12+1, i%28+1, i%300_000, i%10)
	}
	return file(b, text.String())
}

func perSecond(b *testing.B, path string) {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func benchTable(b *testing.B, path string) {
	for b.Loop() {
		t, err := Open(path, Settings{Need: []Need{{Name: "user_id"}}})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows, err := range t.Batches(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			n += len(rows)
		}
		if t.Close(); n != benchRows {
			b.Fatal(n)
		}
	}
	perSecond(b, path)
}

func BenchmarkPlain(b *testing.B)  { benchTable(b, plainRows(b)) }
func BenchmarkQuoted(b *testing.B) { benchTable(b, quotedRows(b)) }

func BenchmarkPlainEncodingCSV(b *testing.B)  { benchEncodingCSV(b, plainRows(b)) }
func BenchmarkQuotedEncodingCSV(b *testing.B) { benchEncodingCSV(b, quotedRows(b)) }

func benchEncodingCSV(b *testing.B, path string) {
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r := csv.NewReader(f)
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		f.Close()
	}
	perSecond(b, path)
}
