//go:build !js

package client_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// forgets has somebody else edit a model so much that the server forgets all that was done
// before, as it does with what is older than the domain wants it kept. It returns the text.
func forgets(t *testing.T, id string) string {
	t.Helper()
	y := connected(t, nil)
	m := y.open(id, object())
	for range 120 { // each an operation of its own
		if err := m.Splice(part(m, "text"), 0, 0, units("y")); err != nil {
			t.Fatal(err)
		}
		y.await("the edit to be at the server", func() bool { return m.Status().Committed })
	}
	db, err := sql.Open("sqlite", filepath.Join(testData, "domains", "convergence", "default.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE log SET millis = ? WHERE model = (SELECT key FROM models WHERE id = ?)`, time.Now().AddDate(0, 0, -2).UnixMilli(), id); err != nil {
		t.Fatal(err)
	}
	var oldest int64
	for end := time.Now().Add(20 * time.Second); oldest < 100; time.Sleep(20 * time.Millisecond) {
		if err := db.QueryRow(`SELECT oldest FROM models WHERE id = ?`, id).Scan(&oldest); err != nil || time.Now().After(end) {
			t.Fatalf("the oldest version is %d, %v", oldest, err)
		}
	}
	return atServer(t, id)
}

// TestOfflineForgotten was away for longer than the server keeps what happens. What was edited
// meanwhile is set aside with the model as it was, for the application, and no more is sent;
// the model can be had anew.
func TestOfflineForgotten(t *testing.T) {
	for _, c := range []struct {
		what string
		next func(*browser, *tab) *tab
	}{
		{"the tab has died", func(b *browser, x *tab) *tab { x.kill(); return b.open("next of " + x.t.Name()) }},
		{"the model is open", func(_ *browser, x *tab) *tab { return x }},
	} {
		t.Run(c.what, func(t *testing.T) {
			b, id := newBrowser(t), modelID(t)
			x, m := offlineTab(b, "away "+id, id)
			x.subscribe(id, true)
			x.insert(m, 0, "mine ")
			x.waitFor(m, client.SavedOnDevice)
			text := forgets(t, id)
			y := c.next(b, x)
			y.signIn()
			y.awaitEvent(client.OfflineRefused, id)
			list := y.refusals(id)
			if len(list) != 1 || list[0].Err.Code != protocol.CodeVersionNotKept || list[0].Retried || textIn(list[0].Data) != "mine |" {
				t.Fatalf("refused: %+v", list)
			}
			if got := atServer(t, id); got != text {
				t.Errorf("at the server: %q, before %q", got, text)
			}
			anew := y.must(id)
			if got := textOf(anew); got != text {
				t.Errorf("opened anew: %q, want %q", got, text)
			}
			y.insert(anew, 0, "again ")
			y.discard(list[0])
			y.await("everything to be at the server", func() bool { return y.SaveState() == client.SavedOnServer })
			if got := atServer(t, id); got != "again "+text {
				t.Errorf("in the end: %q", got)
			}
		})
	}
}

// TestOfflineForgottenCopy renews a copy without edits that is too old to be brought up to
// date, and keeps it up to date from then on.
func TestOfflineForgottenCopy(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x, _ := offlineTab(b, "away "+id, id)
	x.subscribe(id, true)
	x.written()
	x.kill()
	text := forgets(t, id)
	y := b.open("next " + id)
	y.signIn()
	var heard []string
	y.await("the copy to be renewed", func() bool {
		heard = append(heard, y.taken()...)
		return slices.ContainsFunc(heard, func(l string) bool { return strings.HasPrefix(l, client.OfflineDownloaded+" "+id) })
	})
	y.await("the round", func() bool { return !y.IsSynchronising() })
	if slices.ContainsFunc(heard, func(l string) bool {
		return strings.HasPrefix(l, client.OfflineDeleted) || strings.HasPrefix(l, client.OfflineModelSyncError)
	}) {
		t.Errorf("it hears of %q", heard)
	}
	y.Disconnect()
	if got := textOf(y.must(id)); got != text {
		t.Errorf("without a connection: %q, want %q", got, text)
	}
}
