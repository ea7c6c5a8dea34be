package storetest

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testProfiles(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	_, last, err := other.ProfileChanges(t.Context(), -1)
	must(t, err)
	expect := func(want ...protocol.UserID) {
		t.Helper()
		got, now, err := other.ProfileChanges(t.Context(), last)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("changes %+v, %v, want %+v", got, err, want)
		}
		last = now
	}
	expect()
	changed := protocol.User{UserID: alice.UserID, FirstName: "A", LastName: "B", DisplayName: "C", Email: "D"}
	must(t, d.SetProfile(t.Context(), changed))
	must(t, d.SetProfile(t.Context(), changed)) // changes nothing
	must(t, d.SetProfile(t.Context(), bob))
	mustBe(t, d.SetProfile(t.Context(), protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous, Username: "alice"}}), store.ErrNotFound)
	expect(alice.UserID)
	if u, err := other.User(t.Context(), alice.UserID); err != nil || u.User != changed {
		t.Fatalf("user %+v, %v", u, err)
	}
	// Who has missed too many learns that it has.
	for i := range 101 {
		changed.Email = fmt.Sprint(i)
		must(t, d.SetProfile(t.Context(), changed))
	}
	got, _, err := other.ProfileChanges(t.Context(), last)
	if err != nil || len(got) == 0 || got[0] != (protocol.UserID{}) {
		t.Fatalf("%d changes, %v", len(got), err)
	}

	must(t, d.CreateGroup(t.Context(), "g", "who reads"))
	must(t, d.AddGroupMember(t.Context(), "g", bob.UserID))
	must(t, d.AddGroupMember(t.Context(), "g", alice.UserID))
	g, err := other.Group(t.Context(), "g")
	if err != nil || !reflect.DeepEqual(g, protocol.Group{ID: "g", Description: "who reads", Members: []protocol.UserID{alice.UserID, bob.UserID}}) {
		t.Fatalf("group %+v, %v", g, err)
	}
	must(t, d.DescribeGroup(t.Context(), "g", ""))
	mustBe(t, d.DescribeGroup(t.Context(), "G", ""), store.ErrNotFound)
	if g, err = other.Group(t.Context(), "g"); err != nil || g.Description != "" || len(g.Members) != 2 {
		t.Fatalf("group %+v, %v", g, err)
	}
	_, err = other.Group(t.Context(), "G")
	mustBe(t, err, store.ErrNotFound)
}

func testFindUsers(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	add := func(name, email string, disabled bool) {
		must(t, d.CreateUser(t.Context(), store.User{Disabled: disabled, User: protocol.User{UserID: protocol.UserID{Username: name}, Email: email}}))
	}
	add("Anna", "z@x", false)
	add("änne", "a@x", false)
	add("off", "o@x", true)
	find := func(s store.UserSearch) (names []string) {
		t.Helper()
		s.Limit = 10
		users, total, err := d.FindUsers(t.Context(), s)
		must(t, err)
		for _, u := range users {
			names = append(names, u.Username+" "+u.Email)
		}
		if total != len(users) {
			t.Errorf("%d of %d users", len(users), total)
		}
		return names
	}
	email, name := []protocol.UserField{protocol.FieldEmail}, []protocol.UserField{protocol.FieldUsername}
	for _, c := range []struct {
		search store.UserSearch
		want   []string
	}{
		{store.UserSearch{Fields: name, Text: "NN"}, []string{"Anna ", "änne "}},
		{store.UserSearch{Fields: name, Text: "Änn"}, []string{"änne "}},
		{store.UserSearch{Fields: email, Text: "@X", Emails: true, OrderBy: protocol.FieldEmail}, []string{"änne a@x", "Anna z@x"}},
		{store.UserSearch{Fields: email, Text: "@x", OrderBy: protocol.FieldEmail}, nil},
		{store.UserSearch{Fields: email, Text: "@x", Viewer: protocol.UserID{Username: "Anna"}}, []string{"Anna z@x"}},
		{store.UserSearch{Fields: name, OrderBy: protocol.FieldEmail}, []string{"Anna ", "änne "}}, // their order means nothing
		{store.UserSearch{Fields: name, Text: "a'%_\\"}, nil},
		{store.UserSearch{Text: "a"}, nil},
	} {
		if got := find(c.search); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v found %q, want %q", c.search, got, c.want)
		}
	}
}
