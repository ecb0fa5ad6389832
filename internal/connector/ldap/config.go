package ldap

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Config is one directory, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name string // of the system in the settings; required

	URL       string // ldaps://HOST[:PORT], or ldap://HOST[:PORT] with StartTLS; required
	CA        string // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	StartTLS  bool
	Plaintext bool // ldap:// without StartTLS, on a loopback address only

	Bind     string                                    // the DN we sign in as; required
	Password func(ctx context.Context) (string, error) // asked for at each new connection; required

	PeopleBase string // required
	GroupsBase string // empty: groups are not read
	Filter     string // which entries below PeopleBase are accounts; whatever somebody could sign in with
	GroupsBy   GroupsBy
	Attributes Attributes

	// KindWords are the words of Attributes.Kind, whatever the case; any other word is personal.
	KindWords map[identity.AccountKind][]string

	SuspendBy    []Method // what "suspended" means; [ppolicy]
	Policy       string   // the DN of the default password policy; empty: found below the naming context
	NoLoginShell string   // /usr/sbin/nologin

	PageSize    int           // 500
	Concurrency int           // connections at once; 8
	Timeout     time.Duration // of one connection attempt, one request or one page; 30 s

	Owner string // whom to ask about this directory: a mail address
}

// Method is a way to suspend an entry.
type Method string

// The methods.
const (
	// Ppolicy is pwdAccountLockedTime for ever, or pwdEndTime where the entry's password policy has no pwdLockout.
	Ppolicy Method = "ppolicy"
	// EndTime is pwdEndTime in the past.
	EndTime Method = "end-time"
	// Shell is loginShell, on entries that have one.
	Shell Method = "shell"
	// Shadow is shadowExpire, on entries of the class shadowAccount.
	Shadow Method = "shadow"
	// AccountLock is nsAccountLock, which 389 Directory Server and its kin (Red Hat, FreeIPA) look at whatever the policy.
	AccountLock Method = "nsaccountlock"
)

// GroupsBy says from which side memberships are read.
type GroupsBy string

// The sides.
const (
	// Member reads the groups: member, uniqueMember and memberUid.
	Member GroupsBy = "member"
	// MemberOf reads the entries: memberOf, which knows only the groups that the directory's overlay keeps.
	MemberOf GroupsBy = "memberof"
)

// Attributes name where the facts of an account stand. An empty name means its default; a fact of which the directory
// holds nothing stays empty.
type Attributes struct {
	Key      string // unique, and never changed or given again; entryUUID
	Login    string // uid
	Email    string // mail
	Employee string // employeeNumber
	Given    string // givenName
	Family   string // sn
	Display  string // cn
	Owner    string // no default
	Kind     string // what the account is for, in a word of Config.KindWords; no default
	Created  string // createTimestamp

	// LastSeen is trusted only when it is named here (pwdLastSuccess, authTimestamp): a directory that does not keep it
	// would make everybody look dormant. Without a name both are read, and shown, and not trusted.
	LastSeen string

	Shell     string // loginShell
	MemberOf  string // memberOf
	Member    string // of a group; member
	GroupKey  string // entryUUID
	GroupName string // cn
}

func (c *Config) fill() {
	c.GroupsBy = cmp.Or(c.GroupsBy, Member)
	c.NoLoginShell = cmp.Or(c.NoLoginShell, "/usr/sbin/nologin")
	c.PageSize = cmp.Or(c.PageSize, 500)
	c.Concurrency = cmp.Or(c.Concurrency, 8)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
	if len(c.SuspendBy) == 0 {
		c.SuspendBy = []Method{Ppolicy}
	}
	c.Attributes.fill()
	c.Filter = cmp.Or(c.Filter, "(|(objectClass=person)(objectClass=account)(objectClass=posixAccount)("+c.Attributes.Login+"=*))")
}

func (a *Attributes) fill() {
	a.Key = cmp.Or(a.Key, "entryUUID")
	a.Login = cmp.Or(a.Login, "uid")
	a.Email = cmp.Or(a.Email, "mail")
	a.Employee = cmp.Or(a.Employee, "employeeNumber")
	a.Given = cmp.Or(a.Given, "givenName")
	a.Family = cmp.Or(a.Family, "sn")
	a.Display = cmp.Or(a.Display, "cn")
	a.Created = cmp.Or(a.Created, "createTimestamp")
	a.Shell = cmp.Or(a.Shell, attrShell)
	a.MemberOf = cmp.Or(a.MemberOf, "memberOf")
	a.Member = cmp.Or(a.Member, "member")
	a.GroupKey = cmp.Or(a.GroupKey, a.groupKey())
	a.GroupName = cmp.Or(a.GroupName, "cn")
}

// groupKey is the id of groups beside that of accounts: what a directory makes for one it makes for the other.
func (a *Attributes) groupKey() string {
	for _, made := range []string{"nsUniqueId", "ipaUniqueID"} {
		if strings.EqualFold(a.Key, made) {
			return made
		}
	}
	return "entryUUID"
}

// uses reports whether a method is among those that the settings name.
func (c *Config) uses(m Method) bool { return slices.Contains(c.SuspendBy, m) }

// shutsDoor reports whether suspending must refuse sign-in to the directory itself.
func (c *Config) shutsDoor() bool { return c.uses(Ppolicy) || c.uses(EndTime) }
