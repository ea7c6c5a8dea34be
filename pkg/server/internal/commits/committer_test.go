package commits

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// slowStore appends slowly and remembers how many appends came together.
type slowStore struct {
	store.Domain
	groups []int
}

var errRefused = errors.New("refused")

func (s *slowStore) Append(_ context.Context, appends []store.Append) []error {
	time.Sleep(20 * time.Millisecond)
	s.groups = append(s.groups, len(appends))
	errs := make([]error, len(appends))
	for i, a := range appends {
		if a.Model == 3 {
			errs[i] = errRefused
		}
	}
	return errs
}

// TestSharedTransactions lets many models commit at once: they share few
// transactions, and each learns its own result.
func TestSharedTransactions(t *testing.T) {
	s := &slowStore{}
	c := New(s, func(time.Duration) {})
	var wg sync.WaitGroup
	for model := range int64(50) {
		wg.Go(func() {
			if err := c.Append(store.Append{Model: model}); (err != nil) != (model == 3) {
				t.Errorf("model %d: %v", model, err)
			}
		})
	}
	wg.Wait()
	c.Close()
	total := 0
	for _, n := range s.groups {
		total += n
	}
	if total != 50 || len(s.groups) > 10 {
		t.Errorf("transactions of %v", s.groups)
	}
}

// TestChoose expects small commits not to wait for large ones, and everything to have
// its turn.
func TestChoose(t *testing.T) {
	sizes := []int{10, 900 << 10, 900 << 10, 20, maxSharedBytes + 1, 30}
	var pending []commit
	for i, n := range sizes {
		pending = append(pending, commit{size: n, number: uint64(i)})
	}
	var turns [][]uint64
	for len(pending) > 0 {
		var group []commit
		group, pending = choose(nil, pending)
		var turn []uint64
		for _, c := range group {
			turn = append(turn, c.number)
		}
		turns = append(turns, turn)
	}
	if want := [][]uint64{{0, 3, 5, 1}, {2}, {4}}; !reflect.DeepEqual(turns, want) {
		t.Errorf("the transactions have %v, want %v", turns, want)
	}
}
