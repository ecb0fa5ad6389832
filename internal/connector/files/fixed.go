package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// fixed reads lines whose columns have a width. Only the blanks at the end of a line may be missing.
func (s *Source) fixed(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var from io.Reader = f
	if s.cfg.Encoding == "windows-1252" {
		from = charmap.Windows1252.NewDecoder().Reader(f)
	}
	header, width := []string{}, 0
	for _, field := range s.cfg.Fields {
		header, width = append(header, field.Name), width+field.Width
	}
	rows := [][]string{header}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimRight(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r\x1a")
		if strings.TrimSpace(line) == "" {
			continue
		}
		row, err := s.cut(line, width)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

func (s *Source) cut(line string, width int) ([]string, error) {
	if !utf8.ValidString(line) {
		return nil, errors.New("it is not UTF-8: write encoding: windows-1252 in the settings, if that is what it is")
	}
	letters := []rune(line)
	last := s.cfg.Fields[len(s.cfg.Fields)-1].Width
	switch {
	case len(letters) > width:
		return nil, fmt.Errorf("it has %d characters, and the fields have %d", len(letters), width)
	case len(letters) <= width-last && len(s.cfg.Fields) > 1:
		return nil, fmt.Errorf("it ends after %d characters, before its last field: it did not come whole", len(letters))
	}
	row := make([]string, 0, len(s.cfg.Fields))
	for _, field := range s.cfg.Fields {
		n := min(field.Width, len(letters))
		row = append(row, strings.TrimSpace(string(letters[:n])))
		letters = letters[n:]
	}
	return row, nil
}
