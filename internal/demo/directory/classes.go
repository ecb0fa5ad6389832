package directory

// What several classes may hold.
const (
	mayLocate = "seeAlso telephoneNumber street postalCode st l description"
	mayPerson = mayLocate + " userPassword title ou"
	mayStaff  = mayPerson + " businessCategory carLicense departmentNumber displayName employeeNumber employeeType givenName " +
		"homePhone initials jpegPhoto labeledURI mail manager mobile o pager roomNumber secretary uid preferredLanguage"
	mayShadow = "userPassword shadowLastChange shadowMin shadowMax shadowWarning shadowInactive shadowExpire shadowFlag description"
	mayPolicy = "pwdMinLength pwdLockout pwdLockoutDuration pwdMaxFailure pwdFailureCountInterval"
)

// objectClasses are the classes of the demo's company, with the identifiers that OpenLDAP 2.5 gives them.
var objectClasses = []objectClass{
	{"2.5.6.0", "top", "", abstract, "objectClass", ""},
	{"1.3.6.1.4.1.1466.344", "dcObject", "top", auxiliary, "dc", ""},
	{"2.5.6.4", "organization", "top", structural, "o", mayLocate + " userPassword businessCategory"},
	{"2.5.6.5", "organizationalUnit", "top", structural, "ou", mayLocate + " userPassword businessCategory"},
	{"2.5.6.6", "person", "top", structural, "sn cn", "userPassword telephoneNumber seeAlso description"},
	{"2.5.6.7", "organizationalPerson", "person", structural, "", mayPerson},
	{"2.16.840.1.113730.3.2.2", "inetOrgPerson", "organizationalPerson", structural, "", mayStaff},
	{"2.5.6.8", "organizationalRole", "top", structural, "cn", mayLocate + " ou"},
	{"2.5.6.9", "groupOfNames", "top", structural, "member cn", "businessCategory seeAlso owner ou o description"},
	{"2.5.6.17", "groupOfUniqueNames", "top", structural, "uniqueMember cn", "businessCategory seeAlso owner ou o description"},
	{"0.9.2342.19200300.100.4.5", "account", "top", structural, "uid", "description seeAlso l o ou host"},
	{"0.9.2342.19200300.100.4.19", "simpleSecurityObject", "top", auxiliary, "userPassword", ""},
	{"1.3.6.1.1.1.2.0", "posixAccount", "top", auxiliary, "cn uid uidNumber gidNumber homeDirectory", "userPassword loginShell gecos description"},
	{"1.3.6.1.1.1.2.1", "shadowAccount", "top", auxiliary, "uid", mayShadow},
	{"1.3.6.1.1.1.2.2", "posixGroup", "top", structural, "cn gidNumber", "userPassword memberUid description"},
	{"1.3.6.1.4.1.42.2.27.8.2.1", "pwdPolicy", "top", auxiliary, "pwdAttribute", mayPolicy},
	{"2.5.20.1", "subschema", "", auxiliary, "", "objectClasses attributeTypes"},
}
