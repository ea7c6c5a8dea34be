package people

import (
	"context"
	"errors"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Profiles caches how users call themselves. What it holds is what the store
// says, at most one poll late.
type Profiles struct {
	store  store.Domain
	domain store.DomainName

	mu    sync.Mutex
	known map[protocol.UserID]*protocol.User // never changed: sessions have them too
	turn  int                                // counts the changes seen, so that what was read before one is not kept after it
}

// cached bounds a cache, entries.
const cached = 20_000

func cache[K comparable, V any](in map[K]V, key K, value V) {
	if len(in) >= cached {
		clear(in)
	}
	in[key] = value
}

// NewProfiles returns the profiles of a domain.
func NewProfiles(s store.Domain, name store.DomainName) *Profiles {
	return &Profiles{store: s, domain: name, known: make(map[protocol.UserID]*protocol.User)}
}

// Of returns the profile of a user, or [store.ErrNotFound].
func (p *Profiles) Of(ctx context.Context, id protocol.UserID) (protocol.User, error) {
	user, err := p.of(ctx, id)
	if err != nil {
		return protocol.User{}, err
	}
	return *user, nil
}

func (p *Profiles) of(ctx context.Context, id protocol.UserID) (*protocol.User, error) {
	p.mu.Lock()
	user, ok := p.known[id]
	turn := p.turn
	p.mu.Unlock()
	if ok {
		return user, nil
	}
	found, err := p.store.User(ctx, id)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turn == turn {
		cache(p.known, id, &found.User)
	}
	return &found.User, nil
}

// OfAll returns the profiles of those users who exist.
func (p *Profiles) OfAll(ctx context.Context, ids []protocol.UserID) ([]protocol.User, error) {
	all := make([]protocol.User, 0, len(ids))
	for _, id := range ids {
		user, err := p.Of(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, user)
	}
	return all, nil
}

// changed reads the profile of a user anew.
func (p *Profiles) changed(id protocol.UserID) (*protocol.User, error) {
	p.mu.Lock()
	p.turn++
	delete(p.known, id)
	p.mu.Unlock()
	return p.of(context.Background(), id)
}

func (p *Profiles) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.known)
}

// Changed reads the profiles of users anew and sends them to the sessions that know
// these users. An empty id stands for so many that it is not known which.
func (p *Profiles) Changed(ids []protocol.UserID, everybody []*Session) error {
	for _, id := range ids {
		if id == (protocol.UserID{}) {
			again := make(map[protocol.UserID]bool)
			for _, s := range everybody {
				s.addKnown(again)
			}
			p.forget()
			for known := range again {
				ids = append(ids, known)
			}
			break
		}
	}
	for _, id := range ids {
		user, err := p.changed(id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		for _, s := range everybody {
			s.introduceAgain(user)
		}
	}
	return nil
}
