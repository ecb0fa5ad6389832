package web

import (
	"context"
	"fmt"
	"net/http"
)

// SignIn says to the application who we are.
type SignIn interface {
	// Sign puts what shows who we are on a request; it may ask for it first, by the client it is given.
	Sign(ctx context.Context, client *http.Client, request *http.Request) error

	// Ended reports whether the answer says that a sign-in is over that worked before, and forgets it: the next Sign makes
	// a new one.
	Ended(answer *Answer) bool
}

// Basic signs every request with a login and its password (RFC 7617).
type Basic struct {
	User     string
	Password Secret
}

// Sign puts login and password on the request.
func (s Basic) Sign(ctx context.Context, _ *http.Client, request *http.Request) error {
	password, err := s.Password(ctx)
	if err != nil {
		return fmt.Errorf("the password of %s: %w", s.User, err)
	}
	request.SetBasicAuth(s.User, password)
	return nil
}

// Ended reports false: there is nothing that could end.
func (Basic) Ended(*Answer) bool { return false }

// Header signs every request with a header that holds a secret.
type Header struct {
	Name   string // such as Authorization
	Before string // what stands before the secret, such as "Bearer "
	Secret Secret
}

// Bearer signs every request with a token (RFC 6750).
func Bearer(token Secret) Header { return Header{"Authorization", "Bearer ", token} }

// Sign puts the secret on the request.
func (s Header) Sign(ctx context.Context, _ *http.Client, request *http.Request) error {
	secret, err := s.Secret(ctx)
	if err != nil {
		return fmt.Errorf("the token: %w", err)
	}
	request.Header.Set(s.Name, s.Before+secret)
	return nil
}

// Ended reports false: there is nothing that could end.
func (Header) Ended(*Answer) bool { return false }
