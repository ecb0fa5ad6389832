package access

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// Tries to sign in with a password are counted by account and by address, over a window. After some of them each further
// one must wait, twice as long each time: a person who mistypes does not notice, a program that guesses gets nowhere.
//
// A stranger could so keep a person out for ever, by going on to guess. So a browser in which the person has signed in
// before is known again, and its tries are counted by themselves; and a passkey or an identity provider, where there is
// nothing to guess, are not counted.
const (
	window     = time.Hour
	freeTries  = 5               // of one account, or of one browser that is known
	freeFrom   = 20              // from one address: many people can sit behind one
	firstWait  = 2 * time.Second // after the last free try
	longestTry = 15 * time.Minute
	knownFor   = 180 * 24 * time.Hour // how long a browser is known after it was last used
)

// try is one try to sign in, which counts as failed until it succeeds.
type try struct {
	at    time.Time
	own   string   // what is forgiven when it succeeds
	other []string // where only this one try is taken back
}

// begin counts a try, or returns a *WaitError while there were too many.
func (a *Access) begin(ctx context.Context, login string, from Origin) (try, error) {
	n := try{a.now(), account(login), []string{address(from.Address)}}
	if known, err := a.knows(ctx, login, from); err != nil {
		return n, err
	} else if known {
		n.own, n.other = "browser "+digest(from.Browser), nil
	}
	return n, a.count(ctx, n)
}

func (a *Access) count(ctx context.Context, n try) error {
	return a.store.Try(ctx, n.at, n.at.Add(-window), append([]string{n.own}, n.other...), func(who string, tries int, last time.Time) error {
		free := freeTries
		if strings.HasPrefix(who, addressPrefix) {
			free = freeFrom
		}
		if until := last.Add(wait(tries + 1 - free)); tries >= free && n.at.Before(until) {
			return &WaitError{until}
		}
		return nil
	})
}

// forgive takes a try back that succeeded.
func (a *Access) forgive(ctx context.Context, n try) error {
	return a.store.Forgive(ctx, n.at, n.other, []string{n.own})
}

// knows reports whether the account has signed in with the browser before.
func (a *Access) knows(ctx context.Context, login string, from Origin) (bool, error) {
	if from.Browser == "" {
		return false, nil
	}
	whose, err := a.store.KnownBrowser(ctx, digest(from.Browser), a.now().Add(-knownFor))
	if err != nil || whose == 0 {
		return false, err
	}
	kept, err := a.store.Operator(ctx, whose)
	return err == nil && strings.EqualFold(kept.Login, login), err
}

// wait is how long to wait after so many failures too many.
func wait(over int) time.Duration {
	d := firstWait
	for range over - 1 {
		if d *= 2; d > longestTry {
			return longestTry
		}
	}
	return d
}

func account(login string) string { return "account " + strings.ToLower(login[:min(len(login), 200)]) }

const addressPrefix = "address "

// address is what tries from an address are counted under. Who has one address of IPv6 has all of its /64.
func address(from string) string {
	ip, err := netip.ParseAddr(from)
	if err != nil {
		return addressPrefix + from
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			return addressPrefix + net.String()
		}
	}
	return addressPrefix + ip.String()
}

// know lets a browser be known again, and returns the secret by which it is.
func (a *Access) know(ctx context.Context, kept *store.Operator, from Origin) (string, error) {
	browser, at := from.Browser, a.now()
	if known, err := a.knows(ctx, kept.Login, from); err != nil {
		return "", err
	} else if !known {
		browser = secret()
	}
	return browser, a.store.KnowBrowser(ctx, digest(browser), kept.Number, at, at.Add(-knownFor))
}
