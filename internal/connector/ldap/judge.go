package ldap

import (
	"context"

	goldap "github.com/go-ldap/ldap/v3"
)

// judge says whether a lock keeps anybody out. It serves one call of the connector, and remembers during it what the
// policies say and whether we may compare passwords.
type judge struct {
	cfg *Config
	cn  *conn

	known      *policies
	mayCompare *bool
}

// governance says whether a password policy holds for an entry.
type governance string

// The answers.
const (
	governed   governance = "governed"
	ungoverned governance = "ungoverned" // neither pwdAccountLockedTime nor pwdEndTime is looked at
	unsure     governance = "unsure"     // the directory does not tell us
)

// governs finds out whether a policy holds for an entry.
//
//	account usability control   userPassword          policies that we can see   so it is
//	says anything               any                   any                        governed
//	silent                      we may compare it     any                        ungoverned: silence means no policy
//	silent                      not there, or hidden  one, for this entry        unsure
//	silent                      not there, or hidden  none                       ungoverned
//	not offered                 any                   one, for this entry        governed
//	not offered                 any                   none                       ungoverned
func (j *judge) governs(ctx context.Context, e entry, says lockout) (governance, error) {
	if e.usable != silent {
		return governed, nil
	}
	if !j.cn.root.usability {
		if says == noPolicy {
			return ungoverned, nil
		}
		return governed, nil
	}
	comparable, err := j.comparable(ctx, e)
	if err != nil || comparable || says == noPolicy {
		return ungoverned, err
	}
	return unsure, nil
}

// comparable reports whether the entry has a password that we may compare, which is what the control asks for before it
// speaks. Comparing with an arbitrary value counts as no failed sign-in.
func (j *judge) comparable(ctx context.Context, e entry) (bool, error) {
	if j.mayCompare != nil && !*j.mayCompare {
		return false, nil
	}
	_, err := j.cn.Compare(ctx, e.DN, "userPassword", "x")
	switch {
	case err == nil:
		return true, nil
	case goldap.IsErrorWithCode(err, goldap.LDAPResultInsufficientAccessRights):
		j.mayCompare = new(bool)
		return false, nil
	case goldap.IsErrorAnyOf(err, goldap.LDAPResultNoSuchAttribute, goldap.LDAPResultUndefinedAttributeType, goldap.LDAPResultNoSuchObject):
		return false, nil
	}
	return false, explainSearch(e.DN, err)
}

// shut reports whether nobody can sign in to the directory with the entry, because of a mark that suspending sets.
//
//	marks           policy            pwdLockout     control says   door
//	none            any               any            any            open
//	any             none holds        any            any            open: nobody looks at the marks
//	any             holds             any            usable         open
//	end             holds, or unsure  any            else           shut
//	lock only       holds, or unsure  FALSE          else           open: the lock is stored and ignored
//	lock only       holds, or unsure  not to be seen unusable       shut
//	lock only       holds, or unsure  not to be seen silent         open: not known to be shut
//	lock only       holds, or unsure  TRUE           else           shut
func (j *judge) shut(ctx context.Context, e entry) (bool, error) {
	if !e.lockMark() && !e.endMark() || e.usable == usable {
		return false, nil
	}
	says, err := j.lockout(ctx, e)
	if err != nil {
		return false, err
	}
	governance, err := j.governs(ctx, e, says)
	switch {
	case err != nil || governance == ungoverned:
		return false, err
	case e.endMark():
		return true, nil
	case says == unseen || says == noPolicy:
		return e.usable == unusable, nil
	}
	return says == honoured, nil
}
