//go:build !js

package client_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestOfflineIdentity looks up people and groups without a connection.
func TestOfflineIdentity(t *testing.T) {
	b := newBrowser(t)
	x := b.open("one")
	if u := x.Session().Participant; !u.Known || u.User.UserID != demoID {
		t.Errorf("before the first connection the session is of %+v", u.User)
	}
	_, err := answered[*protocol.UsersResponse](x.tester, &protocol.UsersRequest{Users: []protocol.UserID{demoID}})
	if code(err) != protocol.CodeOffline {
		t.Errorf("an unknown user: %v", err)
	}
	x.signIn()
	people := []protocol.UserID{demoID, {Username: "zoe"}, {Username: "nobody"}}
	if r, err := answered[*protocol.UsersResponse](x.tester, &protocol.UsersRequest{Users: people}); err != nil || len(r.Users) != 2 {
		t.Fatalf("online: %+v, %v", r, err)
	}
	if r, err := answered[*protocol.GroupsResponse](x.tester, &protocol.GroupsRequest{IDs: []string{"readers"}}); err != nil || len(r.Groups) != 1 {
		t.Fatalf("online: %+v, %v", r, err)
	}
	if _, err := answered[*protocol.UserGroupsResponse](x.tester, &protocol.UserGroupsRequest{Users: people[1:2]}); err != nil {
		t.Fatal(err)
	}
	x.FlushOffline()
	x.Disconnect()
	x.written()
	x.kill()
	y := b.open("two")
	r, err := answered[*protocol.UsersResponse](y.tester, &protocol.UsersRequest{Users: people})
	if err != nil || len(r.Users) != 2 || r.Users[1].DisplayName != "Zoë" || y.User(people[1]) != r.Users[1] {
		t.Errorf("from the store: %+v, %v", r, err)
	}
	if _, err := answered[*protocol.UsersResponse](y.tester, &protocol.UsersRequest{Users: people[2:]}); code(err) != protocol.CodeOffline {
		t.Errorf("an unknown user: %v", err)
	}
	s, err := answered[*protocol.UsersResponse](y.tester, &protocol.UserSearchRequest{Text: "ZO", Fields: []protocol.UserField{protocol.FieldDisplayName}})
	if err != nil || len(s.Users) != 1 || s.Users[0].Username != "zoe" {
		t.Errorf("search: %+v, %v", s, err)
	}
	s, err = answered[*protocol.UsersResponse](y.tester, &protocol.UserSearchRequest{Fields: []protocol.UserField{protocol.FieldUsername}, Descending: true})
	if err != nil || len(s.Users) != 2 || s.Users[0].Username != "zoe" || s.Total != 2 {
		t.Errorf("search: %+v, %v", s, err)
	}
	g, err := answered[*protocol.GroupsResponse](y.tester, &protocol.GroupsRequest{IDs: []string{"readers"}})
	if err != nil || len(g.Groups) != 1 || !slices.Contains(g.Groups[0].Members, people[1]) {
		t.Errorf("groups: %+v, %v", g, err)
	}
	if _, err := answered[*protocol.GroupsResponse](y.tester, &protocol.GroupsRequest{IDs: []string{"readers", "writers"}}); code(err) != protocol.CodeOffline {
		t.Errorf("an unknown group: %v", err)
	}
	u, err := answered[*protocol.UserGroupsResponse](y.tester, &protocol.UserGroupsRequest{Users: people[1:2]})
	if err != nil || len(u.Users) != 1 || !slices.Equal(u.Users[0].Groups, []string{"readers"}) {
		t.Errorf("groups of a user: %+v, %v", u, err)
	}
	for _, m := range []protocol.Message{&protocol.ChatSetNameRequest{ID: "x"}, &protocol.GetRolesRequest{}} {
		if _, err := answered[*protocol.OK](y.tester, m); code(err) != protocol.CodeOffline || !strings.Contains(err.Error(), "connect") {
			t.Errorf("%T: %v", m, err)
		}
	}
}
