package csv

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read reads the whole file before it hands the first person over: a second line of the same person, or a problem, can
// stand at its end. The error is a *table.Problems, with up to 20 problems, or the context's.
func (p *People) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	unread := connector.Reading{Expected: -1}
	s, err := p.cfg.open(ctx, p.names)
	if err != nil {
		return unread, err
	}
	defer s.close()
	r := p.roster(ctx, s)
	if err := r.gather(ctx); err != nil {
		return unread, err
	}
	summary, whole := s.Summary()
	if !whole || r.person.calendar.other(summary.Digest) {
		return unread, changed(p.cfg.Path)
	}
	if problem := p.cutInZone(&summary); problem != nil {
		return unread, problem
	}
	if err := r.hand(ctx, sink); err != nil {
		return unread, err
	}
	return readingOf(&summary, len(r.heads)), nil
}

// cutInZone refuses a file of which nobody can tell whether it was cut inside somebody's zone: their access would end at
// another hour, and nothing else would show it.
func (p *People) cutInZone(summary *table.Summary) error {
	last := summary.Columns[len(summary.Columns)-1]
	if !summary.Unended || p.cfg.Columns.Zone == "" || !strings.EqualFold(last, p.cfg.Columns.Zone) {
		return nil
	}
	return &table.Problem{
		File: p.cfg.Path, What: "its last line has no line end, and its last column is the zone: if it was cut there, access would end at another hour",
		Todo: "have the file written with a line end after each line, or put another column last",
	}
}

func readingOf(summary *table.Summary, seen int) connector.Reading {
	return connector.Reading{
		Seen: seen, Expected: -1, Digest: summary.Digest, Columns: summary.Columns, Written: summary.Modified,
		Unended: summary.Unended,
	}
}

func changed(path string) error {
	return &table.Problem{File: path, What: "changed while it was read", Todo: "run it again when it is written whole"}
}

// roster is what one reading of a file of people has gathered: the cells of each line as one short text, by person.
type roster struct {
	sheet  *sheet
	person personReader

	texts arena
	lines []line
	heads []int32          // the first line of each person
	tails map[string]int32 // the last line so far, by id
	posts map[string]int32 // the line of each engagement, by id and number; nil without such a column
	cells [personCells]string
}

// line is one row of the file.
type line struct {
	text   string // its cells, with a NUL between them, which no table holds
	number int32  // in the file
	next   int32  // the next line of the same person; 0: none
}

func (p *People) roster(ctx context.Context, s *sheet) *roster {
	r := &roster{sheet: s, person: p.reader(ctx, s), tails: make(map[string]int32)}
	if p.cfg.Columns.Engagement != "" {
		r.posts = make(map[string]int32)
	}
	return r
}

// gather reads all rows, and finds all that is wrong with them.
func (r *roster) gather(ctx context.Context) error {
	for rows, err := range r.sheet.Batches(ctx) {
		if err != nil {
			if _, found := errors.AsType[*table.Problems](err); !found {
				return err
			}
			break
		}
		for i := range rows {
			r.take(&rows[i])
		}
	}
	for _, head := range r.heads {
		if r.lines[head].next > 0 {
			r.agree(head)
		}
	}
	if err := r.sheet.Err(); err != nil {
		return err
	}
	return r.person.calendar.failed
}

// take keeps one row.
func (r *roster) take(row *table.Row) {
	for i := range r.cells {
		r.cells[i] = r.sheet.cell(row, i)
	}
	r.person.read(row.Line, &r.cells)
	id := r.cells[personID]
	if id == "" {
		return
	}
	text := r.texts.keep(strings.Join(r.cells[:], "\x00"))
	at := int32(len(r.lines))                                            // a file of two thousand million people is none
	r.lines = append(r.lines, line{text: text, number: int32(row.Line)}) // as above
	id = text[:len(id)]
	tail, known := r.tails[id]
	if !known {
		r.heads = append(r.heads, at)
		r.tails[id] = at
	}
	if r.again(at, tail, known) {
		r.lines[tail].next = at
		r.tails[id] = at
	}
}

// again reports whether a line is another engagement of a person who has one. Else, when the person is known, it is a
// problem.
func (r *roster) again(at, tail int32, known bool) bool {
	number := int(r.lines[at].number)
	if r.posts == nil {
		if known {
			r.sheet.report(number, personID, &table.Problem{
				Value: r.cells[personID],
				What:  fmt.Sprintf("is the id of line %d too", r.lines[tail].number),
				Todo:  "take one of the two lines out, or name the column with the number of the engagement in the settings (columns: engagement)",
			})
		}
		return false
	}
	key := r.lines[at].text[:len(r.cells[personID])+1+len(r.cells[personEngagement])]
	if other, twice := r.posts[key]; twice {
		r.sheet.report(number, personEngagement, &table.Problem{
			What: fmt.Sprintf("engagement %q of %q stands on line %d too", r.cells[personEngagement], r.cells[personID], r.lines[other].number),
			Todo: "give each engagement of a person a number of its own, or take one of the two lines out",
		})
		return false
	}
	r.posts[key] = at
	return known
}

// hand builds the people and hands them over.
func (r *roster) hand(ctx context.Context, sink connector.Sink) error {
	r.tails, r.posts = nil, nil
	batch := make([]identity.Person, 0, batchSize)
	var rows []posting
	for i, head := range r.heads {
		rows = rows[:0]
		for at := head; ; at = r.lines[at].next {
			r.split(at)
			rows = append(rows, r.person.read(int(r.lines[at].number), &r.cells))
			if r.lines[at].next == 0 {
				break
			}
		}
		batch = append(batch, r.person.merge(rows))
		if len(batch) < batchSize && i < len(r.heads)-1 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("hand over the people of %s: %w", r.person.cfg.Name, context.Cause(ctx))
		}
		if err := sink.People(batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	return nil
}

// split brings the cells of a line back.
func (r *roster) split(at int32) {
	rest := r.lines[at].text
	for i := range r.cells {
		r.cells[i], rest, _ = strings.Cut(rest, "\x00")
	}
}
