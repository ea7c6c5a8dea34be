package pack

import (
	"bytes"
	"testing"

	"github.com/vmihailenco/msgpack/v5"
)

// TestWritesAsMsgpack writes numbers, texts and heads, and expects the bytes of the
// msgpack package; and reads them as it does.
func TestWritesAsMsgpack(t *testing.T) {
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.UseCompactInts(true)
	check := func(what any, got []byte, err error) {
		t.Helper()
		if err != nil || !bytes.Equal(got, b.Bytes()) {
			t.Errorf("%v: %x, %x of msgpack (%v)", what, got[:min(len(got), 12)], b.Bytes()[:min(b.Len(), 12)], err)
		}
		b.Reset()
	}
	var numbers []int64
	for bit := range 63 {
		for d := int64(-2); d <= 2; d++ {
			numbers = append(numbers, 1<<bit+d, -(1<<bit)+d)
		}
	}
	for _, n := range numbers {
		err := e.EncodeInt(n)
		check(n, AppendInt(nil, n), err)
		r := Reader{Data: AppendInt(nil, n)}
		if v, ok := r.Int(); v != n || !ok || r.Left() > 0 {
			t.Errorf("%d came back as %d, %v", n, v, ok)
		}
		if n < 0 {
			continue
		}
		err = e.EncodeUint(uint64(n))
		check(n, AppendUint(nil, uint64(n)), err)
		if n > 1<<20 {
			continue
		}
		err = e.EncodeArrayLen(int(n))
		check(n, AppendArray(nil, int(n)), err)
		if v, ok := (&Reader{Data: append(AppendArray(nil, int(n)), make([]byte, n)...)}).Array(); v != int(n) || !ok {
			t.Errorf("an array of %d came back as %d, %v", n, v, ok)
		}
		err = e.EncodeBytesLen(int(n))
		check(n, AppendBinary(nil, int(n)), err)
		s := string(bytes.Repeat([]byte("x"), int(n)))
		err = e.EncodeString(s)
		check(n, AppendString(nil, s), err)
		if v, ok := (&Reader{Data: AppendString(nil, s)}).Bytes(); string(v) != s || !ok {
			t.Errorf("a text of %d came back with %d, %v", n, len(v), ok)
		}
	}
}

// FuzzReader reads anything as the msgpack package does, where both read it.
func FuzzReader(f *testing.F) {
	for _, b := range [][]byte{{0xCF, 0xFF, 0, 0, 0, 0, 0, 0, 0}, {0xD3, 0xFF, 0, 0, 0, 0, 0, 0, 0}, {0xDA, 0, 1, 'x'}, {0xC5, 0, 1, 'x'}, {0xDC, 0, 1, 1}, {}} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dec := func() *msgpack.Decoder { return msgpack.NewDecoder(bytes.NewReader(data)) }
		if got, ok := (&Reader{Data: data}).Int(); ok {
			if want, err := dec().DecodeInt64(); err != nil || want != got {
				t.Fatalf("%x is %d, %d of msgpack: %v", data, got, want, err)
			}
		}
		if got, ok := (&Reader{Data: data}).Array(); ok {
			if want, err := dec().DecodeArrayLen(); err != nil || want != got {
				t.Fatalf("%x is an array of %d, %d of msgpack: %v", data, got, want, err)
			}
		}
		if got, ok := (&Reader{Data: data}).Bytes(); ok {
			if want, err := dec().DecodeBytes(); err != nil || !bytes.Equal(want, got) {
				t.Fatalf("%x is the bytes %x, %x of msgpack: %v", data, got, want, err)
			}
		}
	})
}
