package server

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// watchSettings has quotas hold as they are changed, and ends the service of a domain that
// has been removed, also when another one of the same name was made.
func (d *domain) watchSettings() {
	d.watch("the domain", func() error {
		info, err := d.server.system.Domain(context.Background(), d.name)
		if errors.Is(err, store.ErrNotFound) || err == nil && info.Created != d.created {
			go d.server.drop(d)
			return nil
		}
		if err == nil {
			d.quota.SetLimits(info.Quotas)
			d.keeping.Store(&info.Keeping)
		}
		return err
	})
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
