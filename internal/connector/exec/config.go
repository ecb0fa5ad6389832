package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Config is one program, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name string // of the system in the settings; required

	Command []string // the program and its arguments; no shell sees them; required
	Dir     string   // where it runs, and where a relative path of the program begins; required
	Env     []Variable

	Verbs     []identity.Verb // what the program can do; none: it only reads
	Suspended string          // what "suspended" means there, in one sentence
	Residual  string          // what outlives a suspension, in one sentence; empty: nothing is known to
	Shows     []identity.ResidualKind
	LastSeen  bool     // last_seen of its accounts can be trusted
	Self      []string // logins or keys that the program itself uses there

	Concurrency int           // runs at once; 4
	Timeout     time.Duration // of one run; 60 s
	Batch       int           // accounts that a sink is given at once; 100

	Owner    string // who does what the program does not: a mail address
	TaskTime time.Duration
}

// Variable is one variable of the program's environment.
type Variable struct {
	Name   string
	Value  string
	Secret func(context.Context) (string, error) // in place of Value
}

func (c *Config) fill() {
	c.Concurrency = cmp.Or(c.Concurrency, 4)
	c.Batch = max(cmp.Or(c.Batch, 100), 1)
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
	c.Suspended = cmp.Or(c.Suspended, "The program says that the account is suspended.")
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (c *Config) check() error {
	var problems []error
	say := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	say(c.Name == "", "name is missing: name the system in the settings")
	say(len(c.Command) == 0 || c.Command[0] == "", "command is empty: name the program")
	say(c.Dir == "", "dir is missing: name the folder in which the program runs")
	say(c.Concurrency < 1, "concurrency %d: 1 or more is expected", c.Concurrency)
	say(c.Timeout < 0, "timeout %s: more than nothing is expected", c.Timeout)
	for _, v := range c.Env {
		say(!variableName.MatchString(v.Name), "env %q: the name of a variable is expected", v.Name)
	}
	for _, v := range c.Verbs {
		say(!slices.Contains(mayDo, v), "verbs: %q is none that a program can do", v)
	}
	return errors.Join(problems...)
}

// mayDo are the verbs that a program can do.
var mayDo = []identity.Verb{
	identity.Restore, identity.Add, identity.Suspend, identity.SignOut, identity.Remove, identity.Release, identity.Transfer, identity.Delete,
}
