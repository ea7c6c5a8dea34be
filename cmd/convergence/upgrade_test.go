package main

import (
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// firstSchema returns a data directory as a server of the first schema has left it.
func firstSchema(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(data, "domains", "space"), 0o700))
	for from, to := range map[string]string{"system.db.gz": "system.db", "first.db.gz": "domains/space/first.db"} {
		zipped, err := os.Open(filepath.Join("..", "..", "pkg", "server", "store", "sqlite", "testdata", "schema-1", from))
		must(t, err)
		in, err := gzip.NewReader(zipped)
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		must(t, zipped.Close())
		must(t, os.WriteFile(filepath.Join(data, to), text, 0o600))
	}
	return data
}

// TestUpgrade serves data of the first schema: people sign in with their passwords, and find
// their model with its data and its history, which goes on.
func TestUpgrade(t *testing.T) {
	data := firstSchema(t)
	if said := run(t, "verify", data); !strings.Contains(said, "whole") {
		t.Fatal(said)
	}
	p := serveProcess(t, data)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	address := strings.Replace(p.url, "ws", "http", 1) + "space/first"
	ada, err := native.Connect(ctx, address, native.Options{Username: "ada", Password: "secret"})
	must(t, err)
	defer ada.Close()
	m, err := ada.Open(ctx, "plan")
	must(t, err)
	want := map[string]any{"title": "Plan01234567890123456789", "steps": []any{"step 15", "step 10", "step 5", "step 0"}, "n": 42.0}
	if got := m.Element().Value(); !reflect.DeepEqual(got, want) || m.Status().Version != 26 || m.Collection() != "examples" {
		t.Errorf("the model is %v at version %d in %s", got, m.Status().Version, m.Collection())
	}
	must(t, m.Element().At("n").Add(1))
	must(t, m.Committed(ctx))
	opened, played := make(chan *client.History, 1), make(chan *client.Error, 1)
	ada.Core().OpenHistory("plan", func(h *client.History, err *client.Error) {
		if err != nil {
			t.Error(err)
		}
		opened <- h
	})
	h := <-opened
	h.PlayTo(1, func(err *client.Error) { played <- err })
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	h.View(func() {
		if got := native.Plain(h.Root().Value()); !reflect.DeepEqual(got, map[string]any{"title": "Plan", "steps": []any{}, "n": 1.0}) {
			t.Errorf("it began with %v", got)
		}
	})
	guest, err := native.Connect(ctx, address, native.Options{DisplayName: "Guest"})
	must(t, err)
	if name := guest.Session().Participant.User.Username; name != "2" {
		t.Errorf("the next guest is %q", name)
	}
	guest.Close()
	if said := run(t, "verify", data); !strings.Contains(said, "whole") {
		t.Error(said)
	}
	if said := run(t, "export", filepath.Join(t.TempDir(), "first.jsonl"), "--data", data); !strings.Contains(said, "1 models with 26 operations") {
		t.Error(said)
	}
}

// TestNewerSchema refuses data of a later program, of the server or of one domain, and says
// what to do. Every program since the first one does so.
func TestNewerSchema(t *testing.T) {
	for file, commands := range map[string][][]string{
		"system.db":              {{"serve", "--addr", "127.0.0.1:0", "--data"}, {"domain", "list", "--data"}, {"verify"}, {"restore"}},
		"domains/space/first.db": {{"group", "list", "--data"}, {"export", "-", "--data"}, {"verify"}},
	} {
		data := firstSchema(t)
		run(t, "group", "list", "--data", data) // brings it up to date
		db, err := sql.Open("sqlite", filepath.Join(data, file))
		must(t, err)
		_, err = db.Exec("PRAGMA user_version = 999")
		must(t, err)
		must(t, db.Close())
		before, err := os.ReadFile(filepath.Join(data, file))
		must(t, err)
		for _, command := range commands {
			args := append(command, data)
			if command[0] == "restore" {
				must(t, os.WriteFile(filepath.Join(data, manifest), []byte("{}"), 0o600))
				args = append(args, "--data", t.TempDir())
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a server that takes it would run on
			out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
			cancel()
			said := string(out)
			if err == nil || !strings.Contains(said, "schema version 999") || !strings.Contains(said, "this program") {
				t.Errorf("%v with a newer %s: %v %s", command, file, err, said)
			}
		}
		if after, err := os.ReadFile(filepath.Join(data, file)); err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%s has been changed, %v", file, err)
		}
	}
}
