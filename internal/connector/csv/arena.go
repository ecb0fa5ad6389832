package csv

import "strings"

// arena keeps short strings side by side, apart from the blocks of the file that they were cut from: 300,000 people
// would keep the whole file in memory otherwise, or one small allocation for each name.
type arena struct{ chunk strings.Builder }

const chunkSize = 64 << 10

// keep returns the concatenation of the parts.
func (a *arena) keep(parts ...string) string {
	n := 0
	for _, part := range parts {
		n += len(part)
	}
	if n == 0 {
		return ""
	}
	if a.chunk.Cap()-a.chunk.Len() < n {
		a.chunk = strings.Builder{}
		a.chunk.Grow(max(n, chunkSize))
	}
	from := a.chunk.Len()
	for _, part := range parts {
		a.chunk.WriteString(part)
	}
	return a.chunk.String()[from:]
}

// pool keeps each different string once: departments, positions, kinds.
type pool map[string]string

// keep returns the one copy of s.
func (p pool) keep(s string) string {
	kept, ok := p[s]
	if !ok {
		kept = strings.Clone(s)
		p[kept] = kept
	}
	return kept
}
