package column

import (
	_ "embed" // the names of columns are data
	"strings"
	"sync"
)

//go:embed people.txt
var peopleText string

//go:embed accounts.txt
var accountsText string

// dictionary is the names under which columns hold each thing, the best first.
type dictionary map[string][]name

var (
	peopleNames   = sync.OnceValue(func() dictionary { return newDictionary(peopleText) })
	accountsNames = sync.OnceValue(func() dictionary { return newDictionary(accountsText) })
)

// newDictionary reads lines of "what: name, name"; what is indented goes on with the line before it, and # begins a
// comment.
func newDictionary(text string) dictionary {
	d := dictionary{}
	what := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] != ' ':
			what, line, _ = strings.Cut(line, ":")
		}
		for part := range strings.SplitSeq(line, ",") {
			if part = strings.TrimSpace(part); part != "" {
				d[what] = append(d[what], newNames([]string{part})...)
			}
		}
	}
	return d
}

// foreign are words by which a column holds the same thing of somebody else, or another thing of the same shape: a private
// mail address, a manager's number, the end of a probation, a birthday.
var foreign = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`private personal privé privée privat privado particular home mobile phone emergency spouse partner
manager supervisor responsable Vorgesetzter Vorgesetzten Führungskraft jefe responsabile
probation essai Probezeit prueba prova birth birthday naissance Geburt Geburtsdatum nacimiento nascita nascimento
visa permit notice préavis review training medical previous former old parent
leave absence congé Elternzeit LOA abwesend permiso congedo`) {
		for _, n := range newNames([]string{word}) {
			words[n.joined()] = true
		}
	}
	return words
})
