package web

import (
	"regexp"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// place says what stands in a place of a phrase. Names, numbers and what people wrote stay as they are; what does not look
// as its kind does stays as well.
func (s *speaker) place(kind, text string) string {
	switch strings.TrimRight(kind, "0123456789") {
	case "clock":
		return s.clocks(text)
	case "date":
		return s.reformat(text, time.DateOnly)
	case "time":
		return s.reformat(text, clockLayout)
	case "from":
		return map[string]string{"display name": "Le nom affiché", "login": "L'identifiant", "name": "Le nom"}[text]
	case "state", "kind", "by", "how":
		return frenchWord(text)
	case "verb":
		return s.Verb(identity.Verb(text))
	case "days", "holds":
		return frenchCount(text)
	case "engagement":
		return frenchEngagement(text)
	case "carried":
		return frenchCarried(text)
	case "explained":
		return s.explained(text)
	case "apart":
		parts := strings.Split(text, ", ")
		for i := range parts {
			parts[i] = s.Reason(parts[i])
		}
		return strings.Join(parts, ", ")
	case "stands", "rest", "when":
		return s.Reason(text)
	}
	return text
}

const clockLayout = "2006-01-02 15:04"

// reformat says a day, or a day and a time, as the language does. It names an instant of no zone: none is changed.
func (s *speaker) reformat(text, layout string) string {
	t, err := time.Parse(layout, text)
	if err != nil {
		return text
	}
	there := *s
	there.zone = time.UTC
	if layout == time.DateOnly {
		return there.day(t)
	}
	return there.instant(t)
}

var (
	someClocks = regexp.MustCompile(`^(.{16}) in (\S+?)(?: \((.+)\))?$`)
	oneClock   = regexp.MustCompile(`(\d{4}-\d\d-\d\d \d\d:\d\d) (here|UTC)`)
)

// clocks says an instant on the clocks that a reason shows: the person's, ours and that of the world.
func (s *speaker) clocks(text string) string {
	found := someClocks.FindStringSubmatch(text)
	if found == nil {
		return text
	}
	said := s.reformat(found[1], clockLayout) + " (" + found[2]
	for _, other := range oneClock.FindAllStringSubmatch(found[3], -1) {
		if other[2] == "here" {
			said += ", ici " + s.reformat(other[1], clockLayout)
		} else {
			said += ", " + s.reformat(other[1], clockLayout) + " UTC"
		}
	}
	return said + ")"
}

// frenchWords are the words of closed sets, and those by which likenesses of names are said.
var frenchWords = map[string]string{
	"enabled": "actif", "suspended": "suspendu", "service": "de service", "shared": "partagé", "guest": "d'invité", "personal": "personnel",
	"employee": "matricule", "email": "adresse", "login": "identifiant", "name": "nom", "human": "décision de quelqu'un",
	"same": "identique", "same without accents": "identique sans les accents", "transliterated": "translittéré", "same but for": "identique à part",
	"one of several given names": "un de plusieurs prénoms", "nickname": "diminutif", "one letter differs": "une lettre diffère",
	"two letters swapped": "deux lettres interverties", "another spelling": "autre orthographe", "another form of the name": "autre forme du nom",
	"one part of a double name": "une partie d'un nom composé", "nicknames of one name": "diminutifs d'un même nom", "second given name": "deuxième prénom",
	"another spelling, and both are names in use": "autre orthographe, et les deux noms existent", "the ending differs": "la fin diffère",
	"one letter differs, and both are names in use": "une lettre diffère, et les deux noms existent", "initials": "initiales",
	"beginning of the name": "début du nom", "initial": "initiale",
}

// frenchWord says a word, and leaves what stands behind it in brackets as it is.
func frenchWord(text string) string {
	if said, known := frenchWords[text]; known {
		return said
	}
	word, rest, _ := strings.Cut(text, " (")
	if said, known := frenchWords[word]; known {
		return said + " (" + rest
	}
	return text
}

// frenchCount says how many days or rights.
func frenchCount(text string) string {
	n, what, _ := strings.Cut(text, " ")
	switch what {
	case "day":
		return n + " jour"
	case "days":
		return n + " jours"
	case "entitlement":
		return n + " droit"
	case "entitlements":
		return n + " droits"
	}
	return text
}

// frenchEngagement says "the engagement C1 as Clerk".
func frenchEngagement(text string) string {
	rest, is := strings.CutPrefix(text, "the engagement")
	if !is {
		return text
	}
	rest = strings.Replace(rest, " as ", " comme ", 1)
	return "l'engagement" + rest
}

var carriedParts = regexp.MustCompile(`^(?:employee number (?P<e>.+?))?(?:(?:^|, )mail (?P<m>.+?))?(?:(?:^|, )login (?P<l>.+?))?(?:(?:^|, )name (?P<n>.+))?$`)

// frenchCarried says what an account says of its person.
func frenchCarried(text string) string {
	found := carriedParts.FindStringSubmatch(text)
	if found == nil {
		return text
	}
	var said []string
	for i, word := range []string{"le matricule ", "l'adresse ", "l'identifiant ", "le nom "} {
		if found[i+1] != "" {
			said = append(said, word+found[i+1])
		}
	}
	return strings.Join(said, ", ")
}

// sentenceEnd is between two sentences of an explanation: each begins with one of these.
var sentenceEnd = regexp.MustCompile(`\. (Family name: |Given name: |Family and given name |The login is one word|A number follows|\d+ people fit)`)

// explained says why a name fits, sentence by sentence.
func (s *speaker) explained(text string) string {
	if !strings.HasPrefix(text, "The ") {
		return s.Reason(text)
	}
	var said []string
	for {
		end := sentenceEnd.FindStringIndex(text)
		if end == nil {
			return strings.Join(append(said, s.Reason(text)), " ")
		}
		said = append(said, s.Reason(text[:end[0]+1]))
		text = text[end[0]+2:]
	}
}
