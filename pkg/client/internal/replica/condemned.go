package replica

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Condemned is what is not sent to the server again: operations, or the creation
// of a model at a time.
type Condemned struct {
	Instance string
	First    uint64
	Count    int
	Creation int64
	Err      *session.Error
}

// Condemn has something of a model not sent again.
func (s *Set) Condemn(model string, x Condemned) {
	if s.condemned == nil {
		s.condemned = map[string][]Condemned{}
	}
	same := func(y Condemned) bool {
		return x.Instance == y.Instance && x.First == y.First && x.Count == y.Count && x.Creation == y.Creation
	}
	if !slices.ContainsFunc(s.condemned[model], same) {
		s.condemned[model] = append(s.condemned[model], x)
	}
}

// Pardon forgets what was condemned of a model.
func (s *Set) Pardon(model string) { delete(s.condemned, model) }

// condemnedOf returns why operations of a model are not sent, or nil.
func (s *Set) condemnedOf(model, instance string, first uint64, count int) *session.Error {
	for _, x := range s.condemned[model] {
		if x.Creation == 0 && x.Instance == instance && first < x.First+uint64(x.Count) && x.First < first+uint64(count) {
			return x.Err
		}
	}
	return nil
}

// CondemnedCreation returns why the creation of a model is not sent, or nil.
func (s *Set) CondemnedCreation(model string, created int64) *session.Error {
	for _, x := range s.condemned[model] {
		if x.Creation != 0 && x.Creation == created {
			return x.Err
		}
	}
	return nil
}

// Creatable checks the data of a model that is to be made. It is sent as a whole,
// so that nobody opens the model without a part of it.
func (s *Set) Creatable(m *protocol.CreateRequest) *session.Error {
	if err := s.session.Checked(m); err != nil {
		return err
	}
	size := ot.ValueSize(&m.Creation.Data)
	if limit := s.session.OperationLimit(); size > limit {
		return session.TooLarge(&protocol.Excess{What: "the data of a new model", Unit: "bytes", Size: size, Limit: limit},
			"; create the model with less, and set the rest when it is open")
	}
	return nil
}
