package server_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestReviewFails has the program fail, or hang, about one of those who have a model open:
// that one has it closed, and the others have the rights that they are to have.
func TestReviewFails(t *testing.T) {
	var mu sync.Mutex
	reviewing := false
	hanging := make(chan struct{})
	var said logged
	s := start(t, t.TempDir(), server.Options{Log: log(&said), Hooks: server.Hooks{Authorize: func(_ context.Context, r server.AccessRequest) (protocol.Permissions, error) {
		mu.Lock()
		now := reviewing
		mu.Unlock()
		switch {
		case !now:
			return store.AllRights, nil
		case r.User.Username == "ada":
			return 0, errors.New("the database is gone")
		case r.User.Username == "bob":
			return 0, nil
		case r.User.Username == "dora":
			<-hanging
			panic("at last")
		}
		return protocol.PermissionRead, nil
	}}})
	s.inStore(func(d store.Domain) {
		for _, user := range []string{"carl", "dora"} {
			must(t, d.CreateUser(t.Context(), store.User{PasswordHash: hashOf(user), User: protocol.User{UserID: protocol.UserID{Username: user}}}))
		}
	})
	all := make(map[string]*client)
	for _, user := range []string{"ada", "bob", "carl", "dora"} {
		c := s.connect(user)
		c.open("m")
		all[user] = c
	}
	mu.Lock()
	reviewing = true
	mu.Unlock()
	reviewed := make(chan struct{})
	go func() {
		defer close(reviewed)
		s.server.ReviewRights(name, "m")
	}()
	closed := func(user string, want protocol.CloseReason) {
		t.Helper()
		for {
			switch m := all[user].receive().Message.(type) {
			case *protocol.ForceClose:
				if m.Reason != want {
					t.Errorf("%s has it closed because of %v: %s", user, m.Reason, m.Message)
				}
				return
			case *protocol.PermissionsChanged:
				t.Fatalf("%s has the rights %v", user, m.Permissions)
			}
		}
	}
	closed("ada", protocol.ReasonServerError) // and comes back when it can be answered
	closed("bob", protocol.ReasonPermissionsChanged)
	for {
		m, ok := all["carl"].receive().Message.(*protocol.PermissionsChanged)
		if ok && m.Permissions != protocol.PermissionRead {
			t.Errorf("carl has the rights %v", m.Permissions)
		}
		if ok {
			break
		}
	}
	select {
	case <-reviewed:
		t.Error("it does not wait for all answers")
	default:
	}
	close(hanging)
	closed("dora", protocol.ReasonServerError)
	<-reviewed
	said.has(t, "rights cannot be read", "user=ada", "the database is gone")
	said.has(t, "rights cannot be read", "user=dora", "at last")
}

// TestAuthorizedPages expects the pages of a query to count what the program lets somebody
// read, and the program to be asked about no more than it bears.
func TestAuthorizedPages(t *testing.T) {
	asked := make(map[string]int)
	var mu sync.Mutex
	s := start(t, t.TempDir(), server.Options{MaxAsked: 20, Hooks: server.Hooks{Authorize: func(_ context.Context, r server.AccessRequest) (protocol.Permissions, error) {
		mu.Lock()
		defer mu.Unlock()
		asked[r.User.Username]++
		if n, err := strconv.Atoi(strings.TrimPrefix(r.Model, "m")); err == nil && n%3 != 0 && r.User.Username == "bob" {
			return 0, nil
		}
		return r.Kept, nil
	}}})
	ada, bob := s.connect("ada"), s.connect("bob")
	create := func(from, to int) {
		for n := from; n < to; n++ {
			ada.createJSON("c", fmt.Sprintf("m%02d", n), fmt.Sprintf(`{"n": %d, "half": %t}`, -n, n%2 == 0))
		}
	}
	create(0, 20)
	for _, c := range []struct {
		query, want string
		total       int
	}{
		{"SELECT * FROM c ORDER BY @id LIMIT 3", "m00 m03 m06", 7},
		{"SELECT n FROM c ORDER BY n LIMIT 3", "m18 m15 m12", 7},
		{"SELECT n, @id FROM c ORDER BY n LIMIT 3 OFFSET 3", "m09 m06 m03", 7},
		{"SELECT * FROM c ORDER BY n LIMIT 3 OFFSET 6", "m00", 7},
		{"SELECT * FROM c ORDER BY n LIMIT 3 OFFSET 99", "", 7},
		{"SELECT * FROM c LIMIT 0", "", 7},
		{"SELECT * FROM c WHERE half = true ORDER BY @id", "m00 m06 m12 m18", 4},
		{"SELECT * FROM c WHERE n = 1 OR n = -4", "", 0},
	} {
		found := bob.query(c.query)
		var ids []string
		for _, r := range found.Results {
			ids = append(ids, r.ModelID)
			if n, _ := strconv.Atoi(strings.TrimPrefix(r.ModelID, "m")); len(r.Data) == 0 || r.Data[0].Key == "n" && r.Data[0].Value != float64(-n) {
				t.Errorf("%s: %s is %+v", c.query, r.ModelID, r.Data)
			}
		}
		if got := strings.Join(ids, " "); got != c.want || found.Total != c.total {
			t.Errorf("%s: %s of %d\nwant %s of %d", c.query, got, found.Total, c.want, c.total)
		}
	}
	create(20, 40)
	mu.Lock()
	clear(asked)
	mu.Unlock()
	if found := bob.query("SELECT * FROM c ORDER BY @id LIMIT 7"); len(found.Results) != 7 || found.Total != 7 {
		t.Errorf("of the first 20 it finds %d of %d", len(found.Results), found.Total)
	}
	mu.Lock()
	if asked["bob"] != 20 {
		t.Errorf("it is asked about %d models", asked["bob"])
	}
	mu.Unlock()
	bob.refused(&protocol.QueryRequest{Query: "SELECT * FROM c ORDER BY @id LIMIT 1 OFFSET 7"}, protocol.CodeLimitExceeded)
	if got := bob.ids("SELECT * FROM c WHERE n < -30"); got != "m33 m36 m39" {
		t.Errorf("a narrower query finds %s", got)
	}
}
