package web

import (
	"strings"
	"time"
)

const onceCookie = "__Host-exeunt-once"

// handOver lets the next page show a secret that is kept nowhere, once. What names the page that may.
func (r *request) handOver(what, secret string) { keep(r.w, onceCookie, what+":"+secret, time.Minute) }

// handed returns the secret that the page before handed over to this one.
func (r *request) handed(what string) string {
	cookie, err := r.http.Cookie(onceCookie)
	if err != nil {
		return ""
	}
	secret, mine := strings.CutPrefix(cookie.Value, what+":")
	if !mine {
		return ""
	}
	keep(r.w, onceCookie, "", -time.Second)
	return secret
}
