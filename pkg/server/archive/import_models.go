package archive

import (
	"errors"
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// modelImport is the model whose operations come.
type modelImport struct {
	line    modelLine // without its data
	begun   int       // number of the line
	key     int64
	doc     *document.Document
	version int64           // after the lines so far; doc has it, unless only accepted ones came
	oldest  int64           // after what was accepted
	last    map[text]uint64 // sequences by client
	time    int64           // of the last operations
	entries batch[store.Entry]
	stored  int64 // version that is in the store
	checked bool  // its state was
}

// maxRun bounds the operations of a line, which the server reads at once.
const maxRun = 10_000

func (m *importer) beginModel() error {
	if err := m.endModel(); err != nil {
		return err
	}
	var l modelLine
	if err := m.read(&l); err != nil {
		return err
	}
	if err := errors.Join(m.named("the id of a model", l.ID), times(l.Created, l.Modified)); err != nil {
		return err
	}
	if l.Version < 1 || l.Version > 1 && m.noHistory {
		return fmt.Errorf("version %d: models have 1 and more, and 1 without a history", l.Version)
	}
	if l.Prefixes < 1 || l.Prefixes > 1<<53 {
		return fmt.Errorf("prefixes %d is no number that was given out", l.Prefixes)
	}
	doc, data, err := m.document(l.Data)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	made := store.Model{ID: string(l.ID), Collection: string(l.Collection), Created: l.Created, Modified: l.Modified, Ephemeral: l.Ephemeral, OverrideWorld: l.Overrides}
	if made.World, made.Users, made.Groups, err = m.rights(&l.rights); err != nil {
		return err
	}
	if made.Maker, err = m.id(l.Maker); err != nil {
		return err
	}
	if made, err = m.store.CreateModel(m.ctx, made, data); err != nil {
		return err
	}
	if l.Prefixes > 1 { // the first one is that of the data
		if _, err := m.store.ReservePrefixes(m.ctx, made.Key, int(l.Prefixes-1)); err != nil {
			return err
		}
	}
	l.Data = nil
	m.model = &modelImport{line: l, begun: m.at, key: made.Key, doc: doc, version: 1, oldest: 1, stored: 1, last: make(map[text]uint64), time: l.Modified}
	m.counts.Models++
	return nil
}

// document reads the data of a model, and returns them as a store keeps them too.
func (m *importer) document(text []byte) (*document.Document, []byte, error) {
	j, err := parse(text)
	if err != nil {
		return nil, nil, err
	}
	v, err := valueOf(j)
	if err != nil {
		return nil, nil, err
	}
	if x := m.limits.Keys(&v); x != nil {
		return nil, nil, x
	}
	doc, err := document.New(v)
	if err != nil {
		return nil, nil, err
	}
	data, err := protocol.AppendValue(nil, v)
	return doc, data, err
}

// accepted takes what is known of operations that are not kept any more, of which the store
// has entries without them.
func (m *importer) accepted() error {
	var l acceptedLine
	if err := m.read(&l); err != nil {
		return err
	}
	q := m.model
	if q != nil && q.version > q.oldest {
		return errors.New("what was accepted comes before the operations that are kept")
	}
	if err := m.follows(&l.identity, l.Time); err != nil {
		return err
	}
	if l.Count < 1 || int64(l.Count) > q.line.Version-q.version {
		return fmt.Errorf("%d accepted operations: a line has at least 1, and the model ends at version %d", l.Count, q.line.Version)
	}
	q.oldest += int64(l.Count)
	e := l.entry(l.Count, l.Time)
	e.Operations, e.Inverses = []byte{}, []byte{}
	return m.entry(e)
}

// follows checks that a line with operations goes on where the one before has ended.
func (m *importer) follows(l *identity, time int64) error {
	q := m.model
	if q == nil || q.checked {
		return errors.New("operations without a model before them")
	}
	if l.Version != q.version {
		return fmt.Errorf("operations on version %d: the model is at %d", l.Version, q.version)
	}
	if l.First < 1 || l.First > 1<<53 || l.First <= q.last[l.Client] {
		return fmt.Errorf("operation %d of client %q comes after its operation %d", l.First, l.Client, q.last[l.Client])
	}
	return errors.Join(times(time), m.named("the session", l.Session))
}

// entry takes an entry of the log of the model.
func (m *importer) entry(e store.Entry) error {
	q := m.model
	q.version += int64(e.Count)
	q.last[text(e.Instance)] = e.First + uint64(e.Count) - 1
	q.time = e.Millis
	if q.entries.add(e, m.at, e.Bytes()) {
		return m.flushEntries()
	}
	return nil
}

func (m *importer) operations() error {
	var l operationsLine
	if err := m.read(&l); err != nil {
		return err
	}
	if err := m.follows(&l.identity, l.Time); err != nil {
		return err
	}
	q := m.model
	j, err := parse(l.Operations)
	if err != nil {
		return err
	}
	ops, err := operationsOf(j, false)
	if err != nil {
		return err
	}
	if len(ops) == 0 || len(ops) > maxRun || int64(len(ops)) > q.line.Version-q.version {
		return fmt.Errorf("%d operations: a line has 1 to %d, and the model ends at version %d", len(ops), maxRun, q.line.Version)
	}
	inverses := make([]ot.Op, len(ops))
	for i := range ops {
		if x := m.keys(&ops[i]); x != nil {
			return fmt.Errorf("operation %d of the line: %w", i+1, x)
		}
		if inverses[i], err = q.doc.ApplyInverse(ops[i]); err != nil {
			return fmt.Errorf("operation %d of the line does not apply: %w", i+1, err)
		}
	}
	e := l.entry(len(ops), l.Time)
	if e.Operations, err = protocol.AppendOperations(nil, ops); err == nil {
		e.Inverses, err = protocol.AppendOperations(nil, inverses)
	}
	if err != nil {
		return err
	}
	m.counts.Operations += int64(len(ops))
	return m.entry(e)
}

// keys returns a key of an operation, or in its values, that is too long.
func (m *importer) keys(op *ot.Op) *protocol.Excess {
	x := m.limits.PropertyKey(op.Key)
	if x == nil && op.Value != nil {
		x = m.limits.Keys(op.Value)
	}
	for i := 0; x == nil && i < len(op.Ops); i++ {
		x = m.keys(&op.Ops[i])
	}
	return x
}

func (m *importer) flushEntries() error {
	q := m.model
	return q.entries.flush(func(all []store.Entry) error {
		last := all[len(all)-1]
		err := m.store.Append(m.ctx, []store.Append{{Model: q.key, Version: q.stored, Entries: all}})[0]
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("client %q is none of those before", last.Instance)
		}
		if err == nil {
			q.stored = last.Version + int64(last.Count)
		}
		return err
	})
}

func (m *importer) state() error {
	var l stateLine
	if err := m.read(&l); err != nil {
		return err
	}
	q := m.model
	switch {
	case q == nil || q.checked || q.version == 1:
		return errors.New("a state without operations before it")
	case l.Version != q.version:
		return fmt.Errorf("the state of version %d: the model is at %d", l.Version, q.version)
	case l.SHA256 != sumOf(q.doc):
		return errors.New("the operations lead to another state than the one that was exported")
	}
	q.checked = true
	return nil
}

// version reads a named version, which has to be in the store when that is to be kept.
func (m *importer) version() error {
	var l versionLine
	if err := m.read(&l); err != nil {
		return err
	}
	q := m.model
	if q == nil || q.version > 1 && !q.checked || q.version != q.line.Version {
		return errors.New("a named version without a whole model before it")
	}
	by, err := m.id(l.User)
	if err := errors.Join(err, m.named("the name of a version", l.Name), times(l.Time)); err != nil {
		return err
	}
	if l.Version < q.oldest || l.Version > q.version {
		return fmt.Errorf("version %d is named, and the model has %d to %d", l.Version, q.oldest, q.version)
	}
	if err := m.flushEntries(); err != nil {
		return err
	}
	_, err = m.store.NameVersion(m.ctx, q.key, protocol.NamedVersion{Name: string(l.Name), Version: l.Version, Millis: l.Time, By: by}, math.MaxInt)
	return err
}

// endModel finishes the model whose operations came, if there is one.
func (m *importer) endModel() error {
	q := m.model
	if q == nil {
		return nil
	}
	about := func(format string, args ...any) error {
		return &LineError{q.begun, fmt.Errorf("model %q: "+format, append([]any{string(q.line.ID)}, args...)...)}
	}
	switch {
	case q.version != q.line.Version:
		return about("it has to be at version %d, and its operations end at %d", q.line.Version, q.version)
	case q.version > 1 && !q.checked:
		return about("its state is missing behind its operations")
	case q.time != q.line.Modified:
		return about("it was modified at %d, and its last operation is of %d", q.line.Modified, q.time)
	}
	if err := m.flushEntries(); err != nil {
		return err
	}
	m.model = nil
	if q.version == 1 {
		return nil
	}
	data, err := protocol.AppendValue(nil, q.doc.Value())
	if err == nil {
		_, err = m.store.SaveSnapshot(m.ctx, q.key, q.version, data)
	}
	for more := q.oldest > 1; more && err == nil; {
		var done store.Compacted
		done, err = m.store.Compact(m.ctx, q.key, q.oldest, math.MaxInt64)
		more = done.More
	}
	return err
}
