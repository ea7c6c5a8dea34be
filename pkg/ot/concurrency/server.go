package concurrency

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// History returns the operations with versions [from, to) as they were
// committed. It is asked for what [Server.Prune] has dropped.
type History func(from, to int64) ([]ot.Op, error)

// Server is the server's end of one open model: it orders what the clients
// submit. C identifies a client's connection to the model; one that comes back
// and resynchronises is another one.
type Server[C comparable] struct {
	version int64
	first   int64   // version of recent[0]
	recent  []ot.Op // operations [first, version)
	load    History
	clients map[C]*branch
}

// branch is what the server knows about one client.
type branch struct {
	seen int64 // the client's newest context version
	// unseen is the others' operations with versions [seen, upTo) in the form
	// that applies on top of the client's own operations, of which the client
	// knew nothing when it last submitted.
	unseen []placed
	upTo   int64

	spare  []placed // where the next unseen are made; what is in it means nothing
	shared bool     // whether a clone has the same unseen
}

// mostSpare bounds what is kept for the next operations of a client.
const mostSpare = 256

// become makes a branch what it was brought up to.
func (b *branch) become(next branch) {
	if next.spare = b.unseen[:0]; b.shared || cap(next.spare) > mostSpare {
		next.spare = nil
	}
	*b = next
}

type placed struct {
	version int64
	op      ot.Op
}

// Placed is an operation that has its place in the order but is not committed.
type Placed[C comparable] struct {
	Version int64 // the version that it will have
	Op      ot.Op // as it applies to the state at Version
	client  C
	branch  branch
}

// Transformed reports whether there were operations that the client did not know.
func (p *Placed[C]) Transformed() bool { return len(p.branch.unseen) > 0 }

// NewServer returns a server whose document is at version. load brings back
// older operations; it may be nil, and then Prune keeps what open clients need.
func NewServer[C comparable](version int64, load History) *Server[C] {
	return &Server[C]{version: version, first: version, load: load, clients: make(map[C]*branch)}
}

// Version returns the number of committed operations.
func (s *Server[C]) Version() int64 { return s.version }

// Open begins to track a client whose document is at version. It fails with
// [ErrClientOpen] and with a [VersionError].
func (s *Server[C]) Open(client C, version int64) error {
	if s.clients[client] != nil {
		return ErrClientOpen
	}
	if version < 0 || version > s.version {
		return &VersionError{version, 0, s.version}
	}
	s.clients[client] = &branch{seen: version, upTo: version}
	return nil
}

// Close forgets a client. Closing one that is not open does nothing.
func (s *Server[C]) Close(client C) { delete(s.clients, client) }

// Submit takes an operation that a client made at contextVersion on top of its
// own earlier operations, and returns it as it applies now. Nothing changes
// until it is committed: when applying it fails, drop it. What is returned is good until the
// server is next asked about the same client. It fails with
// [ErrUnknownClient], with a [VersionError] when the context version is older
// than the client's last or does not exist yet, with a [ot.PairError], and
// with the error of loading history.
//
// Law: a client that has acknowledged or received everything up to the result
// has the same document as the server after applying the result.
func (s *Server[C]) Submit(client C, contextVersion int64, op ot.Op) (Placed[C], error) {
	b, err := s.advance(client, contextVersion)
	if err != nil {
		return Placed[C]{}, err
	}
	for i := range b.unseen {
		if err := ot.TransformOwned(&b.unseen[i].op, &op); err != nil {
			return Placed[C]{}, err
		}
	}
	return Placed[C]{Version: s.version, Op: op, client: client, branch: b}, nil
}

// Commit makes a submission the next version. It fails with [ErrStale] when
// another one was committed since, and with [ErrUnknownClient].
func (s *Server[C]) Commit(p Placed[C]) error {
	b := s.clients[p.client]
	if b == nil {
		return ErrUnknownClient
	}
	if p.Version != s.version {
		return ErrStale
	}
	s.recent = append(s.recent, p.Op)
	s.version++
	p.branch.upTo = s.version // its own operation needs no place in its branch
	b.become(p.branch)
	return nil
}

// Reference takes a reference that a client set at contextVersion on top of
// its own operations and returns it as it stands now. id is the element that
// owns it; keep is false when an operation that the client has not seen
// disposes of it. It fails as Submit does.
func (s *Server[C]) Reference(client C, contextVersion int64, id string, r ot.Reference) (moved ot.Reference, keep bool, err error) {
	b, err := s.advance(client, contextVersion)
	if err != nil {
		return r, false, err
	}
	s.clients[client].become(b)
	keep = true
	for i := 0; i < len(b.unseen) && keep; i++ {
		r, keep = r.Move(id, b.unseen[i].op)
	}
	return r, keep, nil
}

// Again takes an operation that was committed before as version, when it came
// from the same instance over another connection: the client does not know that
// and builds on the operation, so it counts as the client's own here. Nothing
// is committed and nothing applied. It fails as Submit does.
//
// A server that closes the old connection of an instance before it opens a new
// one at the version of that moment never needs this.
func (s *Server[C]) Again(client C, contextVersion int64, op ot.Op, version int64) error {
	b, err := s.advance(client, contextVersion)
	if err != nil {
		return err
	}
	// What was committed after it fits on top of it already.
	at := slices.IndexFunc(b.unseen, func(p placed) bool { return p.version == version })
	if at < 0 {
		return &VersionError{version, contextVersion, s.version - 1}
	}
	for i := range b.unseen[:at] {
		if err := ot.TransformOwned(&b.unseen[i].op, &op); err != nil {
			return err
		}
	}
	b.unseen = slices.Delete(b.unseen, at, at+1)
	s.clients[client].become(b)
	return nil
}

// advance returns the client's branch as it is when the client has seen
// everything before contextVersion, brought up to the present. The stored one
// is not changed.
func (s *Server[C]) advance(client C, contextVersion int64) (branch, error) {
	old := s.clients[client]
	if old == nil {
		return branch{}, ErrUnknownClient
	}
	if contextVersion < old.seen || contextVersion > s.version {
		return branch{}, &VersionError{contextVersion, old.seen, s.version}
	}
	b := branch{seen: contextVersion, upTo: s.version}
	keep := 0
	for keep < len(old.unseen) && old.unseen[keep].version < contextVersion {
		keep++
	}
	from := max(old.upTo, contextVersion)
	recent, err := s.history(from)
	if err != nil {
		return branch{}, err
	}
	if n := len(old.unseen) - keep + len(recent); n > 0 {
		if b.unseen = old.spare[:0]; cap(b.unseen) < n {
			b.unseen = make([]placed, 0, n)
		}
		b.unseen = append(b.unseen, old.unseen[keep:]...)
	}
	for i, op := range recent {
		b.unseen = append(b.unseen, placed{from + int64(i), op})
	}
	return b, nil
}

// history returns the operations from a version on.
func (s *Server[C]) history(from int64) ([]ot.Op, error) {
	if from >= s.first {
		return s.recent[from-s.first:], nil
	}
	if s.load == nil {
		return nil, ErrHistory
	}
	older, err := s.load(from, s.first)
	if err != nil {
		return nil, err
	}
	if int64(len(older)) != s.first-from {
		return nil, ErrHistory
	}
	return slices.Concat(older, s.recent), nil
}

// Prune drops operations from memory but for the newest keep ones. With a
// History all others go, because they can be loaded again when a client that
// has only been watching submits something; else those stay that an open
// client may still need.
func (s *Server[C]) Prune(keep int) {
	from := max(s.first, s.version-int64(keep))
	if s.load == nil {
		for _, b := range s.clients {
			from = min(from, max(b.seen, b.upTo))
		}
		from = max(from, s.first)
	}
	s.recent = append([]ot.Op(nil), s.recent[from-s.first:]...)
	s.first = from
}
