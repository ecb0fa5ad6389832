// Package app is the use cases: what a command, a page or a call of the API does, from the settings to the ledger.
//
// It puts the way together: it loads what is remembered, runs the stages, keeps what they say. It decides nothing
// itself.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// App is one open installation: settings, connectors, store.
type App struct {
	Settings *config.Settings

	store   *store.Store
	people  map[string]connector.Connector // by the source's name
	systems map[string]connector.Connector // by the system's name
	closers []io.Closer                    // the connectors that hold connections
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
	actor   string
	observe Observer
	common  *common
}

// Options are how an installation is opened.
type Options struct {
	// Hold is what the store is held for, such as "apply"; empty: nothing is written, and others may hold it.
	Hold string
	// Now is the clock; nil: the machine's.
	Now func() time.Time
	// Wait waits for a system that asks to; nil: by the machine's clock.
	Wait func(context.Context, time.Duration) error
	// Actor is who acts; empty: the user of this process.
	Actor string
	// Observe is told what happens; nil: nobody is.
	Observe Observer
}

// Open reads the settings file and opens the store. It talks to no system yet. Close it.
func Open(ctx context.Context, file string, o Options) (*App, error) {
	settings, err := config.Load(file)
	if err != nil {
		return nil, err
	}
	a := &App{Settings: settings, now: o.Now, wait: o.Wait, actor: o.Actor, observe: o.Observe, common: newCommon()}
	if a.now == nil {
		a.now = time.Now
	}
	if a.observe == nil {
		a.observe = nobody{}
	}
	if a.wait == nil {
		a.wait = pause
	}
	if a.actor == "" {
		a.actor = processUser()
	}
	if err := a.connect(); err != nil {
		return nil, err
	}
	password, err := storePassword(ctx, settings)
	if err != nil {
		return nil, err
	}
	if a.store, err = store.Open(ctx, settings.Store, store.Options{Hold: o.Hold, Now: a.now, Password: password}); err != nil {
		return nil, errors.Join(err, a.closeConnectors())
	}
	return a, nil
}

func storePassword(ctx context.Context, s *config.Settings) (string, error) {
	if s.StorePassword.IsZero() {
		return "", nil
	}
	return s.StorePassword.Reveal(ctx)
}

// Now returns the instant by the clock of the installation.
func (a *App) Now() time.Time { return a.now() }

// As returns the same installation for somebody else who acts. It is closed with the one it came from.
func (a *App) As(actor string) *App {
	as := *a
	as.actor = actor
	return &as
}

// For returns the same installation for an operator who acts, from where they do.
func (a *App) For(op *access.Operator) *App { return a.As(op.Login).From(op.From) }

// From returns the same installation for somebody who acts from another machine's address: the ledger is told so.
func (a *App) From(address string) *App {
	from := *a
	from.store = a.store.From(address)
	return &from
}

// Access returns who may work with the installation, and how they are let in.
func (a *App) Access() *access.Access {
	o := a.Settings.Serve.Operators
	return access.New(access.Options{Store: a.store, Now: a.now, Local: o.Password, Provider: o.Provider})
}

// Close lets go of the store and of every connection.
func (a *App) Close() error {
	a.common.stopBeside()
	return errors.Join(a.store.Close(), a.closeConnectors())
}

// closeConnectors closes the connectors that hold connections.
func (a *App) closeConnectors() error {
	var errs []error
	for _, closer := range a.closers {
		errs = append(errs, closer.Close())
	}
	return errors.Join(errs...)
}

func (a *App) connect() error {
	a.people, a.systems = map[string]connector.Connector{}, map[string]connector.Connector{}
	for i := range a.Settings.People {
		c, err := all.People(&a.Settings.People[i])
		if err != nil {
			return fmt.Errorf("people source %s: %w", a.Settings.People[i].Name, err)
		}
		a.people[a.Settings.People[i].Name] = a.traced(c, a.Settings.People[i].Name)
	}
	for i := range a.Settings.Systems {
		c, err := all.System(&a.Settings.Systems[i])
		if err != nil {
			return fmt.Errorf("system %s: %w", a.Settings.Systems[i].Name, err)
		}
		name := a.Settings.Systems[i].Name
		if closer, ok := c.(io.Closer); ok {
			a.closers = append(a.closers, closer)
		}
		a.systems[name] = wrap.Decided(a.traced(c, name), a.decisions(name))
	}
	return nil
}

// traced lets the observer know of every call.
func (a *App) traced(c connector.Connector, name string) connector.Connector {
	return wrap.Trace(c, name, a.now, func(call Call) {
		a.common.timed(call)
		a.observe.Called(call)
	})
}

// processUser names who runs this process, as far as the machine tells.
func processUser() string {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if sudo := os.Getenv("SUDO_USER"); sudo != "" {
		name = sudo + " as " + name
	}
	if host, err := os.Hostname(); err == nil {
		name += "@" + host
	}
	return name
}
