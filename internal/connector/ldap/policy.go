package ldap

import (
	"context"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// lockout says what the password policy of an entry does with pwdAccountLockedTime.
type lockout string

// The answers. A policy without pwdLockout TRUE stores the lock, and lets the locked account sign in.
const (
	honoured lockout = "honoured" // pwdLockout is TRUE
	ignored  lockout = "ignored"  // it is not
	unseen   lockout = "unseen"   // there are policies, but which of them holds cannot be seen
	noPolicy lockout = "none"     // there is no policy that we could see
)

// policies are the password policies below the naming context.
type policies struct {
	byName map[string]lockout // by folded DN
	other  lockout            // for entries that name none: the default policy
}

// lockout returns what the policy of an entry says: the one that the entry names in pwdPolicySubentry, else the
// default of the directory.
func (j *judge) lockout(ctx context.Context, e entry) (lockout, error) {
	if err := j.load(ctx); err != nil {
		return noPolicy, err
	}
	named := e.value(attrSubject)
	if named == "" {
		return j.known.other, nil
	}
	if says, ok := j.known.byName[wire.Fold(named)]; ok {
		return says, nil
	}
	says, err := j.policy(ctx, named)
	if err == nil {
		j.known.byName[wire.Fold(named)] = says
	}
	return says, err
}

// load reads the policies, once. It must not run between the pages of another search: a directory keeps one paged
// search a connection.
func (j *judge) load(ctx context.Context) (err error) {
	if j.known == nil {
		j.known, err = j.policies(ctx)
	}
	return err
}

// policies reads every policy. Which of them is the default stands in the server's configuration, where we may not look:
// unless the settings name it, it is known only when all of them say the same.
func (j *judge) policies(ctx context.Context) (*policies, error) {
	known := &policies{byName: map[string]lockout{}, other: noPolicy}
	request := goldap.NewSearchRequest(j.cn.root.context, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=pwdPolicy)", []string{"pwdLockout"}, nil)
	err := j.cn.pages(ctx, request, j.cfg.PageSize, func(page []entry) error {
		for _, e := range page {
			says := lockoutOf(e.Entry)
			known.byName[wire.Fold(e.DN)] = says
			known.other = either(known.other, says)
		}
		return nil
	})
	if goldap.IsErrorAnyOf(err, goldap.LDAPResultNoSuchObject, goldap.LDAPResultInsufficientAccessRights) {
		err = nil // we may not look there
	}
	if err != nil {
		return nil, err
	}
	if j.cfg.Policy != "" {
		known.other, err = j.policy(ctx, j.cfg.Policy)
	}
	return known, err
}

func either(a, b lockout) lockout {
	if a == noPolicy || a == b {
		return b
	}
	return unseen
}

// policy reads one policy. An entry that names a policy which is not there has none.
func (j *judge) policy(ctx context.Context, dn string) (lockout, error) {
	e, found, err := j.cn.Base(ctx, dn, "pwdLockout", "objectClass")
	switch {
	case err != nil:
		return unseen, explainSearch(dn, err)
	case !found:
		return noPolicy, nil
	}
	return lockoutOf(e), nil
}

func lockoutOf(policy *goldap.Entry) lockout {
	if strings.EqualFold(policy.GetEqualFoldAttributeValue("pwdLockout"), "TRUE") {
		return honoured
	}
	return ignored
}
