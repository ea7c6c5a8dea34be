package client

import (
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// IDSource makes the element ids prefix:0, prefix:1, ...
type IDSource struct {
	Prefix string
	next   uint64
}

// CreationIDs returns the source for the data of a new model.
func CreationIDs() *IDSource { return &IDSource{Prefix: "@"} }

// Next returns the next id.
func (s *IDSource) Next() string {
	id := make([]byte, 0, len(s.Prefix)+8)
	id = append(append(id, s.Prefix...), ':')
	id = strconv.AppendUint(id, s.next, 10)
	s.next++
	return string(id)
}

// Assign returns the value with fresh ids for it and everything below it, a
// container before its content.
func (s *IDSource) Assign(v ot.Value) ot.Value {
	v.ID = s.Next()
	if v.Items != nil {
		items := make([]ot.Value, len(v.Items))
		for i := range v.Items {
			items[i] = s.Assign(v.Items[i])
		}
		v.Items = items
	}
	if v.Members != nil {
		members := make([]ot.Member, len(v.Members))
		for i, m := range v.Members {
			members[i] = ot.Member{Key: m.Key, Value: s.Assign(m.Value)}
		}
		v.Members = members
	}
	return v
}
