package replica

// run is operations in a row that this client took over from another one of the same
// user. The queue counts them with its own numbers; towards the server they keep the
// name under which they were stored, because it may have them already.
type run struct {
	local    uint64 // number of the first in the queue
	count    int
	instance string
	first    uint64
}

// Identity returns under what name the server knows, or will know, an operation
// of the queue.
//
//go:noinline
func (r *Replica) Identity(local uint64) (instance string, sequence uint64) {
	for i := range r.adopted {
		if t := &r.adopted[i]; local >= t.local && local < t.local+uint64(t.count) {
			return t.instance, t.first + (local - t.local)
		}
	}
	if r.Queue != "" {
		return r.Queue, local
	}
	return r.session().Options.Instance, local
}

// Adopt notes that an operation of the queue has the name that another client has
// given it.
func (r *Replica) Adopt(local uint64, instance string, sequence uint64) {
	if n := len(r.adopted); n > 0 {
		t := &r.adopted[n-1]
		if t.instance == instance && local == t.local+uint64(t.count) && sequence == t.first+uint64(t.count) {
			t.count++
			return
		}
	}
	r.adopted = append(r.adopted, run{local, 1, instance, sequence})
}

// IsHead reports whether the oldest operation that is not acknowledged has a name.
func (r *Replica) IsHead(instance string, sequence uint64) bool {
	if r.Control.PendingCount() == 0 {
		return false
	}
	i, s := r.Identity(r.Control.FirstSequence())
	return i == instance && s == sequence
}

// isPending reports whether an operation that is not acknowledged has a name.
func (r *Replica) isPending(instance string, sequence uint64) bool {
	head, last := r.Control.FirstSequence(), r.Control.LastSequence()
	for i := range r.adopted {
		t := &r.adopted[i]
		if t.instance == instance && sequence >= t.first && sequence < t.first+uint64(t.count) {
			return t.local+(sequence-t.first) >= head
		}
	}
	i, _ := r.Identity(last)
	return i == instance && sequence >= head && sequence <= last && r.Control.PendingCount() > 0
}

// forgetAdopted forgets the names of operations up to a number of the queue.
func (r *Replica) forgetAdopted(local uint64) {
	for len(r.adopted) > 0 && local >= r.adopted[0].local+uint64(r.adopted[0].count)-1 {
		r.adopted = r.adopted[1:]
	}
}
