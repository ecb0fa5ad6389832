package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// mostFile is how large a file may be.
const mostFile = 4 << 30

// keep copies the file as it is into the folder of evidence, where its name begins with its SHA-256. The same file is
// kept once.
func (s *Source) keep(ctx context.Context, p place, file entry) (kept string, err error) {
	if err := os.MkdirAll(s.cfg.Evidence, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of evidence: %w", err)
	}
	part, err := os.CreateTemp(s.cfg.Evidence, ".part-")
	if err != nil {
		return "", fmt.Errorf("keep %s as evidence: %w", file.name, err)
	}
	defer func() {
		_ = part.Close()
		_ = os.Remove(part.Name())
	}()
	sum, err := s.copied(ctx, p, file, part)
	if err != nil {
		return "", err
	}
	kept = filepath.Join(s.cfg.Evidence, sum+"-"+safe(file.name))
	if err := errors.Join(part.Sync(), part.Close(), os.Rename(part.Name(), kept)); err != nil {
		return "", fmt.Errorf("keep %s as evidence: %w", file.name, err)
	}
	if file.written.IsZero() {
		return kept, nil
	}
	return kept, os.Chtimes(kept, file.written, file.written)
}

// copied copies the file, and demands that all of it came.
func (s *Source) copied(ctx context.Context, p place, file entry, to io.Writer) (sum string, err error) {
	in, err := p.open(ctx, file.name)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", file.name, err)
	}
	defer in.Close()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, hash), io.LimitReader(in, mostFile+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read %s: %w", file.name, err)
	case n > mostFile:
		return "", fmt.Errorf("%s has more than %d GB", file.name, mostFile>>30)
	case file.size >= 0 && n != file.size:
		return "", fmt.Errorf("%s has %d bytes and gave %d: it is still being written, or the connection ended; it is read again the next time", file.name, file.size, n)
	}
	if err := s.settled(ctx, p, file); err != nil {
		return "", err
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	if s.cfg.Checksum == "" {
		return sum, nil
	}
	want, err := s.checksum(ctx, p, file.name)
	if err == nil && want != sum {
		err = fmt.Errorf("%s has the SHA-256 %s, and %s says %s: it did not come whole, or was changed", file.name, sum, file.name+s.cfg.Checksum, want)
	}
	return sum, err
}

// safe makes a name of somebody else into one that stays in its folder.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, path.Base(name))
	if len(name) > 100 {
		name = name[len(name)-100:]
	}
	return strings.ToValidUTF8(name, "_")
}
