package undo

import (
	"encoding/binary"
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Codec writes and reads operations, as whoever keeps steps stores them.
type Codec struct {
	Append func(dst []byte, ops []ot.Op) ([]byte, error)
	Decode func(data []byte) ([]ot.Op, error)
}

// form writes fields one after the other, or reads them: what is kept names its fields
// once for both. Whole numbers are varints, texts have their length in front.
type form struct {
	Codec
	b      []byte
	read   bool
	behind uint64 // see Load
	bad    bool   // what is read is nothing that was written, or the other way round
}

func (f *form) whole(v *int64) {
	if !f.read {
		f.b = binary.AppendVarint(f.b, *v)
		return
	}
	n := 0
	if *v, n = binary.Varint(f.b); n <= 0 {
		f.bad, f.b = true, nil
		return
	}
	f.b = f.b[n:]
}

func number[T ~int | ~int32 | ~uint64 | ~uint8](f *form, v *T) {
	w := int64(*v)
	f.whole(&w)
	*v = T(w)
}

func (f *form) flag(v *bool) {
	w := int64(side(*v))
	f.whole(&w)
	*v = w != 0
}

func (f *form) float(v *float64) {
	w := int64(math.Float64bits(*v))
	f.whole(&w)
	*v = math.Float64frombits(uint64(w))
}

// count visits how many follow, each of which takes a byte at least.
func (f *form) count(n int) int {
	number(f, &n)
	if f.read && (n < 0 || n > len(f.b)) {
		f.bad, n = true, 0
	}
	return n
}

func (f *form) string(v *string) {
	n := f.count(len(*v))
	if !f.read {
		f.b = append(f.b, *v...)
		return
	}
	*v, f.b = string(f.b[:n]), f.b[n:]
}

func (f *form) text(v *ot.Text) {
	w := v.WTF8()
	f.string(&w)
	if f.read {
		var err error
		*v, err = ot.NewText(w)
		f.bad = f.bad || err != nil
	}
}

func (f *form) operation(op *ot.Op) {
	var b []byte
	var err error
	if !f.read {
		b, err = f.Append(nil, []ot.Op{*op})
	}
	w := string(b)
	if f.string(&w); f.read {
		var ops []ot.Op
		if ops, err = f.Decode([]byte(w)); len(ops) == 1 {
			*op = ops[0]
		} else {
			f.bad = true
		}
	}
	f.bad = f.bad || err != nil
}

// table visits a map of texts, which is empty when it is read.
func (f *form) table(v map[string]string) {
	var keys []string
	for key := range v {
		keys = append(keys, key)
	}
	for i := range f.count(len(keys)) {
		var key, value string
		if !f.read {
			key = keys[i]
		}
		value = v[key]
		f.string(&key)
		f.string(&value)
		v[key] = value
	}
}
