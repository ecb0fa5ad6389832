package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// wordList is the words of a status column, and what they mean.
type wordList []word

// word is one of them.
type word struct {
	column.Word

	means   string // a key of status-values
	decided bool   // not by the settings' own list: it must be written
	doubt   bool   // nobody said it: it is taken for what cuts nobody off
}

// wordsOf finds out what the words of the status column mean. What the settings do not know is asked; where nobody
// answers it means what cuts nobody off, and the file says to check it.
func (s *session) wordsOf(ctx context.Context, sh *sheet) error {
	g := sh.guess(config.ColumnStatus)
	section := sh.section + ".status-values"
	said, err := s.saidWords(sh, section)
	if err != nil || g == nil || g.Column == nil {
		return err
	}
	if g.Opposite {
		sh.words = opposite(g.Column)
		s.showWords(sh)
		return nil
	}
	known := column.NewVocabulary(section)
	for _, w := range g.Column.Words() {
		one := word{Word: w, means: known.Means(w.Text)}
		if means, ok := said[strings.ToLower(w.Text)]; ok {
			one.means, one.decided = means, true
		}
		if one.means == "" {
			if one, err = s.mean(ctx, sh, section, w); err != nil {
				return err
			}
		}
		sh.words = append(sh.words, one)
	}
	s.showWords(sh)
	return nil
}

// saidWords returns what the command line says of words, by the word in small letters.
func (s *session) saidWords(sh *sheet, section string) (map[string]string, error) {
	said := map[string]string{}
	for means, words := range s.said.under(sh.name, "status-values") {
		if err := oneOf(keysOf(section, config.CSV)...)(means); err != nil {
			return nil, misused(fmt.Sprintf("--set %s.status-values.%s: %v", sh.name, means, err))
		}
		for w := range strings.SplitSeq(words, ",") {
			said[strings.ToLower(strings.TrimSpace(w))] = means
		}
	}
	return said, nil
}

// mean asks what a word means. The first of the meanings is the one that cuts nobody off.
func (s *session) mean(ctx context.Context, sh *sheet, section string, w column.Word) (word, error) {
	meanings := keysOf(section, config.CSV)
	answer, err := s.human.Ask(ctx, Question{
		Text:     fmt.Sprintf("What does %q mean in %s (%s)? %s", w.Text, sh.column(config.ColumnStatus).Name, some(w.Count, "row", "rows"), strings.Join(meanings, ", ")),
		Proposal: meanings[0],
	})
	for _, m := range meanings {
		if err == nil && strings.EqualFold(strings.TrimSpace(answer), m) {
			return word{Word: w, means: m, decided: true}, nil
		}
	}
	switch {
	case err == nil && strings.TrimSpace(answer) != "":
		s.doubt(fmt.Sprintf("%q is none of %s", answer, strings.Join(meanings, ", ")))
		return s.mean(ctx, sh, section, w)
	case err != nil && !errors.Is(err, ErrNobody):
		return word{}, err
	}
	return word{w, meanings[0], true, true}, nil
}

// showWords shows all words of the column with what they mean.
func (s *session) showWords(sh *sheet) {
	p := Part{Title: sh.name + " status", About: "what the words of " + sh.column(config.ColumnStatus).Name + " mean"}
	for _, w := range sh.words {
		r := Row{What: w.Text, Where: w.means, Why: some(w.Count, "row", "rows"), Sure: column.Sure}
		switch {
		case w.doubt:
			r.Sure = column.Guessed
			r.Why += "; an unknown word: nobody is cut off for it until somebody says what it means"
		case w.decided && !sh.guess(config.ColumnStatus).Opposite:
			r.Sure = column.Said
		}
		p.Rows = append(p.Rows, r)
	}
	s.human.Show(p)
}

// opposite is the words of a column such as "blocked", whose yes means no.
func opposite(c *column.Column) wordList {
	list := wordList{}
	add := func(text, means string, n int) {
		if !slices.ContainsFunc(list, func(w word) bool { return strings.EqualFold(w.Text, text) }) {
			list = append(list, word{Word: column.Word{Text: text, Count: n}, means: means, decided: true})
		}
	}
	for _, w := range c.Words() {
		means := "enabled"
		if column.IsYes(w.Text) {
			means = "suspended"
		}
		add(w.Text, means, w.Count)
	}
	add("false", "enabled", 0)
	add("true", "suspended", 0)
	return list
}

// written returns the words of one meaning as the settings must list them; nil: the settings' own list will do.
func (list wordList) written(means string) (words []string, doubt bool) {
	must := false
	for _, w := range list {
		if w.means == means {
			words = append(words, w.Text)
			must = must || w.decided
			doubt = doubt || w.doubt
		}
	}
	if !must {
		return nil, false
	}
	return words, doubt
}
