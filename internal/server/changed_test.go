package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"
)

func sign(at time.Time, body, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
}

func TestAMessageMustBeSignedFreshAndNew(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 17, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		name, header string
		at           time.Time // of the check
		want         string
	}{
		{"as it should be", sign(now, "{}", "s3cret"), now, ""},
		{"four minutes late", sign(now, "{}", "s3cret"), now.Add(4 * time.Minute), ""},
		{"six minutes late", sign(now, "{}", "s3cret"), now.Add(6 * time.Minute), "the message is of another time than now: five minutes at most"},
		{"from the future", sign(now.Add(6*time.Minute), "{}", "s3cret"), now, "the message is of another time than now: five minutes at most"},
		{"another secret", sign(now, "{}", "secret"), now, "the signature is wrong"},
		{"another body", sign(now, "{ }", "s3cret"), now, "the signature is wrong"},
		{"no signature", "", now, "the header Exeunt-Signature is missing or not t=SECONDS,v1=HEX"},
		{"half a signature", sign(now, "{}", "s3cret")[:40], now, "the header Exeunt-Signature is missing or not t=SECONDS,v1=HEX"},
		{"a time that is none", "t=soon,v1=00", now, "the header Exeunt-Signature is missing or not t=SECONDS,v1=HEX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := &changed{now: func() time.Time { return c.at }}
			got := ""
			if err := h.check(c.header, []byte("{}"), "s3cret"); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if c.want == "" {
				if err := h.check(c.header, []byte("{}"), "s3cret"); err == nil || err.Error() != "the message came before" {
					t.Errorf("the same message again: %v", err)
				}
			}
		})
	}
}
