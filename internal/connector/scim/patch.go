package scim

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// operation is one change of a PATCH (RFC 7644, 3.5.2).
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path,omitempty"`
	Value any    `json:"value,omitempty"`
}

func patchOf(operations ...operation) any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": operations}
}

// patch changes a resource. The answer is returned beside an error too, where there was one.
func (d *deed) patch(ctx context.Context, endpoint, id, version string, operations ...operation) (*web.Answer, error) {
	body, err := json.Marshal(patchOf(operations...))
	if err != nil {
		return nil, err
	}
	return d.send(ctx, http.MethodPatch, endpoint, id, version, body)
}

// send writes to a resource: only as long as it is what we have seen, where the server keeps versions (RFC 7644, 3.14).
func (d *deed) send(ctx context.Context, method, endpoint, id, version string, body []byte) (*web.Answer, error) {
	r := web.Request{Method: method, Path: endpoint + "/" + url.PathEscape(id), Body: body, Header: http.Header{}}
	if body != nil {
		r.Type = mediaType
	}
	if d.service.etag && version != "" {
		r.Header.Set("If-Match", version)
	}
	return d.ask(ctx, r)
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// keyed lets one at a time do something about one key.
type keyed struct {
	mu   sync.Mutex
	keys map[string]*turn
}

type turn struct {
	sync.Mutex
	waiting int
}

// lock waits for the turn of a key, and returns what ends it.
func (k *keyed) lock(key string) (unlock func()) {
	k.mu.Lock()
	if k.keys == nil {
		k.keys = map[string]*turn{}
	}
	t := k.keys[key]
	if t == nil {
		t = &turn{}
		k.keys[key] = t
	}
	t.waiting++
	k.mu.Unlock()
	t.Lock()
	return func() {
		t.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if t.waiting--; t.waiting == 0 {
			delete(k.keys, key)
		}
	}
}
