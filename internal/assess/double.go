package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Double is a further enabled account of one person on one system. Which one is the first is for the keys to say, not for
// the order of a listing.
type Double struct {
	Account identity.AccountRef
	Login   string
	Person  int    // the place in the snapshot's people
	First   string // the login of the account with the smallest key
}

// duplicate finds a further enabled account of one person on one system.
func (v *View) duplicate(d *Double) Finding {
	p := &v.people[d.Person]
	return Finding{Kind: Duplicate, Account: d.Account, Login: d.Login, Person: p.ID, Reasons: []string{
		fmt.Sprintf("%s (%s) has the enabled account %s on %s too", p.Name(), p.ID, d.First, d.Account.System),
		"the account is " + string(identity.Enabled),
	}}
}

// doubles remembers the first account of every person that streams by, packed, and every account of the few who have
// several.
type doubles struct {
	packed  []byte  // key, a zero byte and login of each person's first account, one after the other
	first   []place // by person
	several map[int][]Double
}

type place struct{ from, to uint32 }

// keyAndLogin is about what a key and a login take.
const keyAndLogin = 32

func newDoubles(people int) *doubles {
	return &doubles{packed: make([]byte, 0, people*keyAndLogin), first: make([]place, people), several: map[int][]Double{}}
}

func (d *doubles) see(a *identity.Account, person int) {
	at := &d.first[person]
	if at.to == 0 {
		at.from = uint32(len(d.packed))
		d.packed = append(append(append(d.packed, a.Ref.Key...), 0), a.Login...)
		at.to = uint32(len(d.packed))
		return
	}
	if d.several[person] == nil {
		key, login, _ := strings.Cut(string(d.packed[at.from:at.to]), "\x00")
		d.several[person] = []Double{{Account: identity.AccountRef{System: a.Ref.System, Key: key}, Login: login, Person: person}}
	}
	own := identity.AccountRef{System: strings.Clone(a.Ref.System), Key: strings.Clone(a.Ref.Key)}
	d.several[person] = append(d.several[person], Double{Account: own, Login: strings.Clone(a.Login), Person: person})
}

func (d *doubles) list() []Double {
	var all []Double
	for _, accounts := range d.several {
		slices.SortFunc(accounts, byAccount)
		for _, further := range accounts[1:] {
			further.First = cmp.Or(accounts[0].Login, accounts[0].Account.Key)
			all = append(all, further)
		}
	}
	slices.SortFunc(all, byAccount)
	return all
}

func byAccount(a, b Double) int { return a.Account.Compare(b.Account) }
