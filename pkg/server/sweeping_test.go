package server_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestSweep forgets a guest who did nothing, and keeps the name of one whose edits are in
// the history; a chat in which nothing was said goes.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir, server.Options{})
	named := func(name string) *client {
		r := credentials("")
		r.DisplayName = &name
		return s.connectAs(r)
	}
	author, idle := named("Author"), named("Idle")
	session := author.session
	a := author.open("m")
	a.edit(splice(0, 0, "one"))
	a.settle(2)
	ada := s.connect("ada")
	for _, id := range []string{"empty", "spoken"} {
		call[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{ID: id, Type: "room", Membership: "public"})
	}
	acts[*protocol.ChatJoinResponse](ada, &protocol.ChatJoinRequest{ID: "spoken"})
	ada.says("spoken", "hello")
	guests := []protocol.UserID{author.people[author.session], idle.people[idle.session]}
	s.stop()
	before := rows(t, dir)

	// A year later.
	ago := time.Now().Add(-365 * 24 * time.Hour).UnixMilli()
	for _, statement := range []string{`UPDATE sessions SET ended = ?`, `UPDATE users SET seen = ?`, `UPDATE instances SET seen = ?`, `UPDATE chats SET last_time = ?`} {
		execute(t, dir, statement, ago)
	}
	s = start(t, dir, brisk)
	s.quotas(store.Quotas{}, store.DefaultKeeping())
	s.connect("ada") // who has the domain opened
	waitUntil(t, "the sweep", func() bool {
		after := rows(t, dir)
		return after["users"] == before["users"]-1 && after["chats"] == before["chats"]-1 && after["sessions"] == before["sessions"]-1
	})
	bob := s.connect("bob")
	found := call[*protocol.UsersResponse](bob, &protocol.UsersRequest{Users: guests}).Users
	if len(found) != 1 || found[0].DisplayName != "Author" {
		t.Errorf("found %+v", found)
	}
	history := call[*protocol.HistoryOperationsResponse](bob, &protocol.HistoryOperationsRequest{ModelID: "m", From: 1, To: 2})
	if len(history.Runs) != 1 || history.Runs[0].SessionID != session || bob.users[guests[0]].DisplayName != "Author" {
		t.Errorf("history %+v, by %+v", history.Runs, bob.users)
	}
	if all := call[*protocol.ChatsExistResponse](bob, &protocol.ChatsExistRequest{IDs: []string{"empty", "spoken"}}).Exist; all[0] || !all[1] {
		t.Errorf("the chats exist: %v", all)
	}
	// Who comes back from then on may.
	s.connect("")
}

// execute changes the file of the domain.
func execute(t *testing.T, dir, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "domains", name.Namespace, name.ID+".db"))
	must(t, err)
	defer db.Close()
	_, err = db.Exec(statement, args...)
	must(t, err)
}

func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s does not come", what)
		}
	}
}
