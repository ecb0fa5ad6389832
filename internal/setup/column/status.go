package column

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// Vocabulary is the words that the settings know for each meaning of a column of words.
type Vocabulary map[string]string

// NewVocabulary returns the words that the settings know when nothing is said, for a section such as
// people.status-values: from the word, in small letters, to what it means.
func NewVocabulary(section string) Vocabulary {
	known := Vocabulary{}
	for _, key := range config.Doc(section, config.CSV) {
		var words []string
		if err := yaml.Unmarshal([]byte(key.Default), &words); err != nil {
			panic(fmt.Sprintf("the table of settings has words that are no list: %s: %v", section, err))
		}
		for _, word := range words {
			known[strings.ToLower(word)] = key.Name
		}
	}
	return known
}

// Means returns what a word means, or "".
func (v Vocabulary) Means(word string) string { return v[strings.ToLower(strings.TrimSpace(word))] }

// isStatus is the verdict of words of which the settings know at least one.
func isStatus(section string) func(*Column) verdict {
	known := NewVocabulary(section)
	return func(c *Column) verdict {
		words := c.Words()
		switch {
		case c.Filled == 0:
			return verdict{0, "empty"}
		case words == nil:
			return verdict{-1, "it holds too many different words"}
		case !slices.ContainsFunc(words, func(w Word) bool { return known.Means(w.Text) != "" }):
			return verdict{-1, fmt.Sprintf("none of its words is known, such as %q", words[0].Text)}
		}
		return verdict{1, filled(c)}
	}
}

// looksLikeStatus speaks for a column of few words that are all known, and not only yes and no: that could be anything.
func looksLikeStatus(section string) func(*Column, taken) verdict {
	known := NewVocabulary(section)
	return func(c *Column, _ taken) verdict {
		words := c.Words()
		unknown := slices.ContainsFunc(words, func(w Word) bool { return known.Means(w.Text) == "" })
		if len(words) == 0 || unknown || c.Mostly(Flag) {
			return verdict{}
		}
		return verdict{1, "its words say it; the name does not"}
	}
}

// IsPersonal reports whether a word of a kind column says that the account is a person's. The settings have no words
// for that: it is what every other account is.
func IsPersonal(word string) bool {
	return slices.Contains(personal, strings.ToLower(strings.TrimSpace(word)))
}

var personal = strings.Fields(`personal person user human employee internal member standard normal regular named staff
personnel utilisateur employé interne persönlich benutzer mitarbeiter intern usuario empleado persona utente dipendente personale gebruiker medewerker`)
