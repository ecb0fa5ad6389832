package ad

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"unicode/utf16"

	goldap "github.com/go-ldap/ldap/v3"
)

const attrPassword = "unicodePwd"

// scramble replaces the password twice by random ones, so that the old one is not even the last but one: a domain goes on
// taking that one for a while (Samba, and NTLM on Windows), and its hash is what an attacker may hold. Nothing remembers
// what was written, and nothing can bring back what was there.
func (d *deed) scramble(ctx context.Context) error {
	if d.cfg.KeepPassword || d.entry.hasManagedPassword() {
		return nil
	}
	for range 2 {
		change := goldap.NewModifyRequest(d.entry.DN, nil)
		change.Replace(attrPassword, []string{quoted(randomPassword())})
		if err := d.written(explainWrite("set the password of", d.entry.DN, d.cn.Modify(ctx, change))); err != nil {
			return err
		}
	}
	return nil
}

// hasManagedPassword reports an account whose password the domain itself makes.
func (e entry) hasManagedPassword() bool {
	return e.has("objectClass", "msDS-GroupManagedServiceAccount") || e.has("objectClass", "msDS-DelegatedManagedServiceAccount")
}

// randomPassword returns a password of 30 random letters and digits, 154 bits, and one of each sort that a policy of
// complexity could ask for.
func randomPassword() string { return rand.Text() + rand.Text()[:4] + "aA1!" }

// quoted writes a password as unicodePwd takes it (MS-ADTS 3.1.1.3.1.5.1): in quotes, in UTF-16LE.
func quoted(password string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(`"` + password + `"`)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}
