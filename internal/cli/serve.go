package cli

import (
	"cmp"
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
			return Fine, p.serve(ctx, a, cmp.Or(listen, a.Settings.Serve.Listen))
		}),
	}
	cmd.Flags().StringVar(&listen, "listen", "", "`ADDRESS` of the console, in the place of the one in the settings")
	return cmd
}

func (p *program) serve(ctx context.Context, a *app.App, listen string) error {
	log := slog.New(slog.NewJSONHandler(p.std.Err, nil))
	background, err := a.Background(ctx, log)
	if err != nil {
		return err
	}
	err = p.serveConsole(ctx, a, background, listen, log)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	return errors.Join(err, background.Stop(ending))
}

// graceful is how long what is under way may take to end, when the server is told to.
const graceful = 20 * time.Second

func (p *program) serveConsole(ctx context.Context, a *app.App, background *app.Background, listen string, log *slog.Logger) error {
	door := a.Access()
	console, err := web.New(web.Options{App: a, Access: door, Work: background, Log: log, Now: time.Now})
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
