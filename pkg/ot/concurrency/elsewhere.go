package concurrency

import "github.com/convergence-wasm/convergence/pkg/ot"

// Several servers may order the operations of one model, of which one at a time is first
// to have an operation stored. What another one has had stored is told here.

// Clone returns a server with the same clients and operations; what is done to it does not show in
// this one. It is good until this one is cloned again or takes the next version: the two keep what
// they commit in the same place.
func (s *Server[C]) Clone() *Server[C] {
	c := *s
	c.clients = make(map[C]*branch, len(s.clients))
	for client, b := range s.clients {
		b.shared = true
		of := *b
		of.spare = nil
		c.clients[client] = &of
	}
	return &c
}

// Has reports whether a client is tracked.
func (s *Server[C]) Has(client C) bool { return s.clients[client] != nil }

// Assume makes a submission one of its client's own operations without committing it, so that
// the next one of that client can be submitted on top of it. Other clients do not see it.
func (s *Server[C]) Assume(p Placed[C]) error {
	b := s.clients[p.client]
	if b == nil {
		return ErrUnknownClient
	}
	if p.Version != s.version {
		return ErrStale
	}
	b.become(p.branch)
	return nil
}

// Accept is Submit and Commit of an operation that was committed elsewhere as the next
// version, in the form committed. It fails as they do.
func (s *Server[C]) Accept(client C, contextVersion int64, op, committed ot.Op) error {
	p, err := s.Submit(client, contextVersion, op)
	if err != nil {
		return err
	}
	p.Op = committed
	return s.Commit(p)
}

// Remote takes the next version, of a client that is not tracked here.
func (s *Server[C]) Remote(committed ot.Op) {
	s.recent = append(s.recent, committed)
	s.version++
}
