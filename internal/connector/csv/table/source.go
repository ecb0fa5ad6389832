package table

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/zeebo/xxh3"
)

// blockSize is how many bytes of the file are read at once.
const blockSize = 256 << 10

// source reads a file block by block into checked UTF-8, and takes the digest of its raw bytes on the way.
type source struct {
	file   *os.File
	before fs.FileInfo
	block  int // bytes to read at once
	digest *xxh3.Hasher
	size   int64 // bytes read so far

	decoder decoder
	buf     []byte // text that is not consumed yet, then the raw bytes of an unfinished character
	good    int    // how much of buf is checked text
	end     bool   // the file is read to its end
}

// openSource opens a regular file. Anything else, such as a pipe, has no size and no time that could show that it
// changed.
func openSource(path string, encoding Encoding, block int) (*source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unopened(err)
	}
	if !info.Mode().IsRegular() {
		return nil, &Problem{What: "is not a file", Todo: "name a CSV file"}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, unopened(err)
	}
	before, err := file.Stat()
	if err != nil {
		return nil, errors.Join(unread(err), file.Close())
	}
	return &source{file: file, before: before, block: block, digest: xxh3.New(), decoder: decoder{encoding: encoding}}, nil
}

func unopened(err error) *Problem {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	what := "cannot be opened: " + err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		return &Problem{What: what, Todo: "check the path; one that is relative starts at the folder of the settings file", Err: err}
	}
	return &Problem{What: what, Todo: "let the account that runs the program read the file", Err: err}
}

func unread(err error) *Problem {
	return &Problem{What: "cannot be read: " + err.Error(), Todo: "mend the cause and run it again", Err: err}
}

// fill reads one more block, or as much as waits for the end of its row. A fault lies behind what was good before.
func (s *source) fill() *fault {
	first, had := s.size == 0, len(s.buf)
	want := max(s.block, min(had, MaxRow-had))
	s.buf = slices.Grow(s.buf, want)
	n, err := io.ReadFull(s.file, s.buf[had:had+want])
	s.buf = s.buf[:had+n]
	s.digest.Write(s.buf[had:]) //nolint:errcheck // a hash never fails
	s.size += int64(n)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		s.end = true
	case err != nil:
		return &fault{nowhere, *unread(err)}
	}
	if first {
		if problem := s.start(); problem != nil {
			return &fault{nowhere, *problem}
		}
	}
	return s.decode()
}

// start looks at the first block: what it is, and how it is encoded.
func (s *source) start() *Problem {
	if len(s.buf) == 0 {
		return &Problem{What: "is empty, it has not even a header", Todo: "have it exported again"}
	}
	if kind := foreign(s.buf); kind != "" {
		return &Problem{What: "is " + kind + ", not CSV", Todo: `save it as "CSV UTF-8"`}
	}
	skip, problem := s.decoder.sniff(s.buf)
	s.buf = slices.Delete(s.buf, 0, skip)
	return problem
}

func (s *source) decode() *fault {
	from := s.good
	if s.decoder.asciiInside() && plainASCII(s.buf[from:]) {
		s.good = len(s.buf)
		return nil
	}
	buf, good, wrong := s.decoder.take(s.buf, from, s.end)
	s.buf, s.good = buf, good
	if wrong != nil {
		return wrong
	}
	return nul(buf[:good], from)
}

// text returns the checked text that is not consumed yet.
func (s *source) text() string { return string(s.buf[:s.good]) }

// consume drops the first n bytes of the text.
func (s *source) consume(n int) {
	s.buf = s.buf[:copy(s.buf, s.buf[n:])]
	s.good -= n
}

// changed returns a problem when the file is not any more what it was when it was opened, as far as its size and its
// time of change can show.
func (s *source) changed() *Problem {
	after, err := s.file.Stat()
	if err != nil {
		return unread(err)
	}
	sameSize := after.Size() == s.before.Size() && (!s.end || s.size == after.Size())
	if sameSize && after.ModTime().Equal(s.before.ModTime()) {
		return nil
	}
	return &Problem{What: "changed while it was read", Todo: "run it again when it is written whole; let the export write another name and rename it"}
}

// sum returns the digest of the raw file, when it is read to its end.
func (s *source) sum() string {
	sum := s.digest.Sum128()
	return fmt.Sprintf("xxh3:%016x%016x", sum.Hi, sum.Lo)
}
