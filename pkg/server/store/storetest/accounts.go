package storetest

import (
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testAccounts(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	must(t, d.CreateGroup(t.Context(), "g", ""))
	must(t, d.AddGroupMember(t.Context(), "g", bob.UserID))
	_, last, err := other.AccountChanges(t.Context(), -1)
	must(t, err)
	expect := func(want ...store.AccountChange) {
		t.Helper()
		got, now, err := other.AccountChanges(t.Context(), last)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("changes %+v, %v, want %+v", got, err, want)
		}
		last = now
	}
	signIn := func(user protocol.User, instance, token string) (store.Session, error) {
		return d.Connect(t.Context(), store.Connect{User: user, Instance: instance, TokenHash: []byte(token), TokenDeadline: 10})
	}
	good := func(token string) bool {
		_, err := other.TokenUser(t.Context(), []byte(token), 5)
		return err == nil
	}
	nobody := protocol.UserID{Username: "nobody"}
	mustBe(t, d.SetPassword(t.Context(), nobody, "h"), store.ErrNotFound)
	mustBe(t, d.SetDisabled(t.Context(), nobody, true), store.ErrNotFound)
	mustBe(t, d.RemoveUser(t.Context(), nobody), store.ErrNotFound)
	mustBe(t, d.Kick(t.Context(), "zz"), store.ErrNotFound)

	// A password that changes, a user who is disabled or removed: the tokens go.
	s, err := signIn(bob, "i", "t1")
	must(t, err)
	must(t, d.SetPassword(t.Context(), bob.UserID, "h"))
	if u, err := other.User(t.Context(), bob.UserID); err != nil || u.PasswordHash != "h" || good("t1") {
		t.Errorf("with another password %+v, %v; the token is good: %v", u, err, good("t1"))
	}
	expect()
	_, err = signIn(bob, "i", "t2")
	must(t, err)
	must(t, d.SetDisabled(t.Context(), bob.UserID, true))
	expect(store.AccountChange{User: bob.UserID})
	_, err = signIn(bob, "i", "t3")
	mustBe(t, err, store.ErrNotFound)
	if good("t2") || good("t3") {
		t.Error("a token of a disabled user is good")
	}
	must(t, d.SetDisabled(t.Context(), bob.UserID, false))
	_, err = signIn(bob, "i", "t4")
	must(t, err)
	must(t, d.Kick(t.Context(), s.ID))
	must(t, d.RemoveUser(t.Context(), bob.UserID))
	expect(store.AccountChange{Session: s.ID}, store.AccountChange{User: bob.UserID})
	u, err := other.User(t.Context(), bob.UserID)
	if groups, _ := other.GroupsOf(t.Context(), bob.UserID); err != nil || !u.Removed || !u.Disabled || u.PasswordHash != "" || len(groups) > 0 || good("t4") {
		t.Errorf("removed, %+v, %v in %v; the token is good: %v", u, err, groups, good("t4"))
	}
	mustBe(t, d.SetDisabled(t.Context(), bob.UserID, false), store.ErrNotFound)
	mustBe(t, d.CreateUser(t.Context(), store.User{User: bob}), store.ErrExists)
	if all, err := d.AllUsers(t.Context(), protocol.UserNormal); err != nil || len(all) != 1 || all[0].User != alice {
		t.Errorf("users %+v, %v", all, err)
	}
	unknown, err := d.SetGroups(t.Context(), alice.UserID, []string{"g", "h"})
	if groups, _ := other.GroupsOf(t.Context(), alice.UserID); err != nil || !reflect.DeepEqual(unknown, []string{"h"}) || !reflect.DeepEqual(groups, []string{"g"}) {
		t.Errorf("groups %v, unknown %v, %v", groups, unknown, err)
	}
	for range 101 {
		must(t, d.SetDisabled(t.Context(), alice.UserID, true))
	}
	if got, _, err := other.AccountChanges(t.Context(), last); err != nil || got[0] != (store.AccountChange{}) {
		t.Errorf("%d changes, %v", len(got), err)
	}
}

func testTokens(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	addUsers(t, d)
	use := func(former, token string) error {
		c := store.Connect{User: alice, Instance: "i", TokenHash: []byte(token), TokenDeadline: 10}
		if former != "" {
			c.Former = []byte(former)
		}
		_, err := d.Connect(t.Context(), c)
		return err
	}
	good := func(want ...string) {
		t.Helper()
		var all []string
		for _, token := range []string{"a", "b", "c", "d", "e", "other"} {
			if _, err := d.TokenUser(t.Context(), []byte(token), 5); err == nil {
				all = append(all, token)
			}
		}
		if !reflect.DeepEqual(all, want) {
			t.Errorf("the good tokens are %v, want %v", all, want)
		}
	}
	must(t, use("", "other"))
	must(t, use("", "a"))
	must(t, use("a", "b"))
	good("a", "b", "other") // the answer with b may be lost
	must(t, use("a", "c"))
	good("a", "c", "other")
	mustBe(t, use("b", "x"), store.ErrNotFound)
	must(t, d.Sighted(t.Context(), store.Sightings{Replaced: [][]byte{[]byte("a")}}))
	good("c", "other")
	must(t, use("c", "d"))
	must(t, use("d", "e")) // which shows that d has arrived
	good("d", "e", "other")
	must(t, d.Sighted(t.Context(), store.Sightings{Replaced: [][]byte{[]byte("c")}})) // which comes late
	good("d", "e", "other")
	must(t, d.RevokeToken(t.Context(), []byte("e")))
	good("other")
}

func testConnected(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	var ids []string
	for i, user := range []protocol.User{alice, bob, alice} {
		s, err := d.Connect(t.Context(), store.Connect{User: user, Instance: user.Username, Method: "password", Client: "c", Remote: "r", Millis: 7,
			Device: "here", TokenHash: []byte{byte(i)}, TokenDeadline: 10})
		must(t, err)
		ids = append(ids, s.ID)
	}
	must(t, d.Sighted(t.Context(), store.Sightings{Ended: ids[:1], Millis: 8}))
	all, err := other.Connected(t.Context())
	want := store.ConnectedSession{Session: store.Session{ID: ids[1], User: bob}, Method: "password", Client: "c", Remote: "r", Connected: 7}
	if err != nil || len(all) != 2 || all[0] != want || all[1].ID != ids[2] {
		t.Errorf("connected %+v, %v", all, err)
	}
	must(t, other.EndAll(t.Context(), 9))
	if all, err := d.Connected(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("connected after the end %+v, %v", all, err)
	}
	for device, since := range map[string]int64{"here": 7, "there": 0, "elsewhere": 8} {
		known, err := d.KnownDevice(t.Context(), alice.UserID, device, since)
		if err != nil || known != (device == "here") {
			t.Errorf("%s is known: %v, %v", device, known, err)
		}
	}
	if known, _ := d.KnownDevice(t.Context(), alice.UserID, "here", 8); known {
		t.Error("a device is known for ever")
	}
}

func testKeys(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	a, b := store.Key{ID: "a", Public: "p", Created: 3}, store.Key{ID: "b", Public: "q", Private: "r", Admin: true}
	must(t, d.AddKey(t.Context(), b))
	must(t, d.AddKey(t.Context(), a))
	mustBe(t, d.AddKey(t.Context(), a), store.ErrExists)
	mustBe(t, d.AddKey(t.Context(), store.Key{}), store.ErrName)
	if all, err := other.Keys(t.Context()); err != nil || !reflect.DeepEqual(all, []store.Key{a, b}) {
		t.Errorf("keys %+v, %v", all, err)
	}
	must(t, d.RemoveKey(t.Context(), "a"))
	mustBe(t, d.RemoveKey(t.Context(), "a"), store.ErrNotFound)
	_, err := other.Key(t.Context(), "a")
	mustBe(t, err, store.ErrNotFound)
}
