package files

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// convert writes into dir what the csv connector reads.
func (s *Source) convert(ctx context.Context, file kept, format Format, dir string) (string, error) {
	plain, err := s.decrypted(ctx, file.path, dir)
	if err != nil {
		return "", err
	}
	if s.trailer != nil {
		if plain, err = s.trimmed(plain, format, dir); err != nil {
			return "", err
		}
	}
	if format == CSV {
		return plain, dated(plain, file)
	}
	rows, err := s.rows(plain, format)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, safe(file.name)+".csv")
	if err := write(path, rows); err != nil {
		return "", err
	}
	return path, dated(path, file)
}

// rows reads a file that is no CSV, its header first.
func (s *Source) rows(path string, format Format) ([][]string, error) {
	switch format {
	case XLSX:
		return s.xlsx(path)
	case JSON:
		return readJSON(path)
	case Fixed:
		return s.fixed(path)
	case CSV:
	}
	return nil, fmt.Errorf("there is no format %q", format)
}

func write(path string, rows [][]string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	err = w.WriteAll(rows)
	return errors.Join(err, f.Close())
}

// dated gives what was made of a file the time of the file.
func dated(path string, file kept) error {
	if file.written.IsZero() {
		return nil
	}
	return os.Chtimes(path, file.written, file.written)
}

// decrypted returns the path of the file in clear. What is cut or changed is not decrypted: age would notice.
func (s *Source) decrypted(ctx context.Context, path, dir string) (string, error) {
	if s.cfg.Decrypt == nil {
		return path, nil
	}
	key, err := s.cfg.Decrypt(ctx)
	if err != nil {
		return "", err
	}
	identities, err := age.ParseIdentities(strings.NewReader(key))
	if err != nil {
		return "", errors.New("what is kept as decrypt is no identity of age (AGE-SECRET-KEY-1...)")
	}
	in, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	buffered := bufio.NewReader(in)
	var from io.Reader = buffered
	if start, _ := buffered.Peek(len(armor.Header)); bytes.Equal(start, []byte(armor.Header)) {
		from = armor.NewReader(buffered)
	}
	clear, err := age.Decrypt(from, identities...)
	if err != nil {
		return "", fmt.Errorf("decrypt: %w", err)
	}
	to := filepath.Join(dir, "clear")
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	n, err := io.Copy(out, io.LimitReader(clear, mostFile+1))
	if err == nil && n > mostFile {
		err = fmt.Errorf("it has more than %d GB in clear", mostFile>>30)
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return "", fmt.Errorf("decrypt: %w", err)
	}
	return to, nil
}

// trimmed takes the trailer from a file of lines, and demands that it counts them rightly.
func (s *Source) trimmed(path string, format Format, dir string) (string, error) {
	if format != CSV && format != Fixed {
		return "", fmt.Errorf("trailer is for csv and fixed, and this is %s", format)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	body := bytes.TrimRight(text, "\r\n")
	at := bytes.LastIndexByte(body, '\n') + 1
	last := bytes.TrimRight(body[at:], "\r")
	group := s.trailer.FindSubmatch(last)
	if group == nil {
		return "", fmt.Errorf("its last line is %.60q, and not the trailer: it did not come whole", last)
	}
	rows := countRows(body[:at])
	if format == CSV {
		rows-- // the header
	}
	if want := string(bytes.TrimLeft(group[1], "0")); want != fmt.Sprint(rows) && (want != "" || rows != 0) {
		return "", fmt.Errorf("its trailer counts %s rows, and there are %d: it did not come whole", group[1], rows)
	}
	to := filepath.Join(dir, "body")
	return to, os.WriteFile(to, body[:at], 0o600)
}

// countRows counts the lines that end outside of quotes, but for those that are empty.
func countRows(text []byte) (rows int) {
	quoted, empty := false, true
	for _, c := range text {
		switch {
		case c == '"':
			quoted, empty = !quoted, false
		case c == '\n' && !quoted:
			if !empty {
				rows++
			}
			empty = true
		case c != '\r':
			empty = false
		}
	}
	return rows
}
