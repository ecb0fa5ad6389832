package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Reveal fetches the secret: the variable, the file without its last line break, or what the command prints without
// its last line break. An empty secret is an error, because an empty password opens some doors. The error names the
// reference and never what was found there.
func (s Secret) Reveal(ctx context.Context) (string, error) {
	found, err := s.fetch(ctx)
	found = strings.TrimSuffix(strings.TrimSuffix(found, "\n"), "\r")
	switch {
	case err != nil:
		return "", fmt.Errorf("secret %s:%s: %w", s.scheme, s.rest, err)
	case found == "":
		return "", fmt.Errorf("secret %s:%s is empty: put the secret there, or name another place in the settings", s.scheme, s.rest)
	}
	return found, nil
}

func (s Secret) fetch(ctx context.Context) (string, error) {
	switch s.scheme {
	case "env":
		found, ok := os.LookupEnv(s.rest)
		if !ok {
			return "", errors.New("the environment variable is not set: set it, or name another place in the settings")
		}
		return found, nil
	case "file":
		return s.readFile()
	case "exec":
		return s.run(ctx)
	}
	return "", errors.New("no secret is set: name where it is kept in the settings")
}

func (s Secret) readFile() (string, error) {
	f, err := os.Open(absolute(s.dir, s.rest))
	if err != nil {
		return "", fmt.Errorf("the file cannot be opened: %w", cause(err))
	}
	defer f.Close()
	found, err := io.ReadAll(io.LimitReader(f, 1<<16))
	if err != nil {
		return "", fmt.Errorf("the file cannot be read: %w", cause(err))
	}
	return string(found), nil
}

// run runs the command in the folder of the settings file. What it writes to its standard error is dropped.
func (s Secret) run(ctx context.Context) (string, error) {
	words, err := splitWords(s.rest)
	if err != nil {
		return "", err
	}
	name := words[0]
	if strings.ContainsRune(name, filepath.Separator) {
		name = absolute(s.dir, name)
	}
	cmd := exec.CommandContext(ctx, name, words[1:]...)
	cmd.Dir, cmd.WaitDelay = s.dir, time.Second
	found, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("the command did not succeed (%w): run it by hand to see why", err)
	}
	return string(found), nil
}

var wordPattern = regexp.MustCompile(`^(?:'([^']*)'|"([^"]*)"|([^\s'"]+))(?:\s+|$)`)

// splitWords splits a command into words. A word may stand in single or double quotes; nothing else is special.
func splitWords(command string) (words []string, err error) {
	rest := strings.TrimSpace(command)
	for rest != "" {
		m := wordPattern.FindStringSubmatch(rest)
		if m == nil {
			return nil, errors.New("a quote in the command does not end")
		}
		words = append(words, m[1]+m[2]+m[3])
		rest = rest[len(m[0]):]
	}
	return words, nil
}
