package files

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
)

// newest returns the newest file of the pattern that is complete. A newer one that is not is waited for when it is only
// young, and is an error else: an older file would be yesterday's truth.
func (s *Source) newest(ctx context.Context, p place) (entry, error) {
	found, all, err := s.look(ctx, p)
	if err != nil {
		return entry{}, err
	}
	if s.cfg.Marker != "" && !has(all, found.name+s.cfg.Marker) {
		return entry{}, fmt.Errorf("%s is not complete: there is no %s beside it; it is read when that is there", found.name, found.name+s.cfg.Marker)
	}
	if s.cfg.Checksum != "" && !has(all, found.name+s.cfg.Checksum) {
		return entry{}, fmt.Errorf("%s is not complete: there is no %s beside it; it is read when that is there", found.name, found.name+s.cfg.Checksum)
	}
	if s.cfg.Marker != "" || found.written.IsZero() {
		return found, nil
	}
	if young := s.cfg.Stable - s.now().Sub(found.written); young > 0 {
		if err := s.wait(ctx, min(young, s.cfg.Stable)); err != nil {
			return entry{}, err
		}
		again, _, err := s.look(ctx, p)
		if err != nil || !again.same(found) {
			return entry{}, cmp.Or(err, stillWritten(found.name))
		}
	}
	return found, nil
}

func stillWritten(name string) error {
	return fmt.Errorf("%s changed while it was looked at: it is still being written; it is read when it is left alone", name)
}

// look returns the newest file of the pattern, and every file of the place.
func (s *Source) look(ctx context.Context, p place) (newest entry, all []entry, err error) {
	if all, err = p.list(ctx); err != nil {
		return entry{}, nil, err
	}
	var fits []entry
	for _, e := range all {
		ok, _ := path.Match(s.cfg.Pattern, e.name)
		if ok = ok || s.cfg.Pattern == ""; ok && !s.companion(e.name) {
			fits = append(fits, e)
		}
	}
	if len(fits) == 0 {
		return entry{}, nil, fmt.Errorf("there is no file %s in %s (%d others are there)", s.cfg.Pattern, s.cfg.From, len(all))
	}
	return slices.MaxFunc(fits, func(a, b entry) int {
		return cmp.Or(a.written.Compare(b.written), strings.Compare(a.name, b.name))
	}), all, nil
}

// companion reports a file that only says something of another one.
func (s *Source) companion(name string) bool {
	for _, suffix := range []string{s.cfg.Marker, s.cfg.Checksum} {
		if suffix != "" && strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

func has(all []entry, name string) bool {
	return slices.ContainsFunc(all, func(e entry) bool { return e.name == name })
}

// checksum returns the SHA-256 that a file beside it says that a file has.
func (s *Source) checksum(ctx context.Context, p place, name string) (string, error) {
	in, err := p.open(ctx, name+s.cfg.Checksum)
	if err != nil {
		return "", err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, 4<<10))
	if err != nil {
		return "", err
	}
	words := strings.Fields(string(text))
	if len(words) == 0 || len(words[0]) != 64 {
		return "", fmt.Errorf("%s does not begin with a SHA-256 in hexadecimal", name+s.cfg.Checksum)
	}
	return strings.ToLower(words[0]), nil
}

// settled demands that a file is as it was before it was read.
func (s *Source) settled(ctx context.Context, p place, before entry) error {
	if before.written.Equal(time.Time{}) {
		return nil
	}
	all, err := p.list(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.name == before.name && e.same(before) {
			return nil
		}
	}
	return stillWritten(before.name)
}
