package storage

// batch is changes that are never divided between transactions.
type batch struct {
	checked bool   // holds a check, and only what was added with it
	guard   []byte // key of the [Guard] that all of it has, nil for none
	changes []Change
	at      map[string]int // where in changes a record is put or deleted
	dead    int            // changes with Kind 0, replaced by later ones
	bytes   int
	done    []func(error)
	tried   bool // was sent before
}

// changeOverhead is what a change takes besides its key and value, in bytes.
const changeOverhead = 96

func weight(c *Change) int { return changeOverhead + len(c.Key) + len(c.To) + len(c.Value) }

// checks looks for a check and a guard among changes.
func checks(changes []Change) (checked bool, guard []byte) {
	for i := range changes {
		switch c := &changes[i]; {
		case c.Kind == KindCheck && c.Guard:
			guard = c.Key
		case c.Kind == KindCheck:
			checked = true
		}
	}
	return checked, guard
}

// add takes changes and returns by how many bytes the batch has grown.
func (b *batch) add(changes []Change, done func(error)) int {
	before := b.bytes
	if done != nil {
		b.done = append(b.done, done)
		b.bytes += changeOverhead
	}
	for _, c := range changes {
		if c.Guard && !b.checked && len(b.changes) > 0 {
			continue // it was satisfied when the first of the batch was added
		}
		if b.checked || c.Kind == KindCheck {
			b.append(c)
			continue
		}
		if c.Kind == KindDeleteRange {
			// What waits and would be deleted at once need not be written. A later
			// change of the same records comes behind this one.
			for key, i := range b.at {
				if In([]byte(key), c.Key, c.To) {
					b.kill(i)
					delete(b.at, key)
				}
			}
			b.append(c)
			continue
		}
		if i, there := b.at[string(c.Key)]; there {
			b.bytes += weight(&c) - weight(&b.changes[i])
			b.changes[i] = c
			continue
		}
		b.at[string(c.Key)] = len(b.changes)
		b.append(c)
	}
	return b.bytes - before
}

func (b *batch) append(c Change) {
	b.changes = append(b.changes, c)
	b.bytes += weight(&c)
}

func (b *batch) kill(i int) {
	b.bytes -= weight(&b.changes[i])
	b.changes[i] = Change{}
	b.dead++
}

// joins reports whether the batch may go with an earlier one and those between
// them. Two of one guard are kept apart: if it fails, it is known whose it was.
// Two without go together unless the first has failed, and is to be small.
func (b *batch) joins(first *batch) bool {
	return !b.checked && (string(b.guard) != string(first.guard) || len(b.guard) == 0 && !first.tried)
}

// compact returns the changes without those that were replaced.
func (b *batch) compact() []Change {
	if b.dead == 0 {
		return b.changes
	}
	live := make([]Change, 0, len(b.changes)-b.dead)
	for _, c := range b.changes {
		if c.Kind != 0 {
			live = append(live, c)
		}
	}
	return live
}
