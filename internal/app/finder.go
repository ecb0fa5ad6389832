package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate/name"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// finder finds people by any part of what is known of them. It holds what lists are searched and ordered by, about 150
// bytes a person, and asks the store before each search for what changed since: a search in 300,000 people is a walk
// over 25 MB of memory, in either database.
type finder struct {
	loading sync.Mutex
	mu      sync.RWMutex
	newest  int64 // the number of the newest change that is in
	faces   []store.Face
	place   map[identity.PersonID]int // in faces
	words   map[string]string         // one copy of each department, kind, source and manager
	choices Choices
}

func newFinder() *finder {
	return &finder{newest: -1, place: map[identity.PersonID]int{}, words: map[string]string{}}
}

// refresh takes in what changed since the last search.
func (f *finder) refresh(ctx context.Context, s *store.Store) error {
	f.loading.Lock()
	defer f.loading.Unlock()
	var changed []store.Face
	newest, err := s.Faces(ctx, f.newest, func(face store.Face) { changed = append(changed, face) })
	if err != nil || len(changed) == 0 {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.newest = newest
	for i := range changed {
		f.take(&changed[i])
	}
	f.choices = f.choose()
	return nil
}

func (f *finder) take(face *store.Face) {
	for _, word := range []*string{&face.Source, &face.Department, &face.Kind, (*string)(&face.Manager)} {
		if one, known := f.words[*word]; known {
			*word = one
		} else {
			f.words[*word] = *word
		}
	}
	if i, known := f.place[face.ID]; known {
		f.faces[i] = *face
		return
	}
	f.place[face.ID] = len(f.faces)
	f.faces = append(f.faces, *face)
}

// Where people stand, as lists are filtered by it.
type Where string

// The places.
const (
	WhereInside   Where = "inside"  // left, with an account that is open and should not be
	WhereLeft     Where = "left"    // has left
	WhereLeaving  Where = "leaving" // leaves within 30 days
	WhereWorking  Where = "working" // works here, also who leaves soon
	WhereLeave    Where = "leave"   // is on leave
	WhereComing   Where = "coming"  // has not begun
	WhereVanished Where = "vanished"
)

// Wheres returns all places, in the order in which one chooses.
func Wheres() []Where {
	return []Where{WhereInside, WhereLeft, WhereLeaving, WhereWorking, WhereLeave, WhereComing, WhereVanished}
}

// stands returns where somebody stands at an instant: an end that has come since the newest reading has come.
func stands(state identity.State, begins, ends, now int64) identity.State {
	switch {
	case ends > 0 && ends <= now && state != identity.Coming:
		return identity.Left
	case state == identity.Coming && begins > 0 && begins <= now:
		return identity.Working
	}
	return state
}

// Stands returns where a person stands at an instant.
func Stands(p *PersonRow, at time.Time) identity.State {
	return stands(p.State, microsOf(p.Begins), microsOf(p.Ends), at.UnixMicro())
}

func microsOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// rank is the place of somebody in a list: those who left within 90 days, the newest first; those who leave within 30,
// the next first; then by name those who are or come here, and those who left long ago.
type rank struct {
	group  int
	date   int64
	search string
	id     identity.PersonID
}

func (r *rank) before(o *rank) bool {
	switch {
	case r.group != o.group:
		return r.group < o.group
	case r.date != o.date:
		return r.date < o.date
	case r.search != o.search:
		return r.search < o.search
	}
	return r.id < o.id
}

func rankOf(f *store.Face, now int64) rank {
	const day = int64(24 * time.Hour / time.Microsecond)
	r := rank{group: 2, search: f.Search, id: f.ID}
	switch left := stands(f.State, f.Begins, f.Ends, now) == identity.Left; {
	case left && f.Ends > now-90*day:
		r.group, r.date = 0, -f.Ends
	case left:
		r.group = 3
	case f.Ends > 0 && f.Ends <= now+30*day:
		r.group, r.date = 1, f.Ends
	}
	return r
}

// wanted is a query made ready to be asked of everybody.
type wanted struct {
	query    *PeopleQuery
	words    []string
	now      int64
	managers map[identity.PersonID]bool // nil: any
	inside   map[identity.PersonID]bool // of WhereInside
}

func (w *wanted) wants(f *store.Face) bool {
	q := w.query
	switch {
	case q.Department != "" && f.Department != q.Department, q.Kind != "" && f.Kind != q.Kind, q.Source != "" && f.Source != q.Source:
		return false
	case w.managers != nil && !w.managers[f.Manager], !w.stands(f):
		return false
	}
	return containsAll(f.Search, w.words)
}

func (w *wanted) stands(f *store.Face) bool {
	state := stands(f.State, f.Begins, f.Ends, w.now)
	switch w.query.Where {
	case WhereInside:
		return w.inside[f.ID]
	case WhereLeft:
		return state == identity.Left
	case WhereLeaving:
		return state != identity.Left && f.Ends > 0 && f.Ends <= w.now+ahead.Microseconds()
	case WhereWorking:
		return state == identity.Working
	case WhereLeave:
		return state == identity.OnLeave
	case WhereComing:
		return state == identity.Coming
	case WhereVanished:
		return f.Vanished
	}
	return true
}

func containsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// searchWords returns what must be somewhere in a person's text, each part of what was typed for itself.
func searchWords(typed string) []string {
	var words []string
	for word := range strings.FieldsSeq(typed) {
		if folded := name.Fold(word); folded != "" {
			words = append(words, folded)
		}
	}
	return words
}

// find returns the ids of the first n after a person, in order, and how many there are of all. A negative n wants all.
func (f *finder) find(w *wanted, after identity.PersonID, n int) (ids []identity.PersonID, all int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var from *rank
	if i, known := f.place[after]; known {
		r := rankOf(&f.faces[i], w.now)
		from = &r
	}
	var best []rank
	for i := range f.faces {
		if !w.wants(&f.faces[i]) {
			continue
		}
		all++
		r := rankOf(&f.faces[i], w.now)
		if from == nil || from.before(&r) {
			best = insert(best, r, n)
		}
	}
	if n < 0 {
		slices.SortFunc(best, compare)
	}
	for i := range best {
		ids = append(ids, best[i].id)
	}
	return ids, all
}

// fits reports whether somebody is wanted.
func (f *finder) fits(w *wanted, id identity.PersonID) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	i, known := f.place[id]
	return known && w.wants(&f.faces[i])
}

func compare(a, b rank) int {
	switch {
	case a.before(&b):
		return -1
	case b.before(&a):
		return 1
	}
	return 0
}

// insert keeps the n first ranks in order; a negative n keeps all, in no order.
func insert(best []rank, r rank, n int) []rank {
	if n < 0 {
		return append(best, r)
	}
	if len(best) == n && !r.before(&best[n-1]) {
		return best
	}
	at, _ := slices.BinarySearchFunc(best, r, compare)
	best = slices.Insert(best, at, r)
	return best[:min(n, len(best))]
}

// managersNamed returns who is meant by a manager's id, or by parts of their names.
func (f *finder) managersNamed(typed string) map[identity.PersonID]bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if _, known := f.place[identity.PersonID(typed)]; known {
		return map[identity.PersonID]bool{identity.PersonID(typed): true}
	}
	words, found := searchWords(typed), map[identity.PersonID]bool{}
	for i := range f.faces {
		if containsAll(f.faces[i].Search, words) {
			found[f.faces[i].ID] = true
		}
	}
	return found
}

// Choices are the values by which people can be filtered.
type Choices struct{ Departments, Kinds, Sources []string }

func (f *finder) choose() Choices {
	departments, kinds, sources := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range f.faces {
		departments[f.faces[i].Department], kinds[f.faces[i].Kind], sources[f.faces[i].Source] = true, true, true
	}
	return Choices{sorted(departments), sorted(kinds), sorted(sources)}
}

// chosen returns the values by which people can be filtered.
func (f *finder) chosen() Choices {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.choices
}

func sorted(set map[string]bool) []string {
	delete(set, "")
	return slices.Sorted(maps.Keys(set))
}
