package local

import "strings"

// Locks are locks that end with the program that holds them. The methods
// must return at once; done is never called from within Held.
type Locks interface {
	// Hold takes the lock of this client for as long as it lives.
	Hold(instance string)
	// Release gives the lock of this client back.
	Release(instance string)
	// Watch calls ended, later, whenever another client does not hold its lock any
	// more, until stop is called.
	Watch(ended func()) (stop func())
	// Held finds out which clients hold their lock.
	Held(done func(instances map[string]bool))
}

// Live makes an instance the one that new queues are named after.
func (o *Store) Live(instance string) {
	o.Instance, o.Own[instance] = instance, true
	if o.Options.Locks != nil {
		o.Options.Locks.Hold(instance)
	}
}

// Watch calls ended, later, whenever another client has ended, until Close.
func (o *Store) Watch(ended func()) {
	if o.Options.Locks != nil {
		o.unwatch = o.Options.Locks.Watch(func() { o.Locked(ended) })
	}
}

// ClientOf returns the client that a queue belongs to.
func ClientOf(queue string) string {
	instance, _, _ := strings.Cut(queue, ".")
	return instance
}

// Alive finds out, for every queue, whether it belongs to a running client other
// than this one, and must be left alone.
func (o *Store) Alive(done func(alive func(queue string) bool)) {
	if o.Options.Locks == nil {
		done(func(queue string) bool { return !o.Own[ClientOf(queue)] && !o.Before[ClientOf(queue)] })
		return
	}
	o.Options.Locks.Held(func(held map[string]bool) {
		o.Locked(func() {
			done(func(queue string) bool { return !o.Own[ClientOf(queue)] && held[ClientOf(queue)] })
		})
	})
}
