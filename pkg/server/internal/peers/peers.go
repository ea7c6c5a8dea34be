// Package peers is what nodes tell each other about who has a model open, and the references
// that they share. Of each session everything is told at once, so that what is doubled or out
// of order does no harm. It refuses to know how that is carried.
package peers

import (
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// News is what one node tells about one model.
type News struct {
	_msgpack struct{} `msgpack:",as_array"`
	Format   int
	Node     string
	Number   uint64 // counts what the node tells about the model
	Model    int64  // key
	Version  int64  // that references are relative to
	Who      bool   // whether the others are asked to tell all
	All      bool   // whether all sessions of the node are told, and there are no others
	Peers    []Peer
}

// State is how a session has a model.
type State uint8

// The states.
const (
	Gone State = iota
	Resyncing
	Open
)

// Peer is a session.
type Peer struct {
	_msgpack   struct{} `msgpack:",as_array"`
	Session    string
	State      State
	References []Reference
}

// Reference is one that a session shares.
type Reference struct {
	_msgpack     struct{} `msgpack:",as_array"`
	Element, Key string
	Kind         ot.ReferenceKind
	Indexes      []int
	Ranges       []ot.Range
	Keys         []string
	Elements     []string
}

// Of is a reference as it is told.
func Of(name protocol.ReferenceName, r ot.Reference) Reference {
	return Reference{Element: name.Element, Key: name.Key, Kind: r.Kind, Indexes: r.Indexes, Ranges: r.Ranges, Keys: r.Keys, Elements: r.Elements}
}

// Name returns its name.
func (r *Reference) Name() protocol.ReferenceName {
	return protocol.ReferenceName{Element: r.Element, Key: r.Key}
}

// Values returns its values.
func (r *Reference) Values() ot.Reference {
	return ot.Reference{Kind: r.Kind, Indexes: r.Indexes, Ranges: r.Ranges, Keys: r.Keys, Elements: r.Elements}
}

// format is that of this release. What is told in another one is not read.
const format = 1

// Encode writes news.
func (n *News) Encode() ([]byte, error) {
	n.Format = format
	return msgpack.Marshal(n)
}

// Decode reads news.
func Decode(data []byte) (*News, error) {
	n := new(News)
	if err := msgpack.Unmarshal(data, n); err != nil {
		return nil, err
	}
	if n.Format != format {
		return nil, fmt.Errorf("it has the format %d, and this release knows %d", n.Format, format)
	}
	return n, nil
}
