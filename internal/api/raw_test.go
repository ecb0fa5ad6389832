package api_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// TestTheRestOfABodyIsNoRequest sends a body that is refused unread, with a request hidden in it: only the first is answered.
func TestTheRestOfABodyIsNoRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ada@x.test", access.Worker)
	address, err := url.Parse(h.url)
	must(t, err)
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address.Host)
	must(t, err)
	defer conn.Close()
	hidden := fmt.Sprintf("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", token)
	body := strings.Repeat(hidden, 4<<20/len(hidden))
	go func() {
		fmt.Fprintf(conn, "POST /api/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", token, len(body), body)
	}()
	got, err := io.ReadAll(conn) // until the server hangs up
	if n := bytes.Count(got, []byte("HTTP/1.1 ")); n != 1 || !bytes.HasPrefix(got, []byte("HTTP/1.1 413")) {
		t.Errorf("%d answers (%v): %.300s", n, err, got)
	}
}
