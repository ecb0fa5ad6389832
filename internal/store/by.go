package store

// By says who changed something about operators, from where, and why. Empty parts are not known, or not asked for.
type By struct {
	Actor string
	From  string // the address of the request
	Why   string
}

// says adds from where and why to what the ledger is told.
func (by By) says(body map[string]any) map[string]any {
	if by.From != "" {
		body["from"] = by.From
	}
	if by.Why != "" {
		body["why"] = by.Why
	}
	return body
}
