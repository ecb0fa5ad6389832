package column

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Column is what one column holds.
type Column struct {
	Name   string // in the header
	Rows   int
	Filled int // rows with a cell that is not blank

	values map[string]*value // by the cell; at most mostValues
	order  []string          // the first different cells, in the order of the file
	shapes map[Shape]int     // cells of each shape
	more   bool              // there are more different cells than were kept
	twice  bool              // a cell stands in two rows
}

// value is one cell with how often it stands in the column.
type value struct {
	count  int
	shapes []Shape
}

const (
	mostValues = 100_000 // that are remembered of a column
	mostWords  = 40      // a column of more different cells holds no words
	mostFirst  = 200     // cells of which the order is kept
)

func newColumn(name string) *Column {
	return &Column{Name: name, values: map[string]*value{}, shapes: map[Shape]int{}}
}

func (c *Column) is(name string) bool { return strings.EqualFold(c.Name, strings.TrimSpace(name)) }

// take looks at the cell of one more row.
func (c *Column) take(cell string) {
	c.Rows++
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return
	}
	c.Filled++
	v, known := c.values[cell]
	if !known {
		cell = strings.Clone(cell)
		v = &value{shapes: shapesOf(cell)}
		c.keep(cell, v)
	}
	v.count++
	c.twice = c.twice || v.count > 1
	for _, s := range v.shapes {
		c.shapes[s]++
	}
}

func (c *Column) keep(cell string, v *value) {
	if len(c.values) == mostValues {
		c.more = true
		return
	}
	c.values[cell] = v
	if len(c.order) < mostFirst {
		c.order = append(c.order, cell)
	}
}

// Unique reports whether every row has a cell, and no two rows have the same, as far as was kept.
func (c *Column) Unique() bool { return c.Filled == c.Rows && !c.twice }

// Samples returns the first different cells, at most n.
func (c *Column) Samples(n int) []string { return c.order[:min(n, len(c.order))] }

// Word is one of the few different cells of a column.
type Word struct {
	Text  string
	Count int // rows that have it
}

// Words returns the different cells of a column that holds few of them, the most frequent first; else nil.
func (c *Column) Words() []Word {
	if len(c.values) > mostWords {
		return nil
	}
	var words []Word
	for text, v := range c.values {
		words = append(words, Word{text, v.count})
	}
	slices.SortFunc(words, func(a, b Word) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Text, b.Text)) })
	return words
}

// Values returns the different cells, in no order.
func (c *Column) Values() iter.Seq[string] {
	return func(yield func(string) bool) {
		for text := range c.values {
			if !yield(text) {
				return
			}
		}
	}
}

// Mostly reports whether at least nine of ten filled cells have the shape.
func (c *Column) Mostly(s Shape) bool { return c.Filled > 0 && 10*c.shapes[s] >= 9*c.Filled }

// Odd returns a cell that does not have the shape, or "".
func (c *Column) Odd(s Shape) string {
	for _, text := range c.order {
		if !slices.Contains(c.values[text].shapes, s) {
			return text
		}
	}
	return ""
}

// Has reports whether the column holds a cell.
func (c *Column) Has(cell string) bool { return c.values[cell] != nil }

// Of returns how many filled rows of the column have a cell that another column has too. Ok is false where not every
// cell was kept, so that nothing can be said.
func (c *Column) Of(other *Column) (rows int, ok bool) {
	if other == nil || other.more || c.more {
		return 0, false
	}
	for text, v := range c.values {
		if other.Has(text) {
			rows += v.count
		}
	}
	return rows, true
}

// New returns a column with these cells; "" is a row that has none.
func New(name string, cells []string) *Column {
	c := newColumn(name)
	for _, cell := range cells {
		c.take(cell)
	}
	return c
}

// Repeats reports whether two rows have the same cell.
func (c *Column) Repeats() bool { return c.twice }

// Different returns how many different cells there are; of very many, how many were kept.
func (c *Column) Different() int { return len(c.values) }
