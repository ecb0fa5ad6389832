package access

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// provider is an identity provider that speaks OpenID Connect: the authorization code flow with PKCE (RFC 7636), a nonce
// and a state, as OpenID Connect Core 1.0 section 3.1 and RFC 9700 ask for.
type provider struct {
	set config.Provider
	now func() time.Time

	mu    sync.Mutex
	http  *http.Client   // nil until it is first asked
	known *oidc.Provider // nil until its description was read
}

// Journey is what a browser keeps while its person is at the identity provider: it ties the answer to the question.
type Journey struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	Back     string `json:"b"` // the page that they wanted
}

// JourneyFor is how long a person may stay at the identity provider.
const JourneyFor = 10 * time.Minute

// ProviderError says that the identity provider did not let somebody in, or did not answer.
type ProviderError struct {
	Name string // of the provider
	Err  error
}

// Error says what the provider did; it holds no secret.
func (e *ProviderError) Error() string { return fmt.Sprintf("sign-in by %s: %v", e.Name, e.Err) }

// Unwrap returns the cause.
func (e *ProviderError) Unwrap() error { return e.Err }

// slow bounds one request to the provider.
const slow = 10 * time.Second

// discovered returns the provider as it describes itself. A description that could not be read is asked for again.
func (p *provider) discovered(ctx context.Context) (*oidc.Provider, context.Context, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.http == nil {
		transport, err := p.transport()
		if err != nil {
			return nil, ctx, err
		}
		p.http = &http.Client{Transport: transport, Timeout: slow}
	}
	ctx = oidc.ClientContext(ctx, p.http)
	if p.known == nil {
		known, err := oidc.NewProvider(context.WithoutCancel(ctx), p.set.Issuer) // it keeps the context to read its keys later
		if err != nil {
			return nil, ctx, err
		}
		p.known = known
	}
	return p.known, ctx, nil
}

func (p *provider) transport() (*http.Transport, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if p.set.CA == "" {
		return transport, nil
	}
	pem, err := os.ReadFile(p.set.CA)
	if err != nil {
		return nil, fmt.Errorf("the authority of its certificate: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the authority of its certificate: %s holds no certificate in PEM", p.set.CA)
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return transport, nil
}

func (p *provider) client(ctx context.Context, known *oidc.Provider, callback string) (*oauth2.Config, error) {
	c := &oauth2.Config{ClientID: p.set.ClientID, Endpoint: known.Endpoint(), RedirectURL: callback, Scopes: []string{oidc.ScopeOpenID}}
	for _, scope := range p.set.Scopes {
		if scope != oidc.ScopeOpenID {
			c.Scopes = append(c.Scopes, scope)
		}
	}
	if p.set.ClientSecret.IsZero() {
		return c, nil
	}
	var err error
	c.ClientSecret, err = p.set.ClientSecret.Reveal(ctx)
	return c, err
}

// begin returns where to send the browser, and what it keeps until it comes back to the callback.
func (p *provider) begin(ctx context.Context, callback, back string) (string, Journey, error) {
	known, ctx, err := p.discovered(ctx)
	if err != nil {
		return "", Journey{}, err
	}
	c, err := p.client(ctx, known, callback)
	j := Journey{State: secret(), Nonce: secret(), Verifier: oauth2.GenerateVerifier(), Back: back}
	return c.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), j, err
}

// vouched is whom a provider vouches for.
type vouched struct {
	subject  string // unique among all providers
	mail     string
	verified *bool // nil: it does not say
	name     string
	groups   []string
	told     bool // it said something of groups
}

var (
	errOtherJourney = errors.New("the answer belongs to no question that this browser asked, or to one that is older than 10 minutes")
	errNonce        = errors.New("the answer is not to the question that was asked")
)

// finish exchanges the code of the answer and checks everything that was said.
func (p *provider) finish(ctx context.Context, callback string, j Journey, state, code string) (vouched, error) {
	if j.State == "" || subtle.ConstantTimeCompare([]byte(j.State), []byte(state)) != 1 {
		return vouched{}, errOtherJourney
	}
	known, ctx, err := p.discovered(ctx)
	if err != nil {
		return vouched{}, err
	}
	c, err := p.client(ctx, known, callback)
	if err != nil {
		return vouched{}, err
	}
	token, err := c.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return vouched{}, unsaid(err)
	}
	claims, err := p.claims(ctx, known, token, j.Nonce)
	if err != nil {
		return vouched{}, err
	}
	return p.vouched(claims), nil
}

// unsaid keeps the answer of a token endpoint out of an error: only its code is told.
func unsaid(err error) error {
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) {
		return fmt.Errorf("it refused to exchange the code: %s", refusal(refused.ErrorCode))
	}
	return err
}

// claims returns what the identity token says, and of what it does not say, what the provider answers when it is asked.
func (p *provider) claims(ctx context.Context, known *oidc.Provider, token *oauth2.Token, nonce string) (map[string]json.RawMessage, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("its answer holds no identity token")
	}
	id, err := known.Verifier(&oidc.Config{ClientID: p.set.ClientID, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return nil, errNonce
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, err
		}
	}
	claims := map[string]json.RawMessage{}
	if err := id.Claims(&claims); err != nil {
		return nil, err
	}
	if claims["email"] != nil && claims[p.set.GroupsClaim] != nil || known.UserInfoEndpoint() == "" {
		return claims, nil
	}
	return claims, p.ask(ctx, known, token, id.Subject, claims)
}

// ask adds what the provider says of somebody when it is asked.
func (p *provider) ask(ctx context.Context, known *oidc.Provider, token *oauth2.Token, subject string, claims map[string]json.RawMessage) error {
	info, err := known.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return err
	}
	if info.Subject != subject {
		return errors.New("it speaks of somebody else when it is asked")
	}
	more := map[string]json.RawMessage{}
	if err := info.Claims(&more); err != nil {
		return err
	}
	for name, value := range more {
		if claims[name] == nil {
			claims[name] = value
		}
	}
	return nil
}

func (p *provider) vouched(claims map[string]json.RawMessage) vouched {
	v := vouched{subject: p.set.Issuer + " " + said(claims["sub"]), mail: said(claims["email"]), name: said(claims["name"])}
	v.verified = truth(claims["email_verified"])
	v.groups, v.told = several(claims[p.set.GroupsClaim])
	return v
}

// said returns a text; empty when it is none.
func said(raw json.RawMessage) (text string) {
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// truth returns a truth, which some providers write as a text; nil when it is none.
func truth(raw json.RawMessage) *bool {
	var b bool
	if json.Unmarshal(raw, &b) == nil && raw != nil {
		return &b
	}
	if text := said(raw); text == "true" || text == "false" {
		b = text == "true"
		return &b
	}
	return nil
}

// several returns texts, or one; ok is false when nothing is said.
func several(raw json.RawMessage) (all []string, ok bool) {
	if raw == nil || string(raw) == "null" {
		return nil, false
	}
	if json.Unmarshal(raw, &all) == nil {
		return all, true
	}
	one := said(raw)
	return []string{one}, one != ""
}
