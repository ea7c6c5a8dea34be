package protocol

import (
	"encoding/binary"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// noOpFlag is added to an operation's kind on the wire when it is a no-op.
const noOpFlag = 0x40

// spliceRun stands in the place of an operation's kind for a run of string
// splices on one element: [spliceRun, id, packed]. Packed holds, per splice,
//
//	uvarint  zigzag(index - end of the splice before) << 1 | deletes
//	uvarint  deleted UTF-16 code units, only when deletes is 1
//	uvarint  bytes of the inserted text
//	bytes    the inserted text, WTF-8
//
// The end of a splice is its index plus the code units that it inserted, and 0
// before the first. A character typed behind the one before takes 3 bytes.
const spliceRun = 0x20

// operations visits a list of operations. Neighbouring splices of one element
// are packed into runs; this is invisible above the codec.
func (c *codec) operations(v *[]ot.Op) {
	if !c.next(len(*v) == 0) {
		return
	}
	if c.mode == writing {
		c.writeOperations(*v)
	} else {
		*v = c.readOperations((*v)[:0])
	}
}

func (c *codec) writeOperations(ops []ot.Op) {
	items := 0
	for i := 0; i < len(ops); i += runLength(ops[i:]) {
		items++
	}
	c.out.B = pack.AppendArray(c.out.B, items)
	for i := 0; i < len(ops) && c.err == nil; {
		n := runLength(ops[i:])
		if isPlainSplice(&ops[i]) {
			c.out.B = appendRun(c.out.B, ops[i:i+n])
		} else {
			op := &ops[i]
			c.array(func(c *codec) { c.operation(op) })
		}
		i += n
	}
}

// readOperations reads a list behind what out has.
func (c *codec) readOperations(out []ot.Op) []ot.Op {
	n := c.length()
	outer := c.left
	for ; n > 0 && c.err == nil; n-- {
		if c.left = c.length(); c.left > 0 && c.in.Peek() == spliceRun {
			out = c.readRun(out)
		} else {
			if c.spend(1, operationSize); c.err != nil {
				break
			}
			out = append(out, ot.Op{})
			c.depth++
			c.operation(&out[len(out)-1])
			c.depth--
		}
		c.skip(c.left)
	}
	c.left = outer
	return out
}

func isPlainSplice(op *ot.Op) bool { return op.Kind == ot.StringSplice && !op.NoOp }

// runLength returns how many operations at the start of ops form one item.
func runLength(ops []ot.Op) int {
	n := 1
	if isPlainSplice(&ops[0]) {
		for n < len(ops) && isPlainSplice(&ops[n]) && ops[n].ID == ops[0].ID {
			n++
		}
	}
	return n
}

func appendRun(b []byte, run []ot.Op) []byte {
	size, end := 0, 0
	var scratch [3 * binary.MaxVarintLen64]byte
	for i := range run {
		size += len(packSplice(scratch[:0], &run[i], &end)) + len(run[i].Text.WTF8())
	}
	b = pack.AppendString(append(b, 0x93, spliceRun), run[0].ID)
	b = pack.AppendBinary(b, size)
	end = 0
	for i := range run {
		b = append(packSplice(b, &run[i], &end), run[i].Text.WTF8()...)
	}
	return b
}

// packSplice appends the head of a splice; end moves on to its end.
func packSplice(b []byte, op *ot.Op, end *int) []byte {
	delta := int64(op.Index - *end)
	head := uint64(delta<<1^delta>>63) << 1
	if op.Count > 0 {
		b = binary.AppendUvarint(b, head|1)
		b = binary.AppendUvarint(b, uint64(op.Count))
	} else {
		b = binary.AppendUvarint(b, head)
	}
	*end = op.Index + op.Text.Len()
	return binary.AppendUvarint(b, uint64(len(op.Text.WTF8())))
}

// readRun reads the fields of a run of splices, of which the first is known.
func (c *codec) readRun(out []ot.Op) []ot.Op {
	if c.left < 3 {
		c.fail("splice run without splices")
		return out
	}
	c.in.Pos++
	c.left--
	var id string
	c.name(&id)
	c.left--
	packed, ok := c.in.Bytes()
	if !ok || len(packed) == 0 {
		c.fail("splice run without splices")
	}
	run := pack.Reader{Data: packed}
	end := int64(0)
	for run.Pos < len(packed) && c.err == nil {
		head := run.Uvarint()
		index := end + (head>>2 ^ -(head >> 1 & 1))
		count := int64(0)
		if head&1 == 1 {
			count = run.Uvarint()
		}
		size := run.Uvarint()
		if head < 0 || count < 0 || size < 0 || size > int64(run.Left()) || index < 0 || index > maxIndex || count > maxIndex {
			c.fail("splice run breaks off")
			break
		}
		if c.spend(1, operationSize+int(size)); c.err != nil {
			break
		}
		text, err := ot.NewText(c.in.Copy(run.Take(int(size))))
		c.check(err)
		out = append(out, ot.Op{Kind: ot.StringSplice, ID: id, Index: int(index), Count: int(count), Text: text})
		end = index + int64(text.Len())
	}
	return out
}

// splices returns how many operations a run has, of which readRun reads some when it
// breaks off.
func splices(packed []byte) (n int) {
	for run := (pack.Reader{Data: packed}); run.Left() > 0; n++ {
		if run.Uvarint()&1 == 1 {
			run.Uvarint()
		}
		if size := run.Uvarint(); size < 0 || run.Take(int(size)) == nil && size > 0 {
			break
		}
	}
	return n
}

// operation visits the fields of one operation: kind with the no-op flag,
// element id, then what the kind needs.
func (c *codec) operation(op *ot.Op) {
	kind := int(op.Kind)
	if op.NoOp {
		kind |= noOpFlag
	}
	whole(c, &kind, 0x7F)
	if c.mode == reading { // else op is only looked at: several writers may share it
		op.NoOp = kind&noOpFlag != 0
		op.Kind = ot.Kind(kind &^ noOpFlag)
	}
	if op.Kind == ot.Compound {
		if c.compound {
			c.fail("compound operation inside a compound")
			return
		}
		c.compound = true
		list(c, &op.Ops, func(c *codec, m *ot.Op) {
			c.record(func(c *codec) { c.operation(m) })
		})
		c.compound = false
		return
	}
	c.name(&op.ID)
	switch op.Kind {
	case ot.StringSplice:
		c.size(&op.Index)
		c.size(&op.Count)
		c.text(&op.Text)
	case ot.StringSet:
		c.text(&op.Text)
	case ot.ArrayInsert, ot.ArrayReplace:
		c.size(&op.Index)
		c.valuePointer(&op.Value)
		c.bool(&op.Bool)
	case ot.ArrayRemove:
		c.size(&op.Index)
	case ot.ArrayMove:
		c.size(&op.Index)
		c.size(&op.To)
	case ot.ArraySet, ot.ObjectSet:
		c.valuePointer(&op.Value)
		c.bool(&op.Bool)
	case ot.ObjectAddProperty, ot.ObjectSetProperty:
		c.string(&op.Key)
		c.valuePointer(&op.Value)
		if op.Kind == ot.ObjectAddProperty { // inverses only
			c.size(&op.Index)
		}
		c.bool(&op.Bool)
	case ot.ObjectRemoveProperty:
		c.string(&op.Key)
	case ot.NumberDelta, ot.NumberSet:
		c.float(&op.Number)
	case ot.BooleanSet:
		c.bool(&op.Bool)
	case ot.DateSet:
		c.millis(&op.Millis)
	default:
		if c.mode == reading {
			c.fail("operation of unknown kind %d", kind)
		}
	}
}

// AppendOperations appends the wire form of operations to dst, as the store
// keeps them.
func AppendOperations(dst []byte, ops []ot.Op) ([]byte, error) {
	return appendField(dst, func(c *codec) { c.operations(&ops) })
}

// DecodeOperations reads what [AppendOperations] wrote. Errors wrap
// [ErrMalformed]. The operations have the right fields for their kinds; whether
// they make sense is for ot.Validate and the document to say.
func DecodeOperations(data []byte) ([]ot.Op, error) {
	var ops []ot.Op
	err := decodeField(data, func(c *codec) { c.operations(&ops) })
	return ops, err
}
