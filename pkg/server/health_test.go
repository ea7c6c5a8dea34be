package server_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestHealth breaks the file of a domain below a server that runs.
func TestHealth(t *testing.T) {
	var l logged
	s := start(t, t.TempDir(), server.Options{Log: log(&l)})
	s.connect("ada").create("m", nil)
	base := strings.TrimSuffix(strings.Replace(s.url, "ws", "http", 1), "/api/realtime/"+name.String())
	ask := func(path string, code int, status string) {
		t.Helper()
		answer, err := http.Get(base + path)
		must(t, err)
		defer answer.Body.Close()
		var told struct {
			Status string
			Wrong  []string
		}
		must(t, json.NewDecoder(answer.Body).Decode(&told))
		if answer.StatusCode != code || told.Status != status || (code == 200) != (len(told.Wrong) == 0) || strings.Contains(strings.Join(told.Wrong, " "), name.ID) {
			t.Errorf("%s: %d %+v", path, answer.StatusCode, told)
		}
		if answer.Header.Get("X-Frame-Options") == "" || !strings.Contains(answer.Header.Get("Content-Security-Policy"), "frame-ancestors") {
			t.Errorf("%s is without %v", path, answer.Header)
		}
	}
	ask("/health", 200, "ok")
	ask("/ready", 200, "ready")
	path := filepath.Join(s.dir, "domains", name.Namespace, name.ID+".db")
	for _, suffix := range []string{"", "-wal"} {
		f, err := os.OpenFile(path+suffix, os.O_WRONLY, 0)
		must(t, err)
		info, err := f.Stat()
		must(t, err)
		_, err = f.WriteAt(make([]byte, info.Size()), 0)
		must(t, err)
		must(t, f.Close())
	}
	time.Sleep(2100 * time.Millisecond)
	ask("/health", 503, "failing")
	ask("/ready", 503, "failing")
	l.has(t, "ERROR", "store of the domain fails")
}
