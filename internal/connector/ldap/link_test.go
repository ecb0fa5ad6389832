package ldap_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
)

func TestAClosedConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	l.Connector = l.connect(p.through)
	before := l.read(l.Connector)
	p.cut()
	var errs []error
	for range 3 { // the first call may meet the end of the old connection
		_, err := l.Lookup(t.Context(), before[0].Ref.Key)
		errs = append(errs, err)
	}
	if errs[2] != nil {
		t.Errorf("after the connection was cut: %v", errs)
	}
}

func TestAServerThatComesBackIsUsedAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	key := l.account("u0001").Ref.Key
	l.Stop()
	_, err := l.Lookup(t.Context(), key)
	if err == nil {
		t.Error("lookup on a stopped server")
	}
	_, err = l.Lookup(t.Context(), key)
	says(t, err, "nothing listens there")
	l.Start()
	l.lookup(key)
}

func TestAnAnswerThatDoesNotComeEndsByTheTimeout(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	c := l.connect(p.through, func(cfg *ldap.Config) { cfg.Timeout = 3 * time.Second })
	l.read(c)
	p.spoil(nil, func(*ber.Packet) verdict { return verdict{lose: true} })
	_, err := c.Lookup(t.Context(), "x")
	says(t, err, "did not answer within 3s", "timeout")
	if errors.Is(err, connector.ErrGone) || connector.IsPermanent(err) {
		t.Errorf("%v has a class", err)
	}
	fresh := l.connect(p.through, func(cfg *ldap.Config) { cfg.Timeout = 100 * time.Millisecond })
	_, err = fresh.Lookup(t.Context(), "x")
	says(t, err, "sign in as", "did not answer within 100ms")
}

func TestMoreCallsThanConnectionsWaitTheirTurn(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) { cfg.Concurrency = 2 })
	accounts := l.read(l.Connector)
	var all sync.WaitGroup
	failed := make([]error, len(accounts))
	for i := range accounts {
		all.Go(func() { _, failed[i] = l.Lookup(t.Context(), accounts[i].Ref.Key) })
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Error(err)
	}
}

func TestAfterCloseNothingIsDone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.read(l.Connector)
	l.Close()
	_, err := l.Read(t.Context(), &sink{})
	says(t, err, "closed")
}

func TestAPasswordThatCannotBeHadIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) {
		cfg.Password = func(context.Context) (string, error) { return "", fmt.Errorf("the variable is not set") }
	})
	_, err := l.Read(t.Context(), &sink{})
	says(t, err, "the password of cn=exeunt", "the variable is not set")
}
