package exec

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// accountJSON is an account as the program prints it, and as it is given back to it for a restore.
type accountJSON struct {
	Key          string                `json:"key"`
	Login        string                `json:"login"`
	Email        string                `json:"email,omitempty"`
	Employee     string                `json:"employee,omitempty"`
	Given        string                `json:"given,omitempty"`
	Family       string                `json:"family,omitempty"`
	Display      string                `json:"display,omitempty"`
	Owner        string                `json:"owner,omitempty"`
	Kind         identity.AccountKind  `json:"kind,omitempty"`
	State        identity.AccountState `json:"state"`
	Created      *time.Time            `json:"created,omitempty"`
	LastSeen     *time.Time            `json:"last_seen,omitempty"`
	Entitlements []entitlementJSON     `json:"entitlements,omitempty"`
	Attributes   map[string][]string   `json:"attributes,omitempty"`
	Residual     []residualJSON        `json:"residual,omitempty"`
	Owns         []possessionJSON      `json:"owns,omitempty"`
}

type entitlementJSON struct {
	Key  string                   `json:"key"`
	Name string                   `json:"name,omitempty"`
	Kind identity.EntitlementKind `json:"kind,omitempty"`
}

type residualJSON struct {
	Kind identity.ResidualKind `json:"kind"`
	Name string                `json:"name"`
	From string                `json:"from,omitempty"`
	Ends *time.Time            `json:"ends,omitempty"`
}

type possessionJSON struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	In     string `json:"in,omitempty"`
	Blocks bool   `json:"blocks,omitempty"`
}

var (
	accountKinds  = []identity.AccountKind{"", identity.Personal, identity.Service, identity.Shared, identity.Guest}
	rightKinds    = []identity.EntitlementKind{identity.Group, identity.Role, identity.Licence, identity.Key}
	residualKinds = []identity.ResidualKind{
		identity.OpenSession, identity.SignInKey, identity.AccessToken, identity.Ticket, identity.AppPassword, identity.TimedJob,
	}
)

// account checks what was printed and makes an account of it.
func (c *Connector) account(j *accountJSON) (identity.Account, error) {
	if j == nil {
		return identity.Account{}, errors.New("a line holds no account where one is expected")
	}
	switch {
	case j.Key == "" || j.Login == "":
		return identity.Account{}, fmt.Errorf("the account %q (login %q) lacks its key or its login", j.Key, j.Login)
	case j.State != identity.Enabled && j.State != identity.Suspended:
		return identity.Account{}, fmt.Errorf("the account %q has the state %q; enabled or suspended is expected", j.Key, j.State)
	case !slices.Contains(accountKinds, j.Kind):
		return identity.Account{}, fmt.Errorf("the account %q has the kind %q; one of personal, service, shared, guest is expected", j.Key, j.Kind)
	}
	a := identity.Account{
		Ref: identity.AccountRef{System: c.cfg.Name, Key: j.Key}, Login: j.Login, Email: j.Email, Employee: j.Employee,
		Given: j.Given, Family: j.Family, Display: j.Display, Owner: j.Owner, Kind: j.Kind, State: j.State,
		Created: utc(j.Created), LastSeen: utc(j.LastSeen),
	}
	err := errors.Join(j.rights(&a), j.residual(&a))
	for name, values := range j.Attributes {
		a.Attributes = append(a.Attributes, identity.Attribute{Name: name, Values: values})
	}
	slices.SortFunc(a.Attributes, func(x, y identity.Attribute) int { return strings.Compare(x.Name, y.Name) })
	for _, o := range j.Owns {
		a.Owns = append(a.Owns, identity.Possession(o))
	}
	return a, err
}

func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func (j *accountJSON) rights(a *identity.Account) error {
	for _, e := range j.Entitlements {
		right := identity.Entitlement(e)
		if right.Kind == "" {
			right.Kind = identity.Group
		}
		if right.Name == "" {
			right.Name = right.Key
		}
		if right.Key == "" || !slices.Contains(rightKinds, right.Kind) {
			return fmt.Errorf("the account %q has an entitlement %q of kind %q; a key, and one of group, role, licence, key is expected", j.Key, e.Key, e.Kind)
		}
		a.Entitlements = append(a.Entitlements, right)
	}
	slices.SortFunc(a.Entitlements, func(x, y identity.Entitlement) int { return strings.Compare(x.Key, y.Key) })
	for i := 1; i < len(a.Entitlements); i++ {
		if a.Entitlements[i-1].Key == a.Entitlements[i].Key {
			return fmt.Errorf("the account %q has the entitlement %q twice", j.Key, a.Entitlements[i].Key)
		}
	}
	return nil
}

func (j *accountJSON) residual(a *identity.Account) error {
	for _, r := range j.Residual {
		if !slices.Contains(residualKinds, r.Kind) || r.Name == "" {
			return fmt.Errorf("the account %q has residual access %q of kind %q; a name, and one of session, key, token, ticket, app-password, job is expected", j.Key, r.Name, r.Kind)
		}
		a.Residual = append(a.Residual, identity.Residual{Kind: r.Kind, Name: r.Name, From: r.From, Ends: utc(r.Ends)})
	}
	return nil
}

// accountOut writes a captured account as the program printed it.
func accountOut(a *identity.Account) *accountJSON {
	j := &accountJSON{
		Key: a.Ref.Key, Login: a.Login, Email: a.Email, Employee: a.Employee, Given: a.Given, Family: a.Family,
		Display: a.Display, Owner: a.Owner, Kind: a.Kind, State: a.State, Entitlements: entitlementsOut(a.Entitlements),
	}
	for _, at := range a.Attributes {
		if j.Attributes == nil {
			j.Attributes = map[string][]string{}
		}
		j.Attributes[at.Name] = at.Values
	}
	return j
}

func entitlementsOut(list []identity.Entitlement) []entitlementJSON {
	var out []entitlementJSON
	for _, e := range list {
		out = append(out, entitlementJSON(e))
	}
	return out
}
