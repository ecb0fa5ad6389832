package ldap

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

const hexPrefix = "hex:"

// textKey writes the value of a key attribute as text: as it is when it is text, else in hexadecimal after "hex:".
func textKey(value string) string {
	if utf8.ValidString(value) && !strings.HasPrefix(value, hexPrefix) && strings.IndexFunc(value, unprintable) < 0 {
		return value
	}
	return hexPrefix + hex.EncodeToString([]byte(value))
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// keyFilter returns the filter that finds the entry with a key that textKey wrote.
func keyFilter(attribute, key string) string {
	if digits, isHex := strings.CutPrefix(key, hexPrefix); isHex {
		if raw, err := hex.DecodeString(digits); err == nil {
			return "(" + attribute + "=" + wire.EscapeBytes(raw) + ")"
		}
	}
	return "(" + attribute + "=" + goldap.EscapeFilter(key) + ")"
}

// entry returns the entry of a key, or connector.ErrGone when there is none below people-base. That people-base itself
// can be seen is part of the answer: where nothing can be seen, nothing is known to be gone.
func (c *Connector) entry(ctx context.Context, cn *conn, key string) (entry, error) {
	var found []entry
	request := c.below(c.cfg.PeopleBase, keyFilter(c.cfg.Attributes.Key, key), c.wanted()...)
	err := cn.pages(ctx, cn.askUsability(request), c.cfg.PageSize, func(page []entry) error {
		found = append(found, page...)
		return nil
	})
	switch {
	case err != nil:
		return entry{}, err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return entry{}, fmt.Errorf("%d entries have the %s %q, among them %s and %s: the key must be unique; name another attribute as key",
			len(found), c.cfg.Attributes.Key, key, found[0].DN, found[1].DN)
	}
	return entry{}, c.gone(ctx, cn, key)
}

func (c *Connector) gone(ctx context.Context, cn *conn, key string) error {
	_, found, err := cn.Base(ctx, c.cfg.PeopleBase, "1.1")
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", c.cfg.PeopleBase, explainSearch(c.cfg.PeopleBase, err))
	case !found:
		return errors.New(c.cfg.PeopleBase + " cannot be seen, so that nothing can be said of what is below it: " + hintBase)
	}
	if err := c.elsewhere(ctx, cn, key); err != nil {
		return err
	}
	return fmt.Errorf("no entry below %s has the %s %s: %w", c.cfg.PeopleBase, c.cfg.Attributes.Key, key, connector.ErrGone)
}

// elsewhere looks for the key in the rest of the directory: an entry that was moved out of people-base is not gone, and
// still opens the door. Where the rest may not be searched, nothing is known of it.
func (c *Connector) elsewhere(ctx context.Context, cn *conn, key string) error {
	if wire.Fold(cn.root.context) == wire.Fold(c.cfg.PeopleBase) {
		return nil
	}
	var at []string
	request := c.below(cn.root.context, keyFilter(c.cfg.Attributes.Key, key), "1.1")
	err := cn.pages(ctx, request, c.cfg.PageSize, func(page []entry) error {
		for _, e := range page {
			at = append(at, e.DN)
		}
		return nil
	})
	if code, _ := wire.Said(err); err != nil && code == 0 {
		return fmt.Errorf("look for %s outside %s: %w", key, c.cfg.PeopleBase, err)
	}
	if len(at) == 0 {
		return nil
	}
	return connector.Permanent(fmt.Errorf("the entry with the %s %s stands at %s, outside people-base (%s), and is not gone: move it back, or name a people-base that holds it",
		c.cfg.Attributes.Key, key, at[0], c.cfg.PeopleBase))
}
