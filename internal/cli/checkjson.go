package cli

import (
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// checkedJSON is what a check found of one source or system, for programs.
type checkedJSON struct {
	Name         string           `json:"name"`
	Kind         string           `json:"kind"`
	People       bool             `json:"people"`
	Complete     bool             `json:"complete"`
	Seen         int              `json:"seen"`
	Enabled      int              `json:"enabled"`
	Columns      []string         `json:"columns"`
	Milliseconds int64            `json:"milliseconds"`
	Capabilities []capabilityJSON `json:"capabilities"`
	Suspended    string           `json:"suspended,omitempty"`
	Verified     string           `json:"verified,omitempty"`
	Residual     string           `json:"residual,omitempty"`
	Self         []string         `json:"self,omitempty"`
	Owner        string           `json:"owner,omitempty"`
	Rights       []rightJSON      `json:"rights"`
	Unasked      string           `json:"unasked,omitempty"`
	Missing      []string         `json:"missing"`
	Gap          *snapshot.Gap    `json:"gap"`
}

// rightJSON is connector.Right with its names in JSON.
type rightJSON struct {
	Verb    identity.Verb     `json:"verb,omitempty"`
	What    string            `json:"what"`
	Granted connector.Granted `json:"granted"`
	Why     string            `json:"why,omitempty"`
	Grant   string            `json:"grant,omitempty"`
}

type capabilityJSON struct {
	Verb       identity.Verb `json:"verb"`
	By         connector.By  `json:"by"`
	Reversible bool          `json:"reversible"`
	Loses      string        `json:"loses,omitempty"`
	Note       string        `json:"note"`
}

func checkedOf(found []app.Checked) []checkedJSON {
	out := []checkedJSON{}
	for i := range found {
		c := &found[i]
		d := &c.Description
		view := checkedJSON{
			Name: c.Name, Kind: d.Kind, People: c.People, Complete: c.Gap == nil, Seen: c.Seen, Enabled: c.Enabled, Columns: orNone(c.Columns),
			Milliseconds: c.Took.Milliseconds(), Capabilities: []capabilityJSON{}, Suspended: d.Suspended, Verified: d.Verified,
			Residual: d.Residual, Self: d.Self, Owner: d.Owner, Missing: orNone(c.Missing), Gap: c.Gap,
			Rights: []rightJSON{}, Unasked: c.Unasked,
		}
		for _, right := range c.Rights {
			view.Rights = append(view.Rights, rightJSON(right))
		}
		for _, able := range d.Capabilities {
			view.Capabilities = append(view.Capabilities, capabilityJSON(able))
		}
		out = append(out, view)
	}
	return out
}
