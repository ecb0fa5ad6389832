package mysql

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// right is something that was granted to an account: privileges on something, a role, or to act as somebody else. It is
// written as GRANT writes it, without the account: that is its key.
//
//	SELECT, INSERT (`n`) ON `shop`.`orders` WITH GRANT OPTION
//	`readers` WITH ADMIN OPTION
//	PROXY ON `anna`@`%`
type right struct {
	what   string // privileges with their object, or a role
	option string // " WITH GRANT OPTION", " WITH ADMIN OPTION" or nothing
}

const (
	withGrant = " WITH GRANT OPTION"
	withAdmin = " WITH ADMIN OPTION"
)

func (r right) key() string { return r.what + r.option }

const (
	quotedName = "`(?:[^`]|``)+`"
	maybeEmpty = "`(?:[^`]|``)*`"
	account    = maybeEmpty + "@" + maybeEmpty
	columns    = `(?: \(` + quotedName + `(?:, ?` + quotedName + `)*\))?`
	privilege  = `[A-Z][A-Z_ ]*?` + columns
	routine    = `(?:PROCEDURE|FUNCTION|PACKAGE|PACKAGE BODY) `
	object     = `(?:\*\.\*|` + quotedName + `\.\*|(?:` + routine + `)?` + quotedName + `\.` + quotedName + `)`

	onObject = privilege + `(?:, ?` + privilege + `)* ON ` + object
	onPerson = `PROXY ON ` + account
	role     = quotedName + "(?:@" + maybeEmpty + ")?"
)

var (
	ofRole       = regexp.MustCompile("^" + role + "$")
	ofPrivileges = regexp.MustCompile("^(?:" + onObject + "|" + onPerson + ")$")

	// line takes a line of SHOW GRANTS apart: what, or one or several roles, and what stands behind the account or role.
	line     = regexp.MustCompile("^GRANT (?:(" + onObject + "|" + onPerson + ")|(" + role + "(?:, ?" + role + ")*)) TO " + role + "(.*)$")
	eachRole = regexp.MustCompile(role)
)

// parseRight reads a key. It lets through what rights are made of and nothing else, so that it can stand in a statement.
func parseRight(key string) (right, bool) {
	r := right{what: key}
	for _, option := range []string{withGrant, withAdmin} {
		if what, found := strings.CutSuffix(key, option); found {
			r = right{what, option}
		}
	}
	if ofRole.MatchString(r.what) {
		return r, r.option != withGrant
	}
	return r, ofPrivileges.MatchString(r.what) && r.option != withAdmin
}

// rights asks the server what was granted to an account.
func (s *session) rights(ctx context.Context, who name) (all []right, err error) {
	err = s.each(ctx, "SHOW GRANTS FOR "+who.quoted(), nil, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		found, err := parseLine(text)
		all = append(all, found...)
		return err
	})
	switch number(err) {
	case noSuchGrant, unknownUser:
		return nil, nil // it stands in the table, and the server does not use it: a host name under skip_name_resolve
	}
	if err != nil {
		return nil, fmt.Errorf("read the rights of %s: %w", who, explain(err))
	}
	slices.SortFunc(all, func(a, b right) int { return strings.Compare(a.key(), b.key()) })
	return slices.Compact(all), nil
}

const (
	noSuchGrant = 1141
	unknownUser = 1269
)

// parseLine reads a line of SHOW GRANTS. A line that cannot be read is an error: a right that is not seen would not be
// taken away.
func parseLine(text string) ([]right, error) {
	if strings.HasPrefix(text, "SET DEFAULT ROLE ") {
		return nil, nil
	}
	parts := line.FindStringSubmatch(text)
	if parts == nil {
		return nil, fmt.Errorf("the server shows a grant that cannot be read: %s", beyondStrings(text))
	}
	option := ""
	switch rest := beyondStrings(parts[3]); {
	case strings.Contains(rest, withGrant):
		option = withGrant
	case strings.Contains(rest, withAdmin):
		option = withAdmin
	}
	if parts[1] == "USAGE ON *.*" && option == "" {
		return nil, nil
	}
	if parts[1] != "" {
		return []right{{parts[1], option}}, nil
	}
	var all []right
	for _, r := range eachRole.FindAllString(parts[2], -1) {
		all = append(all, right{r, option})
	}
	return all, nil
}

var textLiteral = regexp.MustCompile(`'(?:[^'\\]|''|\\.)*'`)

// beyondStrings drops what stands in quotes: a password hash, a certificate's subject.
func beyondStrings(s string) string { return textLiteral.ReplaceAllString(s, "") }

func entitlements(rights []right) []identity.Entitlement {
	var held []identity.Entitlement
	for _, r := range rights {
		held = append(held, identity.Entitlement{Key: r.key(), Name: strings.ReplaceAll(r.key(), "`", ""), Kind: identity.Role})
	}
	return held
}
