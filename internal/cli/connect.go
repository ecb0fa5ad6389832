package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/api/client"
)

// connect returns the server that was named, with the token for it.
func (p *program) connect() (*client.Client, error) {
	token := os.Getenv("EXEUNT_TOKEN")
	if p.tokenFile != "" {
		text, err := os.ReadFile(p.tokenFile)
		if err != nil {
			return nil, fmt.Errorf("read the token: %w", err)
		}
		token = string(text)
	}
	return client.New(p.server, strings.TrimSpace(token))
}
