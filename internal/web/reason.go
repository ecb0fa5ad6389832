package web

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Reason says a reason of a finding, a plan or a receipt, which is an English sentence, in the language of the reader. What
// the phrasebook does not know it says as it is: it is better read in English than not at all.
func (s *speaker) Reason(text string) string {
	if s.tag != language.French {
		return text
	}
	for _, p := range phrases() {
		if said, fits := p.say(s, text); fits {
			return said
		}
	}
	return text
}

// phrase is one English sentence with places, and its French. A place that stands in the French is said by its kind: see
// place.
type phrase struct {
	literals []string // the texts around the places: one more than there are places
	pattern  *regexp.Regexp
	french   string
	weight   int // letters outside of places
}

// phrases is the phrasebook, what has most words of its own first, so that a sentence finds the phrase that says most of
// it.
var phrases = sync.OnceValue(func() []phrase {
	data, err := locales.ReadFile("locale/reasons.fr.json")
	book := map[string]string{}
	if err == nil {
		err = json.Unmarshal(data, &book)
	}
	if err != nil {
		panic("web: the phrasebook, which is built into the program: " + err.Error())
	}
	all := make([]phrase, 0, len(book))
	for english, french := range book {
		all = append(all, newPhrase(english, french))
	}
	slices.SortFunc(all, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.pattern.String(), b.pattern.String()))
	})
	return all
})

var aPlace = regexp.MustCompile(`\{([a-z0-9]+)\}`)

func newPhrase(english, french string) phrase {
	p := phrase{french: french, literals: aPlace.Split(english, -1)}
	var pattern strings.Builder
	for i, literal := range p.literals {
		p.weight += len(literal)
		pattern.WriteString(regexp.QuoteMeta(literal))
		if i < len(p.literals)-1 {
			name := aPlace.FindAllStringSubmatch(english, -1)[i][1]
			pattern.WriteString("(?P<" + name + ">" + holds(name) + ")")
		}
	}
	p.pattern = regexp.MustCompile(`^(?s:` + pattern.String() + `)$`)
	return p
}

// holds is what may stand in a place: numbers where its name is one of numbers, else anything.
func holds(place string) string {
	switch place {
	case "n", "m", "k", "p", "q":
		return `[0-9.]+`
	}
	return `.+?`
}

// near reports whether a sentence may be one of the phrase. It costs little, and keeps most from the pattern.
func (p *phrase) near(text string) bool {
	last := len(p.literals) - 1
	if !strings.HasPrefix(text, p.literals[0]) || !strings.HasSuffix(text, p.literals[last]) {
		return false
	}
	for _, literal := range p.literals[1:max(last, 1)] {
		if !strings.Contains(text, literal) {
			return false
		}
	}
	return true
}

// say says a sentence, if it is one of the phrase.
func (p *phrase) say(s *speaker, text string) (string, bool) {
	if !p.near(text) {
		return "", false
	}
	found := p.pattern.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	return aPlace.ReplaceAllStringFunc(p.french, func(place string) string {
		name := place[1 : len(place)-1]
		if i := p.pattern.SubexpIndex(name); i >= 0 {
			return s.place(name, found[i])
		}
		return place
	}), true
}
