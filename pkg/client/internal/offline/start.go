package offline

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// opened begins to use the store that was opened, or one in memory meanwhile.
func (o *Models) opened(s storage.Store, why error) {
	o.Use(s)
	o.State = s.State()
	if o.State == storage.StateMemory && o.Options.Memory != nil && mayReturn(why) {
		o.StandIn = true
		if errors.Is(why, storage.ErrBlocked) || errors.Is(why, storage.ErrVersion) {
			o.State = storage.StateBlocked
		}
		o.returnLater()
	}
	o.emit(Event{Name: StorageChanged, Storage: o.State, Err: why})
	// What is there already says whether something is left for the server, and,
	// where there are no locks, who was there before us.
	o.loadKnown(func(err error) {
		if err != nil {
			o.Trouble(err)
		}
		o.loadMarks(o.begin)
	})
}

// loadMarks finds out whether somebody has left operations, or what the server
// has refused of them.
func (o *Models) loadMarks(done func(error)) {
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
	if o.Options.Locks != nil {
		o.Records.Range(from, to, 1, func(marks []storage.Record, err error) {
			o.Locked(func() {
				o.remain = o.remain || len(marks) > 0
				done(err)
			})
		})
		return
	}
	o.Pages(from, to, func(r storage.Record) {
		if instance, _, err := layout.ParseInstanceKey(r.Key); err == nil {
			o.Before[local.ClientOf(instance)] = true
		}
		o.remain = true
	}, done)
}

func (o *Models) begin(err error) {
	if err != nil {
		o.Trouble(err)
	}
	o.Ready = true
	o.services.Keep()
	for _, r := range o.set.Open {
		o.EnrolLater(r)
	}
	o.Judge()
	o.Loaded()
	if o.session.State == session.StateConnected {
		o.startRound()
		o.services.Refresh()
	}
	o.adoptMessages()
}

// loadKnown takes over who and which chats are in the store.
func (o *Models) loadKnown(done func(error)) {
	if o.Foreign() {
		done(nil)
		return
	}
	from, to := layout.KnownRange()
	o.Pages(from, to, func(r storage.Record) {
		k, err := layout.DecodeKnown(r)
		switch {
		case err != nil:
		case k.Instance != "":
			o.Before[k.Instance], o.Unread = true, true
		default:
			o.services.Load(k)
		}
	}, done)
}

// adoptMessages takes over what dead clients have left to be said.
func (o *Models) adoptMessages() {
	if o.Adopting || !o.usable() || o.Foreign() {
		return
	}
	o.Adopt()
	o.Alive(o.services.Adopt)
}
