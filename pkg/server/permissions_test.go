package server_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

var (
	adaID = protocol.UserID{Username: "ada"}
	bobID = protocol.UserID{Username: "bob"}
)

// beside opens the store as another process does.
func (s *testServer) beside() store.Domain {
	s.t.Helper()
	system := openStore(s.t, s.dir)
	d, err := system.OpenDomain(s.t.Context(), name)
	must(s.t, err)
	s.t.Cleanup(func() { d.Close(); system.Close() })
	return d
}

func userRights(user protocol.UserID, p protocol.Permissions) []protocol.UserPermissions {
	return []protocol.UserPermissions{{User: user, Permissions: p}}
}

func groupRights(group string, p protocol.Permissions) []protocol.GroupPermissions {
	return []protocol.GroupPermissions{{Group: group, Permissions: p}}
}

// create makes a model that belongs to the client's user.
func (c *client) create(id string, change func(*protocol.Creation)) {
	c.t.Helper()
	r := &protocol.CreateRequest{ModelID: id, Creation: creation()}
	if change != nil {
		change(&r.Creation)
	}
	call[*protocol.CreateResponse](c, r)
}

func (c *client) setPermissions(r protocol.SetPermissionsRequest) {
	c.t.Helper()
	call[*protocol.SetPermissionsResponse](c, &r)
}

// soon demands that something happens within a second of begin.
func soon(t *testing.T, begin time.Time) {
	t.Helper()
	if took := time.Since(begin); took > time.Second && !raceDetector {
		t.Errorf("it took %v", took)
	}
}

func TestGetAndSetPermissions(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{MaxEntries: 5})
	ada, bob := s.connect("ada"), s.connect("bob")
	d := s.beside()
	must(t, d.CreateGroup(t.Context(), "g", ""))
	must(t, d.CreateGroup(t.Context(), "h", ""))
	ada.create("m", func(c *protocol.Creation) { c.Groups = groupRights("g", 3|64) })
	get := func(c *client, r protocol.GetPermissionsRequest, want protocol.GetPermissionsResponse) {
		t.Helper()
		got := call[*protocol.GetPermissionsResponse](c, &r)
		if len(got.Users) == 0 {
			got.Users = nil
		}
		if len(got.Groups) == 0 {
			got.Groups = nil
		}
		if !reflect.DeepEqual(*got, want) {
			t.Fatalf("permissions %+v, want %+v", *got, want)
		}
	}
	model := protocol.GetPermissionsRequest{ID: "m"}
	collection := protocol.GetPermissionsRequest{ID: "c", Target: protocol.TargetCollection}
	want := protocol.GetPermissionsResponse{Users: userRights(adaID, 15), Groups: groupRights("g", 3), Own: 15}
	get(ada, model, want)
	get(ada, collection, protocol.GetPermissionsResponse{World: 23, Own: 23})
	want.Own = 7 // the world of the collection
	get(bob, model, want)

	yes, read, none := true, protocol.PermissionRead, protocol.Permissions(0)
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", OverridesCollection: &yes, World: &read,
		SetUsers: userRights(bobID, 7|16|64), RemoveGroups: []string{"g"}, SetGroups: groupRights("h", 0)})
	want = protocol.GetPermissionsResponse{OverridesCollection: true, World: 1, Own: 7, Groups: groupRights("h", 0),
		Users: []protocol.UserPermissions{{User: adaID, Permissions: 15}, {User: bobID, Permissions: 7}}}
	get(bob, model, want)
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", ReplaceGroups: true, RemoveUsers: []protocol.UserID{bobID}})
	get(bob, model, protocol.GetPermissionsResponse{OverridesCollection: true, World: 1, Own: 1, Users: userRights(adaID, 15)})
	bob.refused(&protocol.SetPermissionsRequest{ID: "m", World: &read}, protocol.CodeUnauthorized)
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", World: &none})
	bob.refused(&model, protocol.CodeUnauthorized)
	bob.refused(&protocol.SetPermissionsRequest{ID: "m"}, protocol.CodeUnauthorized)

	// The collection, which administrators change.
	ada.refused(&protocol.SetPermissionsRequest{ID: "c", Target: protocol.TargetCollection, World: &read}, protocol.CodeUnauthorized)
	must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{World: &read, SetUsers: userRights(adaID, 31), SetGroups: groupRights("g", 16|1)}))
	ada.refused(&protocol.SetPermissionsRequest{ID: "c", Target: protocol.TargetCollection, World: &read}, protocol.CodeUnauthorized)
	get(bob, collection, protocol.GetPermissionsResponse{World: 1, Own: 1, Users: userRights(adaID, 31), Groups: groupRights("g", 17)})
	bob.refused(&protocol.SetPermissionsRequest{ID: "c", Target: protocol.TargetCollection}, protocol.CodeUnauthorized)
	bob.refused(&protocol.CreateRequest{ModelID: "new", Creation: creation()}, protocol.CodeUnauthorized)
	must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{World: &none}))
	bob.refused(&collection, protocol.CodeUnauthorized)
	must(t, d.AddGroupMember(t.Context(), "g", bobID))
	get(bob, collection, protocol.GetPermissionsResponse{Own: 17, Users: userRights(adaID, 31), Groups: groupRights("g", 17)})
	bob.create("new", nil)

	// What does not exist, and too much.
	ada.refused(&protocol.GetPermissionsRequest{ID: "nope"}, protocol.CodeModelNotFound)
	ada.refused(&protocol.SetPermissionsRequest{ID: "nope"}, protocol.CodeModelNotFound)
	ada.refused(&protocol.GetPermissionsRequest{ID: "nope", Target: protocol.TargetCollection}, protocol.CodeNoCollection)
	ada.refused(&protocol.SetPermissionsRequest{ID: "m", SetGroups: make([]protocol.GroupPermissions, 5)}, protocol.CodeLimitExceeded)
}

// TestGranteesExist gives permissions of every kind to a user and to a group
// that do not exist: nothing is stored, and the answer names who is missing.
func TestGranteesExist(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.create("m", nil)
	name := protocol.ActivityName{Type: "t", ID: "a"}
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: name})
	call[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{ID: "r", Type: protocol.ChatRoom, Membership: protocol.MembershipPublic})
	eve := protocol.UserID{Username: "eve"}
	for _, x := range []struct {
		code   protocol.Code
		who    string
		users  []protocol.UserPermissions
		groups []protocol.GroupPermissions
		roles  protocol.Roles
	}{
		{protocol.CodeUserNotFound, "eve", userRights(eve, 1), nil, protocol.Roles{Users: []protocol.UserRoles{{User: eve, Names: []string{}}}}},
		{protocol.CodeUserNotFound, "ada", userRights(protocol.UserID{Type: protocol.UserAnonymous, Username: "ada"}, 1), nil,
			protocol.Roles{Users: []protocol.UserRoles{{User: protocol.UserID{Type: protocol.UserAnonymous, Username: "ada"}, Names: []string{}}}}},
		{protocol.CodeGroupNotFound, "nobodies", nil, groupRights("nobodies", 1), protocol.Roles{Groups: []protocol.GroupRoles{{Group: "nobodies", Names: []string{}}}}},
	} {
		made := creation()
		made.Users, made.Groups = x.users, x.groups
		other := protocol.ActivityName{Type: "t", ID: "b"}
		for _, m := range []protocol.Message{
			&protocol.CreateRequest{ModelID: "n", Creation: made},
			&protocol.SetPermissionsRequest{ID: "m", SetUsers: x.users, SetGroups: x.groups},
			&protocol.SetPermissionsRequest{ID: "m", SetUsers: x.users, SetGroups: x.groups, ReplaceUsers: true, ReplaceGroups: true},
			&protocol.ActivityCreateRequest{ActivityName: other, Roles: x.roles},
			&protocol.ActivityJoinRequest{ActivityName: other, Create: &protocol.ActivityCreation{Roles: x.roles}},
			&protocol.AddRolesRequest{RoleTarget: protocol.RoleTarget{Activity: name}, Roles: x.roles},
			&protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Activity: name}, Roles: x.roles},
			&protocol.AddRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "r"}, Roles: x.roles},
			&protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "r"}, Roles: x.roles},
		} {
			ada.ask(m)
			e, ok := ada.receive().Message.(*protocol.Error)
			if !ok || e.Code != x.code || !strings.Contains(e.Message, strconv.Quote(x.who)) {
				t.Errorf("%T to %s: %+v", m, x.who, e)
			}
		}
		// Who is gone can be taken out all the same.
		ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", RemoveUsers: []protocol.UserID{eve}, RemoveGroups: []string{"nobodies"}})
		call[*protocol.OK](ada, &protocol.RemoveRolesRequest{RoleTarget: protocol.RoleTarget{Activity: name}, Roles: x.roles})
	}
	if s.exists("n") {
		t.Error("the model was made")
	}
	got := call[*protocol.GetPermissionsResponse](ada, &protocol.GetPermissionsRequest{ID: "m"})
	if len(got.Users) != 1 || len(got.Groups) != 0 {
		t.Errorf("permissions %+v", got)
	}
}

// TestSecondUserRefused has bob, who may do nothing, try everything.
func TestSecondUserRefused(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	none := protocol.Permissions(0)
	ada.create("m", func(c *protocol.Creation) { c.OverrideWorld, c.World = true, &none })
	for _, m := range []protocol.Message{
		&protocol.OpenRequest{ModelID: "m"},
		&protocol.OpenRequest{ModelID: "m", AutoCreate: 1},
		&protocol.ResyncRequest{ModelID: "m", Version: 1},
		&protocol.DeleteRequest{ModelID: "m"},
		&protocol.GetPermissionsRequest{ID: "m"},
		&protocol.SetPermissionsRequest{ID: "m"},
		&protocol.HistoryDataRequest{ModelID: "m"},
		&protocol.HistoryOperationsRequest{ModelID: "m", From: 1, To: 2},
		&protocol.VersionAtTimeRequest{ModelID: "m", Millis: 1 << 50},
	} {
		bob.refused(m, protocol.CodeUnauthorized)
	}
	if r := call[*protocol.QueryResponse](bob, &protocol.QueryRequest{Query: "SELECT * FROM c"}); r.Total != 0 || len(r.Results) != 0 {
		t.Errorf("the query found %+v", r)
	}
	if r := call[*protocol.QueryResponse](ada, &protocol.QueryRequest{Query: "SELECT * FROM c"}); r.Total != 1 {
		t.Errorf("ada's query found %+v", r)
	}
	// References and operations go to resources of one's own only: what ada has open
	// under a number is nothing to bob, and takes the same messages from her.
	open := ada.open("m")
	share := &protocol.ShareReference{Resource: open.resource, ReferenceName: cursor, Values: indexes(0), Version: 1}
	submission := &protocol.OperationSubmission{Resource: open.resource, First: 1, Version: 1, Operations: newOps(1)}
	bob.send(0, 0, share)
	bob.send(0, 0, submission)
	for range 2 {
		if e := next[*protocol.Error](bob); e.Code != protocol.CodeUnknownResource {
			t.Fatalf("told %+v", e)
		}
	}
	ada.quiet()
	ada.send(0, 0, share)
	ada.send(0, 0, submission)
	if a := ack(ada); a.Version != 1 || a.Count != 1 {
		t.Fatalf("acknowledged %+v", a)
	}
	if m := s.stored("m"); m.Version != 2 || len(m.References) != 1 || m.References[0].SessionID != ada.session {
		t.Fatalf("version %d with references %+v", m.Version, m.References)
	}
}

// TestLiveRevocation changes the rights of somebody who has the model open, by
// every way there is.
func TestLiveRevocation(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	d := s.beside()
	must(t, d.CreateGroup(t.Context(), "g", ""))
	must(t, d.AddGroupMember(t.Context(), "g", bobID))
	ada.create("m", func(c *protocol.Creation) { c.Groups = groupRights("g", 3) })
	witness := s.connect("ada").open("m")
	bob := s.connect("bob").open("m")
	next[*protocol.RemoteOpened](witness.client)
	expect := func(want protocol.Permissions) {
		t.Helper()
		if m, ok := bob.heard(1)[0].(*protocol.PermissionsChanged); !ok || m.Permissions != want || m.Resource != bob.resource {
			t.Fatalf("told %+v, want permissions %d", m, want)
		}
	}
	none := protocol.Permissions(0)
	if bob.opened.Permissions != 3 {
		t.Fatalf("opened with %d", bob.opened.Permissions)
	}
	for i, step := range []struct {
		change func()
		want   protocol.Permissions
	}{
		{func() { ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", SetGroups: groupRights("g", 1)}) }, 1},
		{func() { must(t, d.RemoveGroupMember(t.Context(), "g", bobID)) }, 7},
		{func() {
			must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{SetGroups: groupRights("g", 5), SetUsers: userRights(adaID, 31)}))
			ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", ReplaceGroups: true})
			must(t, d.AddGroupMember(t.Context(), "g", bobID))
		}, 5},
		{func() {
			must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{SetUsers: userRights(bobID, 3)}))
		}, 3},
		{func() { // another process changes the model itself
			m, _, err := d.Model(t.Context(), "m")
			must(t, err)
			must(t, d.SetModelRights(t.Context(), m.Key, store.RightsUpdate{SetUsers: userRights(bobID, 1)}))
		}, 1},
		{func() { // nothing changes for bob by the first; only the second is told
			must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{World: &none}))
			ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", SetUsers: userRights(bobID, 3)})
		}, 3},
	} {
		begin := time.Now()
		step.change()
		expect(step.want)
		soon(t, begin)
		if t.Failed() {
			t.Fatalf("step %d", i)
		}
	}
	bob.edit(splice(0, 0, "may"))
	bob.settle(2)
	witness.settle(2)
	begin := time.Now()
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", SetUsers: userRights(bobID, 0)})
	bob.evicted(protocol.ReasonPermissionsChanged)
	soon(t, begin)
	if m := next[*protocol.RemoteClosed](witness.client); m.SessionID != bob.session {
		t.Fatalf("told %+v", m)
	}
	bob.refused(&protocol.OpenRequest{ModelID: "m"}, protocol.CodeUnauthorized)
	// Read comes back, and is lost again by a group that another process changes.
	must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{RemoveUsers: []protocol.UserID{bobID}}))
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", RemoveUsers: []protocol.UserID{bobID}})
	bob = bob.client.open("m")
	if bob.opened.Permissions != 5 {
		t.Fatalf("opened with %d", bob.opened.Permissions)
	}
	begin = time.Now()
	must(t, d.RemoveGroupMember(t.Context(), "g", bobID))
	bob.evicted(protocol.ReasonPermissionsChanged)
	soon(t, begin)
}

// TestWriteRevoked takes the right to write away from somebody who is typing:
// what arrives later is refused and changes nothing.
func TestWriteRevoked(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.create("m", nil)
	bob := s.connect("bob").open("m")
	bob.edit(splice(0, 0, "before "))
	bob.settle(2)
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", SetUsers: userRights(bobID, 1)})
	bob.submit(2, 2, splice(0, 0, "after "), ot.Op{Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "list"})
	bob.evicted(protocol.ReasonUnauthorized)
	if m, ok := bob.told[0].(*protocol.PermissionsChanged); !ok || m.Permissions != 1 {
		t.Fatalf("told %+v", bob.told)
	}
	if state := s.stored("m"); state.Version != 2 {
		t.Fatalf("version %d", state.Version)
	}
	// Reading goes on, and pointing needs no more than that.
	bob = bob.client.open("m")
	other := s.connect("ada").open("m")
	bob.share(cursor, indexes(2))
	other.heard(1)
	// An open replay is not overlooked either.
	late := s.connect("bob")
	r := call[*protocol.ResyncResponse](late, &protocol.ResyncRequest{ModelID: "m", Version: 2})
	ada.setPermissions(protocol.SetPermissionsRequest{ID: "m", SetUsers: userRights(bobID, 0)})
	if m := next[*protocol.ForceClose](late); m.Resource != r.Resource || m.Reason != protocol.ReasonPermissionsChanged {
		t.Fatalf("told %+v", m)
	}
}
