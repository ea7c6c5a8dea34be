package storetest

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// testUsage expects what is counted to be what was stored, whoever changes it.
func testUsage(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	must(t, d.ClaimInstance(t.Context(), "i", alice.UserID))
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c"}, 0))
	used := func(want ...store.Used) {
		t.Helper()
		if got, err := other.Used(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("used %+v, %v\nwant %+v", got, err, want)
		}
	}
	used()
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c", Maker: alice.UserID}, []byte("state"))
	must(t, err)
	if got, _, err := other.Model(t.Context(), "m"); err != nil || got.Maker != alice.UserID {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = d.CreateModel(t.Context(), store.Model{ID: "n", Collection: "c", Maker: bob.UserID}, []byte("abc"))
	must(t, err)
	_, err = d.CreateModel(t.Context(), store.Model{ID: "n", Collection: "c", Maker: bob.UserID}, []byte("abc"))
	mustBe(t, err, store.ErrExists)
	e := store.Entry{Version: 1, Count: 2, Instance: "i", First: 1, Operations: []byte("1234"), Inverses: []byte("56")}
	mustAppend(t, d, m.Key, e)
	for _, err := range d.Append(t.Context(), []store.Append{{Model: m.Key, Version: 1, Entries: []store.Entry{e}}}) {
		mustBe(t, err, store.ErrVersion)
	}
	used(store.Used{Maker: alice.UserID, Models: 1, State: 5, Log: 6}, store.Used{Maker: bob.UserID, Models: 1, State: 3})
	if grown := saveSnapshot(t, d, m.Key, 3, []byte("states")); grown != 1 {
		t.Errorf("grown by %d", grown)
	}
	if grown := saveSnapshot(t, d, m.Key, 2, []byte("of before")); grown != 0 {
		t.Errorf("grown by %d", grown)
	}
	chat := newChat(1, "chat", "")
	chat.Create.Maker = bob.UserID
	said := message(1, 1, "one", "i", 5)
	must(t, d.ChangeChats(t.Context(), []store.ChatChange{chat, said}))
	size := chat.Events[0].Bytes() + said.Events[0].Bytes()
	used(store.Used{Maker: alice.UserID, Models: 1, State: 6, Log: 6}, store.Used{Maker: bob.UserID, Models: 1, State: 3, Chats: 1, ChatBytes: size})
	if got, err := other.Chat(t.Context(), "chat"); err != nil || got.Maker != bob.UserID || got.Bytes != size {
		t.Errorf("%+v, %v", got, err)
	}
	counts, err := other.Counts(t.Context())
	if err != nil || counts.File < 4096 {
		t.Errorf("%+v, %v", counts, err)
	}
	counts.File = 0
	if want := (store.Counts{Users: 2, Collections: 1, Models: 2, Chats: 1, Operations: 2, Clients: 1}); counts != want {
		t.Errorf("%+v, want %+v", counts, want)
	}
	if freed := deleteModel(t, d, m.Key); freed != 12 {
		t.Errorf("freed %d", freed)
	}
	if freed := deleteModel(t, d, m.Key); freed != 0 {
		t.Errorf("freed %d again", freed)
	}
	must(t, d.ChangeChats(t.Context(), []store.ChatChange{{Key: 1, Last: 1, Delete: true}}))
	used(store.Used{Maker: bob.UserID, Models: 1, State: 3})
}

// testLongLog deletes a model whose log goes in portions, and another one is made
// meanwhile.
func testLongLog(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i", alice.UserID))
	m := newModel(t, d, "m")
	for i := range int64(10) {
		mustAppend(t, d, m.Key, store.Entry{Version: 1 + i, Count: 1, Instance: "i", First: uint64(i + 1), Operations: bytes.Repeat([]byte("x"), 300<<10), Inverses: []byte{}})
	}
	left := func() int {
		entries, err := other.Entries(t.Context(), m.Key, 1, 100, 1<<30)
		must(t, err)
		return len(entries)
	}
	deleteModel(t, d, m.Key)
	if _, _, err := other.Model(t.Context(), "m"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after deleting it: %v", err)
	}
	if _, _, err := other.Snapshot(t.Context(), m.Key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the snapshot, after deleting it: %v", err)
	}
	if grown := saveSnapshot(t, d, m.Key, 5, []byte("of a model that is gone")); grown != 0 {
		t.Errorf("it has grown by %d", grown)
	}
	again := newModel(t, d, "m")
	mustAppend(t, d, again.Key, store.Entry{Version: 1, Count: 1, Instance: "i", First: 1, Operations: []byte("new"), Inverses: []byte{}})
	portions := 0
	for before := left(); ; portions++ {
		more, err := d.Purge(t.Context())
		must(t, err)
		if !more {
			break
		}
		if now := left(); before-now > 4 {
			t.Errorf("%d entries at once", before-now)
		} else {
			before = now
		}
	}
	if left() != 0 || portions < 4 {
		t.Errorf("%d entries are left after %d portions", left(), portions)
	}
	if entries, err := other.Entries(t.Context(), again.Key, 1, 2, 100); err != nil || len(entries) != 1 {
		t.Errorf("of the other model: %+v, %v", entries, err)
	}
}

// testExpireGuests forgets those who were not seen, and keeps the names of whom is still
// spoken of.
func testExpireGuests(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	guest := func(name string, millis int64) (store.Session, string) {
		s, err := d.Connect(t.Context(), store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}, DisplayName: name},
			Instance: name, Millis: millis, TokenHash: []byte(name), TokenDeadline: 1 << 40})
		must(t, err)
		return s, s.User.Username
	}
	end := func(s store.Session, millis int64) {
		must(t, d.Sighted(t.Context(), store.Sightings{Ended: []string{s.ID}, Millis: millis}))
	}
	idle, idleName := guest("idle", 10)
	author, authorName := guest("author", 10)
	speaker, speakerName := guest("speaker", 10)
	recent, recentName := guest("recent", 10)
	_, thereName := guest("there", 10)
	m := newModel(t, d, "m")
	mustAppend(t, d, m.Key, store.Entry{Version: 1, Count: 1, Session: author.ID, Instance: "author", First: 1, Operations: []byte("x"), Inverses: []byte{}})
	said := message(1, 1, "one", "speaker", 5)
	said.Events[0].User = speaker.User.UserID
	must(t, d.ChangeChats(t.Context(), []store.ChatChange{newChat(1, "chat", ""), said}))
	for _, s := range []store.Session{idle, author, speaker} {
		end(s, 20)
	}
	end(recent, 50)
	gone := make(map[string]bool)
	for after, first := "", true; first || after != ""; first = false {
		var some []protocol.UserID
		var err error
		after, some, err = d.ExpireGuests(t.Context(), after, 2, 50)
		must(t, err)
		for _, u := range some {
			gone[u.Username] = true
		}
	}
	if want := map[string]bool{idleName: true, authorName: true, speakerName: true}; !reflect.DeepEqual(gone, want) {
		t.Fatalf("gone are %v, want %v", gone, want)
	}
	look := func(name string) (store.User, error) {
		return other.User(t.Context(), protocol.UserID{Type: protocol.UserAnonymous, Username: name})
	}
	if _, err := look(idleName); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("who did nothing is still there: %v", err)
	}
	for name, display := range map[string]string{authorName: "author", speakerName: "speaker"} {
		if u, err := look(name); err != nil || u.DisplayName != display || !u.Disabled {
			t.Errorf("%s is %+v, %v", display, u, err)
		}
	}
	for _, name := range []string{recentName, thereName} {
		if u, err := look(name); err != nil || u.Disabled {
			t.Errorf("%s is %+v, %v", name, u, err)
		}
	}
	for _, token := range []string{"idle", "author"} {
		_, err := other.TokenUser(t.Context(), []byte(token), 60)
		mustBe(t, err, store.ErrNotFound)
	}
	if s, err := other.Session(t.Context(), author.ID); err != nil || s.User.DisplayName != "author" {
		t.Errorf("the author of an operation is %+v, %v", s, err)
	}
	if _, again, err := d.ExpireGuests(t.Context(), "", 100, 50); err != nil || len(again) != 0 {
		t.Errorf("gone again are %v, %v", again, err)
	}
}

// testExpireSessions forgets records of sessions that changed nothing, and of clients of
// which nothing was accepted.
func testExpireSessions(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	connect := func(instance string) store.Session {
		s, err := d.Connect(t.Context(), store.Connect{User: alice, Instance: instance, Millis: 10, TokenHash: []byte(instance), TokenDeadline: 1 << 40})
		must(t, err)
		return s
	}
	wrote, said, idle, there, late := connect("wrote"), connect("said"), connect("idle"), connect("there"), connect("late")
	author, err := d.Author(t.Context(), store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "a key"}}, Instance: "author", Millis: 10})
	must(t, err)
	m := newModel(t, d, "m")
	e := store.Entry{Version: 1, Count: 1, Session: wrote.ID, Instance: "wrote", First: 1, Operations: []byte("x"), Inverses: []byte{}}
	mustAppend(t, d, m.Key, e)
	must(t, d.ChangeChats(t.Context(), []store.ChatChange{newChat(1, "chat", ""), message(1, 1, "one", "said", 5)}))
	// What is refused in its midst has noted nothing: what comes after it is noted.
	first := store.Entry{Version: 2, Count: 1, Session: late.ID, Instance: "late", First: 1, Operations: []byte("x"), Inverses: []byte{}}
	again := first
	again.Version = 3
	for _, err := range d.Append(t.Context(), []store.Append{{Model: m.Key, Version: 2, Entries: []store.Entry{first, again}}}) {
		mustBe(t, err, store.ErrSequence)
	}
	mustAppend(t, d, m.Key, first)
	for _, s := range []store.Session{wrote, said, idle, late} {
		must(t, d.Sighted(t.Context(), store.Sightings{Ended: []string{s.ID}, Millis: 20}))
	}
	expired := func(since int64) (sessions int, clients []string) {
		t.Helper()
		for n := -1; n != 0; sessions += n {
			var err error
			n, err = d.ExpireSessions(t.Context(), 1, since)
			must(t, err)
		}
		for after := int64(-1); after != 0; {
			var some []string
			var err error
			after, some, err = d.ExpireInstances(t.Context(), max(after, 0), 2, since)
			must(t, err)
			clients = append(clients, some...)
		}
		return sessions, clients
	}
	if n, clients := expired(20); n != 0 || clients != nil {
		t.Errorf("too early: %d and %v", n, clients)
	}
	if n, clients := expired(21); n != 2 || !reflect.DeepEqual(clients, []string{"idle"}) {
		t.Errorf("%d sessions and %v", n, clients)
	}
	for _, s := range []store.Session{wrote, there, late, author} {
		if got, err := other.Session(t.Context(), s.ID); err != nil || got.User.Username == "" {
			t.Errorf("session %s is %+v, %v", s.ID, got, err)
		}
	}
	if entries, err := d.Entries(t.Context(), m.Key, 1, 10, 1<<20); err != nil || len(entries) != 2 {
		t.Errorf("the log is %+v, %v", entries, err)
	}
	// What was accepted is not taken again, and a client that was forgotten goes on.
	e.Version = 3
	for _, err := range d.Append(t.Context(), []store.Append{{Model: m.Key, Version: 3, Entries: []store.Entry{e}}}) {
		mustBe(t, err, store.ErrSequence)
	}
	must(t, d.ClaimInstance(t.Context(), "idle", alice.UserID))
	e.Instance = "idle"
	mustAppend(t, d, m.Key, e)
}
