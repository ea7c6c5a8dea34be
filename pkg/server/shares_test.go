package server_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestShares asks for more than a user's share: a client that does not know how to wait is told
// when to ask again, one that does gets everything, and others notice nothing.
func TestShares(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Shares: server.Shares{Requests: server.Share{PerSecond: 50, Burst: 40}, Models: server.Share{PerSecond: 10, Burst: 5}}})
	greedy, bob := s.connect("ada"), s.connect("bob")
	refused := 0
	for i := range 60 {
		e, ok := greedy.answerTo(&protocol.CreateRequest{ModelID: fmt.Sprint("g", i), Creation: creation()}).(*protocol.Error)
		if !ok {
			continue
		}
		wait, _ := e.Details[protocol.RetryAfter].(float64)
		if e.Code != protocol.CodeLimitExceeded || wait < 1 || wait > 10_000 {
			t.Fatalf("refused: %+v", e)
		}
		refused++
	}
	if refused < 40 {
		t.Errorf("%d of 60 were refused", refused)
	}
	call[*protocol.CreateResponse](bob, &protocol.CreateRequest{ModelID: "bobs", Creation: creation()})
	a := bob.open("m")
	for i := range 200 { // operations have a share of their own
		a.edit(splice(0, 0, "x"))
		a.settle(int64(i + 2))
	}

	patient, err := s.program(native.Options{DisplayName: "Carol"})
	must(t, err)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			m, err := create(t, patient, fmt.Sprint("p", i), "c")
			if err != nil {
				t.Errorf("model %d: %v", i, err)
				return
			}
			if err := m.Close(t.Context()); err != nil {
				t.Errorf("closing model %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if took := time.Since(begun); took < time.Second { // at 50 a second after 40
		t.Errorf("120 requests took %v", took)
	}
}
