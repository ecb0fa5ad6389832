package directory

import (
	"slices"
	"strings"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// truth is what a filter says of an entry (RFC 4511, section 4.5.1.7): what cannot be judged is neither true nor false,
// so that "not" of it finds nothing.
type truth string

const (
	yes   truth = "true"
	no    truth = "false"
	maybe truth = "undefined"
)

// reader gives what one entry shows of an attribute, and false when that is hidden from who asks.
type reader func(*attributeType) (held, bool)

// filter judges one entry.
type filter func(read reader) truth

// compileFilter reads a filter as it came over the wire. An attribute that is unknown, or that cannot be compared as the
// filter asks, makes that part undefined; only a filter that is no filter is an error.
func compileFilter(p *ber.Packet) (filter, error) {
	switch p.Tag {
	case ldap.FilterAnd, ldap.FilterOr:
		return compileSet(p)
	case ldap.FilterNot:
		return compileNot(p)
	case ldap.FilterPresent:
		return present(p.Data.String()), nil
	case ldap.FilterEqualityMatch, ldap.FilterApproxMatch:
		f := inside(p)
		return equals(f.text(), f.text()), f.err
	case ldap.FilterGreaterOrEqual, ldap.FilterLessOrEqual:
		f := inside(p)
		return ordered(p.Tag, f.text(), f.text()), f.err
	case ldap.FilterSubstrings:
		return compileSubstrings(p)
	case ldap.FilterExtensibleMatch:
		return undefined, nil
	default:
		return nil, refuse(ldap.LDAPResultProtocolError, "unknown filter type")
	}
}

func undefined(reader) truth { return maybe }

func compileSet(p *ber.Packet) (filter, error) {
	parts := make([]filter, len(p.Children))
	for i, child := range p.Children {
		part, err := compileFilter(child)
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	if p.Tag == ldap.FilterAnd {
		return fold(parts, yes, no), nil
	}
	return fold(parts, no, yes), nil
}

// fold is "and" with start yes and end no, "or" with start no and end yes; of no parts it is start.
func fold(parts []filter, start, end truth) filter {
	return func(read reader) truth {
		said := start
		for _, part := range parts {
			switch part(read) {
			case end:
				return end
			case maybe:
				said = maybe
			default: // start: it changes nothing
			}
		}
		return said
	}
}

func compileNot(p *ber.Packet) (filter, error) {
	if len(p.Children) != 1 {
		return nil, refuse(ldap.LDAPResultProtocolError, "a not of one filter is expected")
	}
	part, err := compileFilter(p.Children[0])
	return func(read reader) truth {
		switch part(read) {
		case yes:
			return no
		case no:
			return yes
		case maybe:
		}
		return maybe
	}, err
}

func present(attribute string) filter {
	t := typeOf(attribute)
	if t == nil {
		return undefined
	}
	return judge(t, func(h held) bool { return len(h.values) > 0 })
}

func equals(attribute, value string) filter {
	t := typeOf(attribute)
	if t == nil || t.rule.equality == "" {
		return undefined
	}
	if t.name() == "objectClass" {
		return ofClass(t, value)
	}
	wanted, ok := t.rule.normal(value)
	if !ok {
		return undefined
	}
	return judge(t, func(h held) bool { return slices.Contains(h.normal, wanted) })
}

// ofClass finds entries of a class and of the classes below it.
func ofClass(t *attributeType, class string) filter {
	wanted := classOf(class)
	if wanted == nil {
		return undefined
	}
	return judge(t, func(h held) bool { return slices.Contains(lineages(h.values), wanted) })
}

func ordered(tag ber.Tag, attribute, value string) filter {
	t := typeOf(attribute)
	if t == nil || t.rule.ordering == "" {
		return undefined
	}
	limit, ok := t.rule.normal(value)
	if !ok {
		return undefined
	}
	return judge(t, anyOf(func(v string) bool {
		if tag == ldap.FilterGreaterOrEqual {
			return !t.rule.less(v, limit)
		}
		return !t.rule.less(limit, v)
	}))
}

func compileSubstrings(p *ber.Packet) (filter, error) {
	f := inside(p)
	t := typeOf(f.text())
	pieces := f.next().Children
	if f.err != nil || t == nil || t.rule.substrings == "" {
		return undefined, f.err
	}
	return judge(t, anyOf(func(v string) bool { return matchPieces(t, v, pieces) })), nil
}

// matchPieces looks for the pieces in a value in normal form, one after the other.
func matchPieces(t *attributeType, value string, pieces []*ber.Packet) bool {
	for _, p := range pieces {
		piece, ok := normalPiece(t, p.Data.String())
		if !ok {
			return false
		}
		switch p.Tag {
		case ldap.FilterSubstringsInitial:
			value, ok = strings.CutPrefix(value, piece)
		case ldap.FilterSubstringsFinal:
			ok = strings.HasSuffix(value, piece)
		default:
			_, value, ok = strings.Cut(value, piece)
		}
		if !ok {
			return false
		}
	}
	return true
}

// normalPiece folds a piece as its attribute is folded, but keeps a space at either end: "a *" is not "a*".
func normalPiece(t *attributeType, piece string) (string, bool) {
	normal, ok := t.rule.normal(piece)
	if t.rule.form != folded && t.rule.form != foldedIA5 {
		return normal, ok
	}
	if strings.HasPrefix(piece, " ") {
		normal = " " + normal
	}
	if strings.HasSuffix(piece, " ") && normal != " " {
		normal += " "
	}
	return normal, ok
}

// judge makes a filter of a question about one attribute.
func judge(t *attributeType, ask func(held) bool) filter {
	return func(read reader) truth {
		h, shown := read(t)
		switch {
		case !shown:
			return maybe
		case ask(h):
			return yes
		}
		return no
	}
}

// anyOf asks a question of each value in normal form.
func anyOf(ask func(normal string) bool) func(held) bool {
	return func(h held) bool { return slices.ContainsFunc(h.normal, ask) }
}
