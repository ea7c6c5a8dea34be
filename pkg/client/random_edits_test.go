package client_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestRandomEdits lets three clients edit everything at once, one of them with
// a connection that is cut again and again, and expects equal documents, also
// at one who comes later, and a version for every operation.
func TestRandomEdits(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	apart := func(o *client.Options) { o.Merge = false }
	testers := []*tester{connected(t, apart), connected(t, apart), connected(t, apart)}
	id := modelID(t)
	var models []*client.Model
	for _, x := range testers {
		models = append(models, x.open(id, everything))
	}
	operations, refusals := 0, 0
	for i := range 600 {
		for _, m := range models {
			made, err := randomEdit(t, rng, m, m.Root())
			operations += made
			if err != nil {
				refusals++
			}
		}
		if i%150 == 75 {
			testers[0].host.cut()
		}
		if i%20 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	for _, m := range models[1:] {
		same(testers[0], models[0], m)
	}
	late := connected(t, nil)
	same(late, models[0], late.open(id, object()))
	if got, want := models[0].Status().Version, int64(1+operations); got != want {
		t.Errorf("%d operations led to version %d, want %d", operations, got, want)
	}
	if operations < 600 || refusals == 0 {
		t.Errorf("%d operations and %d refusals tell nothing", operations, refusals)
	}
}

// randomEdit edits one element at or below root at random. It returns how many
// operations that made, or the error if the model has refused, and demands that
// exactly those edits are refused that do not fit.
func randomEdit(t *testing.T, rng *rand.Rand, m *client.Model, root *document.Node) (operations int, err error) {
	t.Helper()
	before := m.Status().Version
	var n *document.Node
	var length int
	var fits bool
	m.View(func() {
		var all []*document.Node
		var collect func(n *document.Node)
		collect = func(n *document.Node) {
			all = append(all, n)
			n.Members(func(kid *document.Node) bool { collect(kid); return true })
		}
		collect(root)
		n = all[rng.IntN(len(all))]
		length, fits = n.Len(), n.Attached()
	})
	random := ot.Value{Kind: ot.KindString, Text: ot.MustText(strings.Repeat("é", rng.IntN(3)))}
	if rng.IntN(4) == 0 {
		random = object(text("k", "v"))
	}
	operations = 1
	switch n.Kind() {
	case ot.KindNull:
		return 0, nil
	case ot.KindString:
		at := rng.IntN(length + 2) // one too far at times
		count, insert := rng.IntN(min(max(length-at, 0), 3)+1), units(strings.Repeat("x", rng.IntN(3)))
		fits = fits && at <= length
		if err = m.Splice(n, at, count, insert); count+len(insert) == 0 {
			operations = 0
		}
	case ot.KindNumber:
		by := rng.IntN(9) - 4
		if err = m.AddNumber(n, float64(by)); by == 0 {
			operations = 0
		}
	case ot.KindBoolean:
		err = m.SetBool(n, rng.IntN(2) == 0)
	case ot.KindDate:
		err = m.SetDate(n, rng.Int64N(1e12))
	case ot.KindArray:
		at := rng.IntN(4)
		switch rng.IntN(4) {
		case 0:
			fits = fits && at < length
			_, err = m.RemoveEntry(n, at)
		case 1:
			to := rng.IntN(4)
			fits = fits && max(at, to) < length
			err = m.MoveEntry(n, at, to)
		case 2:
			fits = fits && at < length
			_, err = m.SetEntry(n, at, random)
		default:
			fits = fits && at <= length
			_, err = m.InsertEntry(n, at, random)
		}
	case ot.KindObject:
		key := string(rune('a' + rng.IntN(3)))
		if rng.IntN(3) == 0 {
			var old *document.Node
			if old, err = m.RemoveProperty(n, key); old == nil {
				operations = 0
			}
		} else {
			_, err = m.SetProperty(n, key, random)
		}
	}
	if err != nil && code(err) != protocol.CodeInvalidArgument {
		t.Fatalf("%v: %v", n.Kind(), err)
	}
	// Where somebody else's edit has come in between, only the model knows what fits.
	if (err == nil) != fits && m.Status().Version == before {
		t.Fatalf("an edit of a %v of length %d that fits: %t, was answered by %v", n.Kind(), length, fits, err)
	}
	if err != nil {
		return 0, err
	}
	return operations, nil
}
