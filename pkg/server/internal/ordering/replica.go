package ordering

import (
	"errors"
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// Submission is operations that a client has sent to this node, with consecutive sequences.
type Submission struct {
	Member   uint64 // of the order
	Session  string
	Instance string // of the client
	First    uint64 // sequence
	Version  int64  // at which the client made them, see [concurrency.Server.Submit]
	Ops      []ot.Op

	looked bool // whether it was read for
}

// Run is operations of one client with consecutive versions and sequences.
type Run struct {
	Version  int64
	Session  string
	Instance string
	First    uint64
	Millis   int64 // when it was appended; whoever appends sets it
	Ops      []ot.Op
	Inverses []ot.Op // only of those to be appended

	// Of is what it belongs to when it was waiting here, else nil.
	Of *Submission
}

// end is the version behind a run.
func (r *Run) end() int64 { return r.Version + int64(len(r.Ops)) }

// Refusal is an operation that cannot be applied, which is its client's fault. What the client
// has sent behind it is dropped.
type Refusal struct {
	Of       *Submission
	Sequence uint64
	Reason   string
}

// ErrMissing is returned for runs that do not begin where the replica ends.
var ErrMissing = errors.New("operations are missing")

// Replica is one model at one node. Make one with [New].
type Replica struct {
	// Moved is called with each operation when the document has it for good, in order. It may
	// be nil.
	Moved func(op *ot.Op)

	me        string
	order     order
	doc       *document.Document
	load      func(instance string) (uint64, error)
	sequences map[string]uint64 // the last ones that are stored, as far as was asked, by instance

	waiting []*Submission // of clients of this node, in the order in which they came
	passed  []*passed     // of other nodes
	onWay   []onWay       // what other nodes were passed
	passes  uint64        // the number of the last one
	refused []Refusal
	recent  []Run // what was stored last, for nodes that are behind
	handles uint64

	leader  string // "" while it is not known
	denied  string // who has answered that it does not lead
	alone   bool   // whether it appends without leading until nothing waits
	behind  bool   // whether it has to read
	spoiled bool   // whether the document has what is not stored
	attempt *attempt
}

type order = *concurrency.Server[uint64]

// attempt is what has been applied and is to be appended.
type attempt struct {
	runs  []Run
	order order             // after it
	last  map[string]uint64 // sequences, by instance
}

// New returns the replica of a model whose document and order are at the same version. me names
// the node. load returns the last sequence of a client instance that is stored, as the store has
// it now.
//
// Members of the order have handles below [Foreign].
func New(me string, doc *document.Document, order *concurrency.Server[uint64], load func(instance string) (uint64, error)) *Replica {
	return &Replica{me: me, doc: doc, order: order, load: load, handles: Foreign, sequences: make(map[string]uint64)}
}

// Foreign is the least handle of those who stand for clients of other nodes.
const Foreign = 1 << 62

// Document returns the document. While an append is on its way, it is ahead of the version.
func (r *Replica) Document() *document.Document { return r.doc }

// Order returns what is known of the clients of this node.
func (r *Replica) Order() *concurrency.Server[uint64] { return r.order }

// Version returns how many operations are known to be stored.
func (r *Replica) Version() int64 { return r.order.Version() }

// Submit adds operations of a client of this node to those that wait.
func (r *Replica) Submit(s *Submission) {
	if len(s.Ops) > 0 {
		r.waiting = append(r.waiting, s)
	}
}

// Waiting reports whether there is something that is not stored.
func (r *Replica) Waiting() bool { return len(r.waiting) > 0 || len(r.passed) > 0 }

// WaitsFor reports whether something of a client of this node is not stored.
func (r *Replica) WaitsFor(member uint64) bool {
	return slices.ContainsFunc(r.waiting, func(s *Submission) bool { return s.Member == member })
}

// Refused returns what has been refused since it was asked last.
func (r *Replica) Refused() []Refusal {
	all := r.refused
	r.refused = nil
	return all
}

// maxInstances bounds how many sequences are remembered.
const maxInstances = 20_000

// LastSequence returns the last sequence of a client instance that is stored. When it had to be
// looked up, the store may be ahead of the replica, which reads next: what is asked for then
// is what belongs to its version.
func (r *Replica) LastSequence(instance string) (uint64, error) {
	if last, ok := r.sequences[instance]; ok {
		return last, nil
	}
	last, err := r.load(instance)
	if err != nil {
		return 0, err
	}
	if len(r.sequences) >= maxInstances && r.attempt == nil {
		clear(r.sequences)
	}
	r.sequences[instance] = last
	r.behind = true
	return last, nil
}

// Behind says that the store has, or may have, more than the replica.
func (r *Replica) Behind() { r.behind = true }

// IsBehind reports whether it reads next.
func (r *Replica) IsBehind() bool { return r.behind }

// Doubt says that it is not known any more who leads. What was passed on counts as not answered.
func (r *Replica) Doubt() { r.leader, r.onWay = "", nil }

// Leads reports whether this node leads, as far as it knows.
func (r *Replica) Leads() bool { return r.leader == r.me }

// Learn takes what was stored, from the store or from another node. What is known already
// is skipped. It returns what was new, with what of it was waiting here. It fails with ErrMissing
// when something is missing before it; then nothing has changed, and Read comes next. Any
// other error means that the replica cannot be used any more.
func (r *Replica) Learn(runs []Run) (learned []Run, err error) {
	if r.attempt != nil || r.spoiled {
		return nil, nil // what comes of the append is told first, and then it reads
	}
	for _, run := range runs {
		if run = run.from(r.Version()); len(run.Ops) == 0 {
			continue
		}
		if run.Version > r.Version() {
			r.behind = true
			return learned, ErrMissing
		}
		parts, err := r.enter(run, true)
		learned = append(learned, parts...)
		if err != nil {
			return learned, err
		}
	}
	return learned, nil
}

// Reload takes what the store has from the version of the replica on, and the document behind
// all of that. It returns what Learn does.
func (r *Replica) Reload(doc *document.Document, runs []Run) (learned []Run, err error) {
	r.doc, r.spoiled = doc, false
	for _, run := range runs {
		if run = run.from(r.Version()); len(run.Ops) == 0 {
			continue
		}
		if run.Version > r.Version() {
			return learned, fmt.Errorf("%w: version %d after %d", ErrMissing, run.Version, r.Version())
		}
		parts, err := r.enter(run, false)
		learned = append(learned, parts...)
		if err != nil {
			return learned, err
		}
	}
	r.behind = false
	return learned, nil
}

// CaughtUp says that Learn was given all that the store has.
func (r *Replica) CaughtUp() { r.behind = false }

// from is a run without what is before a version.
func (r Run) from(version int64) Run {
	if skip := version - r.Version; skip > 0 {
		skip = min(skip, int64(len(r.Ops)))
		r.Version, r.First, r.Ops, r.Inverses = r.Version+skip, r.First+uint64(skip), r.Ops[skip:], nil
	}
	return r
}

// enter takes the next versions. apply says that the document does not have them.
func (r *Replica) enter(run Run, apply bool) (parts []Run, err error) {
	for i := range run.Ops {
		op, sequence := &run.Ops[i], run.First+uint64(i)
		of := r.settle(run.Instance, sequence)
		if apply {
			if err := r.doc.Apply(*op, nil); err != nil {
				return parts, fmt.Errorf("applying version %d: %w", run.Version+int64(i), err)
			}
		}
		if of != nil {
			if err := r.order.Accept(of.Member, of.Version, of.Ops[0], *op); err != nil {
				// The client has sent something else under the same name, or has gone.
				r.refuse(of, 0, err.Error())
				of = nil
			}
		}
		if of == nil {
			r.order.Remote(*op)
		}
		if of != nil {
			of.Ops, of.First = of.Ops[1:], of.First+1
		}
		r.stored(run.Instance, sequence)
		if r.Moved != nil {
			r.Moved(op)
		}
		if n := len(parts); n > 0 && parts[n-1].Of == of {
			parts[n-1].Ops = run.Ops[i-len(parts[n-1].Ops) : i+1]
		} else {
			parts = append(parts, Run{Version: run.Version + int64(i), Session: run.Session, Instance: run.Instance, First: sequence,
				Millis: run.Millis, Ops: run.Ops[i : i+1], Of: of})
		}
	}
	r.tidy()
	run.Inverses, run.Of = nil, nil
	r.remember(run)
	return parts, nil
}

// stored notes that an operation is stored.
func (r *Replica) stored(instance string, sequence uint64) {
	if last, ok := r.sequences[instance]; ok && last < sequence {
		r.sequences[instance] = sequence
	}
}

// settle returns what of this node waits under a name, nil when nothing does.
func (r *Replica) settle(instance string, sequence uint64) *Submission {
	for _, s := range r.waiting {
		if s.Instance == instance && len(s.Ops) > 0 {
			if s.First == sequence {
				return s
			}
			return nil
		}
	}
	return nil
}

// tidy drops what does not wait any more.
func (r *Replica) tidy() {
	left := r.waiting[:0]
	for _, s := range r.waiting {
		if len(s.Ops) > 0 {
			left = append(left, s)
		}
	}
	clear(r.waiting[len(left):])
	r.waiting = left
}

// mostRecent is how many operations are remembered for nodes that are behind.
const mostRecent = 1024

func (r *Replica) remember(run Run) {
	r.recent = append(r.recent, run)
	n := 0
	for i := range r.recent {
		n += len(r.recent[i].Ops)
	}
	for n > mostRecent && len(r.recent) > 1 {
		n -= len(r.recent[0].Ops)
		r.recent = r.recent[1:]
	}
}

// Since returns the operations that were stored from a version on, and whether they are known.
func (r *Replica) Since(version int64) (ops []ot.Op, known bool) {
	if version >= r.Version() {
		return nil, version == r.Version()
	}
	runs := r.since(version)
	for _, run := range runs {
		ops = append(ops, run.Ops...)
	}
	return ops, len(runs) > 0
}

// since returns what was stored from a version on, nil when not all of it is remembered.
func (r *Replica) since(version int64) []Run {
	if len(r.recent) == 0 || r.recent[0].Version > version {
		return nil
	}
	var all []Run
	for _, run := range r.recent {
		if run = run.from(version); len(run.Ops) > 0 {
			all = append(all, run)
		}
	}
	return all
}
