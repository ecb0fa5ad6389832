package cli

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/metric"
	"github.com/exeunt-iam/exeunt/internal/server"
	"github.com/exeunt-iam/exeunt/internal/web"
)

func (p *program) serveCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the server: passes, timed work, and the console",
		Long: `Runs everything in one process on the same store: the passes, the work that is
due at an instant, and the console for the browser. The first start prints a
link with which the first operator is made; it holds for 30 minutes, once.
What happens is written to standard error, one JSON object a line.`,
		GroupID: dayByDay,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			p.begun = true
			numbers := metric.New()
			a, err := app.Open(cmd.Context(), p.config, app.Options{Hold: "serve", Observe: numbers})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			if listen != "" {
				a.Settings.Serve.Listen = listen
			}
			return p.serve(cmd.Context(), a, numbers)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "`ADDRESS` of the console, in the place of the one in the settings")
	return cmd
}

// graceful is how long what is under way may take to end, when the server is told to.
const graceful = 20 * time.Second

func (p *program) serve(ctx context.Context, a *app.App, numbers *metric.Metrics) error {
	log := slog.New(slog.NewJSONHandler(p.std.Err, nil))
	listener, err := server.Listen(ctx, &a.Settings.Serve)
	if err != nil {
		return err
	}
	background, err := a.Background(ctx, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	door := a.Access()
	console, err := web.New(web.Options{App: a, Access: door, Work: background, Log: log, Now: time.Now})
	if err == nil {
		err = p.greet(ctx, door, address(a, listener.Addr().String()))
	}
	if err == nil {
		programs := api.New(api.Options{App: a, Access: door, Work: background, Log: log, Now: time.Now}) //nolint:contextcheck // its handlers are given the contexts of requests
		everything := server.Handler(server.Options{App: a, Work: background, Console: console, API: programs, Metrics: numbers.Handler(a.Gauges), Log: log})
		err = server.Serve(ctx, listener, everything)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	return errors.Join(err, background.Stop(last))
}

// address is where people reach the console.
func address(a *app.App, listens string) string {
	switch s := &a.Settings.Serve; {
	case s.URL != "":
		return s.URL
	case s.Cert != "":
		return "https://" + listens
	}
	return "http://" + listens
}

// greet says where the console is, and on the first start how to come in.
func (p *program) greet(ctx context.Context, door *access.Access, address string) error {
	token, err := door.NewSetup(ctx)
	if err != nil {
		return err
	}
	pg := p.page()
	pg.line(0, plain("The console is at "), bold(address))
	if token != "" {
		pg.line(0, plain("Nobody can sign in yet. Within 30 minutes, once: "), bold(address+"/set-up/"+token))
	}
	return p.out.Flush()
}
