package people

import (
	"context"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Directory caches who is behind sessions, those that have ended too, and whose client
// instances are. Both never change while they are in the store, and who is forgotten there
// is forgotten here too.
type Directory struct {
	store store.Sessions

	mu     sync.Mutex
	users  map[string]protocol.User   // by session id
	owners map[string]protocol.UserID // by instance id
}

// NewDirectory returns the directory of a domain.
func NewDirectory(s store.Sessions) *Directory {
	return &Directory{store: s, users: make(map[string]protocol.User), owners: make(map[string]protocol.UserID)}
}

// Remember adds a session that has just begun and the instance of its client.
func (d *Directory) Remember(who Identity, instance string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	cache(d.users, who.Session, who.User)
	cache(d.owners, instance, who.User.UserID)
}

// Identify returns who is behind a session of any age, or [store.ErrNotFound].
func (d *Directory) Identify(session string) (Identity, error) {
	d.mu.Lock()
	user, ok := d.users[session]
	d.mu.Unlock()
	if ok {
		return Identity{Session: session, User: user}, nil
	}
	s, err := d.store.Session(context.Background(), session)
	if err != nil {
		return Identity{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	cache(d.users, session, s.User)
	return Identity{Session: session, User: s.User}, nil
}

// Forget drops client instances that the store has forgotten.
func (d *Directory) Forget(instances []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range instances {
		delete(d.owners, id)
	}
}

// Knows reports whether an instance is known to belong to a user, which takes no look at the
// store.
func (d *Directory) Knows(instance string, user protocol.UserID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	owner, ok := d.owners[instance]
	return ok && owner == user
}

// Claim makes an instance belong to a user; see [store.Sessions].
func (d *Directory) Claim(instance string, user protocol.UserID) error {
	if d.Knows(instance, user) {
		return nil
	}
	if err := d.store.ClaimInstance(context.Background(), instance, user); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	cache(d.owners, instance, user)
	return nil
}
