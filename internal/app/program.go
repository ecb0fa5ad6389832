package app

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
)

// Program returns the text of what must be installed on a system of that kind.
func Program(kind string) (string, error) {
	text, err := all.Program(config.Kind(kind))
	if err != nil {
		return "", &UsageError{What: err.Error()}
	}
	return text, nil
}
