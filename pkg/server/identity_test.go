package server_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// people adds users with e-mail addresses, and a group.
func people(s *testServer) store.Domain {
	s.t.Helper()
	d := s.beside()
	for _, u := range []protocol.User{
		{UserID: protocol.UserID{Username: "zoë"}, FirstName: "Zoë", LastName: "Ärger", DisplayName: "ZOË", Email: "zoe@example.org"},
		{UserID: protocol.UserID{Username: "per%cent_"}, FirstName: `o'b"r\ien`, DisplayName: "100%"},
		{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "root"}, DisplayName: "zoë the admin"},
	} {
		must(s.t, d.CreateUser(s.t.Context(), store.User{User: u, PasswordHash: hashOf(u.Username)}))
	}
	must(s.t, d.SetProfile(s.t.Context(), protocol.User{UserID: bobID, DisplayName: "BOB", Email: "bob@example.org"}))
	must(s.t, d.CreateGroup(s.t.Context(), "g", ""))
	must(s.t, d.AddGroupMember(s.t.Context(), "g", bobID))
	return d
}

func (c *client) search(r protocol.UserSearchRequest) (names string, total int) {
	c.t.Helper()
	if r.Fields == nil {
		r.Fields = []protocol.UserField{protocol.FieldUsername, protocol.FieldFirstName, protocol.FieldLastName, protocol.FieldDisplayName}
	}
	answer := call[*protocol.UsersResponse](c, &r)
	var all []string
	for _, u := range answer.Users {
		all = append(all, u.Username)
	}
	return strings.Join(all, " "), answer.Total
}

func TestUsers(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	people(s)
	ada, guest := s.connect("ada"), s.connect("")
	for _, c := range []*client{ada, guest} {
		got := call[*protocol.UsersResponse](c, &protocol.UsersRequest{Users: []protocol.UserID{bobID, noOne, adaID, bobID}}).Users
		if !reflect.DeepEqual(got, []protocol.User{{UserID: bobID, DisplayName: "BOB"}, {UserID: adaID, DisplayName: "ADA"}}) {
			t.Fatalf("users %+v", got)
		}
	}
	own := call[*protocol.UsersResponse](s.connect("bob"), &protocol.UsersRequest{Users: []protocol.UserID{bobID}}).Users
	if len(own) != 1 || own[0].Email != "bob@example.org" {
		t.Fatalf("bob sees himself as %+v", own)
	}
	ada.refused(&protocol.UsersRequest{Users: make([]protocol.UserID, 10_001)}, protocol.CodeLimitExceeded)
}

func TestUserSearch(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	people(s)
	ada := s.connect("ada")
	for _, c := range []struct {
		request protocol.UserSearchRequest
		names   string
		total   int
	}{
		{protocol.UserSearchRequest{Text: "B"}, "bob per%cent_", 2}, // o'b"r\ien
		{protocol.UserSearchRequest{Text: "zoË"}, "zoë", 1},         // and not the administrator
		{protocol.UserSearchRequest{Text: "äRG"}, "zoë", 1},
		{protocol.UserSearchRequest{}, "ada bob per%cent_ zoë", 4},
		{protocol.UserSearchRequest{Descending: true, Limit: 2}, "zoë per%cent_", 4},
		{protocol.UserSearchRequest{Offset: 3}, "zoë", 4},
		{protocol.UserSearchRequest{Offset: 9}, "", 4},
		{protocol.UserSearchRequest{OrderBy: protocol.FieldDisplayName, Limit: 1}, "per%cent_", 4},
		{protocol.UserSearchRequest{Text: "ada", Fields: []protocol.UserField{protocol.FieldLastName}}, "", 0},
		// Nothing of this means anything but itself.
		{protocol.UserSearchRequest{Text: "%"}, "per%cent_", 1},
		{protocol.UserSearchRequest{Text: "_"}, "per%cent_", 1},
		{protocol.UserSearchRequest{Text: `\`}, "per%cent_", 1},
		{protocol.UserSearchRequest{Text: `o'b"`}, "per%cent_", 1},
		{protocol.UserSearchRequest{Text: "*"}, "", 0},
		{protocol.UserSearchRequest{Text: ".*"}, "", 0},
		{protocol.UserSearchRequest{Text: "' OR 1=1 --"}, "", 0},
		{protocol.UserSearchRequest{Text: "a\x00"}, "", 0},
		{protocol.UserSearchRequest{Text: strings.Repeat("%", 10_000)}, "", 0},
		{protocol.UserSearchRequest{Text: strings.Repeat("a", 65_000)}, "", 0},
		// Among other fields an address that is hidden is passed over.
		{protocol.UserSearchRequest{Text: "example", Fields: []protocol.UserField{protocol.FieldUsername, protocol.FieldEmail}}, "", 0},
	} {
		if names, total := ada.search(c.request); names != c.names || total != c.total {
			t.Errorf("search for %.20q %+v found %q of %d, want %q of %d", c.request.Text, c.request.Fields, names, total, c.names, c.total)
		}
	}
	// Alone it is not passed over in silence, and one's own is not hidden.
	byEmail := []protocol.UserField{protocol.FieldEmail}
	ada.refused(&protocol.UserSearchRequest{Text: "example", Fields: byEmail}, protocol.CodeUnauthorized)
	if names, _ := s.connect("bob").search(protocol.UserSearchRequest{Text: "bob@", Fields: byEmail}); names != "bob" {
		t.Errorf("bob finds %q by his own address", names)
	}
	ada.refused(&protocol.UserSearchRequest{Text: "a"}, protocol.CodeInvalidMessage)
	ada.refused(&protocol.UserSearchRequest{Fields: []protocol.UserField{9}}, protocol.CodeInvalidMessage)
	ada.refused(&protocol.UserSearchRequest{Fields: []protocol.UserField{1}, OrderBy: 6}, protocol.CodeInvalidMessage)
}

func TestEmails(t *testing.T) {
	for _, c := range []struct {
		setting          store.Emails
		ada, guest, root string
	}{
		{store.EmailsHidden, "", "", "bob zoë"},
		{store.EmailsUsers, "bob zoë", "", "bob zoë"},
		{store.EmailsEverybody, "bob zoë", "bob zoë", "bob zoë"},
	} {
		t.Run(fmt.Sprint(c.setting), func(t *testing.T) {
			s := start(t, t.TempDir(), server.Options{})
			d := people(s)
			system, err := sqlite.Open(t.Context(), s.dir)
			must(t, err)
			defer system.Close()
			must(t, system.SetDomain(t.Context(), store.DomainInfo{DomainName: name, Anonymous: true, Emails: c.setting}))
			root := credentials("root")
			token := "token of root" // administrators have no password here
			_, err = d.Connect(t.Context(), store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "root"}},
				Instance: root.Instance, TokenHash: server.TokenHash(token), TokenDeadline: 1 << 50})
			must(t, err)
			root.Method, root.Secret = protocol.AuthReconnect, token
			for _, user := range []struct {
				who   string
				c     *client
				sees  string
				email bool
			}{{"ada", s.connect("ada"), c.ada, c.ada != ""}, {"guest", s.connect(""), c.guest, c.guest != ""}, {"root", s.connectAs(root), c.root, true}} {
				search := protocol.UserSearchRequest{Text: "@EXAMPLE", Fields: []protocol.UserField{protocol.FieldEmail}}
				if user.sees == "" {
					user.c.refused(&search, protocol.CodeUnauthorized)
				} else if names, _ := user.c.search(search); names != user.sees {
					t.Errorf("%s finds %q, want %q", user.who, names, user.sees)
				}
				user.c.subscribe(bobID)
				if got := user.c.users[bobID].Email != ""; got != user.email {
					t.Errorf("%s is told about %+v", user.who, user.c.users[bobID])
				}
			}
		})
	}
}

func TestGroups(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	people(s)
	c := s.connect("")
	got := call[*protocol.GroupsResponse](c, &protocol.GroupsRequest{IDs: []string{"g"}}).Groups
	if !reflect.DeepEqual(got, []protocol.Group{{ID: "g", Members: []protocol.UserID{bobID}}}) || c.users[bobID].DisplayName != "BOB" {
		t.Fatalf("groups %+v, introduced %+v", got, c.users)
	}
	if e := c.refused(&protocol.GroupsRequest{IDs: []string{"g", "nope"}}, protocol.CodeGroupNotFound); e.Details["id"] != "nope" {
		t.Fatalf("details %+v", e.Details)
	}
	groups := call[*protocol.UserGroupsResponse](c, &protocol.UserGroupsRequest{Users: []protocol.UserID{bobID, adaID}}).Users
	if len(groups) != 2 || !reflect.DeepEqual(groups[0].Groups, []string{"g"}) || len(groups[1].Groups) != 0 {
		t.Fatalf("groups of users %+v", groups)
	}
	if e := c.refused(&protocol.UserGroupsRequest{Users: []protocol.UserID{bobID, noOne}}, protocol.CodeUserNotFound); e.Details["id"] != "nobody" {
		t.Fatalf("details %+v", e.Details)
	}
}

// TestProfileChanges changes profiles beside the server: those who know the
// user are told, nobody else, and addresses stay hidden.
func TestProfileChanges(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := people(s)
	ada, bob, guest := s.connect("ada"), s.connect("bob"), s.connect("")
	ada.subscribe(bobID)
	must(t, d.SetProfile(t.Context(), protocol.User{UserID: bobID, DisplayName: "Robert", Email: "new@example.org"}))
	for deadline := time.Now().Add(patience); ada.users[bobID].DisplayName != "Robert" || bob.users[bobID].Email != "new@example.org"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("ada knows %+v, bob %+v", ada.users[bobID], bob.users[bobID])
		}
		ada.quiet()
		bob.quiet()
	}
	if ada.users[bobID].Email != "" {
		t.Fatalf("ada is told %+v", ada.users[bobID])
	}
	guest.quiet()
	if _, told := guest.users[bobID]; told {
		t.Fatal("a stranger is told")
	}
	guest.subscribe(bobID)
	if guest.users[bobID].DisplayName != "Robert" {
		t.Fatalf("later introduced as %+v", guest.users[bobID])
	}
}
