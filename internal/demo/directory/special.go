package directory

import (
	"slices"

	"github.com/go-ldap/ldap/v3"
)

const (
	subschemaDN       = "cn=Subschema"
	whoAmI            = "1.3.6.1.4.1.4203.1.11.3"
	allOperational    = "1.3.6.1.4.1.4203.1.5.1" // "+" is understood (RFC 3673)
	absoluteTrueFalse = "1.3.6.1.4.1.4203.1.5.3" // so are (&) and (|) (RFC 4526)
)

// controls are the ones that mean something here. "Manage DSA IT" is taken at its word: there are no referrals.
var controls = []string{ldap.ControlTypePaging, ldap.ControlTypeBeheraPasswordPolicy, usabilityOID, ldap.ControlTypeManageDsaIT}

func supports(oid string) bool { return slices.Contains(controls, oid) }

// specialEntry returns one of the two entries that stand in no tree, nil for every other name.
func specialEntry(n name) *record {
	switch n.key() {
	case "":
		return rootDSE
	case subschema.dn.key():
		return subschema
	}
	return nil
}

// rootDSE says what the server is and does (RFC 4512, section 5.1).
var rootDSE = recordOf(name{},
	Attribute{"objectClass", []string{"top"}},
	Attribute{"namingContexts", []string{Base}},
	Attribute{"supportedControl", controls},
	Attribute{"supportedExtension", []string{whoAmI}},
	Attribute{"supportedFeatures", []string{allOperational, absoluteTrueFalse}},
	Attribute{"supportedLDAPVersion", []string{"3"}},
	Attribute{"vendorName", []string{"Exeunt, the directory of the demo"}},
)

// subschema holds the schema (RFC 4512, section 4.2).
var subschema = recordOf(mustParse(subschemaDN),
	Attribute{"objectClass", []string{"top", "subschema"}},
	Attribute{"cn", []string{"Subschema"}},
	Attribute{"attributeTypes", definitions(attributeTypes)},
	Attribute{"objectClasses", definitions(objectClasses)},
)

func definitions[T any, P interface {
	*T
	String() string
}](all []T) []string {
	var texts []string
	for i := range all {
		texts = append(texts, P(&all[i]).String())
	}
	return texts
}

func mustParse(dn string) name {
	n, err := parseName(dn)
	if err != nil {
		panic(err)
	}
	return n
}
