package scim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// rewrite changes what the application answers, where that is a JSON object.
func rewrite(pass http.Handler, change func(r *http.Request, said map[string]any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		pass.ServeHTTP(kept, r)
		body := kept.Body.Bytes()
		var said map[string]any
		if json.Unmarshal(body, &said) == nil {
			change(r, said)
			body, _ = json.Marshal(said)
		}
		for name, values := range kept.Header() {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(kept.Code)
		_, _ = bytes.NewReader(body).WriteTo(w)
	})
}

// bodyOf reads the body of a request and leaves it there.
func bodyOf(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}
