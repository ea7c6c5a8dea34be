package mem_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

func TestStore(t *testing.T) {
	var limited *mem.Database // of the running case
	storagetest.Run(t, storagetest.Hooks{
		New: func(t *testing.T) storagetest.Opener {
			db := &mem.Database{}
			limited = db
			return func(t *testing.T, o storagetest.Options) storage.Store {
				return db.Open(mem.Options{Observe: o.Observe})
			}
		},
		Fill: func(*testing.T, storagetest.Opener) { limited.Limit = 100 },
	})
}

// What a store is told to do waits for the given scheduler.
func TestSchedule(t *testing.T) {
	var due []func()
	s := (&mem.Database{}).Open(mem.Options{Schedule: func(f func()) { due = append(due, f) }})
	if s.State() != storage.StateMemory {
		t.Errorf("the state is %v, want memory", s.State())
	}
	saved := false
	s.Apply([]storage.Change{storage.Put([]byte("a"), nil)}, func(err error) { saved = err == nil })
	if len(due) != 1 || saved {
		t.Fatalf("%d functions scheduled, saved %v", len(due), saved)
	}
	due[0]()
	if !saved {
		t.Error("not saved after the scheduler has run")
	}
}

// A kick is asked for when a goroutine was started, not for each call.
func TestKick(t *testing.T) {
	kicks := 0
	s := (&mem.Database{}).Open(mem.Options{Kick: func() { kicks++ }})
	hold, done := make(chan struct{}), make(chan struct{})
	s.Range(nil, nil, 0, func([]storage.Record, error) { <-hold })
	s.Range(nil, nil, 0, func([]storage.Record, error) { close(done) })
	close(hold)
	<-done
	if kicks != 1 {
		t.Errorf("%d kicks, want 1", kicks)
	}
}
