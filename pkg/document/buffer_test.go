package document_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestBufferAgainstSlice makes random edits of all sizes, many of them at one
// place as in typing, and compares with a plain slice.
func TestBufferAgainstSlice(t *testing.T) {
	for seed := uint64(1); seed <= 8; seed++ {
		rng := rand.New(rand.NewPCG(seed, 1))
		var want []uint16
		b := new(document.Buffer)
		at := 0
		for i := 0; i < 6000; i++ {
			if rng.IntN(20) == 0 {
				at = rng.IntN(len(want) + 1)
			}
			at = min(at, len(want))
			count, insert := 0, 0
			switch n := rng.IntN(100); {
			case n < 40:
				insert = 1
			case n < 60:
				count = 1
			case n < 70:
				count, insert = 1, 1
			case n < 80:
				insert = rng.IntN(700)
			case n < 90:
				count = rng.IntN(700)
			case n < 97:
				count, insert = rng.IntN(3000), rng.IntN(3000)
			case n < 98:
				insert = rng.IntN(60000)
			default:
				count = rng.IntN(70000)
			}
			count = min(count, len(want)-at)
			units := make([]uint16, insert)
			for j := range units {
				units[j] = uint16(rng.IntN(1 << 16))
			}
			if err := b.Splice(at, count, units); err != nil {
				t.Fatalf("seed %d, edit %d: %v", seed, i, err)
			}
			want = slices.Replace(want, at, at+count, units...)
			at += insert
			if b.Len() != len(want) {
				t.Fatalf("seed %d, edit %d: length %d, want %d", seed, i, b.Len(), len(want))
			}
			if i%50 == 0 || len(want) < 3000 {
				if got := b.AppendUTF16(nil, 0, b.Len()); !slices.Equal(got, want) {
					t.Fatalf("seed %d, edit %d (%d deleted, %d inserted at %d): content differs", seed, i, count, insert, at-insert)
				}
				if err := document.CheckBuffer(b); err != nil {
					t.Fatalf("seed %d, edit %d: %v", seed, i, err)
				}
			}
			from := rng.IntN(len(want) + 1)
			to := from + min(rng.IntN(100), len(want)-from)
			if got, want := b.Slice(from, to), ot.TextFromUTF16(want[from:to]); got != want {
				t.Fatalf("seed %d, edit %d: slice [%d,%d) is %q, want %q", seed, i, from, to, got.WTF8(), want.WTF8())
			}
		}
		if got, want := b.Text(), ot.TextFromUTF16(want); got != want {
			t.Fatalf("seed %d: text differs", seed)
		}
	}
}

// TestBufferPairAcrossChunks has chunks end within surrogate pairs, before them
// and behind half of one, and reads runs that begin and end about there.
func TestBufferPairAcrossChunks(t *testing.T) {
	pair := utf16.Encode([]rune("😀"))
	high, low := pair[:1], pair[1:]
	for _, period := range [][]uint16{pair, slices.Concat(high, pair), slices.Concat(low, pair), slices.Concat(high, high, pair, low)} {
		within := 0 // chunks that end within a pair
		for shift := range len(period) {
			units := make([]uint16, shift, 5000)
			for len(units) < 5000 {
				units = append(units, period...)
			}
			b := document.NewBuffer(ot.TextFromUTF16(units))
			if got := b.Text(); got != ot.TextFromUTF16(units) {
				t.Errorf("%x from %d on: the text differs", period, shift)
			}
			for end := len(b.Chunk(0)); end < len(units); end += len(b.Chunk(end)) {
				if units[end-1] == high[0] && units[end] == low[0] {
					within++
				}
				for at := end - 3; at <= end+3; at++ {
					// Far enough to be read chunk by chunk.
					for _, r := range [][2]int{{at - 200, at}, {at, min(at+200, len(units))}} {
						if got := b.Slice(r[0], r[1]); got != ot.TextFromUTF16(units[r[0]:r[1]]) {
							t.Errorf("%x from %d on: %v differs, with a chunk that ends at %d", period, shift, r, end)
						}
					}
				}
			}
		}
		if within == 0 {
			t.Errorf("%x: no chunk ends within a pair", period)
		}
	}
}

func TestBufferRange(t *testing.T) {
	b := document.NewBuffer(ot.MustText("abc"))
	for _, r := range [][2]int{{-1, 0}, {4, 0}, {0, 4}, {3, 1}, {0, -1}, {1 << 62, 1 << 62}} {
		if err := b.Splice(r[0], r[1], []uint16{'x'}); err == nil {
			t.Errorf("splice %v of 3 units was accepted", r)
		}
	}
	if got := b.Text().WTF8(); got != "abc" {
		t.Errorf("a refused splice left %q", got)
	}
}

// TestBufferNoAllocation types and deletes in the middle of a long text.
func TestBufferNoAllocation(t *testing.T) {
	b := document.NewBuffer(ot.TextFromUTF16(make([]uint16, 1<<20)))
	unit := []uint16{'x'}
	i := 1 << 19
	if n := testing.AllocsPerRun(20000, func() {
		_ = b.Splice(i, 0, unit)
		i++
		if i%7 == 0 {
			_ = b.Splice(i-1, 1, nil)
			i--
		}
	}); n != 0 {
		t.Errorf("%v allocations an edit", n)
	}
}

// TestLoadedText reads a text as it was loaded, in whole and in part, and edits it.
func TestLoadedText(t *testing.T) {
	for _, c := range []struct {
		text, part string
		ascii      bool
	}{{"hello", "el", true}, {"h\u00e9llo", "\u00e9l", false}, {"", "", false}} {
		for _, edited := range []bool{false, true} {
			b := document.NewBuffer(ot.MustText(c.text))
			if got, ok := b.ASCII(); ok != c.ascii || ok && got != c.text {
				t.Errorf("%q: ASCII is %q, %v", c.text, got, ok)
			}
			want := c.text
			if edited {
				if err := b.Splice(b.Len(), 0, []uint16{'!'}); err != nil {
					t.Fatal(err)
				}
				want += "!"
				if got, ok := b.ASCII(); ok {
					t.Errorf("%q: ASCII is %q after an edit", c.text, got)
				}
			}
			if got := b.Text().WTF8(); got != want {
				t.Errorf("%q is %q", want, got)
			}
			if b.Len() > 3 {
				if got := b.Slice(1, 3).WTF8(); got != c.part {
					t.Errorf("%q from 1 to 3 is %q", want, got)
				}
			}
			if got := string(utf16.Decode(b.AppendUTF16(nil, 0, b.Len()))); got != want {
				t.Errorf("%q is %q in code units", want, got)
			}
			if err := document.CheckBuffer(b); err != nil {
				t.Error(err)
			}
		}
	}
}
