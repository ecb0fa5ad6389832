package ad_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// change is a write as the domain controller itself logged it.
type change struct {
	StatusCode int    `json:"statusCode"`
	Operation  string `json:"operation"`
	UserSID    string `json:"userSid"`
	DN         string `json:"dn"`
	Attributes map[string]struct {
		Actions []struct {
			Action string `json:"action"`
			Values []struct {
				Value string `json:"value"`
			} `json:"values"`
		} `json:"actions"`
	} `json:"attributes"`
}

// String is the operation and the attributes that it names.
func (c change) String() string {
	return strings.TrimSpace(c.Operation + " " + strings.Join(slices.Sorted(maps.Keys(c.Attributes)), " "))
}

// logged returns what the service account wrote, or tried to, below the branch, in the order of the domain's own log.
func (l *lab) logged() (list []change) {
	l.Helper()
	for line := range strings.Lines(file(l, l.AuditLog)) {
		var entry struct {
			Type   string `json:"type"`
			Change change `json:"dsdbChange"`
		}
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Type != "dsdbChange" {
			continue
		}
		if c := entry.Change; !strings.HasSuffix(c.UserSID, "-500") && strings.HasSuffix(c.DN, l.base) {
			list = append(list, c)
		}
	}
	return list
}

// wrote returns what logged returns, in words.
func (l *lab) wrote() (words []string) {
	l.Helper()
	for _, c := range l.logged() {
		words = append(words, c.String())
	}
	return words
}
