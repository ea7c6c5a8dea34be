package server_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// view is what a client has heard of an activity: the states of the sessions in it.
type view map[string]values

func (v view) hear(m protocol.Message) {
	switch m := m.(type) {
	case *protocol.ActivityJoinResponse:
		clear(v)
		for _, s := range m.Sessions {
			v[s.SessionID] = maps.Clone(s.State)
		}
	case *protocol.ActivitySessionJoined:
		v[m.SessionID] = maps.Clone(m.State)
	case *protocol.ActivitySessionLeft:
		delete(v, m.SessionID)
	case *protocol.ActivityStateUpdated:
		state := v[m.SessionID]
		if state == nil {
			state = values{"heard of before it joined": true}
			v[m.SessionID] = state
		}
		if m.Complete {
			clear(state)
		}
		for _, k := range m.Removed {
			delete(state, k)
		}
		maps.Copy(state, m.Set)
	}
}

// TestActivitiesOfSeveralServers has sessions at two servers join an activity, leave it and change
// their states, while a third of what the servers tell each other is lost and as much comes twice.
// When nothing is lost any more and the servers know that something was, all see the same.
func TestActivitiesOfSeveralServers(t *testing.T) {
	if !together {
		t.Skip("SKIP: make server-together runs it")
	}
	s := start(t, t.TempDir(), server.Options{})
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	all := make([]*client, 6)
	views := make([]view, len(all))
	resources := make([]uint32, len(all)) // 0 while it is not joined
	states := make([]values, len(all))
	drain := func(i int) {
		for len(all[i].in) > 0 {
			views[i].hear(all[i].receive().Message)
		}
	}
	answer := func(i int, m protocol.Message) protocol.Message {
		t.Helper()
		id := all[i].ask(m)
		for {
			e := all[i].receive()
			views[i].hear(e.Message)
			if e.Response == id {
				return e.Message
			}
		}
	}
	toggle := func(i int) {
		t.Helper()
		if resources[i] != 0 {
			answer(i, &protocol.ActivityLeaveRequest{Resource: resources[i]})
			resources[i] = 0
			return
		}
		states[i] = values{"n": r.Float64()}
		joined, ok := answer(i, &protocol.ActivityJoinRequest{ActivityName: draw, State: states[i],
			Create: &protocol.ActivityCreation{Roles: worldRoles(everyRole...)}}).(*protocol.ActivityJoinResponse)
		if !ok {
			t.Fatalf("client %d does not join", i)
		}
		resources[i] = joined.Resource
	}
	for i := range all {
		all[i], views[i] = s.connect([]string{"ada", "bob", ""}[i%3]), view{}
		toggle(i)
	}
	s.carrying.losses.Store(3)
	for range 200 {
		i := r.IntN(len(all))
		if resources[i] == 0 || r.IntN(6) == 0 {
			toggle(i)
			continue
		}
		set := values{fmt.Sprint(r.IntN(3)): []protocol.JSON{r.Float64(), nil, map[string]protocol.JSON{"at": "x"}}}
		complete := r.IntN(5) == 0
		if complete {
			states[i] = values{}
		}
		maps.Copy(states[i], set)
		all[i].update(resources[i], set, complete)
		drain(i)
	}
	for i := range all {
		if resources[i] == 0 {
			toggle(i)
		}
	}
	toggle(5)
	time.Sleep(100 * time.Millisecond)
	s.carrying.heal()
	want := view{}
	for i, c := range all {
		if resources[i] != 0 {
			want[c.session] = states[i]
		}
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		right := 0
		for i := range all[:5] {
			drain(i)
			seen := maps.Clone(views[i])
			seen[all[i].session] = states[i] // which it is not told of
			if reflect.DeepEqual(seen, want) {
				right++
			} else if time.Now().After(end) {
				t.Errorf("client %d sees\n%v, want\n%v", i, seen, want)
			}
		}
		if right == 5 || time.Now().After(end) {
			break
		}
	}
	for i := range 2 { // who comes from the beginning sees the same, at both
		seen := view{}
		for _, p := range answer(i, &protocol.ActivityParticipantsRequest{ActivityName: draw}).(*protocol.ActivityParticipantsResponse).Sessions {
			seen[p.SessionID] = p.State
		}
		if !reflect.DeepEqual(seen, want) {
			t.Errorf("asked, a server says\n%v, want\n%v", seen, want)
		}
	}

	// Without a word between the servers, a right that is taken away holds at the other one.
	s.carrying.losses.Store(1)
	answer(0, &protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Activity: draw}, SetWorld: true, Roles: worldRoles()})
	for i := range 5 {
		if i%3 == 0 { // who has made it
			continue
		}
		for {
			m := all[i].receive().Message
			if _, ok := m.(*protocol.ActivityForceLeave); ok {
				break
			}
		}
	}
}

// TestEphemeralOfSeveralServers ends an ephemeral activity with the last session, at whatever
// server, and not before.
func TestEphemeralOfSeveralServers(t *testing.T) {
	if !together {
		t.Skip("SKIP: make server-together runs it")
	}
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob") // at different servers
	d := s.beside()
	exists := func() bool {
		_, err := d.Activity(t.Context(), draw)
		return err == nil
	}
	for _, last := range []*client{ada, bob} {
		resources := make(map[*client]uint32)
		for _, c := range []*client{ada, bob} {
			joined := c.answerTo(&protocol.ActivityJoinRequest{ActivityName: draw, Create: &protocol.ActivityCreation{Ephemeral: true, Roles: worldRoles(everyRole...)}})
			resources[c] = joined.(*protocol.ActivityJoinResponse).Resource
		}
		for _, c := range []*client{ada, bob} {
			if c != last {
				c.ask(&protocol.ActivityLeaveRequest{Resource: resources[c]})
			}
		}
		time.Sleep(100 * time.Millisecond)
		if !exists() {
			t.Fatal("it has ended while somebody is in it at another server")
		}
		last.ask(&protocol.ActivityLeaveRequest{Resource: resources[last]})
		for end := time.Now().Add(patience); exists(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("it does not end with the last session")
			}
		}
		for _, c := range []*client{ada, bob} {
			for len(c.in) > 0 {
				c.receive()
			}
		}
	}
	if models, activities, err := d.(store.Holders).Unheld(t.Context(), 0); err != nil || len(models)+len(activities) > 0 {
		t.Errorf("nobody holds %v, %v (%v)", models, activities, err)
	}
}

// TestEphemeralModelOfSeveralServers removes an ephemeral model when the last one has gone who had it
// open, at whatever server, and not before.
func TestEphemeralModelOfSeveralServers(t *testing.T) {
	if !together {
		t.Skip("SKIP: make server-together runs it")
	}
	dir, options := t.TempDir(), server.Options{UnloadAfter: 50 * time.Millisecond, EphemeralGrace: 200 * time.Millisecond}
	s := start(t, dir, options)
	ephemeral := creation()
	ephemeral.Ephemeral = true
	ada, bob := s.connect("ada"), s.connect("bob") // at different servers
	open := func(c *client) uint32 {
		t.Helper()
		c.ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
		for {
			e := c.receive()
			switch m := e.Message.(type) {
			case *protocol.AutoCreateRequest:
				c.send(0, e.Request, &protocol.AutoCreateResponse{Creation: ephemeral})
			case *protocol.OpenResponse:
				return m.Resource
			case *protocol.Error:
				t.Fatalf("it cannot be opened: %+v", m)
			}
		}
	}
	leave := func(c *client, resource uint32) { c.ask(&protocol.CloseRequest{Resource: resource}) }
	for range 2 {
		a, b := open(ada), open(bob)
		leave(ada, a)
		time.Sleep(300 * time.Millisecond)
		if !s.exists("m") {
			t.Fatal("it is removed while somebody has it open at another server")
		}
		a = open(ada)
		leave(bob, b)
		time.Sleep(300 * time.Millisecond)
		if !s.exists("m") {
			t.Fatal("it is removed while somebody has it open at the first server")
		}
		leave(ada, a)
		for end := time.Now().Add(5 * time.Second); s.exists("m"); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("it stays")
			}
		}
	}
	// What servers had open that do not live any more is removed when nobody comes back.
	open(ada)
	s.stop()
	s = start(t, dir, options)
	if !s.exists("m") {
		t.Error("nobody has had the time to come back")
	}
	s.connect("ada")
	for end := time.Now().Add(patience); s.exists("m"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("what servers had open that do not live any more stays")
		}
	}
}

// TestEphemeralModelIsLetGoLater has the database fail when the last one leaves an ephemeral model: it goes
// when the database works again.
func TestEphemeralModelIsLetGoLater(t *testing.T) {
	if !together {
		t.Skip("SKIP: make server-together runs it")
	}
	var l logged
	dir := t.TempDir()
	s := start(t, dir, server.Options{Log: log(&l), UnloadAfter: 50 * time.Millisecond, EphemeralGrace: 200 * time.Millisecond})
	ada := s.connect("ada")
	ephemeral := creation()
	ephemeral.Ephemeral = true
	ada.ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
	ada.send(0, ada.receive().Request, &protocol.AutoCreateResponse{Creation: ephemeral})
	open := next[*protocol.OpenResponse](ada)
	schema, _ := database.schemas.Load(dir)
	config, err := pgx.ParseConfig(database.URL(schema.(string)))
	must(t, err)
	config.RuntimeParams = nil // some of which are the server's own
	conn, err := pgx.ConnectConfig(t.Context(), config)
	must(t, err)
	defer conn.Close(t.Context())
	rename := func(from, to string) {
		t.Helper()
		_, err := conn.Exec(t.Context(), fmt.Sprintf("ALTER TABLE %s_domain_1.%s RENAME TO %s", schema, from, to))
		must(t, err)
	}
	rename("holders", "away")
	ada.ask(&protocol.CloseRequest{Resource: open.Resource})
	waitUntil(t, "the model to be let go, which fails", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return strings.Contains(l.text.String(), "cannot be let go")
	})
	rename("away", "holders")
	waitUntil(t, "the model to be let go", func() bool { return !s.exists("m") })
}
