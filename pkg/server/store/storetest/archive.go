package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// all reads every page of records, two at a time.
func all[T any](t *testing.T, read func(after T) ([]T, error)) []T {
	t.Helper()
	var found []T
	var after T
	for {
		page, err := read(after)
		must(t, err)
		if len(page) == 0 {
			return found
		}
		found = append(found, page...)
		after = page[len(page)-1]
	}
}

// records is everything that only archives read.
type records struct {
	Counters store.Counters
	Users    []store.UserRecord
	Clients  []store.ClientRecord
	Authors  []store.AuthorRecord
}

func recordsOf(t *testing.T, d store.Domain) (r records) {
	t.Helper()
	ctx := t.Context()
	var err error
	r.Counters, err = d.Counters(ctx)
	must(t, err)
	r.Users = all(t, func(after store.UserRecord) ([]store.UserRecord, error) { return d.UserRecords(ctx, after.UserID, 2) })
	r.Clients = all(t, func(after store.ClientRecord) ([]store.ClientRecord, error) { return d.ClientRecords(ctx, after.ID, 2) })
	r.Authors = all(t, func(after store.AuthorRecord) ([]store.AuthorRecord, error) {
		return d.AuthorRecords(ctx, after.Session, 2)
	})
	return r
}

// testRecords expects what archives read to be what was done.
func testRecords(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	addUsers(t, d)
	must(t, d.RemoveUser(t.Context(), bob.UserID))
	guest, err := d.Connect(t.Context(), store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}}, Instance: "g", Millis: 5, TokenHash: []byte("1")})
	must(t, err)
	session, err := d.Connect(t.Context(), store.Connect{User: alice, Instance: "i", Millis: 7, TokenHash: []byte("2")})
	must(t, err)
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c"}, 0))
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c"}, []byte("x"))
	must(t, err)
	mustAppend(t, d, m.Key, store.Entry{Version: 1, Count: 1, Session: session.ID, Instance: "i", First: 1, Millis: 9, Operations: []byte("1"), Inverses: []byte("2")})
	r := recordsOf(t, d)
	if r.Counters != (store.Counters{Guests: 1, Sessions: 2}) {
		t.Errorf("the counters are %+v", r.Counters)
	}
	if len(r.Users) != 3 || r.Users[0].User.User != alice || !r.Users[1].Removed || r.Users[2].UserID != guest.User.UserID || r.Users[2].Seen != 5 {
		t.Errorf("the users are %+v", r.Users)
	}
	if want := []store.ClientRecord{{ID: "g", User: guest.User.UserID, Seen: 5}, {ID: "i", User: alice.UserID, Seen: 7, Wrote: true}}; !reflect.DeepEqual(r.Clients, want) {
		t.Errorf("the clients are %+v", r.Clients)
	}
	if want := []store.AuthorRecord{{Session: session.ID, User: alice.UserID, Client: "i", Connected: 7}}; !reflect.DeepEqual(r.Authors, want) {
		t.Errorf("the authors are %+v", r.Authors)
	}
	_, err = d.ReservePrefixes(t.Context(), m.Key, 3)
	must(t, err)
	if last, err := d.Prefixes(t.Context(), m.Key); err != nil || last != 4 {
		t.Errorf("the last prefix is %d, %v", last, err)
	}
	entry := store.ChatEntry{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatMessage, Number: 1, User: alice.UserID, Text: "hi"}, Instance: "i", Sequence: 8}
	created := store.ChatEntry{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated, User: alice.UserID, Members: []protocol.UserID{alice.UserID}}}
	must(t, d.ChangeChats(t.Context(), []store.ChatChange{{Key: 4, Create: &store.Chat{Key: 4, ChatInfo: protocol.ChatInfo{ID: "talk"}}, Events: []store.ChatEntry{created, entry}}}))
	if ids, err := d.ChatIDs(t.Context(), "", 5); err != nil || !reflect.DeepEqual(ids, []string{"talk"}) {
		t.Errorf("the chats are %v, %v", ids, err)
	}
	if events, err := d.ChatEntries(t.Context(), 4, 0, 5); err != nil || !reflect.DeepEqual(events, []store.ChatEntry{created, entry}) {
		t.Errorf("the events are %+v, %v", events, err)
	}
}

// testSnapshot reads what there was, and writes nothing.
func testSnapshot(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	system := open()
	defer system.Close()
	must(t, d.CreateGroup(t.Context(), "before", ""))
	s, err := system.Snapshot(t.Context(), testDomain)
	must(t, err)
	must(t, d.CreateGroup(t.Context(), "after", ""))
	if ids, err := s.GroupIDs(t.Context()); err != nil || !reflect.DeepEqual(ids, []string{"before"}) {
		t.Errorf("the snapshot has %v, %v", ids, err)
	}
	if s.CreateGroup(t.Context(), "there", "") == nil {
		t.Error("a snapshot was written to")
	}
	must(t, s.Close())
	_, err = system.Snapshot(t.Context(), store.DomainName{Namespace: "no", ID: "where"})
	mustBe(t, err, store.ErrNotFound)
}

// testImportDomain makes a domain that is there as a whole or not at all.
func testImportDomain(t *testing.T, open func() store.System) {
	openDomain(t, open)
	system := open()
	defer system.Close()
	ctx := context.Background()
	want := records{
		Counters: store.Counters{Guests: 9, Sessions: 40},
		Users:    []store.UserRecord{{User: store.User{User: alice, PasswordHash: "h"}}, {User: store.User{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous, Username: "3"}}}, Seen: 4}},
		Clients:  []store.ClientRecord{{ID: "i", User: alice.UserID, Seen: 3, Wrote: true}},
		Authors:  []store.AuthorRecord{{Session: "z", User: alice.UserID, Client: "i", Connected: 2}},
	}
	fill := func(d store.NewDomainStore) error {
		err := errors.Join(d.AddUserRecords(ctx, want.Users), d.AddClientRecords(ctx, want.Clients), d.AddAuthorRecords(ctx, want.Authors), d.SetCounters(ctx, want.Counters))
		for _, twice := range []error{d.AddUserRecords(ctx, want.Users[:1]), d.AddClientRecords(ctx, want.Clients), d.AddAuthorRecords(ctx, want.Authors)} {
			if !errors.Is(twice, store.ErrExists) {
				t.Errorf("twice: %v", twice)
			}
		}
		unknown := d.AddAuthorRecords(ctx, []store.AuthorRecord{{Session: "y", User: alice.UserID, Client: "nobody's"}})
		if !errors.Is(unknown, store.ErrNotFound) {
			t.Errorf("the session of a client who is not known: %v", unknown)
		}
		return err
	}
	info := store.DomainInfo{DomainName: store.DomainName{Namespace: "space", ID: "imported"}, Created: 77, Anonymous: true}
	failed := errors.New("it fails")
	mustBe(t, system.ImportDomain(ctx, info, false, func(d store.NewDomainStore) error { return errors.Join(fill(d), failed) }), failed)
	_, err := system.Domain(ctx, info.DomainName)
	mustBe(t, err, store.ErrNotFound)
	must(t, system.ImportDomain(ctx, info, false, fill))
	if got, err := open().Domain(ctx, info.DomainName); err != nil || got != info {
		t.Errorf("the domain is %+v, %v", got, err)
	}
	d, err := system.OpenDomain(ctx, info.DomainName)
	must(t, err)
	if got := recordsOf(t, d); !reflect.DeepEqual(got, want) {
		t.Errorf("it has %+v\nwant %+v", got, want)
	}
	if all, err := d.SignIns(ctx, "", 9); err != nil || len(all) > 0 {
		t.Errorf("authors who never signed in here are told of as if they had: %+v, %v", all, err)
	}
	next, err := d.Connect(ctx, store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}}, Instance: "g", TokenHash: []byte("1")})
	if err != nil || next.ID != "15" || next.User.Username != "a" { // 41 and 10 to the base of 36
		t.Errorf("the next session is %+v, %v", next, err)
	}
	must(t, d.Close())
	mustBe(t, system.ImportDomain(ctx, info, false, fill), store.ErrExists)
	mustBe(t, system.ImportDomain(ctx, info, true, func(store.NewDomainStore) error { return failed }), failed)
	if d, err = system.OpenDomain(ctx, info.DomainName); err == nil {
		if got := recordsOf(t, d); len(got.Users) != 3 {
			t.Errorf("a replacement that failed leaves %+v", got)
		}
		must(t, d.Close())
	}
	must(t, err)
	must(t, system.ImportDomain(ctx, info, true, fill))
	if d, err = system.OpenDomain(ctx, info.DomainName); err == nil {
		if got := recordsOf(t, d); !reflect.DeepEqual(got, want) {
			t.Errorf("replaced, it has %+v", got)
		}
		must(t, d.Close())
	}
	must(t, err)
	info.ID = "a/b"
	mustBe(t, system.ImportDomain(ctx, info, false, fill), store.ErrName)
}
