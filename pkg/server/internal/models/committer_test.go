package models

import (
	"context"
	"errors"
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
	c := newCommitter(s)
	var wg sync.WaitGroup
	for model := range int64(50) {
		wg.Go(func() {
			if err := c.append(store.Append{Model: model}); (err != nil) != (model == 3) {
				t.Errorf("model %d: %v", model, err)
			}
		})
	}
	wg.Wait()
	c.close()
	total := 0
	for _, n := range s.groups {
		total += n
	}
	if total != 50 || len(s.groups) > 10 {
		t.Errorf("transactions of %v", s.groups)
	}
}
