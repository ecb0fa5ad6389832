package plan

import (
	"encoding/json"
	"fmt"
	"io"
)

// Read reads what Write wrote, one element of a list after the other.
func Read(r io.Reader) (*Plan, error) {
	p := &Plan{}
	d := json.NewDecoder(r)
	if err := bracket(d, '{'); err != nil {
		return nil, err
	}
	for d.More() {
		if err := p.field(d); err != nil {
			return nil, err
		}
	}
	return p, bracket(d, '}')
}

func (p *Plan) field(d *json.Decoder) error {
	name, err := d.Token()
	if err != nil {
		return fmt.Errorf("read a plan: %w", err)
	}
	switch name {
	case "findings":
		return readList(d, &p.Findings)
	case "actions":
		return readList(d, &p.Actions)
	case "upcoming":
		return readList(d, &p.Upcoming)
	case "refusals":
		return readList(d, &p.Refusals)
	}
	var value json.RawMessage
	if err := d.Decode(&value); err != nil {
		return fmt.Errorf("read %v of a plan: %w", name, err)
	}
	return json.Unmarshal(fmt.Appendf(nil, "{%q:%s}", name, value), p)
}

func readList[T any](d *json.Decoder, into *[]T) error {
	switch token, err := d.Token(); {
	case err != nil:
		return fmt.Errorf("read a plan: %w", err)
	case token == nil: // null
		return nil
	case token != json.Delim('['):
		return misplaced(token, '[')
	}
	list := []T{}
	for d.More() {
		var one T
		if err := d.Decode(&one); err != nil {
			return fmt.Errorf("read a plan: %w", err)
		}
		list = append(list, one)
	}
	*into = list
	return bracket(d, ']')
}

func bracket(d *json.Decoder, want json.Delim) error {
	token, err := d.Token()
	switch {
	case err != nil:
		return fmt.Errorf("read a plan: %w", err)
	case token != want:
		return misplaced(token, want)
	}
	return nil
}

func misplaced(token json.Token, want json.Delim) error {
	return fmt.Errorf("read a plan: %v stands where %v is expected", token, want)
}
