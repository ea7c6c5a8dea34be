package server

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/nodes"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// openDomain returns a domain that exists, open. What is known of it is read
// each time, because other processes may change it.
func (s *Server) openDomain(ctx context.Context, name store.DomainName) (*domain, store.DomainInfo, error) {
	info, err := s.system.Domain(ctx, name)
	if err != nil {
		return nil, info, err
	}
	for {
		d, wait, err := s.domainOrTurn(info)
		if d != nil || err != nil {
			return d, info, err
		}
		if wait == nil {
			break
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, info, ctx.Err()
		}
	}
	d, err := s.openStore(context.WithoutCancel(ctx), info) // also for those who wait for it
	s.mu.Lock()
	close(s.opening[name])
	delete(s.opening, name)
	stopped := s.stopped
	if err == nil && !stopped {
		s.domains[name] = d
	}
	s.mu.Unlock()
	if err == nil && stopped {
		d.stop()
		d.store.Close()
		err = errStopping
	}
	if err != nil {
		return nil, info, err
	}
	return d, info, nil
}

// errStopping is returned for domains that nobody opens any more.
var errStopping = errors.New("the server is stopping")

// domainOrTurn returns the domain if it is open, or what to wait for while somebody else
// opens it. Without either it is the caller's turn to open it.
func (s *Server) domainOrTurn(info store.DomainInfo) (d *domain, wait <-chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.domains[info.DomainName]; d != nil {
		if d.created != info.Created {
			return nil, nil, errors.New("the domain has just been made again")
		}
		return d, nil, nil
	}
	if s.stopped {
		return nil, nil, errStopping
	}
	if opening := s.opening[info.DomainName]; opening != nil {
		return nil, opening, nil
	}
	s.opening[info.DomainName] = make(chan struct{})
	return nil, nil, nil
}

// openStore opens a domain. A new schema, and counting what there is, can take long, which
// others do not wait for.
func (s *Server) openStore(ctx context.Context, info store.DomainInfo) (*domain, error) {
	opened, err := s.system.OpenDomain(ctx, info.DomainName)
	if err != nil {
		return nil, err
	}
	var last lastChanges
	if _, last.rights, err = opened.RightsChanges(ctx, -1); err == nil {
		_, last.profiles, err = opened.ProfileChanges(ctx, -1)
	}
	if err == nil {
		_, last.accounts, err = opened.AccountChanges(ctx, -1)
	}
	var used []store.Used
	if err == nil {
		used, err = opened.Used(ctx)
	}
	if err == nil {
		err = s.record(ctx, opened)
	}
	if err == nil {
		err = opened.EndAll(ctx, time.Now().UnixMilli())
	}
	if err != nil {
		opened.Close()
		return nil, err
	}
	var among *nodes.Domain
	if s.options.Nodes != nil {
		if among, err = s.options.Nodes.Domain(info.DomainName, opened); err != nil {
			opened.Close()
			return nil, err
		}
	}
	return newDomain(s, info, opened, among, last, used), nil
}
