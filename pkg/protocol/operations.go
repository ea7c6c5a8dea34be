package protocol

import (
	"encoding/binary"

	"github.com/convergence-wasm/convergence/pkg/ot"
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
	if !c.next() {
		return
	}
	if c.mode == writing {
		ops := *v
		items := 0
		for i := 0; i < len(ops); i += runLength(ops[i:]) {
			items++
		}
		c.check(c.enc.EncodeArrayLen(items))
		for i := 0; i < len(ops) && c.err == nil; {
			n := runLength(ops[i:])
			if isPlainSplice(&ops[i]) {
				c.writeRun(ops[i : i+n])
			} else {
				c.array(func(c *codec) { c.operation(&ops[i]) })
			}
			i += n
		}
		return
	}
	n := c.length()
	out := make([]ot.Op, 0, min(n, 64))
	for i := 0; i < n && c.err == nil; i++ {
		c.array(func(c *codec) { c.readItem(&out) })
	}
	*v = out
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

func (c *codec) writeRun(run []ot.Op) {
	var scratch [3 * binary.MaxVarintLen64]byte
	size, end := 0, 0
	for i := range run {
		size += len(packSplice(scratch[:0], &run[i], &end)) + len(run[i].Text.WTF8())
	}
	c.check(c.enc.EncodeArrayLen(3))
	c.check(c.enc.EncodeUint(spliceRun))
	c.check(c.enc.EncodeString(run[0].ID))
	c.check(c.enc.EncodeBytesLen(size))
	end = 0
	w := c.enc.Writer()
	for i := range run {
		if c.err != nil {
			return
		}
		_, err := w.Write(append(packSplice(scratch[:0], &run[i], &end), run[i].Text.WTF8()...))
		c.check(err)
	}
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

func (c *codec) readItem(out *[]ot.Op) {
	code, err := c.dec.PeekCode()
	c.check(err)
	if code != spliceRun {
		var op ot.Op
		c.operation(&op)
		*out = append(*out, op)
		return
	}
	var id string
	kind := 0
	c.size(&kind)
	c.string(&id)
	if !c.next() {
		c.fail("splice run without splices")
		return
	}
	n, err := c.dec.DecodeBytesLen()
	c.check(err)
	packed := c.input.take(n)
	if c.err == nil && len(packed) == 0 {
		c.fail("splice run without splices")
	}
	end := int64(0)
	number := func() int64 {
		v, n := binary.Uvarint(packed)
		if n <= 0 || v > 1<<34 {
			c.fail("splice run breaks off")
			return 0
		}
		packed = packed[n:]
		return int64(v)
	}
	for len(packed) > 0 && c.err == nil {
		op := ot.Op{Kind: ot.StringSplice, ID: id}
		head := number()
		index := end + (head>>2 ^ -(head >> 1 & 1))
		count := int64(0)
		if head&1 == 1 {
			count = number()
		}
		size := number()
		if c.err != nil {
			return
		}
		if size > int64(len(packed)) || index < 0 || index > maxIndex || count > maxIndex {
			c.fail("splice run breaks off")
			return
		}
		text, err := ot.NewText(string(packed[:size]))
		c.check(err)
		packed = packed[size:]
		op.Index, op.Count, op.Text = int(index), int(count), text
		end = index + int64(text.Len())
		*out = append(*out, op)
	}
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
	c.string(&op.ID)
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
	case ot.ArrayRemove:
		c.size(&op.Index)
	case ot.ArrayMove:
		c.size(&op.Index)
		c.size(&op.To)
	case ot.ArraySet, ot.ObjectSet:
		c.valuePointer(&op.Value)
	case ot.ObjectAddProperty, ot.ObjectSetProperty:
		c.string(&op.Key)
		c.valuePointer(&op.Value)
		if op.Kind == ot.ObjectAddProperty && (c.mode == reading || op.Index > 0) { // inverses only
			c.size(&op.Index)
		}
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
