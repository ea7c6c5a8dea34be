package document_test

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// undoes gives a replica stacks, which hear of edits as package client has them heard.
func (r *replica) undoes() {
	r.undo = undo.New(r.doc)
	r.undo.MaxSteps, r.undo.MaxBytes = 1000, 1<<30
	r.undo.Queued = func(from uint64, yield func(uint64, ot.Op) bool) {
		r.client.Waiting(from, yield)
	}
	r.listen()
}

func (r *replica) listen() {
	r.client.Lost, r.client.Swallowed = r.undo.Lost, r.undo.Swallowed
}

// hears tells the stacks of what others do.
type hears struct{ r *replica }

func (h hears) Wants(*document.Node) bool { return false }
func (h hears) Detached(n *document.Node) { h.r.undo.Detached(n) }
func (h hears) Changed(n *document.Node, c document.Change) {
	h.r.undo.Foreign(n, &c)
}

// detaches is hears for what is done here.
type detaches struct{ hears }

func (detaches) Changed(*document.Node, document.Change) {}

func (r *replica) splice(n *document.Node, op ot.Op) error {
	units := op.Text.AppendUTF16(nil)
	x := ot.Span{Index: op.Index, Count: op.Count, Inserted: len(units)}
	var removed ot.Text
	grows := false
	if batch := r.client.InBatch(); r.undo != nil && batch {
		return r.do(op)
	} else if r.undo != nil {
		removed = n.Buffer().Slice(op.Index, op.Index+op.Count)
		if grows = r.undo.Grows(n, x); !grows {
			r.client.Freeze()
		}
	}
	if err := r.doc.Splice(n, op.Index, op.Count, units); err != nil {
		return err
	}
	r.client.Splice(op.ID, op.Index, op.Count, units)
	if r.undo != nil {
		r.undo.Splice(n, x, removed, r.client.LastSequence(), grows)
	}
	return nil
}

// do makes an edit.
func (r *replica) do(op ot.Op) error {
	if n := r.doc.Lookup(op.ID); r.undo != nil && op.Kind == ot.StringSplice && !r.taking && !r.outside && !r.client.InBatch() {
		return r.splice(n, op)
	}
	op = r.doc.Stamp(op)
	var obs document.Observer
	if r.undo != nil {
		obs = hears{r}
		if !r.outside {
			obs = detaches{hears{r}}
			r.undo.Before(&op)
		}
	}
	if err := r.doc.Apply(op, obs); err != nil {
		return err
	}
	r.client.Local(op)
	if r.undo != nil && !r.outside {
		sequence := r.client.LastSequence()
		if r.client.InBatch() {
			sequence++
		}
		r.undo.Did(sequence)
	}
	return nil
}

// take undoes a step, or does one again.
func (r *replica) take(redo bool) error {
	if err := r.client.StartBatch(); err != nil {
		return err
	}
	r.taking = true
	_, err := r.undo.Take(redo, r.do)
	r.taking = false
	r.client.EndBatch()
	return err
}

// make makes up for what of an edit by others was lost between an edit and its undo.
func (r *replica) make(op ot.Op) {
	r.outside = true
	defer func() { r.outside = false }()
	r.client.Freeze()
	sequence := uint64(0) // in a batch, and where it does not fit any more
	if r.do(op) == nil && !r.client.InBatch() {
		sequence = r.client.LastSequence()
	}
	r.undo.MadeUp(op.ID, sequence)
	r.client.Freeze()
}

// others applies what somebody else has done.
func (r *replica) others(op ot.Op) error {
	if r.undo == nil {
		return r.doc.Apply(op, nil)
	}
	r.orphans(op)
	return r.doc.Apply(op, hears{r})
}

func (r *replica) orphans(op ot.Op) {
	for _, m := range op.Ops {
		r.orphans(m)
	}
	if op.Kind != ot.Compound && r.doc.Lookup(op.ID) == nil {
		r.undo.Orphan(op)
	}
}

func (r *replica) acknowledged(version int64, sequence uint64) error {
	op := r.client.Oldest()
	if err := acknowledge(r.doc, r.client, version, sequence); err != nil {
		return err
	}
	if r.undo != nil {
		r.undo.Settle(&op, true)
		if r.client.Committed() {
			r.undo.Settled()
		}
	}
	return nil
}
