package ledger

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// hashText is the length of a hash in base64.
const hashText = 44

// lineReader reads lines, and of a line longer than any entry nothing.
type lineReader struct {
	r   *bufio.Reader
	buf []byte
}

// next returns a line without its end, and whether it had one. The line is good until the next call.
// The error is io.EOF where nothing is left.
func (l *lineReader) next() (line []byte, ended bool, err error) {
	l.buf = l.buf[:0]
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || len(l.buf)+len(part) > MaxEntry+hashText+2; !long {
			l.buf = append(l.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(l.buf) == 0 && !long):
			return nil, false, err
		case long:
			return nil, err == nil, nil
		case err != nil:
			return l.buf, false, nil //nolint:nilerr // the damage is the answer, not an error
		}
		return l.buf[:len(l.buf)-1], true, nil
	}
}

// readNote reads the checkpoint at the head of an export with the empty line after it.
// Damage says that there is none; whether what is returned is signed is not known yet.
func readNote(l *lineReader, v Verifier) ([]byte, *Damage, error) {
	var text bytes.Buffer
	empty, spoilt := 0, false
	for n := 0; n < 64 && !(empty == 2 && !spoilt); n++ { // far more lines than a checkpoint has
		line, ended, err := l.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		text.Write(line)
		if !ended {
			return nil, cutNote(text.String(), spoilt, v), nil
		}
		text.WriteByte('\n')
		if len(line) == 0 {
			empty++
		}
		spoilt = spoilt || empty == 1 && len(line) > 0 && !bytes.HasPrefix(line, []byte(signaturePrefix))
		if len(line) > 4096 {
			break
		}
	}
	if spoilt || empty < 2 {
		return nil, spoiltNote(text.String(), v), nil
	}
	return text.Bytes()[:text.Len()-1], nil, nil
}

// signaturePrefix begins a signature in a signed note: an em dash and a space.
const signaturePrefix = "— "

// cutNote names what a file is that ends before the first entry.
func cutNote(text string, spoilt bool, v Verifier) *Damage {
	switch {
	case text == "":
		return &Damage{Kind: Truncated, Seq: -1, Detail: "it is empty"}
	case spoilt || strings.ContainsRune(text, '\r') || !likeNote(text, v) && !strings.HasPrefix(v.Origin(), text):
		return spoiltNote(text, v)
	}
	return &Damage{Kind: Truncated, Seq: -1, Detail: "it ends in its checkpoint, before the first entry"}
}

// spoiltNote tells a changed checkpoint from another kind of file.
func spoiltNote(text string, v Verifier) *Damage {
	switch {
	case !likeNote(text, v):
		return &Damage{Kind: NotExport, Detail: "it does not begin with a signed checkpoint"}
	case strings.Contains(text, "\r\n"):
		return &Damage{Kind: CheckpointAltered, Detail: "the ends of its lines were changed, as some editors and file transfers do"}
	}
	return &Damage{Kind: CheckpointAltered, Detail: "it is no longer a signed note"}
}

// likeNote looks for the name of the ledger at the beginning, or for a signature: one changed byte spoils at most one of them.
func likeNote(text string, v Verifier) bool {
	return strings.HasPrefix(text, v.Origin()+"\n") || strings.Contains(text, "\n"+signaturePrefix)
}

// exportLine is one line of an export, taken apart.
type exportLine struct {
	hash Hash // as the line says
	body []byte
	ok   bool // whether the line has the right form
}

func splitLine(line []byte) (l exportLine) {
	if len(line) <= hashText {
		return exportLine{body: line}
	}
	l.body = line[hashText+1:]
	l.hash, l.ok = parseHash(string(line[:hashText]))
	l.ok = l.ok && line[hashText] == ' '
	return l
}
