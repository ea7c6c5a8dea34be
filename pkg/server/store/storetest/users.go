package storetest

import (
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testDomains(t *testing.T, open func() store.System) {
	s, other := open(), open()
	defer s.Close()
	defer other.Close()
	if all, err := s.Domains(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("a new store has domains %v, %v", all, err)
	}
	info := store.DomainInfo{DomainName: testDomain, Anonymous: true, Created: 17}
	must(t, s.CreateDomain(t.Context(), info))
	mustBe(t, s.CreateDomain(t.Context(), info), store.ErrExists)
	for _, bad := range []string{"", "..", "a/b", "-x", "ü", "a b"} {
		mustBe(t, s.CreateDomain(t.Context(), store.DomainInfo{DomainName: store.DomainName{Namespace: "space", ID: bad}}), store.ErrName)
	}
	if size, err := s.Size(t.Context()); err != nil || size < 1000 {
		t.Errorf("everything takes %d bytes, %v", size, err)
	}
	info.Emails, info.Anonymous, info.Makers, info.Origins = store.EmailsUsers, false, store.MakersNobody, "https://a.example"
	must(t, s.SetDomain(t.Context(), info))
	mustBe(t, s.SetDomain(t.Context(), store.DomainInfo{DomainName: store.DomainName{Namespace: "space", ID: "x"}}), store.ErrNotFound)
	if got, err := other.Domain(t.Context(), testDomain); err != nil || got != info {
		t.Fatalf("another process sees %v, %v", got, err)
	}
	for _, missing := range []store.DomainName{{Namespace: "space", ID: "x"}, {Namespace: "Space", ID: "domain"}} {
		_, err := s.Domain(t.Context(), missing)
		mustBe(t, err, store.ErrNotFound)
		_, err = s.OpenDomain(t.Context(), missing)
		mustBe(t, err, store.ErrNotFound)
	}
	must(t, s.CreateDomain(t.Context(), store.DomainInfo{DomainName: store.DomainName{Namespace: "a", ID: "z"}}))
	// What is removed with a domain does not come back with its name.
	again := store.DomainInfo{DomainName: store.DomainName{Namespace: "a", ID: "removed"}}
	for range 2 {
		must(t, s.CreateDomain(t.Context(), again))
		d, err := s.OpenDomain(t.Context(), again.DomainName)
		must(t, err)
		must(t, d.CreateUser(t.Context(), store.User{User: alice}))
		must(t, d.Close())
		must(t, s.RemoveDomain(t.Context(), again.DomainName))
		mustBe(t, s.RemoveDomain(t.Context(), again.DomainName), store.ErrNotFound)
		_, err = other.OpenDomain(t.Context(), again.DomainName)
		mustBe(t, err, store.ErrNotFound)
	}
	all, err := other.Domains(t.Context())
	if err != nil || len(all) != 2 || all[0].Namespace != "a" || all[1] != info {
		t.Fatalf("domains %v, %v", all, err)
	}
}

func testUsers(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	u := store.User{PasswordHash: "h", Disabled: true, User: protocol.User{
		UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "ada"}, FirstName: "Ada", LastName: "L", DisplayName: "ada l", Email: "a@l"}}
	must(t, d.CreateUser(t.Context(), u))
	mustBe(t, d.CreateUser(t.Context(), u), store.ErrExists)
	mustBe(t, d.CreateUser(t.Context(), store.User{}), store.ErrName)
	for _, bad := range []string{"\xff", "a\xc0\x80", strings.Repeat("x", 256)} { // no archive could have the first two
		mustBe(t, d.CreateUser(t.Context(), store.User{User: protocol.User{UserID: protocol.UserID{Username: bad}}}), store.ErrName)
		mustBe(t, d.CreateGroup(t.Context(), bad, ""), store.ErrName)
		mustBe(t, d.CreateCollection(t.Context(), store.Collection{ID: bad}, 0), store.ErrName)
		mustBe(t, d.AddKey(t.Context(), store.Key{ID: bad}), store.ErrName)
	}
	mustBe(t, d.SetProfile(t.Context(), protocol.User{UserID: u.UserID, DisplayName: "\xff"}), store.ErrName)
	mustBe(t, d.CreateGroup(t.Context(), "g", "\xff"), store.ErrName)
	if got, err := other.User(t.Context(), u.UserID); err != nil || got != u {
		t.Fatalf("another process sees %+v, %v", got, err)
	}
	_, err := d.User(t.Context(), protocol.UserID{Username: "ada"}) // of another type
	mustBe(t, err, store.ErrNotFound)
}

func testSessions(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	addUsers(t, d)
	connect := store.Connect{User: alice, Instance: "i1", Method: "password", Millis: 1000, TokenHash: []byte("t1"), TokenDeadline: 2000}
	first, err := d.Connect(t.Context(), connect)
	must(t, err)
	connect.Former, connect.TokenHash = []byte("t1"), []byte("t1b")
	second, err := d.Connect(t.Context(), connect)
	must(t, err)
	if first.ID == "" || first.ID == second.ID || first.User != alice {
		t.Fatalf("sessions %+v and %+v", first, second)
	}
	if got, err := d.Session(t.Context(), first.ID); err != nil || !reflect.DeepEqual(got, first) {
		t.Fatalf("session %+v, %v", got, err)
	}
	for _, id := range []string{"", "zzz", "!", first.ID + " "} {
		_, err = d.Session(t.Context(), id)
		mustBe(t, err, store.ErrNotFound)
	}
	if u, err := d.TokenUser(t.Context(), []byte("t1"), 2000); err != nil || u.User != alice {
		t.Fatalf("token user %+v, %v", u, err)
	}
	_, err = d.TokenUser(t.Context(), []byte("t1"), 2001)
	mustBe(t, err, store.ErrNotFound)

	anonymous := store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}, DisplayName: "Guest"},
		Instance: "i2", Millis: 1, TokenHash: []byte("t2"), TokenDeadline: 9}
	a, err := d.Connect(t.Context(), anonymous)
	must(t, err)
	anonymous.Instance, anonymous.TokenHash = "i3", []byte("t3")
	b, err := d.Connect(t.Context(), anonymous)
	must(t, err)
	if a.User.Username == "" || a.User.Username == b.User.Username || a.User.DisplayName != "Guest" {
		t.Fatalf("anonymous users %+v and %+v", a.User, b.User)
	}
	if u, err := d.TokenUser(t.Context(), []byte("t2"), 5); err != nil || u.User != a.User {
		t.Fatalf("token user %+v, %v", u, err)
	}
}

func testInstances(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	addUsers(t, d)
	_, err := d.Connect(t.Context(), store.Connect{User: alice, Instance: "i1", TokenHash: []byte("t1"), TokenDeadline: 10})
	must(t, err)
	_, err = d.Connect(t.Context(), store.Connect{User: bob, Instance: "i1", TokenHash: []byte("t2"), TokenDeadline: 10})
	mustBe(t, err, store.ErrInstance)
	_, err = d.TokenUser(t.Context(), []byte("t2"), 1)
	mustBe(t, err, store.ErrNotFound) // nothing of the refused sign-in stays
	mustBe(t, d.ClaimInstance(t.Context(), "i1", bob.UserID), store.ErrInstance)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	must(t, d.ClaimInstance(t.Context(), "i2", bob.UserID))
	mustBe(t, d.ClaimInstance(t.Context(), "i2", alice.UserID), store.ErrInstance)
}
