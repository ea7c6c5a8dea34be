package protocol_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestEveryMessage fills each message that the protocol knows with random
// values and expects every field back, so that a field that its fields method
// forgets is found.
func TestEveryMessage(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	count := 0
	for b := range 1 << 16 {
		m := NewMessage(Body(b))
		if m == nil {
			continue
		}
		count++
		if m.Body() != Body(b) {
			t.Errorf("%T is made for body %d and says %d", m, b, m.Body())
		}
		fill(rng, reflect.ValueOf(m).Elem())
		data, err := Encode(1, 0, m)
		if err != nil {
			t.Errorf("%T: %v\n%+v", m, err, m)
			continue
		}
		came := 0
		err = Decode(data, func(e Envelope) error {
			came++
			if e.Request != 1 || e.Response != 0 || !equal(e.Message, m) {
				t.Errorf("%T came back different, or not as request 1:\n%+v\n%+v", m, e, m)
			}
			return nil
		})
		if err != nil || came != 1 {
			t.Errorf("%T came back %d times: %v", m, came, err)
		}
	}
	if count < 90 {
		t.Errorf("only %d messages are known", count)
	}
}

// fill gives a value random content; nothing in it is left zero.
func fill(rng *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case ot.Value:
		v.Set(reflect.ValueOf(sample))
		return
	case Data:
		v.Set(reflect.ValueOf(wired(sample)))
		return
	case ot.Op:
		all := every()
		v.Set(reflect.ValueOf(all[rng.IntN(len(all))]))
		return
	case ot.Reference:
		v.Set(reflect.ValueOf(ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{1, rng.IntN(1000)}}))
		return
	case map[string]JSON:
		v.Set(reflect.ValueOf(map[string]JSON{lone.WTF8(): []JSON{nil, true, rng.Float64(), "s", map[string]JSON{"k": -1.0}}}))
		return
	case Object:
		v.Set(reflect.ValueOf(Object{{"z", Object{{"k", -1.0}}}, {lone.WTF8(), rng.Float64()}}))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(rng, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(rng, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(rng, v.Index(0))
		fill(rng, v.Index(1))
	case reflect.String:
		v.SetString(string(rune('a'+rng.IntN(26))) + lone.WTF8())
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1 + rng.Int64N(1<<31-2))
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(1 + rng.Uint64N(1<<31))
	default:
		panic("a field of the kind " + v.Kind().String())
	}
}
