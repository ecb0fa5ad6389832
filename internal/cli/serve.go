package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/web"
)

func (p *program) serveCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the server: passes, timed work, and the console",
		Long: `Runs everything in one process on the same store: the passes, the work that is
due at an instant, and the console for the browser. The first start prints a
link with which the first operator is made; it holds for 30 minutes, once.`,
		GroupID: dayByDay,
		Args:    cobra.NoArgs,
		RunE: p.with("serve", func(ctx context.Context, a *app.App, _ []string) (Code, error) {
			return Fine, p.serve(ctx, a, listen)
		}),
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8460", "`ADDRESS` of the console")
	return cmd
}

func (p *program) serve(ctx context.Context, a *app.App, listen string) error {
	log := slog.New(slog.NewJSONHandler(p.std.Err, nil))
	work := &now{a, log}
	door := a.Access()
	console, err := web.New(web.Options{App: a, Access: door, Work: work, Log: log, Now: time.Now})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w: choose another address with --listen", listen, err)
	}
	if err := p.greet(ctx, door, listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: console, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, BaseContext: func(net.Listener) context.Context { return ctx }}
	context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(ending)
	})
	go func() { _ = work.Pass(ctx, "start") }()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// greet says where the console is, and on the first start how to come in.
func (p *program) greet(ctx context.Context, door *access.Access, address string) error {
	token, err := door.NewSetup(ctx)
	if err != nil {
		return err
	}
	pg := p.page()
	pg.line(0, plain("The console is at "), bold("http://"+address))
	if token != "" {
		pg.line(0, plain("Nobody can sign in yet. Within 30 minutes, once: "), bold("http://"+address+"/set-up/"+token))
	}
	return p.out.Flush()
}

// now does work at once, in this process.
type now struct {
	app *app.App
	log *slog.Logger
}

// Pass plans, and applies what may run alone.
func (n *now) Pass(ctx context.Context, why string) error {
	result, report, err := n.app.As("exeunt").Run(ctx, nil)
	if err != nil {
		n.log.ErrorContext(ctx, "the pass failed", "why", why, "error", err)
		return err
	}
	n.log.InfoContext(ctx, "pass", "why", why, "plan", result.Plan.ID, "applied", report != nil)
	return nil
}

// Apply applies what is ready of a plan.
func (n *now) Apply(ctx context.Context, planID string) error {
	_, err := n.app.ApplyApproved(ctx, planID, nil)
	return err
}
