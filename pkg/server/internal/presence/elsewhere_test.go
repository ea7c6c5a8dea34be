package presence

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// site is one node.
type site struct {
	*Presence
	sessions []*people.Session
	out      [][]byte
}

// sites are nodes whose messages are lost, doubled and late, but for those of one node in order.
func sites(n int) []*site {
	all := make([]*site, n)
	for i := range all {
		s := &site{}
		s.Presence = New(Options{Limits: new(protocol.DefaultLimits()), Node: fmt.Sprint("n", i), Tell: func(data []byte) { s.out = append(s.out, data) }})
		all[i] = s
	}
	return all
}

// carry gives the others what a node has told.
func carry(r *rand.Rand, all []*site, faulty bool) {
	for more := true; more; {
		more = false
		for _, i := range r.Perm(len(all)) {
			if len(all[i].out) == 0 || faulty && r.IntN(3) == 0 {
				continue
			}
			more = !faulty
			data := all[i].out[0]
			all[i].out = all[i].out[1:]
			for j := range all {
				if faulty && r.IntN(8) == 0 {
					continue // lost
				}
				for range 1 + r.IntN(2) {
					if err := all[j].Hear(data); err != nil {
						panic(err)
					}
				}
			}
		}
	}
}

// unserved is a session to which news can be said that nobody reads.
func unserved(who people.Identity) *people.Session { return holding(who, budget.New(1<<20)) }

// holding is such a session, which holds its memory in a pool.
func holding(who people.Identity, held *budget.Pool) *people.Session {
	o := &conn.Options{MaxQueue: 1000, MaxQueueBytes: 1 << 20, Pace: time.Hour, Strangers: budget.New(1 << 20), Outgoing: budget.New(1 << 20), Held: held}
	c := people.NewSession(conn.Unserved(slog.New(slog.DiscardHandler), o))
	c.Begin(who, "i", true, nil)
	return c
}

// TestClearedElsewhere has a user's state be cleared, and become empty otherwise, at one node: at
// another one it is known which of them it was.
func TestClearedElsewhere(t *testing.T) {
	all := sites(2)
	ada := protocol.UserID{Username: "ada"}
	c := unserved(people.Identity{Session: "1", User: protocol.User{UserID: ada}})
	all[0].Enter(c, nil, func(states.Values) {})
	r := rand.New(rand.NewPCG(1, 1))
	for _, clears := range []bool{true, false} {
		all[0].change(c, false, nil, states.Values{"k": 1.0})
		carry(r, all, false)
		var removed []string
		if !clears {
			removed = []string{"k"}
		}
		all[0].change(c, clears, removed, nil)
		carry(r, all, false)
		u := all[1].users[ada]
		step, _, _ := states.Difference(states.Values{"k": 1.0}, u.state, u.complete, u.session)
		if len(u.state) != 0 || step.Complete != clears || len(step.Removed) != 1-map[bool]int{true: 1}[clears] {
			t.Errorf("clearing %v: the other node has %v and tells %+v", clears, u.state, step)
		}
	}
}

// TestNodesKnowWhoIsThere has users come, go and change their states at several nodes, with messages
// lost and doubled. When all nodes have asked, they know the same.
func TestNodesKnowWhoIsThere(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range 300 {
		all := sites(2 + r.IntN(2))
		users := []protocol.UserID{{Username: "ada"}, {Username: "bob"}, {Username: "cleo"}}
		there := make(map[protocol.UserID]int)
		for range 40 {
			s, u := all[r.IntN(len(all))], users[r.IntN(len(users))]
			switch r.IntN(4) {
			case 0:
				c := unserved(people.Identity{Session: fmt.Sprint(r.Uint64()), User: protocol.User{UserID: u}})
				s.Enter(c, states.Values{"brought": r.Float64()}, func(states.Values) {})
				s.sessions = append(s.sessions, c)
				there[u]++
			case 1:
				if n := len(s.sessions); n > 0 {
					c := s.sessions[n-1]
					s.sessions = s.sessions[:n-1]
					s.Leave(c, 0)
					there[c.User()]--
				}
			default:
				if n := len(s.sessions); n > 0 {
					s.change(s.sessions[r.IntN(n)], false, []string{fmt.Sprint(r.IntN(3))}, states.Values{fmt.Sprint(r.IntN(3)): []protocol.JSON{r.Float64(), nil, map[string]protocol.JSON{"at": []protocol.JSON{"x", true}}}, "none": nil})
				}
			}
			carry(r, all, true)
		}
		carry(r, all, false)
		for range 2 { // the second time all have told what the first has given
			for _, s := range all {
				s.Ask()
				carry(r, all, false)
			}
		}
		for _, u := range users {
			var first protocol.UserPresence
			for i, s := range all {
				s.ask(nil, []protocol.UserID{u}, false, func(p []protocol.UserPresence) {
					if p[0].Available != (there[u] > 0) {
						t.Fatalf("seed %d, round %d: node %d says of %s, who has %d sessions, that available is %v", seed, round, i, u.Username, there[u], p[0].Available)
					}
					if i == 0 {
						first = p[0]
					} else if !reflect.DeepEqual(first, p[0]) {
						for _, s := range all {
							if x := s.users[u]; x != nil {
								t.Logf("%s: stamp %d by %s, sessions %d, elsewhere %v, heard %v, clock %d", s.options.Node, x.stamp, x.by, len(x.sessions), x.elsewhere, s.heard, s.clock)
							}
						}
						t.Fatalf("seed %d, round %d: of %s, node 0 says %v, and node %d %v", seed, round, u.Username, first, i, p[0])
					}
				})
			}
		}
	}
}

// TestHeldElsewhere has a user with sessions at two nodes change the state at one of them: the memory
// that the session at the other holds for it is that of the state there is.
func TestHeldElsewhere(t *testing.T) {
	all := sites(2)
	ada := protocol.User{UserID: protocol.UserID{Username: "ada"}}
	held := budget.New(1 << 20)
	here, there := unserved(people.Identity{Session: "1", User: ada}), holding(people.Identity{Session: "2", User: ada}, held)
	r := rand.New(rand.NewPCG(1, 1))
	all[0].Enter(here, nil, func(states.Values) {})
	carry(r, all, false)
	all[1].Enter(there, nil, func(states.Values) {})
	for _, size := range []int{50_000, 10} {
		state := states.Values{"k": strings.Repeat("x", size)}
		all[0].change(here, false, nil, state)
		carry(r, all, false)
		if used, _ := held.Used(); used != int64(states.Weight(state)) {
			t.Errorf("%d bytes are held for a state that takes %d", used, states.Weight(state))
		}
	}
	all[1].Leave(there, 0)
	if used, _ := held.Used(); used != 0 {
		t.Errorf("%d bytes are held for a session that has left", used)
	}
}
