package store

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// captureDoc is a captured account as it is kept: byte for byte, also where a value is no text.
type captureDoc struct {
	identity.Account
	Attributes []attributeDoc
}

type attributeDoc struct {
	Name   string
	Values []string `json:",omitzero"`
	Bytes  [][]byte `json:",omitzero"` // in the place of Values, when one of them is not UTF-8
}

func marshalCapture(a *identity.Account) ([]byte, error) {
	doc := captureDoc{Account: *a}
	for _, attribute := range a.Attributes {
		doc.Attributes = append(doc.Attributes, keptAttribute(attribute))
	}
	return json.Marshal(&doc)
}

func keptAttribute(a identity.Attribute) attributeDoc {
	kept := attributeDoc{Name: a.Name, Values: a.Values}
	for _, value := range a.Values {
		if !utf8.ValidString(value) {
			kept.Values, kept.Bytes = nil, make([][]byte, len(a.Values))
		}
	}
	for i := range kept.Bytes {
		kept.Bytes[i] = []byte(a.Values[i])
	}
	return kept
}

func unmarshalCapture(text []byte) (*identity.Account, error) {
	var doc captureDoc
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	account := doc.Account
	for _, kept := range doc.Attributes {
		a := identity.Attribute{Name: kept.Name, Values: kept.Values}
		for _, value := range kept.Bytes {
			a.Values = append(a.Values, string(value))
		}
		account.Attributes = append(account.Attributes, a)
	}
	return &account, nil
}
