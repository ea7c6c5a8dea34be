package storetest

import (
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testGroups(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	must(t, d.CreateGroup(t.Context(), "g1", ""))
	must(t, d.CreateGroup(t.Context(), "g2", ""))
	mustBe(t, d.CreateGroup(t.Context(), "g1", ""), store.ErrExists)
	mustBe(t, d.CreateGroup(t.Context(), "", ""), store.ErrName)
	mustBe(t, d.AddGroupMember(t.Context(), "g3", alice.UserID), store.ErrNotFound)
	mustBe(t, d.AddGroupMember(t.Context(), "g1", protocol.UserID{Username: "nobody"}), store.ErrNotFound)
	mustBe(t, d.RemoveGroupMember(t.Context(), "g1", alice.UserID), store.ErrNotFound)
	for _, g := range []string{"g2", "g1", "g1"} {
		must(t, d.AddGroupMember(t.Context(), g, alice.UserID))
	}
	must(t, d.AddGroupMember(t.Context(), "g2", bob.UserID))
	must(t, d.RemoveGroupMember(t.Context(), "g2", bob.UserID))
	for user, want := range map[protocol.UserID][]string{
		alice.UserID: {"g1", "g2"}, bob.UserID: nil, {Type: protocol.UserAnonymous, Username: "alice"}: nil,
	} {
		if got, err := other.GroupsOf(t.Context(), user); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("groups of %v: %v, %v, want %v", user, got, err, want)
		}
	}
}

func testSetRights(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	yes, read := true, protocol.PermissionRead
	user := func(u protocol.User, p protocol.Permissions) protocol.UserPermissions {
		return protocol.UserPermissions{User: u.UserID, Permissions: p}
	}
	group := func(id string, p protocol.Permissions) protocol.GroupPermissions {
		return protocol.GroupPermissions{Group: id, Permissions: p}
	}
	makeCollection(t, d)
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c",
		Users: []protocol.UserPermissions{user(alice, 15)}, Groups: []protocol.GroupPermissions{group("g1", 3)}}, []byte("data"))
	must(t, err)
	mustBe(t, d.SetModelRights(t.Context(), m.Key+1, store.RightsUpdate{}), store.ErrNotFound)
	mustBe(t, d.SetCollectionRights(t.Context(), "nope", store.RightsUpdate{}), store.ErrNotFound)
	want := store.Collection{ID: "c", World: store.UsualRights}
	check := func() {
		t.Helper()
		got, c, err := other.Model(t.Context(), "m")
		if err != nil || !reflect.DeepEqual(got, m) || !reflect.DeepEqual(c, want) {
			t.Fatalf("%+v in %+v, %v\nwant %+v in %+v", got, c, err, m, want)
		}
	}
	check()
	must(t, d.SetModelRights(t.Context(), m.Key, store.RightsUpdate{OverrideWorld: &yes, World: &read,
		SetUsers: []protocol.UserPermissions{user(bob, 1), user(bob, 2)}, SetGroups: []protocol.GroupPermissions{group("g2", 4), group("g1", 0)}}))
	m.OverrideWorld, m.World = true, read
	m.Users = []protocol.UserPermissions{user(alice, 15), user(bob, 2)}
	m.Groups = []protocol.GroupPermissions{group("g1", 0), group("g2", 4)}
	check()
	must(t, d.SetModelRights(t.Context(), m.Key, store.RightsUpdate{RemoveUsers: []protocol.UserID{alice.UserID}, RemoveGroups: []string{"g1"}}))
	m.Users, m.Groups = m.Users[1:], m.Groups[1:]
	check()
	must(t, d.SetModelRights(t.Context(), m.Key, store.RightsUpdate{ReplaceUsers: true, ReplaceGroups: true, SetGroups: []protocol.GroupPermissions{group("g3", 1)}}))
	m.Users, m.Groups = nil, []protocol.GroupPermissions{group("g3", 1)}
	check()
	must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{World: &read,
		SetUsers: []protocol.UserPermissions{user(alice, store.AllRights)}, SetGroups: []protocol.GroupPermissions{group("g1", 3)}}))
	want.World = read
	want.Users = []protocol.UserPermissions{user(alice, store.AllRights)}
	want.Groups = []protocol.GroupPermissions{group("g1", 3)}
	check()
	deleteModel(t, d, m.Key)
	again := newModel(t, d, "m")
	if got, _, err := d.Model(t.Context(), "m"); err != nil || !reflect.DeepEqual(got, again) {
		t.Fatalf("made again %+v, %v", got, err)
	}
}

func testRightsChanges(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	m := newModel(t, d, "m")
	_, last, err := other.RightsChanges(t.Context(), -1)
	must(t, err)
	expect := func(want ...store.RightsChange) {
		t.Helper()
		got, now, err := other.RightsChanges(t.Context(), last)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("changes %+v, %v, want %+v", got, err, want)
		}
		last = now
	}
	expect()
	must(t, d.SetModelRights(t.Context(), m.Key, store.RightsUpdate{}))
	must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{}))
	expect(store.RightsChange{Model: "m"}, store.RightsChange{Collection: "c"})
	expect()
	must(t, d.CreateGroup(t.Context(), "g", ""))
	must(t, d.AddGroupMember(t.Context(), "g", alice.UserID))
	must(t, d.RemoveGroupMember(t.Context(), "g", alice.UserID))
	expect(store.RightsChange{User: &alice.UserID}, store.RightsChange{User: &alice.UserID})
	if _, now, err := other.RightsChanges(t.Context(), -1); err != nil || now != last {
		t.Fatalf("last change %d, %v, want %d", now, err, last)
	}
	// Who has missed too many learns that it has.
	for range 101 {
		must(t, d.SetModelRights(t.Context(), m.Key, store.RightsUpdate{}))
	}
	got, _, err := other.RightsChanges(t.Context(), last)
	if err != nil || len(got) == 0 || got[0] != (store.RightsChange{}) {
		t.Fatalf("%d changes, %v", len(got), err)
	}
}
