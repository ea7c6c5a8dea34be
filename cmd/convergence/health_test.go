package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHealth expects the answer of a server that is well, and an error for any other.
func TestHealth(t *testing.T) {
	status := http.StatusOK
	asked := ""
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path
		w.WriteHeader(status)
		w.Write([]byte("as it is\n"))
	}))
	defer web.Close()
	for _, step := range []struct {
		path, asked string
		status      int
	}{{"", "/ready", 200}, {"/", "/ready", 200}, {"/health", "/health", 200}, {"", "/ready", 503}, {"", "/ready", 404}} {
		status = step.status
		said, err := askHealth(t.Context(), web.URL+step.path)
		if (err == nil) != (status == 200) || asked != step.asked || err == nil && said != "as it is" || err != nil && !strings.Contains(err.Error(), "as it is") {
			t.Errorf("%+v: asked %s, %q, %v", step, asked, said, err)
		}
	}
	for _, bad := range []string{"", "localhost:8000", "ftp://localhost", "http://"} {
		if _, err := askHealth(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "no address") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	web.Close()
	if _, err := askHealth(t.Context(), web.URL); err == nil {
		t.Error("a server that has gone is well")
	}
}
