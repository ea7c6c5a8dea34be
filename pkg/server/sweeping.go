package server

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// sweepPortion is how many are looked at in one transaction.
const sweepPortion = 200

// sweep forgets, again and again, what the domain keeps no longer: guests, records of
// sessions and clients, chats in which nothing was ever said, and what was done in models a
// long time ago.
func (d *domain) sweep() {
	tick := time.NewTicker(d.server.options.SweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-d.life.Done():
			return
		case <-tick.C:
		}
		if !d.foremost() {
			continue
		}
		if err := d.sweepOnce(); err != nil && d.life.Err() == nil {
			d.log.Error("what is not kept any longer cannot be removed", "error", err)
		}
	}
}

func (d *domain) sweepOnce() error {
	ctx, keeping := d.life, d.keeping.Load()
	since := func(days int64) int64 {
		// Whoever has a reconnect token may come back.
		return min(daysBefore(time.Now(), days), time.Now().Add(-d.server.options.TokenLife-time.Hour).UnixMilli())
	}
	guests, sessions, clients, chats := 0, 0, 0, 0
	if keeping.Sessions > 0 {
		err := d.portions(func() (more bool, err error) {
			n, err := d.store.ExpireSessions(ctx, sweepPortion, since(keeping.Sessions))
			sessions += n
			return n > 0, err
		})
		if err != nil {
			return err
		}
		after := int64(0)
		err = d.portions(func() (more bool, err error) {
			var gone []string
			after, gone, err = d.store.ExpireInstances(ctx, after, sweepPortion, since(keeping.Sessions))
			d.directory.Forget(gone)
			clients += len(gone)
			return after > 0, err
		})
		if err != nil {
			return err
		}
	}
	if keeping.Guests > 0 {
		after := ""
		err := d.portions(func() (more bool, err error) {
			var gone []protocol.UserID
			after, gone, err = d.store.ExpireGuests(ctx, after, sweepPortion, since(keeping.Guests))
			guests += len(gone)
			return after != "", err
		})
		if err != nil {
			return err
		}
	}
	if keeping.Chats > 0 {
		err := d.portions(func() (more bool, err error) {
			n, err := d.chats.RemoveEmpty(ctx, sweepPortion, since(keeping.Chats))
			chats += n
			return n > 0, err
		})
		if err != nil {
			return err
		}
	}
	if guests+sessions+clients+chats > 0 {
		d.log.Info("removed what is not kept any longer", "guests", guests, "sessions", sessions, "clients", clients, "chats", chats)
	}
	if keeping.History > 0 {
		return d.compact(daysBefore(time.Now(), keeping.History))
	}
	return nil
}

// daysBefore is the time so many days before another one, in milliseconds. What is kept for
// longer than anything is old enough for is kept for ever.
func daysBefore(now time.Time, days int64) int64 {
	return now.UnixMilli() - min(days, 1_000_000)*(24*time.Hour).Milliseconds()
}

// compact gives up what was done in models before a time, a portion of one model at once.
func (d *domain) compact(since int64) error {
	var operations, bytes int64
	var aged []store.AgedModel
	after := int64(0)
	err := d.portions(func() (more bool, err error) {
		if len(aged) == 0 {
			after, aged, err = d.store.Aged(d.life, after, sweepPortion, since)
			return after > 0, err
		}
		done, err := d.models.Compact(d.life, aged[0], since)
		operations += done.Operations
		bytes += done.Bytes
		if !done.More {
			aged = aged[1:]
		}
		return true, err
	})
	if operations > 0 {
		d.log.Info("removed what was done in models and is not kept any longer", "operations", operations, "bytes", bytes)
	}
	return err
}

// sweepPause is between portions, for those who write.
const sweepPause = 10 * time.Millisecond

// portions calls do until there is no more, an error, or the domain closes.
func (d *domain) portions(do func() (more bool, err error)) error {
	for {
		leave, err := d.signIns.Enter(d.life, "")
		if err != nil {
			return err
		}
		more, err := do()
		leave()
		if err != nil || !more {
			return err
		}
		select {
		case <-d.life.Done():
			return nil
		case <-time.After(sweepPause):
		}
	}
}
