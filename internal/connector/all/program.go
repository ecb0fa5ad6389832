package all

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/linux"
)

// Program returns the text of the program that must be installed on a system of that kind, so that we can work there.
func Program(kind config.Kind) (string, error) {
	if kind != config.Linux {
		return "", fmt.Errorf("nothing has to be installed for the kind %q; there is a program for: %s", kind, config.Linux)
	}
	return linux.Program, nil
}
