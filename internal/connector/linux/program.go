package linux

import (
	"crypto/sha256"
	_ "embed" // of the program
	"encoding/hex"
	"fmt"
	"strings"
)

// Program is what runs on each host, as root: a shell script that an administrator can read before installing it.
//
//go:embed exeunt-host
var Program string

// digest is the SHA-256 of the program, which the program also says of itself.
func digest() string {
	sum := sha256.Sum256([]byte(Program))
	return hex.EncodeToString(sum[:])
}

// command is what we ask a host to run. Nothing of an account is ever part of it: what is asked for goes to standard
// input.
func (c *Config) command() string {
	if c.NoSudo {
		return c.Program
	}
	return "sudo -n " + c.Program
}

// grant is what an administrator runs on a host so that we may do there what the program does, and no more.
func (c *Config) grant(host string) string {
	lines := []string{
		"# once, where Exeunt is:",
		"exeunt connector program linux > exeunt-host",
		"# then on " + host + ", as root, in the folder of that file:",
		"install -o root -g root -m 0755 exeunt-host " + c.Program,
	}
	if !c.NoSudo {
		lines = append(lines,
			fmt.Sprintf(`echo '%s' > /etc/sudoers.d/exeunt`, c.sudoers()),
			"chmod 0440 /etc/sudoers.d/exeunt && visudo -c")
	}
	return strings.Join(lines, "\n")
}

// sudoers is the rule that lets us run the program as root: without arguments, and nothing else.
func (c *Config) sudoers() string {
	return fmt.Sprintf(`%s ALL=(root) NOPASSWD: %s ""`, c.User, c.Program)
}
