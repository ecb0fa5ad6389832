package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

func (c *Config) fill() {
	c.Stable = cmp.Or(c.Stable, 10*time.Second)
	c.Timeout = cmp.Or(c.Timeout, 2*time.Minute)
	if c.scheme() == "" && c.Pattern == "" {
		c.Pattern = "*"
	}
}

// scheme returns sftp, https, or nothing for a folder.
func (c *Config) scheme() string {
	scheme, _, found := strings.Cut(c.From, "://")
	if !found {
		return ""
	}
	return scheme
}

func (c *Config) check() error {
	var problems []error
	say := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	_, pattern := path.Match(c.Pattern, "x")
	say(c.Name == "", "name is missing: name the source in the settings")
	say(c.From == "", "from is missing: a folder, sftp://HOST/FOLDER or https://HOST/FILE is expected")
	say(c.Evidence == "", "evidence is missing: name the folder in which the files are kept")
	say(pattern != nil, "pattern %q is no pattern such as hr-*.csv", c.Pattern)
	say(!slices.Contains([]Format{"", CSV, XLSX, JSON, Fixed}, c.Format), "format %q: one of csv, xlsx, json, fixed is expected", string(c.Format))
	say(c.Format == Fixed && len(c.Fields) == 0, "format is fixed, and fields does not say how wide each column is")
	say(c.Stable < 0 || c.Timeout < 0, "stable and timeout are not less than nothing")
	for _, f := range c.Fields {
		say(f.Name == "" || f.Width < 1, "fields: %q of %d characters; a name and a width of 1 or more are expected", f.Name, f.Width)
	}
	return errors.Join(append(problems, c.checkFrom())...)
}

// checkFrom sees to it that nothing crosses a network in clear, and that no host is taken on trust.
func (c *Config) checkFrom() error {
	if c.scheme() == "" {
		return nil
	}
	u, err := url.Parse(c.From)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil:
		return errors.New("from: sftp://HOST/FOLDER or https://HOST/FILE is expected, and no password in it")
	case u.Scheme == "sftp" && (c.User == "" || c.Key == nil):
		return errors.New("from is sftp://, which needs user and key")
	case u.Scheme == "sftp" && c.HostKey == "" && c.KnownHosts == "":
		return errors.New("nothing says which key the host has: give known-hosts or host-key; it is never taken on trust")
	case u.Scheme == "sftp" && c.Pattern == "":
		return errors.New("pattern is missing: which files of the folder, such as hr-*.csv?")
	case u.Scheme == "https" && (c.Pattern != "" || c.Marker != "" || c.Checksum != ""):
		return errors.New("from is https://, which names one file: pattern, marker and checksum are for folders")
	case u.Scheme != "sftp" && u.Scheme != "https":
		return fmt.Errorf("from begins with %s://; a folder, sftp:// or https:// is expected", u.Scheme)
	}
	return nil
}

// reveal returns a secret; empty where none is set.
func reveal(ctx context.Context, s secret) (string, error) {
	if s == nil {
		return "", nil
	}
	return s(ctx)
}
