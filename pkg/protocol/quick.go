package protocol

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// The messages of every keystroke: operations, their acknowledgements and cursors
// that move. They are written and read without a visit, and are the same to the byte;
// the fields are those of their fields methods, in that order.
type quick interface {
	Message
	write(*codec)
	read(*codec)
}

// quickly returns a message that is one of them, or nil. Asking for the interface
// would look for it in a table each time.
func quickly(m Message) quick {
	switch m := m.(type) {
	case *OperationSubmission:
		return m
	case *OperationAck:
		return m
	case *RemoteOperation:
		return m
	case *SetReference:
		return m
	case *ReferenceSet:
		return m
	}
	return nil
}

func (m *OperationSubmission) write(c *codec) {
	n := 0
	switch {
	case m.Instance != "":
		n = 5
	case m.First != 0:
		n = 4
	case m.Version != 0:
		n = 3
	case len(m.Operations) > 0:
		n = 2
	case m.Resource != 0:
		n = 1
	}
	c.begin(n)
	c.put(uint64(m.Resource))
	if c.left > 0 {
		c.left--
		c.writeOperations(m.Operations)
	}
	c.put(uint64(m.Version))
	c.put(m.First)
	c.putString(m.Instance)
}

func (m *OperationSubmission) read(c *codec) {
	c.left = c.length()
	m.Resource = uint32(c.take(math.MaxUint32))
	c.takeOperations(&m.Operations)
	m.Version = c.take(maxSafe)
	m.First = uint64(c.take(maxSafe))
	c.string(&m.Instance)
}

func (m *OperationAck) write(c *codec) {
	n := 0
	switch {
	case m.Millis != 0:
		n = 5
	case m.Version != 0:
		n = 4
	case m.Count != 0:
		n = 3
	case m.First != 0:
		n = 2
	case m.Resource != 0:
		n = 1
	}
	c.begin(n)
	c.put(uint64(m.Resource))
	c.put(m.First)
	c.put(uint64(m.Count))
	c.put(uint64(m.Version))
	c.putInt(m.Millis)
}

func (m *OperationAck) read(c *codec) {
	c.left = c.length()
	m.Resource = uint32(c.take(math.MaxUint32))
	m.First = uint64(c.take(maxSafe))
	m.Count = int(c.take(maxIndex))
	m.Version = c.take(maxSafe)
	c.millis(&m.Millis)
}

func (m *RemoteOperation) write(c *codec) {
	n := 0
	switch {
	case m.First != 0:
		n = 7
	case m.Instance != "":
		n = 6
	case len(m.Operations) > 0:
		n = 5
	case m.Millis != 0:
		n = 4
	case m.Version != 0:
		n = 3
	case m.SessionID != "":
		n = 2
	case m.Resource != 0:
		n = 1
	}
	c.begin(n)
	c.put(uint64(m.Resource))
	c.putString(m.SessionID)
	c.put(uint64(m.Version))
	c.putInt(m.Millis)
	if c.left > 0 {
		c.left--
		c.writeOperations(m.Operations)
	}
	c.putString(m.Instance)
	c.put(m.First)
}

func (m *RemoteOperation) read(c *codec) {
	c.left = c.length()
	m.Resource = uint32(c.take(math.MaxUint32))
	c.name(&m.SessionID)
	m.Version = c.take(maxSafe)
	c.millis(&m.Millis)
	c.takeOperations(&m.Operations)
	c.name(&m.Instance)
	m.First = uint64(c.take(maxSafe))
}

func (m *SetReference) write(c *codec) {
	n := 4 // the values have at least a kind
	if m.Version != 0 {
		n = 5
	}
	c.begin(n)
	c.put(uint64(m.Resource))
	c.putString(m.Element)
	c.putString(m.Key)
	c.putReference(&m.Values)
	c.put(uint64(m.Version))
}

func (m *SetReference) read(c *codec) {
	c.left = c.length()
	m.Resource = uint32(c.take(math.MaxUint32))
	c.name(&m.Element)
	c.name(&m.Key)
	c.reference(&m.Values)
	m.Version = c.take(maxSafe)
}

func (m *ReferenceSet) write(c *codec) {
	n := 2
	if m.Version != 0 {
		n = 3
	}
	c.begin(n)
	c.put(uint64(m.Resource))
	outer := c.left - 1
	c.begin(4)
	c.putString(m.SessionID)
	c.putString(m.Element)
	c.putString(m.Key)
	c.putReference(&m.Values)
	c.left = outer
	c.put(uint64(m.Version))
}

func (m *ReferenceSet) read(c *codec) {
	c.left = c.length()
	m.Resource = uint32(c.take(math.MaxUint32))
	c.sharedReference(&m.SharedReference)
	m.Version = c.take(maxSafe)
}

// begin writes the head of an array of n fields. What is put behind it is written
// as long as there are fields left.
func (c *codec) begin(n int) {
	c.left = n
	c.out.B = append(c.out.B, 0x90|byte(n))
}

func (c *codec) put(v uint64) {
	if c.left > 0 {
		c.left--
		c.out.B = pack.AppendUint(c.out.B, v)
	}
}

func (c *codec) putInt(v int64) {
	if c.left > 0 {
		c.left--
		c.out.B = pack.AppendInt(c.out.B, v)
	}
}

func (c *codec) putString(v string) {
	if c.left > 0 {
		c.left--
		c.out.B = pack.AppendString(c.out.B, v)
	}
}

// putReference writes the values of a reference, of which those in a text are quick.
func (c *codec) putReference(r *ot.Reference) {
	switch {
	case r.Kind == ot.ReferenceIndex && len(r.Indexes) == 1:
		c.left--
		c.out.B = pack.AppendUint(append(c.out.B, 0x92, byte(r.Kind), 0x91), uint64(r.Indexes[0]))
	case r.Kind == ot.ReferenceRange && len(r.Ranges) == 1 && r.Ranges[0].End != 0:
		c.left--
		b := pack.AppendUint(append(c.out.B, 0x92, byte(r.Kind), 0x91, 0x92), uint64(r.Ranges[0].Start))
		c.out.B = pack.AppendUint(b, uint64(r.Ranges[0].End))
	default:
		c.reference(r)
	}
}

// take reads a number from 0 to limit, 0 when no field is left.
func (c *codec) take(limit int64) int64 {
	if c.left == 0 || c.err != nil {
		return 0
	}
	c.left--
	n, ok := c.in.Int()
	if !ok || n < 0 || n > limit {
		c.fail("number %d is outside 0 to %d, or cut off", n, limit)
		return 0
	}
	return n
}

func (c *codec) takeOperations(v *[]ot.Op) {
	if c.left > 0 && c.err == nil {
		c.left--
		*v = c.readOperations((*v)[:0])
	}
}
