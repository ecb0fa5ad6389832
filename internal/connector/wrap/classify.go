package wrap

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Class says of some accounts what they are for. An account fits when it fits each of the three that is not empty.
type Class struct {
	Kind   identity.AccountKind
	Owner  string   // who answers for those that name nobody; empty: nobody
	Logins []string // patterns: * any letters, ? one, whatever the case
	Groups []string // patterns of the names of entitlements
	Below  []string // DNs under which the account's attribute "dn" is
}

// Classify returns a connector whose accounts are of the kind that the first fitting class says. Those that fit none
// stay as c reads them.
func Classify(c connector.Connector, classes []Class) connector.Connector {
	if len(classes) == 0 {
		return c
	}
	k := &classified{Connector: c}
	for _, class := range classes {
		k.classes = append(k.classes, compile(class))
	}
	return k
}

type classified struct {
	connector.Connector
	classes []compiled
}

// Read reads, and says of each account what it is for.
func (c *classified) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	return c.Connector.Read(ctx, classifying{sink, c})
}

// Lookup looks the account up, and says what it is for.
func (c *classified) Lookup(ctx context.Context, key string) (identity.Account, error) {
	a, err := c.Connector.Lookup(ctx, key)
	if err == nil {
		c.classify(&a)
	}
	return a, err
}

// Close closes the connector where it holds connections.
func (c *classified) Close() error {
	if closer, ok := c.Connector.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

func (c *classified) classify(a *identity.Account) {
	for i := range c.classes {
		if class := &c.classes[i]; class.fits(a) {
			a.Kind = class.kind
			if a.Owner == "" {
				a.Owner = class.owner
			}
			return
		}
	}
}

type classifying struct {
	connector.Sink
	by *classified
}

// Accounts says of each account what it is for, and hands the batch on.
func (c classifying) Accounts(batch []identity.Account) error {
	for i := range batch {
		c.by.classify(&batch[i])
	}
	return c.Sink.Accounts(batch)
}

// compiled is a Class that is ready to be asked.
type compiled struct {
	kind           identity.AccountKind
	owner          string
	logins, groups *regexp.Regexp // nil: any
	below          []string       // in lower case, each after a comma
}

func compile(c Class) compiled {
	out := compiled{kind: c.Kind, owner: c.Owner, logins: patterns(c.Logins), groups: patterns(c.Groups)}
	for _, dn := range c.Below {
		out.below = append(out.below, ","+plainDN(dn))
	}
	return out
}

func (c *compiled) fits(a *identity.Account) bool {
	return (c.logins == nil || c.logins.MatchString(a.Login)) &&
		(c.groups == nil || slices.ContainsFunc(a.Entitlements, func(e identity.Entitlement) bool { return c.groups.MatchString(e.Name) })) &&
		(len(c.below) == 0 || c.isBelow(a))
}

func (c *compiled) isBelow(a *identity.Account) bool {
	dn, _ := a.Attribute("dn")
	return slices.ContainsFunc(dn, func(own string) bool {
		own = plainDN(own)
		return slices.ContainsFunc(c.below, func(base string) bool { return strings.HasSuffix(own, base) })
	})
}

// patterns returns an expression that fits what one of the patterns fits; nil for none.
func patterns(list []string) *regexp.Regexp {
	if len(list) == 0 {
		return nil
	}
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(p))
	}
	return regexp.MustCompile("(?is)^(?:" + strings.Join(parts, "|") + ")$")
}

var blanks = regexp.MustCompile(`\s*([,=])\s*`)

// plainDN writes a DN as two of them are compared: in lower case, with no blanks around its signs.
func plainDN(dn string) string { return strings.ToLower(blanks.ReplaceAllString(dn, "$1")) }
