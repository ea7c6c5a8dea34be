package server

import (
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// watchSettings has the settings of the domain hold as they are changed.
func (d *domain) watchSettings() {
	d.watch("the domain", nil, func() error {
		info, err := d.server.system.Domain(d.life, d.name)
		missing := errors.Is(err, store.ErrNotFound)
		if err != nil && !missing {
			return err
		}
		d.hold(info, !missing)
		return nil
	})
}

// hold has quotas hold as they were set, ends the connections of those who may not be
// connected any more, and the service of a domain that has been removed, also when another
// one of the same name was made. It reports whether the domain is still there.
func (d *domain) hold(info store.DomainInfo, exists bool) bool {
	if !exists || info.Created != d.created {
		go d.server.drop(d)
		return false
	}
	d.quota.SetLimits(info.Quotas)
	d.keeping.Store(&info.Keeping)
	d.leaveUnavailable(info.Availability)
	return true
}

// leaveUnavailable ends the connections of those whom a domain does not let in, each time
// that its settings are looked at: somebody may have been about to enter when they changed.
func (d *domain) leaveUnavailable(a store.Availability) {
	if a == store.Online {
		return
	}
	for _, c := range d.server.connectionsOf(d) {
		if !a.Include(c.User().Type) {
			c.Log.Info("connection ended, the domain is not available", "session", c.Identity.Session, "user", c.User().Username)
			c.Close(protocol.CloseUnavailable, unavailable(a, d.name))
		}
	}
}

// unavailable says why a domain lets somebody not in.
func unavailable(a store.Availability, name store.DomainName) string {
	if a == store.Maintenance {
		return fmt.Sprintf("domain %s is being maintained, and comes back", name)
	}
	return fmt.Sprintf("domain %s is offline for now", name)
}

// unavailableFor is how long clients whom a domain does not let in wait at least, in
// milliseconds.
const unavailableFor = 1000

// keptOut refuses users whom a domain does not let in for now.
func (c *connection) keptOut(info *store.DomainInfo, t protocol.UserType) *refusal {
	if info.Availability.Include(t) {
		return nil
	}
	return &refusal{Code: protocol.CodeDomainUnavailable, RetryOK: true, RetryAfter: unavailableFor, Message: unavailable(info.Availability, c.name)}
}

// drop ends the service of a domain, once.
func (s *Server) drop(d *domain) {
	s.mu.Lock()
	if s.stopped || s.domains[d.name] != d {
		s.mu.Unlock()
		return
	}
	delete(s.domains, d.name)
	s.mu.Unlock()
	d.log.Info("the domain was removed")
	d.stop()
	for _, c := range s.connectionsOf(d) {
		c.Close(protocol.CloseRefused, "the domain was removed")
	}
	for end := time.Now().Add(2 * conn.CloseTimeout); len(s.connectionsOf(d)) > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	if err := d.store.Close(); err != nil {
		d.log.Error("the store of a domain that was removed cannot be closed", "error", err)
	}
}
