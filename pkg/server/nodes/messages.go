package nodes

import (
	"bytes"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// The messages between nodes are MessagePack arrays, [format, fields...]; a run is [version, session,
// instance, first, millis, operations]. Nodes of other releases that do not know a format
// read the store instead.

// format is that of this release.
const format = 1

type runOnWire struct {
	_msgpack   struct{} `msgpack:",as_array"`
	Version    int64
	Session    string
	Instance   string
	First      uint64
	Millis     int64
	Operations []byte
}

type newsOnWire struct {
	_msgpack struct{} `msgpack:",as_array"`
	Format   int
	By       string
	Model    int64
	Runs     []runOnWire
}

type passingOnWire struct {
	_msgpack          struct{} `msgpack:",as_array"`
	Format            int
	Namespace, Domain string
	ID                string
	Model, Version    int64
	Chains            []runOnWire
}

type answerOnWire struct {
	_msgpack struct{} `msgpack:",as_array"`
	Format   int
	Verdict  uint8
	Runs     []runOnWire
	Refused  []ordering.PassedRefusal
}

func encodeRuns(runs []ordering.Run) ([]runOnWire, error) {
	out := make([]runOnWire, len(runs))
	for i, r := range runs {
		operations, err := protocol.AppendOperations(nil, r.Ops)
		if err != nil {
			return nil, err
		}
		out[i] = runOnWire{Version: r.Version, Session: r.Session, Instance: r.Instance, First: r.First, Millis: r.Millis, Operations: operations}
	}
	return out, nil
}

// source reads runs as they are needed. What the leader answers and what it tells all is the same, and
// whichever comes later need not be read.
func source(in []runOnWire) ordering.Source {
	return func(known int64) ([]ordering.Run, error) {
		runs := make([]ordering.Run, len(in))
		for i, r := range in {
			runs[i] = ordering.Run{Version: r.Version, Session: r.Session, Instance: r.Instance, First: r.First, Millis: r.Millis}
			if r.Version < known {
				continue
			}
			var err error
			if runs[i].Ops, err = operations(r.Operations); err != nil {
				return nil, err
			}
		}
		return runs, nil
	}
}

func operations(data []byte) ([]ot.Op, error) {
	ops, err := protocol.DecodeOperations(data)
	if err == nil && len(ops) == 0 {
		err = fmt.Errorf("a run without operations")
	}
	return ops, err
}

func encodeNews(by string, model int64, runs []ordering.Run) ([]byte, error) {
	all, err := encodeRuns(runs)
	if err != nil {
		return nil, err
	}
	return msgpack.Marshal(&newsOnWire{Format: format, By: by, Model: model, Runs: all})
}

// decodeNews reads news; without runs, there is something to read in the store.
func decodeNews(data []byte) (model int64, runs ordering.Source, err error) {
	var n newsOnWire
	if err := read(data, &n, &n.Format); err != nil {
		return 0, nil, err
	}
	if len(n.Runs) == 0 {
		return n.Model, nil, nil
	}
	return n.Model, source(n.Runs), nil
}

// toldBy reports whether news are those of a node, without reading more of them.
func toldBy(data []byte, node string) bool {
	d := msgpack.NewDecoder(bytes.NewReader(data))
	if n, err := d.DecodeArrayLen(); err != nil || n < 2 {
		return false
	}
	if is, err := d.DecodeInt(); err != nil || is != format {
		return false
	}
	by, err := d.DecodeString()
	return err == nil && by == node
}

// passing is what is passed on to another node.
type passing struct {
	domain store.DomainName
	id     string
	model  int64
	passed ordering.Passed
}

func encodePassing(p passing) ([]byte, error) {
	out := passingOnWire{Format: format, Namespace: p.domain.Namespace, Domain: p.domain.ID, ID: p.id, Model: p.model, Version: p.passed.Version}
	for _, c := range p.passed.Chains {
		operations, err := protocol.AppendOperations(nil, c.Ops)
		if err != nil {
			return nil, err
		}
		out.Chains = append(out.Chains, runOnWire{Session: c.Session, Instance: c.Instance, First: c.First, Operations: operations})
	}
	return msgpack.Marshal(&out)
}

func decodePassing(data []byte) (p passing, err error) {
	var in passingOnWire
	if err := read(data, &in, &in.Format); err != nil {
		return p, err
	}
	p = passing{store.DomainName{Namespace: in.Namespace, ID: in.Domain}, in.ID, in.Model, ordering.Passed{Version: in.Version}}
	for _, c := range in.Chains {
		ops, err := operations(c.Operations)
		if err != nil {
			return p, err
		}
		p.passed.Chains = append(p.passed.Chains, ordering.Chain{Session: c.Session, Instance: c.Instance, First: c.First, Ops: ops})
	}
	return p, nil
}

func encodeAnswer(a *ordering.Answer) ([]byte, error) {
	runs, err := encodeRuns(a.Runs)
	if err != nil {
		return nil, err
	}
	return msgpack.Marshal(&answerOnWire{Format: format, Verdict: uint8(a.Verdict), Runs: runs, Refused: a.Refused})
}

// decodeAnswer reads an answer, whose runs are for themselves.
func decodeAnswer(data []byte) (a ordering.Answer, runs ordering.Source, err error) {
	var in answerOnWire
	if err := read(data, &in, &in.Format); err != nil {
		return a, nil, err
	}
	return ordering.Answer{Verdict: ordering.Verdict(in.Verdict), Refused: in.Refused}, source(in.Runs), nil
}

func read(data []byte, to any, is *int) error {
	if err := msgpack.Unmarshal(data, to); err != nil {
		return err
	}
	if *is != format {
		return fmt.Errorf("it has the format %d, and this release knows %d", *is, format)
	}
	return nil
}
