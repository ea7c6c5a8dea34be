//go:build !js

package client_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestOfflineChaos lets tabs of one browser edit the same models while they come
// and go, with and without a connection, and die at any moment. What was
// reported saved is at the server once in the end, nothing is there twice, and
// all replicas are equal. OFFLINE_ROUNDS plays more rounds.
func TestOfflineChaos(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("OFFLINE_ROUNDS"))
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	for i := range max(1, rounds) {
		seed := seed + uint64(i)
		if !t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { offlineChaos(t, seed) }) {
			t.Fatalf("run again with SEED=%d", seed)
		}
	}
}

// chaoticTab is a tab with its models, and the marks that it has made.
type chaoticTab struct {
	*tab
	models map[string]*client.Model
	made   []string // not yet reported saved
}

func offlineChaos(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := newBrowser(t)
	b.lockless = seed%4 == 0
	ids := []string{modelID(t), modelID(t), modelID(t)}
	begin := b.open("begin")
	begin.signIn()
	for _, id := range ids {
		begin.open(id, object(text("text", "")))
	}
	begin.await("the copies", func() bool {
		list, err := wait(begin.tester, begin.OfflineModels)
		return err == nil && len(list) == 3
	})
	begin.kill()
	saved, marks, born, kills := map[string]bool{}, 0, 0, 0
	var tabs []*chaoticTab
	for step := range 400 {
		if len(tabs) == 0 || len(tabs) < 6 && rng.IntN(20) == 0 {
			born++
			x := &chaoticTab{tab: b.open(fmt.Sprintf("tab%d-%d", seed, born)), models: map[string]*client.Model{}}
			if rng.IntN(3) == 0 {
				x.signIn()
			}
			tabs = append(tabs, x)
		}
		i := rng.IntN(len(tabs))
		x := tabs[i]
		switch rng.IntN(16) {
		case 15: // what it writes arrives later, also after its death, or what it reads
			late, reads := time.Duration(rng.IntN(10))*time.Millisecond, rng.IntN(2) == 0
			switch {
			case os.Getenv("NOLATE") != "":
			case reads:
				x.holdReads([]byte{}, nil)
				time.AfterFunc(late, func() { x.releaseReads() })
			default:
				x.hold()
				time.AfterFunc(late, x.release)
			}
		case 14:
			if os.Getenv("NOLOSE") == "" && rng.IntN(3) == 0 { // taken for dead while it lives on
				x.loseLocks()
			}
		case 0:
			if step > 20 {
				x.settle(saved, false)
				x.kill()
				kills++
				tabs = append(tabs[:i], tabs[i+1:]...)
			}
		case 1:
			x.Disconnect()
		case 2:
			if x.Session().State == client.StateDisconnected {
				x.Connect(protocol.AuthPassword, func(*client.Error) {})
			}
		case 3:
			for id, m := range x.models {
				if rng.IntN(2) == 0 {
					m.Close(func(*client.Error) {})
					delete(x.models, id)
				}
			}
		case 4:
			time.Sleep(time.Duration(rng.IntN(15)) * time.Millisecond)
			x.settle(saved, false)
		default:
			id := ids[rng.IntN(3)]
			m := x.models[id]
			if m == nil || !m.Status().Open {
				var err error
				if m, err = wait(x.tester, func(done func(*client.Model, *client.Error)) { x.OpenModel(id, 0, done) }); err != nil {
					t.Logf("step %d: open: %v", step, err)
					continue
				}
				x.models[id] = m
			}
			marks++
			mark := fmt.Sprintf("<%d>", marks)
			if m.Splice(part(m, "text"), 0, 0, units(mark)) == nil {
				x.made = append(x.made, mark)
				if os.Getenv("TRACE") != "" {
					t.Logf("step %d: %s by %s in %s, %v, %+v", step, mark, x.instance, id[len(id)-4:], m.SaveState(), m.Status())
				}
			}
		}
	}
	for _, x := range tabs {
		if rng.IntN(2) == 0 || len(saved) < 50 {
			x.settle(saved, true)
		}
		x.kill()
	}
	last := b.open("last")
	last.signIn()
	last.await("everything to be at the server", func() bool { return last.SaveState() == client.SavedOnServer })
	all := ""
	for _, id := range ids {
		got := atServer(t, id)
		m := last.must(id)
		if textOf(m) != got {
			t.Errorf("the replicas of %s differ", id)
		}
		all += got
		last.Disconnect()
		last.signIn()
	}
	lost, twice := 0, 0
	for mark := 1; mark <= marks; mark++ {
		s := fmt.Sprintf("<%d>", mark)
		switch n := strings.Count(all, s); {
		case n > 1:
			twice++
		case n == 0 && saved[s]:
			lost++
			t.Logf("%s is lost", s)
		}
	}
	for _, line := range last.taken() {
		if strings.Contains(line, "error") {
			t.Log(line)
		}
	}
	t.Logf("%d marks, %d reported saved, %d tabs, %d killed", marks, len(saved), born, kills)
	if lost > 0 || twice > 0 {
		t.Errorf("%d marks are lost, %d are there twice", lost, twice)
	}
	if len(saved) < 30 {
		t.Errorf("only %d marks were reported saved: nothing was proved", len(saved))
	}
}

// settle notes what the tab reports as saved; with wait it waits for that.
func (x *chaoticTab) settle(saved map[string]bool, wait bool) {
	if wait {
		x.await("the edits to be saved", func() bool { return x.SaveState() != client.Unsaved })
	}
	if x.SaveState() != client.Unsaved {
		for _, mark := range x.made {
			saved[mark] = true
		}
		x.made = nil
	}
}
