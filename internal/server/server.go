// Package server is an edge: one address for everything that the program serves: the console, the API, health, numbers.
//
// It knows who serves which path, and the life of the listener; what is served is known by web, api and metric.
package server

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/config"
)

// Options are what is served.
type Options struct {
	App     *app.App
	Work    *app.Background
	Console http.Handler
	API     http.Handler // below /api/v1
	Metrics http.Handler
	Log     *slog.Logger
}

// Handler returns everything under one roof.
func Handler(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { ready(w, r, o.App) })
	mux.Handle("GET /metrics", metricsFor(o.App.Settings.Serve.MetricsToken, o.Metrics))
	mux.Handle("POST /api/v1/sources/{name}/changed", &changed{app: o.App, work: o.Work, log: o.Log, now: time.Now})
	mux.Handle("/api/", o.API)
	mux.Handle("/", o.Console)
	return behind(o.App.Settings.Serve.Proxies, mux)
}

// metricsFor lets only those read the numbers who show the token, or this machine where there is none.
func metricsFor(token config.Secret, metrics http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !mayRead(r, token) {
			answer(w, http.StatusUnauthorized, "the metrics are for this machine, or for who shows the metrics-token of the settings")
			return
		}
		metrics.ServeHTTP(w, r)
	})
}

func mayRead(r *http.Request, token config.Secret) bool {
	if token.IsZero() {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		return err == nil && net.ParseIP(host).IsLoopback()
	}
	want, err := token.Reveal(r.Context())
	shown, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return err == nil && bearer && subtle.ConstantTimeCompare([]byte(shown), []byte(want)) == 1
}

// ready says whether requests can be answered: the store is there.
func ready(w http.ResponseWriter, r *http.Request, a *app.App) {
	if err := a.Ready(r.Context()); err != nil {
		answer(w, http.StatusServiceUnavailable, "the store does not answer")
		return
	}
	answer(w, http.StatusOK, "ready")
}

func answer(w http.ResponseWriter, status int, says string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": says}) // whoever asked has gone
}

// Listen takes the address of the settings.
func Listen(ctx context.Context, s *config.Serve) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w: name another address under serve: listen", s.Listen, err)
	}
	if s.Cert == "" {
		return listener, nil
	}
	pair, err := tls.LoadX509KeyPair(s.Cert, s.Key)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the certificate of the console: %w: check cert and key under serve", err), listener.Close())
	}
	return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}), nil
}

// How long a client may take, and how long those that are answered have when the server ends.
const (
	headers = 10 * time.Second
	idle    = 2 * time.Minute
	ending  = 10 * time.Second
)

// Serve serves until ctx ends, and then lets those that are being answered be answered.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headers, IdleTimeout: idle, BaseContext: func(net.Listener) context.Context { return ctx }}
	over := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), ending)
		defer cancel()
		over <- server.Shutdown(last)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-over
}
