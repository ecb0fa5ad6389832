package cli

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// initJSON is what init proposed, wrote and saw, for programs.
type initJSON struct {
	File      string         `json:"file"`
	Schema    string         `json:"schema,omitempty"`
	Kept      string         `json:"kept,omitempty"`
	Checks    int            `json:"checks"`
	Proposals []proposalJSON `json:"proposals"`
	Notes     []noteJSON     `json:"notes"`
	Readings  []readingJSON  `json:"readings"`
}

type proposalJSON struct {
	Of      string         `json:"of"`
	What    string         `json:"what"`
	Where   string         `json:"where"`
	Samples []string       `json:"samples"`
	Sure    setup.Sureness `json:"sure,omitempty"`
	Why     string         `json:"why,omitempty"`
}

type noteJSON struct {
	Of    string `json:"of,omitempty"`
	Text  string `json:"text"`
	Doubt bool   `json:"doubt"`
}

type readingJSON struct {
	Name     string        `json:"name"`
	Kind     config.Kind   `json:"kind"`
	People   bool          `json:"people"`
	Complete bool          `json:"complete"`
	Seen     int           `json:"seen"`
	Left     int           `json:"left"`
	Open     int           `json:"open"`
	Linked   int           `json:"linked"`
	Doubts   int           `json:"doubts"`
	Nobody   int           `json:"nobody"`
	Gap      *snapshot.Gap `json:"gap"`
}

func initOf(r *setup.Result, parts []setup.Part) initJSON {
	out := initJSON{
		File: r.File, Schema: r.Schema, Kept: r.Kept, Checks: r.Checks,
		Proposals: []proposalJSON{}, Notes: []noteJSON{}, Readings: []readingJSON{},
	}
	for _, part := range parts {
		for _, row := range part.Rows {
			out.Proposals = append(out.Proposals, proposalJSON{Of: part.Title, What: row.What, Where: row.Where, Samples: orNone(row.Samples), Sure: row.Sure, Why: row.Why})
		}
		for _, n := range part.Notes {
			out.Notes = append(out.Notes, noteJSON{Of: part.Title, Text: n.Text, Doubt: n.Doubt})
		}
	}
	for i := range r.Readings {
		one := &r.Readings[i]
		out.Readings = append(out.Readings, readingJSON{
			Name: one.Name, Kind: one.Kind, People: one.People, Complete: one.Gap == nil, Seen: one.Seen, Left: one.Left, Open: one.Open,
			Linked: one.Linked, Doubts: one.Doubts, Nobody: one.Nobody, Gap: one.Gap,
		})
	}
	return out
}
