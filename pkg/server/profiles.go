package server

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// watchProfiles tells clients when users whom they know call themselves
// something else, whoever has changed it: a sign-in, this server or another
// process.
func (d *domain) watchProfiles(last int64) {
	d.watch("profiles", func() error {
		changed, now, err := d.store.ProfileChanges(context.Background(), last)
		if err == nil {
			err = d.profilesChanged(changed)
		}
		if err == nil {
			last = now
		}
		return err
	})
}

func (d *domain) profilesChanged(changed []protocol.UserID) error {
	if len(changed) == 0 {
		return nil
	}
	return d.profiles.Changed(changed, d.presence.Everybody())
}
