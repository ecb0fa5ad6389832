package access

import (
	"context"
	"strings"
	"time"
)

// Failed sign-ins are counted by account and by address, over a window. After some of them each further one must wait,
// twice as long each time: a person who mistypes does not notice, a program that guesses gets nowhere.
const (
	window     = time.Hour
	freeTries  = 5               // of one account
	freeFrom   = 20              // from one address: many people can sit behind one
	firstWait  = 2 * time.Second // after the last free try
	longestTry = 15 * time.Minute
)

// mayTry returns a *WaitError while there were too many failures.
func (a *Access) mayTry(ctx context.Context, login string, from Origin) error {
	for who, free := range map[string]int{account(login): freeTries, address(from): freeFrom} {
		n, last, err := a.store.Attempts(ctx, who, a.now().Add(-window))
		if err != nil {
			return err
		}
		if until := last.Add(wait(n - free)); n > free && a.now().Before(until) {
			return &WaitError{until}
		}
	}
	return nil
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

func (a *Access) failed(ctx context.Context, login string, from Origin) error {
	at := a.now()
	return a.store.Attempt(ctx, at, at.Add(-window), account(login), address(from))
}

func account(login string) string { return "account " + strings.ToLower(login[:min(len(login), 200)]) }

func address(from Origin) string { return "address " + from.Address }
