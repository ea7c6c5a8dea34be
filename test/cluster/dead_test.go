package cluster

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// goneWithin is what is promised of the people of a server that died.
const goneWithin = 10 * time.Second

// TestDeadServersPeople kills a node whose clients do not come back, and expects them to be gone in
// time at both others: as users and from a model.
func TestDeadServersPeople(t *testing.T) {
	w := newWorld(t, 3)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	watching := []*native.Domain{w.guest(ctx, w.nodes[0].Addr), w.guest(ctx, w.nodes[2].Addr)}
	longest, rounds := time.Duration(0), 1
	if *duration >= time.Minute {
		rounds = 3
	}
	for range rounds { // at different moments between two beats and two looks
		options := client.DefaultOptions()
		options.AutoReconnect = false
		d, err := native.Connect(ctx, w.nodes[1].Realtime(), native.Options{Username: "demo", Password: "demo", Client: &options})
		must(t, err)
		m := open(t, ctx, append(watching, d), "m")
		there := func() bool {
			for i := range watching {
				if len(m[i].Collaborators()) != 3 || !presence(t, ctx, watching[i], "demo").Available {
					return false
				}
			}
			return true
		}
		within(t, 2*time.Second, "the others see who is at the node", there)
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
		began := time.Now()
		w.nodes[1].Kill()
		for i := range watching {
			within(t, goneWithin-time.Since(began), "who was at the dead node is gone", func() bool {
				return len(m[i].Collaborators()) == 2 && !presence(t, ctx, watching[i], "demo").Available
			})
		}
		longest = max(longest, time.Since(began))
		d.Close()
		must(t, w.nodes[1].Start())
	}
	figure("dead.gone_after", int(longest.Milliseconds()), "ms")
}

// presence returns how a user is there, as a client sees it.
func presence(t *testing.T, ctx context.Context, d *native.Domain, username string) protocol.UserPresence {
	t.Helper()
	who := []protocol.UserID{{Type: protocol.UserNormal, Username: username}}
	all, err := ask(ctx, func(done func([]protocol.UserPresence, *client.Error)) { d.Core().Presence(who, done) })
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}
