package client

import (
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// opened begins to use the store that was opened, or one in memory meanwhile.
func (o *offline) opened(s storage.Store, why error) {
	o.use(s)
	o.state = s.State()
	if o.state == storage.StateMemory && o.options.Memory != nil && mayReturn(why) {
		o.refuge = true
		if errors.Is(why, storage.ErrBlocked) || errors.Is(why, storage.ErrVersion) {
			o.state = storage.StateBlocked
		}
		o.returnLater()
	}
	o.emit(OfflineEvent{Name: StorageChanged, Storage: o.state, Err: why})
	// What is there already tells whether something is left for the server, and,
	// where there are no locks, who was there before us.
	o.loadKnown(func(err error) {
		if err != nil {
			o.trouble(err)
		}
		o.loadMarks(o.begin)
	})
}

// loadMarks finds out whether somebody has left operations, or what the server
// has refused of them.
func (o *offline) loadMarks(done func(error)) {
	then := done
	done = func(err error) {
		o.remain = o.remain || err != nil // as long as it is not known, something is left
		o.loadRefused(func(failed error) {
			if err == nil {
				err = failed
			}
			then(err)
		})
	}
	from, to := layout.InstanceRange("")
	if o.options.Locks != nil {
		o.store.Range(from, to, 1, func(marks []storage.Record, err error) {
			o.locked(func() {
				o.remain = o.remain || len(marks) > 0
				done(err)
			})
		})
		return
	}
	o.pages(from, to, func(r storage.Record) {
		if instance, _, err := layout.ParseInstanceKey(r.Key); err == nil {
			o.before[clientOf(instance)] = true
		}
		o.remain = true
	}, done)
}

func (o *offline) begin(err error) {
	if err != nil {
		o.trouble(err)
	}
	o.ready = true
	o.keepKnown()
	for _, m := range o.d.models.open {
		o.enrolLater(m)
	}
	o.judge()
	o.loaded()
	if o.d.session.State == session.StateConnected {
		o.startRound()
		o.d.refreshChats()
	}
	o.adoptMessages()
}

// use makes a store the one that everything goes to from now on.
func (o *offline) use(s storage.Store) {
	var w *storage.Writer
	w = storage.NewWriter(s, storage.WriterOptions{
		Failed: func(err error) {
			o.locked(func() {
				if o.writer == w {
					o.trouble(err)
				}
			})
		},
		After: func(pause time.Duration, f func()) { o.d.session.Host.AfterFunc(pause, f) },
	})
	o.store, o.writer = s, w
}
