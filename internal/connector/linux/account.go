package linux

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// reading is what one answer says of the accounts of a host.
type reading struct {
	host     string
	accounts []identity.Account

	groups map[string][]identity.Entitlement // by login
	aside  map[string][]string               // by uid and login
	keyed  map[string]bool                   // by uid
}

// reading makes accounts of an answer. What cannot be understood is an error: a host is read whole or not at all.
func (c *Connector) reading(host string, said *answer) (*reading, error) {
	r := &reading{host: host, groups: map[string][]identity.Entitlement{}, aside: map[string][]string{}, keyed: map[string]bool{}}
	users, err := said.all("user", 8)
	if err := errors.Join(err, r.rights(said), r.setAside(said)); err != nil {
		return nil, err
	}
	shared := map[string]int{}
	for _, u := range users {
		shared[u[1]]++
	}
	for _, u := range users {
		a := c.account(r, u, shared[u[1]] > 1)
		r.accounts = append(r.accounts, a)
	}
	if len(r.accounts) == 1 {
		r.accounts[0].Residual, err = residual(host, said)
	}
	return r, err
}

func (r *reading) rights(said *answer) error {
	groups, err := said.all("group", 3)
	rules, ruleErr := said.all("sudoers", 3)
	if err := errors.Join(err, ruleErr); err != nil {
		return err
	}
	for _, g := range groups {
		for login := range strings.SplitSeq(g[2], ",") {
			r.groups[login] = append(r.groups[login], identity.Entitlement{Key: r.host + ":group:" + g[0], Name: r.host + "/" + g[0], Kind: identity.Group})
		}
	}
	for _, s := range rules {
		r.groups[s[0]] = append(r.groups[s[0]], r.rule(s[0], s[1], strings.ReplaceAll(s[2], "\x01", "\t")))
	}
	for login, held := range r.groups {
		slices.SortFunc(held, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
		r.groups[login] = slices.CompactFunc(held, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
	}
	return nil
}

// rule makes a right of a line of sudoers. Its key is a hash of file and line, as the program computes it.
func (r *reading) rule(login, file, line string) identity.Entitlement {
	sum := sha256.Sum256([]byte(file + "\n" + line + "\n"))
	return identity.Entitlement{
		Key:  r.host + ":sudoers:" + hex.EncodeToString(sum[:8]),
		Name: r.host + "/sudo: " + strings.Join(strings.Fields(strings.TrimPrefix(line, login)), " "),
		Kind: identity.Role,
	}
}

func (r *reading) setAside(said *answer) error {
	items, err := said.all("aside", 3)
	for _, i := range items {
		r.aside[i[0]+"-"+i[1]] = append(r.aside[i[0]+"-"+i[1]], i[2])
	}
	keyed, keyedErr := said.all("keyed", 1)
	for _, k := range keyed {
		r.keyed[k[0]] = true
	}
	return errors.Join(err, keyedErr)
}

// The names of what a verb touches. What was set aside is part of it, and the keys and jobs themselves are not: their
// owner can change those at any moment, and would make every plan stale.
const (
	attrExpire   = "expire"    // days since 1970; nil: never
	attrPassword = "password"  // set, locked or none
	attrAside    = "set-aside" // what lies in the state folder of exeunt-host
)

// account makes an account of a line of passwd: login, uid, gid, comment, home, shell, password, expiry.
func (c *Connector) account(r *reading, u []string, shared bool) identity.Account {
	k := key{host: r.host, uid: u[1]}
	if shared {
		k.login = u[0]
	}
	comment, _, _ := strings.Cut(u[3], ",")
	a := identity.Account{
		Ref:          identity.AccountRef{System: c.cfg.Name, Key: k.String()},
		Login:        u[0],
		Display:      strings.TrimSpace(comment),
		State:        identity.Enabled,
		Entitlements: slices.Clone(r.groups[u[0]]),
		Attributes: []identity.Attribute{
			{Name: attrExpire, Values: orNone(u[7])},
			{Name: attrPassword, Values: []string{u[6]}},
			{Name: attrAside, Values: slices.Sorted(slices.Values(r.aside[u[1]+"-"+u[0]]))},
		},
	}
	if uid, err := strconv.Atoi(u[1]); err != nil || uid < c.cfg.UIDMin || uid > c.cfg.UIDMax {
		a.Kind = identity.Service
	}
	if u[6] == "locked" && c.expired(u[7]) {
		a.State = identity.Suspended
	}
	return a
}

func orNone(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// expired reports whether an account has expired for sure. Days count from 1970 in UTC; shadow(5) calls 0 ambiguous, and
// programs differ on whether the day itself is past.
func (c *Connector) expired(days string) bool {
	n, err := strconv.ParseInt(days, 10, 64)
	return err == nil && n >= 1 && n < c.today()
}

// listed reports whether a reading hands the account over.
func (c *Connector) listed(r *reading, a *identity.Account) bool {
	if a.Kind != identity.Service || c.cfg.SystemUsers == SystemAll {
		return true
	}
	password, _ := a.Attribute(attrPassword)
	k, err := parseKey(a.Ref.Key)
	return c.cfg.SystemUsers == SystemLogin && err == nil && (r.keyed[k.uid] || !slices.Equal(password, []string{"locked"}))
}

// residual returns what the program saw of an account besides its lines.
func residual(host string, said *answer) ([]identity.Residual, error) {
	processes, err := said.all("process", 3)
	keys, keyErr := said.all("key", 2)
	jobs, jobErr := said.all("job", 2)
	var list []identity.Residual
	for _, p := range processes {
		name := fmt.Sprintf("process %s %s", p[0], p[2])
		if p[1] != "?" {
			name += " on " + p[1]
		}
		list = append(list, identity.Residual{Kind: identity.OpenSession, Name: name, From: host})
	}
	for _, k := range keys {
		list = append(list, identity.Residual{Kind: identity.SignInKey, Name: k[0], From: host + ":" + k[1]})
	}
	for _, j := range jobs {
		list = append(list, identity.Residual{Kind: identity.TimedJob, Name: j[0], From: host + ":" + j[1]})
	}
	slices.SortFunc(list, func(a, b identity.Residual) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.From, b.From), strings.Compare(a.Name, b.Name))
	})
	return list, errors.Join(err, keyErr, jobErr)
}
