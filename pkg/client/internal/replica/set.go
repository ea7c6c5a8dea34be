package replica

import (
	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Set is the replicas of a client.
type Set struct {
	session *session.Session

	Open       map[string]*Replica // of models that are open, by their id
	resources  map[uint32]*Replica // by the server's number on this connection
	room       struct{ open, resources shrinking.Room }
	unsent     []*Replica                   // with operations to send at the end of the turn
	bulky      []*Replica                   // those that have more than the connection takes; they wait for the end of its pause
	submission protocol.OperationSubmission // that is being sent
	condemned  map[string][]Condemned       // by model: what the server has closed connections for
}

// NewSet returns an empty set.
func NewSet(s *session.Session) *Set {
	return &Set{session: s, Open: map[string]*Replica{}, resources: map[uint32]*Replica{}}
}

// All returns the replicas of open models, so that callers may close some on the way.
func (s *Set) All() []*Replica {
	out := make([]*Replica, 0, len(s.Open))
	for _, r := range s.Open {
		out = append(out, r)
	}
	return out
}

// ByResource returns the replica behind a resource number of this connection, or nil.
func (s *Set) ByResource(resource uint32) *Replica { return s.resources[resource] }

// HasUnsent reports whether something is to be sent at the end of the turn.
func (s *Set) HasUnsent() bool { return len(s.unsent)+len(s.bulky) > 0 }

// Offline notes that the connection is gone. Open replicas still have to be told.
func (s *Set) Offline() { s.resources = map[uint32]*Replica{} }

// GiveBack closes a model that the server has opened for us and that nobody
// here wants; else it could not be opened again on this connection.
func (s *Set) GiveBack(resource uint32) {
	s.session.RequestNow(&protocol.CloseRequest{Resource: resource}, "close a model", func(protocol.Message, *session.Error) {})
}

// remove takes a replica out of all tables.
func (s *Set) remove(r *Replica) {
	if s.Open[r.ID] == r {
		shrinking.Delete(&s.Open, &s.room.open, r.ID)
	}
	if r.attached {
		s.forgetResource(r)
	}
}

// forgetResource notes that a number does not stand for a replica any more.
func (s *Set) forgetResource(r *Replica) {
	if s.resources[r.resource] == r {
		shrinking.Delete(&s.resources, &s.room.resources, r.resource)
	}
}
