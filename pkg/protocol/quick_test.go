package protocol_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

// quickMessages are one of each kind.
func quickMessages() (all []Message) {
	for b := range 1 << 10 {
		if m := NewMessage(Body(b)); m != nil && IsQuick(m) {
			all = append(all, m)
		}
	}
	return all
}

// TestQuickIsGeneric fills the messages of every keystroke, some fields left empty,
// and expects both ways to write and to read them to be the same to the byte.
func TestQuickIsGeneric(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, m := range quickMessages() {
		for range 2000 {
			v := reflect.ValueOf(m).Elem()
			v.SetZero()
			fillSome(rng, v)
			generic, err := AppendGeneric(nil, m)
			quick, err2 := AppendQuick(nil, m)
			if err != nil || err2 != nil || !bytes.Equal(generic, quick) {
				t.Fatalf("%T %+v:\n%x (%v)\n%x (%v) in the quick way", m, m, generic, err, quick, err2)
			}
			if !agree(t, m.Body(), generic) {
				t.Fatalf("%T %+v cannot be read", m, m)
			}
			back := NewMessage(m.Body())
			if err := DecodeQuick(back, quick); err != nil || !equal(back, m) {
				t.Fatalf("%+v came back as %+v: %v", m, back, err)
			}
		}
	}
}

// fillSome fills half of the fields of a message.
func fillSome(rng *rand.Rand, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		if r, ok := f.Addr().Interface().(*ot.Reference); ok {
			*r = someReference(rng)
		} else if f.Kind() == reflect.Struct {
			fillSome(rng, f)
		} else if rng.IntN(2) == 0 {
			fill(rng, f)
		}
	}
}

func someReference(rng *rand.Rand) ot.Reference {
	r := ot.Reference{Kind: ot.ReferenceKind(1 + rng.IntN(4))}
	for range rng.IntN(3) {
		switch r.Kind {
		case ot.ReferenceIndex:
			r.Indexes = append(r.Indexes, rng.IntN(3)*rng.IntN(1000))
		case ot.ReferenceRange:
			r.Ranges = append(r.Ranges, ot.Range{Start: rng.IntN(3) * rng.IntN(1000), End: rng.IntN(3) * rng.IntN(1000)})
		case ot.ReferenceProperty:
			r.Keys = append(r.Keys, lone.WTF8())
		case ot.ReferenceElement:
			r.Elements = append(r.Elements, "2:1")
		}
	}
	return r
}

// agree reads the fields of a message in both ways, which must come to the same, and
// reports whether they could be read.
func agree(t *testing.T, b Body, data []byte) bool {
	t.Helper()
	generic, quick := NewMessage(b), NewMessage(b)
	err, err2 := DecodeGeneric(generic, data), DecodeQuick(quick, data)
	if (err == nil) != (err2 == nil) || err == nil && !equal(generic, quick) {
		t.Fatalf("%T is read as\n%+v (%v)\n%+v (%v) in the quick way: %x", generic, generic, err, quick, err2, data)
	}
	if err2 != nil && !errors.Is(err2, ErrMalformed) {
		t.Fatalf("untyped error %v", err2)
	}
	return err == nil
}

// FuzzQuick reads anything in both ways.
func FuzzQuick(f *testing.F) {
	for _, m := range messages() {
		if IsQuick(m) {
			data, err := AppendGeneric(nil, m)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint16(m.Body()), data)
		}
	}
	f.Fuzz(func(t *testing.T, b uint16, data []byte) {
		if m := NewMessage(Body(b)); m != nil && IsQuick(m) {
			agree(t, Body(b), data)
		}
	})
}

// TestQuickAllocatesNothing writes and reads what a keystroke takes.
func TestQuickAllocatesNothing(t *testing.T) {
	texts := []string{"x", "é", "two words"}
	var w Writer
	var d Decoder
	d.Reuse()
	ack := &OperationAck{Resource: 1, First: 70000, Count: 1, Version: 70000, Millis: 1767225600000}
	cursor := &SetReference{1, ReferenceName{"1:5", "cursor"}, ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{7}}, 70000}
	for _, text := range texts {
		ops := []ot.Op{{Kind: ot.StringSplice, ID: "1:5", Index: 70000, Text: ot.MustText(text)}}
		submission := &OperationSubmission{Resource: 1, Version: 1, Operations: ops}
		remote := &RemoteOperation{Resource: 1, SessionID: "a session of some length", Version: 70000, Millis: 1767225600000, Operations: ops}
		round := func() {
			w.Reset()
			for _, m := range []Message{submission, cursor, ack, remote} {
				if err := w.Add(0, 0, m); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := testing.AllocsPerRun(1000, round); n != 0 {
			t.Errorf("writing %q allocates %v times", text, n)
		}
		w.Reset()
		_, _ = w.Add(0, 0, ack), w.Add(0, 0, remote)
		read := func() {
			d.Reset(w.Bytes(), false)
			for d.More() {
				if _, err := d.Next(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := testing.AllocsPerRun(1000, read); n != 0 {
			t.Errorf("reading %q allocates %v times", text, n)
		}
	}
}

// TestReuse keeps operations of messages whose bytes are written over and whose
// message is used again.
func TestReuse(t *testing.T) {
	var d Decoder
	d.Reuse()
	var kept, want []ot.Op
	buffer := make([]byte, 0, 1<<16)
	for i := range 3000 {
		all := every()
		ops := []ot.Op{all[i%len(all)], {Kind: ot.StringSplice, ID: string(rune('a' + i%7)), Text: ot.MustText(string(rune('!'+i%90)) + "é😀")}}
		data, err := Encode(0, 0, &RemoteOperation{Resource: 1, SessionID: "s", Operations: ops})
		if err != nil {
			t.Fatal(err)
		}
		clear(buffer[:cap(buffer)])
		d.Reset(append(buffer[:0], data...), false)
		e, err := d.Next()
		if err != nil {
			t.Fatal(err)
		}
		kept, want = append(kept, e.Message.(*RemoteOperation).Operations...), append(want, ops...)
	}
	if !equal(kept, want) {
		t.Error("what was kept has changed")
	}
}
