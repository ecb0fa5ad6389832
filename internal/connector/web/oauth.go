package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// OAuth signs every request with a token that it is given for an id and a secret (RFC 6749, 4.4: client credentials). It
// keeps the token until it expires or is refused.
type OAuth struct {
	TokenURL string
	ID       string
	Secret   Secret
	Scopes   []string
	Extra    map[string][]string // more parameters of the request, such as audience

	mu    sync.Mutex
	token *oauth2.Token
}

// Sign puts the token on the request; it asks for one when there is none that is valid.
func (s *OAuth) Sign(ctx context.Context, client *http.Client, request *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.token.Valid() {
		token, err := s.ask(ctx, client)
		if err != nil {
			return err
		}
		s.token = token
	}
	s.token.SetAuthHeader(request)
	return nil
}

func (s *OAuth) ask(ctx context.Context, client *http.Client) (*oauth2.Token, error) {
	secret, err := s.Secret(ctx)
	if err != nil {
		return nil, fmt.Errorf("the client-secret of %s: %w", s.ID, err)
	}
	flow := clientcredentials.Config{ClientID: s.ID, ClientSecret: secret, TokenURL: s.TokenURL, Scopes: s.Scopes, EndpointParams: s.Extra}
	token, err := flow.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return nil, s.refused(err)
	}
	return token, nil
}

// refused says why there is no token, without the body of the answer.
func (s *OAuth) refused(err error) error {
	said, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return fmt.Errorf("ask %s for a token: %w", s.TokenURL, bare(err))
	}
	answer := Answer{Method: http.MethodPost, Path: s.TokenURL, Status: said.Response.StatusCode, Header: said.Response.Header}
	if answer.Status >= http.StatusInternalServerError || answer.Status == http.StatusTooManyRequests {
		return answer.Err(said.ErrorCode)
	}
	return connector.Permanent(fmt.Errorf("%s gives no token for %s (%d %s): see to client-id, client-secret and scope in the settings",
		s.TokenURL, s.ID, answer.Status, said.ErrorCode))
}

// Ended reports whether a token was refused. Another call may have asked for a new one meanwhile; that one is kept.
func (s *OAuth) Ended(answer *Answer) bool {
	if answer.Status != http.StatusUnauthorized {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != nil && answer.signed == s.token.Type()+" "+s.token.AccessToken {
		s.token = nil
	}
	return true
}
