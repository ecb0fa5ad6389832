package name

// asked is a word of a query, with what is worked out once for all its comparisons.
type asked struct {
	word
	skeleton string
	core     string // compact
}

func newAsked(text string) asked {
	w := newWord(text)
	return asked{word: w, skeleton: w.skeleton(), core: compact(core(w.fold))}
}

// skeleton returns the skeleton of the key.
func (w *word) skeleton() string {
	var room [64]byte
	if bones := skeleton(room[:0], w.key); string(bones) != w.key {
		return string(bones)
	}
	return w.key
}

// sounds reports whether w has the skeleton of q.
func (q *asked) sounds(w *word) bool {
	var room [64]byte
	return string(skeleton(room[:0], w.key)) == q.skeleton
}

// shortest is the length of a name below which one letter makes another name: Lee and Leo, Jean and Joan.
const shortest = 5

// spelled compares two spellings of one field, whole against whole. ok is false where they are two names.
func spelled(q *asked, w *word) (l likeness, ok bool) {
	switch {
	case q.key == w.key:
		return sameKey(q.plain, w.plain), true
	case w.other != "" && q.key == w.other, q.other != "" && q.other == w.key:
		return likeness{kind: otherScript}, true
	}
	if k, ok := misspelt(q.key, w.key); ok {
		if q.sounds(w) {
			return respelled(q, w), true
		}
		return likeness{kind: k}, true
	}
	if q.core == compact(core(w.fold)) {
		return likeness{kind: butFor, a: dropped(q.fold), b: dropped(w.fold)}, true
	}
	if q.sounds(w) {
		return respelled(q, w), true
	}
	return likeness{}, false
}

func sameKey(a, b string) likeness {
	switch {
	case a == b:
		return likeness{kind: same}
	case bare(a) == bare(b):
		return likeness{kind: unaccented}
	default:
		return likeness{kind: otherScript}
	}
}

func respelled(q *asked, w *word) likeness {
	if foreign(q.plain) || foreign(w.plain) {
		return likeness{kind: otherScript}
	}
	return likeness{kind: spelling}
}

// misspelt reports how two keys of at least shortest letters differ by one slip: a letter more, less or other, or two
// neighbours swapped.
func misspelt(a, b string) (kind, bool) {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < shortest || len(b)-len(a) > 1 || a == b {
		return 0, false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return slip(i, b), a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return slip(i, b), true
	default:
		return swapped, a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
}

// slip tells a difference at the end of b, where languages inflect, from one inside it.
func slip(i int, b string) kind {
	if i == len(b)-1 {
		return ending
	}
	return letter
}
