package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// watchRights has open models and activities hear of changes that another process
// made: an administrator's command line, or another node.
func (d *domain) watchRights(last int64) {
	d.watch("rights", d.noted[store.ChangedRights], func() error {
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

// notes returns what is sent to when something of a kind has changed in a domain that is being
// opened, nil where the store does not say so, and each domain has to be looked at.
func (s *Server) notes() (noted [store.Kinds]chan struct{}) {
	if _, ok := s.system.(store.Changes); ok {
		for kind := range noted {
			noted[kind] = make(chan struct{}, 1)
		}
	}
	return noted
}

// watchDomains notes what has changed in the open domains, with one statement for all of them, and
// sends those that have webhooks.
func (s *Server) watchDomains(ctx context.Context, of store.Changes, webhooks chan<- []store.DomainName) {
	s.again(ctx, s.log, "domains", nil, func() error {
		open := s.openDomains()
		names := make([]store.DomainName, len(open))
		for i, d := range open {
			names[i] = d.name
		}
		states, err := of.DomainStates(ctx, names)
		if err != nil {
			return err
		}
		var called []store.DomainName
		for name, state := range states {
			if state.Webhooks {
				called = append(called, name)
			}
		}
		if len(called) > 0 {
			select {
			case webhooks <- called:
			default: // it opens some at present
			}
		}
		for _, d := range open {
			state, exists := states[d.name]
			if !d.hold(state.DomainInfo, exists) {
				continue
			}
			for kind, n := range state.Changed {
				if d.changed[kind] != n+1 {
					d.changed[kind] = n + 1
					select {
					case d.noted[kind] <- struct{}{}:
					default: // it is about to look
					}
				}
			}
		}
		return nil
	})
}

// watch looks for changes until the domain closes: when they are noted, or, without that, again
// and again. What is missed while looking fails, it finds when it works again.
func (d *domain) watch(what string, noted <-chan struct{}, look func() error) {
	d.server.again(d.life, d.log, what, noted, look)
}

func (s *Server) again(ctx context.Context, log *slog.Logger, what string, noted <-chan struct{}, look func() error) {
	tick := time.NewTicker(s.options.RightsEvery)
	defer tick.Stop()
	failing := false
	for {
		due := tick.C
		if noted != nil && !failing {
			due = nil
		}
		select {
		case <-ctx.Done():
			return
		case <-noted:
		case <-due:
		}
		err := look()
		if err != nil && !failing && ctx.Err() == nil {
			log.Error("changes of "+what+" cannot be read", "error", err)
		}
		failing = err != nil
	}
}

// watchProfiles notifies clients when users whom they know call themselves
// something else, whoever has changed it: a sign-in, this server or another
// process.
func (d *domain) watchProfiles(last int64) {
	d.watch("profiles", d.noted[store.ChangedProfiles], func() error {
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
