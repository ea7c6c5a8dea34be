package storetest

import (
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testAdministrators(t *testing.T, open func() store.System) {
	s, other := open(), open()
	defer s.Close()
	defer other.Close()
	root := store.Administrator{Name: "root", PasswordHash: "hash", Created: 17}
	must(t, s.AddAdministrator(t.Context(), root))
	mustBe(t, s.AddAdministrator(t.Context(), root), store.ErrExists)
	mustBe(t, s.AddAdministrator(t.Context(), store.Administrator{Name: "a b"}), store.ErrName)
	must(t, other.SetAdministratorPassword(t.Context(), "root", "another"))
	mustBe(t, s.SetAdministratorPassword(t.Context(), "x", ""), store.ErrNotFound)
	root.PasswordHash = "another"
	if got, err := s.Administrator(t.Context(), "root"); err != nil || got != root {
		t.Errorf("%+v, %v", got, err)
	}
	if all, err := s.Administrators(t.Context()); err != nil || len(all) != 1 || all[0] != root {
		t.Errorf("%+v, %v", all, err)
	}
	must(t, s.RemoveAdministrator(t.Context(), "root"))
	mustBe(t, s.RemoveAdministrator(t.Context(), "root"), store.ErrNotFound)
	_, err := other.Administrator(t.Context(), "root")
	mustBe(t, err, store.ErrNotFound)
}

func testAdminSessions(t *testing.T, open func() store.System) {
	s := open()
	defer s.Close()
	a := store.AdminSession{Hash: []byte{1}, Name: "root", Domain: testDomain, Credential: []byte{2}, Created: 10, Deadline: 20}
	began := a
	began.Device = "1.2.3.4"
	must(t, s.BeginAdminSession(t.Context(), began))
	if got, err := s.AdminSession(t.Context(), a.Hash, 20); err != nil || !reflect.DeepEqual(got, a) {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := s.AdminSession(t.Context(), a.Hash, 21)
	mustBe(t, err, store.ErrNotFound)
	for _, c := range []struct {
		name, device string
		domain       store.DomainName
		since        int64
		want         bool
	}{
		{"root", "1.2.3.4", testDomain, 10, true}, {"root", "1.2.3.4", testDomain, 11, false}, {"root", "1.2.3.5", testDomain, 0, false},
		{"root", "1.2.3.4", store.DomainName{}, 0, false}, {"boot", "1.2.3.4", testDomain, 0, false},
	} {
		if known, err := s.KnownAdminDevice(t.Context(), c.name, c.domain, c.device, c.since); err != nil || known != c.want {
			t.Errorf("%+v: %v, %v", c, known, err)
		}
	}
	must(t, s.EndAdminSession(t.Context(), a.Hash))
	must(t, s.EndAdminSession(t.Context(), a.Hash))
	_, err = s.AdminSession(t.Context(), a.Hash, 15)
	mustBe(t, err, store.ErrNotFound)
}

func testAPIKeys(t *testing.T, open func() store.System) {
	s := open()
	defer s.Close()
	must(t, s.CreateDomain(t.Context(), store.DomainInfo{DomainName: testDomain}))
	one := store.APIKey{ID: "one", Description: "d", Hash: []byte{1}, Scopes: []string{"a:read", "b:write"}, Created: 3}
	two := store.APIKey{ID: "two", Hash: []byte{2}, Domain: testDomain, Scopes: []string{"a:read"}}
	must(t, s.AddAPIKey(t.Context(), two))
	must(t, s.AddAPIKey(t.Context(), one))
	mustBe(t, s.AddAPIKey(t.Context(), one), store.ErrExists)
	mustBe(t, s.AddAPIKey(t.Context(), store.APIKey{ID: ""}), store.ErrName)
	if all, err := s.APIKeys(t.Context()); err != nil || !reflect.DeepEqual(all, []store.APIKey{one, two}) {
		t.Errorf("%+v, %v", all, err)
	}
	if got, err := s.APIKey(t.Context(), []byte{2}); err != nil || !reflect.DeepEqual(got, two) {
		t.Errorf("%+v, %v", got, err)
	}
	// What is for a domain goes with it.
	must(t, s.RemoveDomain(t.Context(), testDomain))
	_, err := s.APIKey(t.Context(), []byte{2})
	mustBe(t, err, store.ErrNotFound)
	must(t, s.RemoveAPIKey(t.Context(), "one"))
	mustBe(t, s.RemoveAPIKey(t.Context(), "one"), store.ErrNotFound)
}

func testAudit(t *testing.T, open func() store.System) {
	s := open()
	defer s.Close()
	e := store.AuditEntry{Millis: 1, Actor: "root", Domain: "space/domain", Act: "add-user", Target: "/users", Remote: "::1"}
	for i := range 4 {
		if i == 2 {
			e.Domain = ""
		}
		n, err := s.BeginAudit(t.Context(), e)
		must(t, err)
		e.Number = n
	}
	must(t, s.EndAudit(t.Context(), e.Number, 201, "/users ada"))
	mustBe(t, s.EndAudit(t.Context(), e.Number+1, 201, ""), store.ErrNotFound)
	e.Status, e.Target = 201, "/users ada"
	all, err := s.AuditBefore(t.Context(), 0, "", 3)
	if err != nil || len(all) != 3 || all[0] != e || all[1].Number != e.Number-1 || all[1].Status != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if older, err := s.AuditBefore(t.Context(), all[2].Number, "", 9); err != nil || len(older) != 1 {
		t.Errorf("%+v, %v", older, err)
	}
	if of, err := s.AuditBefore(t.Context(), 0, "space/domain", 9); err != nil || len(of) != 2 || of[0].Number != e.Number-2 {
		t.Errorf("%+v, %v", of, err)
	}
}

func testUsersAfter(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	for _, name := range []string{"ada", "bob", "Eve", "zoë"} {
		must(t, d.CreateUser(t.Context(), store.User{User: protocol.User{UserID: protocol.UserID{Username: name}, DisplayName: "The " + name, Email: name + "@Example.org"}}))
	}
	must(t, d.RemoveUser(t.Context(), protocol.UserID{Username: "bob"}))
	for _, c := range []struct {
		after, text string
		n           int
		want        []string
	}{
		{"", "", 9, []string{"Eve", "ada", "zoë"}}, {"Eve", "", 1, []string{"ada"}}, {"zoë", "", 9, nil},
		{"", "eXAMPLE", 9, []string{"Eve", "ada", "zoë"}}, {"", "ZOË", 9, []string{"zoë"}}, {"", "the a", 9, []string{"ada"}}, {"", "%", 9, nil},
	} {
		all, err := d.UsersAfter(t.Context(), protocol.UserNormal, c.after, c.text, c.n)
		must(t, err)
		var names []string
		for _, u := range all {
			names = append(names, u.Username)
		}
		if !reflect.DeepEqual(names, c.want) {
			t.Errorf("after %q with %q: %v instead of %v", c.after, c.text, names, c.want)
		}
	}
}

func testRemoveGroup(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	addUsers(t, d)
	must(t, d.CreateGroup(t.Context(), "g", ""))
	must(t, d.AddGroupMember(t.Context(), "g", alice.UserID))
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c", Groups: []protocol.GroupPermissions{{Group: "g", Permissions: store.AllRights}}}, 0))
	_, last, err := d.RightsChanges(t.Context(), -1)
	must(t, err)
	must(t, d.RemoveGroup(t.Context(), "g"))
	mustBe(t, d.RemoveGroup(t.Context(), "g"), store.ErrNotFound)
	if changes, _, err := d.RightsChanges(t.Context(), last); err != nil || len(changes) != 1 || changes[0] != (store.RightsChange{}) {
		t.Errorf("changes %+v, %v", changes, err)
	}
	// Another group of the same name begins with nothing.
	must(t, d.CreateGroup(t.Context(), "g", ""))
	if g, err := d.Group(t.Context(), "g"); err != nil || len(g.Members) > 0 {
		t.Errorf("%+v, %v", g, err)
	}
	if c, err := d.Collection(t.Context(), "c"); err != nil || len(c.Groups) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

func testAuthor(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	key := protocol.User{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "api-key/site"}, DisplayName: "API key site"}
	one, err := d.Author(t.Context(), store.Connect{User: key, Instance: "rest-1", Method: "rest", Millis: 5})
	must(t, err)
	two, err := d.Author(t.Context(), store.Connect{User: key, Instance: "rest-2", Millis: 6})
	must(t, err)
	_, err = d.Author(t.Context(), store.Connect{User: alice, Instance: "rest-1"})
	mustBe(t, err, store.ErrInstance)
	if one.ID == two.ID {
		t.Errorf("two sessions are %s", one.ID)
	}
	// Everybody learns who it was, and nobody is let in by it, or listed.
	if got, err := other.Session(t.Context(), one.ID); err != nil || got.User != key {
		t.Errorf("%+v, %v", got, err)
	}
	if all, err := d.Connected(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("connected are %+v, %v", all, err)
	}
	if all, err := d.AllUsers(t.Context(), protocol.UserConvergence); err != nil || len(all) > 0 {
		t.Errorf("administrators are %+v, %v", all, err)
	}
	_, err = d.Connect(t.Context(), store.Connect{User: key, Instance: "x", TokenHash: []byte{1}, TokenDeadline: 9})
	mustBe(t, err, store.ErrNotFound)
}

// testAdmitted connects somebody who cannot sign in, and who need not have been there.
func testAdmitted(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	root := protocol.User{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "server/root"}, DisplayName: "root (server)"}
	for _, instance := range []string{"a", "b"} {
		s, err := d.Connect(t.Context(), store.Connect{User: root, Admitted: true, Instance: instance, Method: "admission", Millis: 5})
		must(t, err)
		if got, err := d.Session(t.Context(), s.ID); err != nil || got.User != root {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if all, err := d.Connected(t.Context()); err != nil || len(all) != 2 || all[0].User.UserID != root.UserID {
		t.Errorf("connected are %+v, %v", all, err)
	}
	if all, err := d.AllUsers(t.Context(), protocol.UserConvergence); err != nil || len(all) > 0 {
		t.Errorf("administrators are %+v, %v", all, err)
	}
	_, err := d.Author(t.Context(), store.Connect{User: root, Instance: "rest", Method: "rest"})
	must(t, err)
	all, err := d.SignIns(t.Context(), "", 9)
	must(t, err)
	if len(all) != 2 || all[0].Method != "admission" || all[0].User.UserID != root.UserID || all[0].Connected != 5 || all[0].Ended != 0 {
		t.Fatalf("signed in have %+v", all)
	}
	must(t, d.Sighted(t.Context(), store.Sightings{Ended: []string{all[1].ID}, Millis: 7}))
	if older, err := d.SignIns(t.Context(), all[0].ID, 9); err != nil || len(older) != 1 || older[0].ID != all[1].ID || older[0].Ended != 7 {
		t.Errorf("before the newest have %+v, %v", older, err)
	}
	if newest, err := d.SignIns(t.Context(), "", 1); err != nil || len(newest) != 1 || newest[0].ID != all[0].ID {
		t.Errorf("the newest is %+v, %v", newest, err)
	}
	_, err = d.SignIns(t.Context(), "no id", 9)
	mustBe(t, err, store.ErrNotFound)
	_, err = d.Connect(t.Context(), store.Connect{User: root, Instance: "a", TokenHash: []byte{1}, TokenDeadline: 9})
	mustBe(t, err, store.ErrNotFound)
	_, err = d.TokenUser(t.Context(), nil, 6)
	mustBe(t, err, store.ErrNotFound)
}

func testModelsAfter(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	for _, c := range []string{"c", "other"} {
		must(t, d.CreateCollection(t.Context(), store.Collection{ID: c}, 0))
	}
	for i, id := range []string{"b", "a", "C", "d"} {
		collection := []string{"c", "other"}[i/3]
		_, err := d.CreateModel(t.Context(), store.Model{ID: id, Collection: collection, Created: 3}, []byte("data"))
		must(t, err)
	}
	for _, c := range []struct {
		collection, after string
		n                 int
		want              []string
	}{
		{"", "", 9, []string{"C", "a", "b", "d"}}, {"", "a", 1, []string{"b"}}, {"c", "", 9, []string{"C", "a", "b"}}, {"other", "", 9, []string{"d"}}, {"none", "", 9, nil},
	} {
		all, err := d.ModelsAfter(t.Context(), c.collection, c.after, c.n)
		must(t, err)
		var ids []string
		for _, m := range all {
			ids = append(ids, m.ID)
			if m.Version != 1 || m.Created != 3 || m.Key == 0 {
				t.Errorf("%+v", m)
			}
		}
		if !reflect.DeepEqual(ids, c.want) {
			t.Errorf("after %q in %q: %v instead of %v", c.after, c.collection, ids, c.want)
		}
	}
}
