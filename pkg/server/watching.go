package server

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// watchRights has open models and activities hear of changes that another process
// made: an administrator's command line, or another node later.
func (d *domain) watchRights(last int64) {
	d.watch("rights", func() error {
		changes, now, err := d.store.RightsChanges(d.life, last)
		if err != nil {
			return err
		}
		last = now
		if len(changes) > 0 {
			d.models.RightsChanged(changes)
			d.activities.GroupsChanged(changes)
		}
		return nil
	})
}

// watch looks for changes again and again until the domain closes. What is missed
// while that fails, it finds when it works again.
func (d *domain) watch(what string, look func() error) {
	tick := time.NewTicker(d.server.options.RightsEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-d.life.Done():
			return
		case <-tick.C:
		}
		err := look()
		if err != nil && !failing && d.life.Err() == nil {
			d.log.Error("changes of "+what+" cannot be read", "error", err)
		}
		failing = err != nil
	}
}

// watchProfiles notifies clients when users whom they know call themselves
// something else, whoever has changed it: a sign-in, this server or another
// process.
func (d *domain) watchProfiles(last int64) {
	d.watch("profiles", func() error {
		changed, now, err := d.store.ProfileChanges(d.life, last)
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

// tidyEvery is how often it is looked for what others have left, when no server has gone.
const tidyEvery = 5 * time.Second

// tidy ends what is left of those who do not live any more, or whom nobody has heard leave. Of
// several servers one does so.
func (d *domain) tidy() {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		if d.foremost() {
			if err := d.tidyOnce(); err != nil && d.life.Err() == nil {
				d.log.Error("what others have left cannot be ended", "error", err)
			}
		}
		select {
		case <-d.life.Done():
			return
		case <-tick.C:
		case <-d.tidying:
		}
	}
}

func (d *domain) tidyOnce() error {
	if err := d.chats.EndLost(d.life); err != nil {
		return err
	}
	ids, names, err := d.nodes.Store().Unheld(d.life, d.server.options.EphemeralGrace)
	d.activities.EndUnheld(names)
	d.models.EndUnheld(ids)
	return err
}
