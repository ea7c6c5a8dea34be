//go:build !js

package client_test

import (
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestUndoKeptRandom edits, undoes, does again, loses the connection and reloads at
// random, in even rounds while somebody else edits as well and with crashes. In the end all replicas are
// equal; where nobody else has edited, undoing everything gives the start and doing it
// again the end, with the ids. UNDO_ROUNDS plays more rounds.
func TestUndoKeptRandom(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("UNDO_ROUNDS"))
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	for i := range max(4, rounds) {
		seed := seed + uint64(i)
		if !t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { undoKeptRandom(t, seed) }) {
			t.Fatalf("run again with SEED=%d", seed)
		}
	}
}

func undoKeptRandom(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 2))
	b := newBrowser(t)
	b.lockless = seed%8 > 5
	b.name = "tab"
	k, id := newKeeper(b, everything)
	start := byKey(k.m)
	shared := seed%2 == 0
	var other *tester
	var theirs *client.Model
	if shared {
		other = connected(t, nil)
		theirs = other.open(id, object())
	}
	reloads, undone, kept := 0, 0, 0
	for range 200 {
		if shared && rng.IntN(3) == 0 {
			_, _ = randomEdit(t, rng, theirs, theirs.Root())
		}
		switch rng.IntN(24) {
		case 0, 1, 2, 3:
			if done, err := k.u.Undo(); err != nil {
				t.Fatal(err)
			} else if done {
				undone++
			}
		case 4, 5:
			if _, err := k.u.Redo(); err != nil {
				t.Fatal(err)
			}
		case 6:
			k.Disconnect()
		case 7:
			if k.Session().State == client.StateDisconnected {
				k.signIn()
			}
		case 8, 9:
			reloads++
			undo, redo := k.u.CanUndo(), k.u.CanRedo()
			online := rng.IntN(2) == 0
			if shared && rng.IntN(3) == 0 { // a crash, after which what is stored is not all
				k.kill()
				k.keeping(b, id, online)
				continue
			}
			if k.reload(b, id, online); undo || redo {
				kept++
				if k.u.CanUndo() != undo || k.u.CanRedo() != redo {
					t.Fatalf("before the reload there was something to undo %t, to do again %t; after it %t, %t", undo, redo, k.u.CanUndo(), k.u.CanRedo())
				}
			}
		case 10:
			if err := k.m.StartBatch(); err != nil {
				t.Fatal(err)
			}
			for range rng.IntN(4) {
				_, _ = randomEdit(t, rng, k.m, k.m.Root())
			}
			if k.m.CompleteBatch() != nil { // it is empty
				if err := k.m.CancelBatch(); err != nil {
					t.Fatal(err)
				}
			}
		default:
			if shared && rng.IntN(6) == 0 { // a program of the page does it
				k.m.SetOrigin("program")
			}
			_, _ = randomEdit(t, rng, k.m, k.m.Root())
			k.m.SetOrigin("")
		}
	}
	for k.u.CanRedo() {
		if _, err := k.u.Redo(); err != nil {
			t.Fatal(err)
		}
	}
	if shared {
		k.reload(b, id, true)
		for k.u.CanUndo() {
			if _, err := k.u.Undo(); err != nil {
				t.Fatal(err)
			}
		}
		same(other, theirs, k.m)
	} else {
		end := byKey(k.m)
		k.reload(b, id, true)
		for k.u.CanUndo() {
			if _, err := k.u.Undo(); err != nil {
				t.Fatal(err)
			}
		}
		if got := byKey(k.m); !reflect.DeepEqual(got, start) {
			t.Fatalf("with everything undone there is\n%+v, not\n%+v", got, start)
		}
		k.reload(b, id, false)
		for k.u.CanRedo() {
			if _, err := k.u.Redo(); err != nil {
				t.Fatal(err)
			}
		}
		if got := byKey(k.m); !reflect.DeepEqual(got, end) {
			t.Fatalf("with everything done again there is\n%+v, not\n%+v", got, end)
		}
	}
	if reloads == 0 || undone == 0 || kept == 0 {
		t.Errorf("nothing is shown by %d reloads, %d with steps, %d undone", reloads, kept, undone)
	}
}

// byKey returns what a model holds, with the ids, and properties by their keys.
func byKey(m *client.Model) (v ot.Value) {
	var sort func(v *ot.Value)
	sort = func(v *ot.Value) {
		slices.SortFunc(v.Members, func(a, b ot.Member) int { return strings.Compare(a.Key, b.Key) })
		for i := range v.Members {
			sort(&v.Members[i].Value)
		}
		for i := range v.Items {
			sort(&v.Items[i])
		}
	}
	m.View(func() { v = m.Root().Value() })
	sort(&v)
	return v
}
