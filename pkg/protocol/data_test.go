package protocol_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

// valueMaker makes a value again of what it is told, and counts the elements.
type valueMaker struct {
	open  []ot.Value
	keys  []string
	whole ot.Value
	told  int
}

func (m *valueMaker) Begin(kind ot.ValueKind, id, key string, children int) error {
	v := ot.Value{ID: id, Kind: kind}
	if kind == ot.KindArray {
		v.Items = []ot.Value{}
	} else {
		v.Members = []ot.Member{}
	}
	m.open, m.keys = append(m.open, v), append(m.keys, key)
	m.told++
	return nil
}

func (m *valueMaker) Add(key string, v *ot.Value) error {
	m.told++
	m.put(key, v)
	return nil
}

func (m *valueMaker) put(key string, v *ot.Value) {
	if len(m.open) == 0 {
		m.whole = *v
		return
	}
	if in := &m.open[len(m.open)-1]; in.Kind == ot.KindArray {
		in.Items = append(in.Items, *v)
	} else {
		in.Members = append(in.Members, ot.Member{Key: key, Value: *v})
	}
}

func (m *valueMaker) End() {
	last := len(m.open) - 1
	v, key := m.open[last], m.keys[last]
	m.open, m.keys = m.open[:last], m.keys[:last]
	m.put(key, &v)
}

func visited(data []byte) (ot.Value, error) {
	var m valueMaker
	visit := Data(data).Begin(&m)
	for portion := 1; ; portion++ {
		m.told = 0
		more, err := visit.Some(portion)
		if m.told > portion || more && (m.told != portion || err != nil) {
			return m.whole, fmt.Errorf("%d elements in a portion of %d, and then %v", m.told, portion, err)
		}
		if !more {
			return m.whole, err
		}
	}
}

// randomData returns a value with random content and the same keys again and again.
func randomData(rng *rand.Rand, depth int) ot.Value {
	v := ot.Value{ID: "@:" + strconv.Itoa(rng.IntN(1<<20)), Kind: ot.ValueKind(1 + rng.IntN(7))}
	if depth == 0 {
		v.Kind = ot.KindObject
	} else if depth > 4 && v.Kind < ot.KindString {
		v.Kind = ot.KindString
	}
	switch v.Kind {
	case ot.KindObject:
		v.Members = []ot.Member{}
		for range rng.IntN(20) {
			key := []string{"", "a", "title", lone.WTF8(), strconv.Itoa(rng.IntN(100))}[rng.IntN(5)]
			v.Members = append(v.Members, ot.Member{Key: key, Value: randomData(rng, depth+1)})
		}
	case ot.KindArray:
		v.Items = []ot.Value{}
		for range rng.IntN(20) {
			v.Items = append(v.Items, randomData(rng, depth+1))
		}
	case ot.KindString:
		for range rng.IntN(20) {
			v.Text = ot.Concat(v.Text, lone)
		}
	case ot.KindNumber:
		v.Number = []float64{0, -1, 1e300, rng.Float64(), -200, 300, -70000, 70000, 1 << 40, -(1 << 40), math.Copysign(0, -1)}[rng.IntN(11)]
		v.Rest = []float64{}
		if rng.IntN(5) == 0 {
			v.Rest = []float64{1e-300, 1e-310}
		}
	case ot.KindBoolean:
		v.Bool = rng.IntN(2) == 0
	case ot.KindDate:
		v.Millis = rng.Int64N(1<<50) - 1<<49
	}
	return v
}

// TestVisitAgreesWithDecodeValue reads values in both ways, one of them in portions, as
// they are and with a byte changed. What Visit takes, DecodeValue takes as the same value.
func TestVisitAgreesWithDecodeValue(t *testing.T) {
	for _, seed := range []uint64{1, 2, rand.Uint64()} {
		rng := rand.New(rand.NewPCG(seed, 1))
		for range 100 {
			data := wired(randomData(rng, 0))
			changed, taken := false, 0
			for range 40 {
				got, err := visited(data)
				want, failed := DecodeValue(data)
				if err == nil {
					taken++
					if failed != nil || !equal(got, want) {
						t.Fatalf("seed %d, %x: visited as %+v, decoded as %+v, %v", seed, data, got, want, failed)
					}
				} else if !errors.Is(err, ErrMalformed) || !changed {
					t.Fatalf("seed %d, %x: %v", seed, data, err)
				}
				data = append(Data(nil), data...)
				data[rng.IntN(len(data))] = byte(rng.IntN(256))
				changed = true
			}
			if taken == 0 {
				t.Fatalf("seed %d: nothing was taken", seed)
			}
		}
	}
}

// TestVisitOfWhatIsCutOff expects an error wherever the input ends too early.
func TestVisitOfWhatIsCutOff(t *testing.T) {
	data := wired(sample)
	for i := range data {
		if _, err := visited(data[:i]); !errors.Is(err, ErrMalformed) {
			t.Errorf("%d of %d bytes: %v", i, len(data), err)
		}
	}
	if _, err := visited(append(data, 0xC0)); !errors.Is(err, ErrMalformed) {
		t.Errorf("with a byte too many: %v", err)
	}
}

// TestVisitToleratesFields expects fields that are not known to be passed over,
// and those that are missing at the end to be empty.
func TestVisitToleratesFields(t *testing.T) {
	more := []byte{
		0x94, 1, 0xA1, 'r', 0x93, // an object with three members and a field more
		0x93, 0xA1, 'a', 0x95, 2, 0xA1, 'x', 0x91, 0x92, 5, 0xA1, 'y', 0x90, 0x81, 0xA1, 'k', 1, 7, // an array, a member with a field more
		0x92, 0xA1, 'b', 0x92, 4, 0xA1, 'n', // a number that is not told
		0x92, 0xA1, 'c', 0x92, 2, 0xA1, 'e', // an array that is not told
		0xC0,
	}
	got, err := visited(more)
	want := ot.Value{ID: "r", Kind: ot.KindObject, Members: []ot.Member{
		{Key: "a", Value: ot.Value{ID: "x", Kind: ot.KindArray, Items: []ot.Value{{ID: "y", Kind: ot.KindBoolean}}}},
		{Key: "b", Value: ot.Value{ID: "n", Kind: ot.KindNumber}},
		{Key: "c", Value: ot.Value{ID: "e", Kind: ot.KindArray, Items: []ot.Value{}}},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestVisitTakesWhatArrives expects memory to grow with the bytes that are there:
// each of many arrays announces all that is left.
func TestVisitTakesWhatArrives(t *testing.T) {
	data := []byte{}
	for range 100 {
		data = append(data, 0x93, 2, 0xA1, 'a', 0xDD, 0, 0x0E, 0, 0)
	}
	data = append(data, make([]byte, 1<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := visited(data); !errors.Is(err, ErrMalformed) {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("%d bytes were allocated", took)
	}
}
