package web

import (
	"encoding/base64"
	"time"
)

const flashCookie = "__Host-exeunt-flash"

// flash says something on the next page: what was done.
func (r *request) flash(text string) {
	keep(r.w, flashCookie, base64.RawURLEncoding.EncodeToString([]byte(text)), time.Minute)
}

// flashed returns what the page before wanted to be said, once.
func (r *request) flashed() string {
	cookie, err := r.http.Cookie(flashCookie)
	if err != nil || cookie.Value == "" {
		return ""
	}
	keep(r.w, flashCookie, "", -time.Second)
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return ""
	}
	return string(text)
}
