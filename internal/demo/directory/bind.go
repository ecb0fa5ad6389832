package directory

import (
	"errors"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// accountLocked is the only error that the password policy control ever tells here.
const accountLocked = 1

var (
	errWrongPassword = &result{code: ldap.LDAPResultInvalidCredentials}
	errLocked        = &result{code: ldap.LDAPResultInvalidCredentials}
)

// bind signs somebody in. From its beginning until its success nobody is signed in on the connection.
func (s *session) bind(m *message) {
	s.who = name{}
	who, err := s.signIn(m.op)
	if err == nil {
		s.who = who
	}
	var controls []*ber.Packet
	if m.control(ldap.ControlTypeBeheraPasswordPolicy) != nil && who.depth() > 0 {
		controls = append(controls, policyControl(errors.Is(err, errLocked)))
	}
	s.reply(m, resultPacket(ldap.ApplicationBindResponse, err), controls...)
}

// signIn returns who signs in: the root for nobody. With an error it returns whose password was judged.
func (s *session) signIn(op *ber.Packet) (name, error) {
	f := inside(op)
	version, dn, simple := f.number(), f.text(), f.option(0)
	switch {
	case f.err != nil:
		return name{}, f.err
	case version != 3:
		return name{}, refuse(ldap.LDAPResultProtocolError, "requested protocol version not supported")
	case simple == nil:
		return name{}, refuse(ldap.LDAPResultAuthMethodNotSupported, "only simple binds are known here")
	}
	who, err := parseName(dn)
	password := simple.Data.String()
	switch {
	case err != nil || who.depth() == 0 && password == "":
		return name{}, err
	case who.depth() == 0:
		return name{}, errWrongPassword
	case password == "":
		return name{}, refuse(ldap.LDAPResultUnwillingToPerform, "unauthenticated bind (DN with no password) disallowed")
	}
	s.directory.note(func(t *tree) { who, err = t.signIn(who, password, time.Now()) })
	return who, err
}

// signIn judges a password, and notes what came of it. A locked entry is refused whatever the password is.
func (t *tree) signIn(who name, password string, at time.Time) (name, error) {
	r := t.byName[who.key()]
	if r == nil || r.values("userPassword") == nil {
		return name{}, errWrongPassword
	}
	p := t.policyOf(r)
	if p.locked(r, at) {
		return r.dn, errLocked
	}
	changed := r.draft()
	author{dn: rootDN, at: at}.sign(changed) // OpenLDAP signs what a sign-in leaves behind, too
	defer t.put(changed)
	for _, kept := range r.values("userPassword") {
		if passwordMatches(kept, password) {
			p.succeeded(changed, at)
			return r.dn, nil
		}
	}
	p.failed(changed, at)
	return r.dn, errWrongPassword
}

// policyControl is what the password policy has to say: that the account is locked, or nothing.
func policyControl(locked bool) *ber.Packet {
	value := ber.NewSequence("PasswordPolicyResponseValue")
	if locked {
		value.AppendChild(contextInteger(1, accountLocked))
	}
	return controlPacket(ldap.ControlTypeBeheraPasswordPolicy, value)
}
