package config

// SCIM is an application that speaks SCIM 2.0.
type SCIM struct {
	Web

	Filter       string
	GroupsBy     SCIMGroups
	Attributes   map[Attribute]string
	Patch        SCIMPatch
	RemoveMember RemoveMember
	Paging       SCIMPaging
	PageSize     int
	SignOut      string   // METHOD PATH
	Self         []string // logins or ids of accounts that are ours
}

// SCIMGroups says where an application shows who is in a group.
type SCIMGroups string

// The places.
const (
	SCIMByMembers SCIMGroups = "members" // in the groups
	SCIMByUser    SCIMGroups = "user"    // in the users
	SCIMNoGroups  SCIMGroups = "none"    // groups are neither read nor changed
)

// SCIMPatch is the words in which an application wants active to be written.
type SCIMPatch string

// The words.
const (
	PatchAuto   SCIMPatch = "auto"   // what works is found out
	PatchPath   SCIMPatch = "path"   // by the path active
	PatchValue  SCIMPatch = "value"  // by a value that holds active
	PatchString SCIMPatch = "string" // by the path, and true and false as text
	PatchPut    SCIMPatch = "put"    // the whole user
)

// RemoveMember is the words in which an application wants a member to be taken out of a group.
type RemoveMember string

// The words.
const (
	MemberByPath  RemoveMember = "path"
	MemberByValue RemoveMember = "value"
)

// SCIMPaging is how a long list is read.
type SCIMPaging string

// The ways.
const (
	PagingAuto   SCIMPaging = "auto"
	PagingIndex  SCIMPaging = "index"
	PagingCursor SCIMPaging = "cursor"
)

var systemSCIM = kind[System]{
	name:   SCIMKind,
	fields: append(within((*System).scim, scimKeys()), owner(false)),
	check:  func(p *place, s *System) { checkWeb(p, &s.scim().Web) },
}

func scimKeys() []field[SCIM] {
	return append(
		within(func(s *SCIM) *Web { return &s.Web }, webKeys("Where the SCIM interface of the application is.", "https://wiki.example.com/scim/v2")),
		bind(scimAttributes.form(), func(s *SCIM) *map[Attribute]string { return &s.Attributes }, Key{
			Name: "attributes", Doc: "The attribute that holds each thing, where it is not the usual one.",
		}),
		bind(text, func(s *SCIM) *string { return &s.Filter }, Key{
			Name: "filter", Example: `userType eq "Employee"`, Doc: "Which users are accounts, in the filter language of SCIM: all of them when nothing is said.",
		}),
		bind(choice(SCIMByMembers, SCIMByUser, SCIMNoGroups), func(s *SCIM) *SCIMGroups { return &s.GroupsBy }, Key{
			Name: "groups-by", Default: "members", Example: "user",
			Doc: "Where it is read who is in a group: in the groups (members), in the users (user), or not at all (none).",
		}),
		bind(choice(PatchAuto, PatchPath, PatchValue, PatchString, PatchPut), func(s *SCIM) *SCIMPatch { return &s.Patch }, Key{
			Name: "patch", Default: "auto", Example: "value", Doc: "The words in which the application wants active to be written; auto finds out what works.",
		}),
		bind(choice(MemberByPath, MemberByValue), func(s *SCIM) *RemoveMember { return &s.RemoveMember }, Key{
			Name: "remove-member", Default: "path", Example: "value",
			Doc: "The words in which a member is taken out of a group. On an application that does not know the words value, they would empty the group: never try it on a group that matters.",
		}),
		bind(choice(PagingAuto, PagingIndex, PagingCursor), func(s *SCIM) *SCIMPaging { return &s.Paging }, Key{
			Name: "paging", Default: "auto", Example: "index", Doc: "How a long list is read; auto goes by what the application says of itself.",
		}),
		bind(whole(1, 10000), func(s *SCIM) *int { return &s.PageSize }, Key{
			Name: "page-size", Default: "100", Doc: "How many users or groups are asked for at once.",
		}),
		bind(signOutRequest, func(s *SCIM) *string { return &s.SignOut }, Key{
			Name: "sign-out", Example: "POST Users/{id}/sessions/revoke", Doc: "The request that ends the sessions of a user, where the application has one; the standard has none.",
		}),
		bind(set(text, "logins", 1), func(s *SCIM) *[]string { return &s.Self }, Key{
			Name: "self", Example: "[exeunt]", Doc: "The accounts that are ours there: they are never cut.",
		}),
	)
}

var signOutRequest = matching[string]("a request such as POST Users/{id}/sessions/revoke", `^(POST|PUT|DELETE) [^ ]*\{id\}[^ ]*$`)

const scimEmployee = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"

var scimAttributeType = matching[string]("the path of an attribute such as name.givenName or externalId", `^[A-Za-z][A-Za-z0-9.:$_-]*$`)

var scimAttributes = section[map[Attribute]string]{fields: []field[map[Attribute]string]{
	entry(scimAttributeType, AttributeLogin, Key{Name: "login", Default: "userName", Doc: "The login name."}),
	entry(scimAttributeType, AttributeEmail, Key{Name: "email", Default: "emails", Doc: "The mail address; of several the primary one, else the first."}),
	entry(scimAttributeType, AttributeEmployee, Key{Name: "employee", Default: scimEmployee, Example: "externalId", Doc: "The number of the person at HR."}),
	entry(scimAttributeType, AttributeGiven, Key{Name: "given", Default: "name.givenName", Doc: "The given name."}),
	entry(scimAttributeType, AttributeFamily, Key{Name: "family", Default: "name.familyName", Doc: "The family name."}),
	entry(scimAttributeType, AttributeDisplay, Key{Name: "display", Default: "displayName", Doc: "The name as one shows it."}),
	entry(scimAttributeType, AttributeCreated, Key{Name: "created", Default: "meta.created", Doc: "When the user was made."}),
	entry(scimAttributeType, AttributeLastSeen, Key{Name: "last-seen", Example: "urn:example:2.0:User:lastLogin", Doc: "When the user last signed in, where the application shows it."}),
	entry(scimAttributeType, AttributeOwner, Key{Name: "owner", Example: "urn:example:2.0:User:owner", Doc: "Who answers for a service or shared account."}),
}}
