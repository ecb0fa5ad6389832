package files

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// readJSON reads a list of objects, or an object a line. A member of a member is the column "outer.inner"; a list of
// plain values is one cell, parted by semicolons.
func readJSON(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &jsonReader{d: json.NewDecoder(bufio.NewReader(f)), at: map[string]int{}}
	r.d.UseNumber()
	if err := r.all(); err != nil {
		return nil, fmt.Errorf("record %d: %w", len(r.records)+1, err)
	}
	if len(r.records) == 0 {
		return nil, errors.New("it holds no object")
	}
	rows := [][]string{r.columns}
	for _, record := range r.records {
		row := make([]string, len(r.columns))
		for name, value := range record {
			row[r.at[name]] = value
		}
		rows = append(rows, row)
	}
	return rows, nil
}

type jsonReader struct {
	d       *json.Decoder
	columns []string // in the order in which they were seen
	at      map[string]int
	records []map[string]string
}

func (r *jsonReader) all() error {
	inList := false
	for {
		token, err := r.d.Token()
		switch {
		case errors.Is(err, io.EOF) && !inList:
			return nil
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		case token == json.Delim('[') && !inList && len(r.records) == 0:
			inList = true
		case token == json.Delim(']') && inList:
			return r.nothingMore()
		case token == json.Delim('{'):
			record := map[string]string{}
			if err := r.object("", record); err != nil {
				return err
			}
			r.records = append(r.records, record)
		default:
			return fmt.Errorf("it is %v, and not an object", token)
		}
	}
}

func (r *jsonReader) nothingMore() error {
	if token, err := r.d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the file goes on after its list: %v", token)
	}
	return nil
}

// object reads the members of an object whose brace was read.
func (r *jsonReader) object(prefix string, into map[string]string) error {
	for {
		token, err := r.d.Token()
		if err != nil {
			return incomplete(err)
		}
		name, isName := token.(string)
		if !isName {
			return nil // its end
		}
		if err := r.member(prefix+name, into); err != nil {
			return err
		}
	}
}

func (r *jsonReader) member(name string, into map[string]string) error {
	token, err := r.d.Token()
	if err != nil {
		return incomplete(err)
	}
	if token == json.Delim('{') {
		return r.object(name+".", into)
	}
	value, err := plain(token)
	if token == json.Delim('[') {
		value, err = r.list()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if _, twice := into[name]; twice {
		return fmt.Errorf("%s stands twice in one object", name)
	}
	if _, known := r.at[name]; !known {
		r.at[name] = len(r.columns)
		r.columns = append(r.columns, name)
	}
	into[name] = value
	return nil
}

// list reads the rest of a list of plain values.
func (r *jsonReader) list() (string, error) {
	var values []string
	for {
		token, err := r.d.Token()
		if err != nil {
			return "", incomplete(err)
		}
		if token == json.Delim(']') {
			return strings.Join(values, ";"), nil
		}
		value, err := plain(token)
		if err == nil && strings.Contains(value, ";") {
			err = fmt.Errorf("%q holds a semicolon, which parts the values of a list", value)
		}
		if err != nil {
			return "", err
		}
		values = append(values, value)
	}
}

// plain writes a value that is neither an object nor a list.
func plain(token json.Token) (string, error) {
	switch v := token.(type) {
	case string:
		return v, nil
	case bool:
		return fmt.Sprint(v), nil
	case json.Number:
		if strings.ContainsAny(v.String(), "eE") {
			return "", fmt.Errorf("the number %s is written with an exponent: have it exported as text", v)
		}
		return v.String(), nil
	case nil:
		return "", nil
	}
	return "", errors.New("a list of lists or objects cannot be one cell")
}

func incomplete(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
