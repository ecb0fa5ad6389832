package directory

import (
	"fmt"
	"slices"
	"strings"
)

// attributeType is one attribute that the directory knows (RFC 4512, section 2.5).
type attributeType struct {
	oid    string
	names  string // the canonical one first, apart by spaces
	rule   *rule
	traits trait
}

// trait says what is particular about an attribute.
type trait uint8

const (
	single      trait = 1 << iota // holds one value at most
	operational                   // shown only when it is asked for
	kept                          // no client may write it
	computed                      // follows from the tree, and is never stored
)

// objectClass is one class that the directory knows (RFC 4512, section 2.4).
type objectClass struct {
	oid, name, sup string
	kind           classKind
	must, may      string // attribute names, apart by spaces
}

type classKind string

const (
	abstract   classKind = "ABSTRACT"
	structural classKind = "STRUCTURAL"
	auxiliary  classKind = "AUXILIARY"
)

var (
	typesByName   = indexTypes()
	classesByName = indexClasses()
)

func indexTypes() map[string]*attributeType {
	index := make(map[string]*attributeType)
	for i := range attributeTypes {
		for _, n := range strings.Fields(attributeTypes[i].names) {
			index[strings.ToLower(n)] = &attributeTypes[i]
		}
		index[attributeTypes[i].oid] = &attributeTypes[i]
	}
	return index
}

func indexClasses() map[string]*objectClass {
	index := make(map[string]*objectClass)
	for i := range objectClasses {
		index[strings.ToLower(objectClasses[i].name)] = &objectClasses[i]
	}
	return index
}

// typeOf returns the attribute of any of its names or its OID, nil when the directory does not know it.
func typeOf(name string) *attributeType { return typesByName[strings.ToLower(name)] }

func classOf(name string) *objectClass { return classesByName[strings.ToLower(name)] }

// canonicalName is the first name of an attribute; one that is unknown keeps the name it was given.
func canonicalName(name string) string {
	if t := typeOf(name); t != nil {
		return t.name()
	}
	return name
}

func (t *attributeType) name() string {
	first, _, _ := strings.Cut(t.names, " ")
	return first
}

func (t *attributeType) is(w trait) bool { return t.traits&w != 0 }

// lineage returns the class and everything above it; nil for a class that is unknown.
func lineage(name string) []*objectClass {
	var line []*objectClass
	for c := classOf(name); c != nil; c = classOf(c.sup) {
		line = append(line, c)
	}
	return line
}

// lineages returns every class that the listed ones are or stand under, each once.
func lineages(names []string) []*objectClass {
	var all []*objectClass
	for _, n := range names {
		for _, c := range lineage(n) {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// String writes the definition as a subschema entry shows it.
func (t *attributeType) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "( %s NAME %s", t.oid, quoted(t.names))
	for _, part := range [...][2]string{
		{"EQUALITY", t.rule.equality}, {"ORDERING", t.rule.ordering}, {"SUBSTR", t.rule.substrings}, {"SYNTAX", t.rule.syntax},
	} {
		if part[1] != "" {
			fmt.Fprintf(&b, " %s %s", part[0], part[1])
		}
	}
	for _, part := range [...]struct {
		trait trait
		text  string
	}{{single, " SINGLE-VALUE"}, {kept, " NO-USER-MODIFICATION"}, {operational, " USAGE directoryOperation"}} {
		if t.is(part.trait) {
			b.WriteString(part.text)
		}
	}
	return b.String() + " )"
}

func quoted(names string) string {
	list := "'" + strings.ReplaceAll(names, " ", "' '") + "'"
	if strings.Contains(names, " ") {
		return "( " + list + " )"
	}
	return list
}

// String writes the definition as a subschema entry shows it.
func (c *objectClass) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "( %s NAME '%s'", c.oid, c.name)
	if c.sup != "" {
		b.WriteString(" SUP " + c.sup)
	}
	fmt.Fprintf(&b, " %s", c.kind)
	for _, part := range [...][2]string{{"MUST", c.must}, {"MAY", c.may}} {
		if part[1] != "" {
			fmt.Fprintf(&b, " %s ( %s )", part[0], strings.Join(strings.Fields(part[1]), " $ "))
		}
	}
	return b.String() + " )"
}
