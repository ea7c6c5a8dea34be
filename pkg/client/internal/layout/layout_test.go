package layout_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Names that sort by their bytes sort the same as keys, and no key of one model
// is in the range of another.
func TestKeysSortAsNames(t *testing.T) {
	names := []string{"", "\x00", "\x00\x00", "\x00\x01", "\x00\xFF", "\x01", "a", "a\x00", "a\x00\x01", "a\x00b", "a\x01", "aa", "b", "\xFF", "\xFF\xFF"}
	for i, a := range names {
		from, to := layout.ModelRange(a)
		mine := [][]byte{layout.ModelKey(a), layout.SnapshotKey(a, 0), layout.SnapshotKey(a, 1), layout.TailKey(a, 1, "x"),
			layout.TailKey(a, 1<<40, "x"), layout.CreationKey(a), layout.PendingKey(a, "x", 1), layout.PendingKey(a, "x", 1<<63)}
		if !slices.IsSortedFunc(mine, bytes.Compare) {
			t.Errorf("the keys of %q are not in the order of the parts", a)
		}
		for j, b := range names {
			if got, want := bytes.Compare(layout.ListingKey(a), layout.ListingKey(b)), strings.Compare(a, b); got != want {
				t.Errorf("listings of %q and %q compare as %d, want %d", a, b, got, want)
			}
			for _, key := range []([]byte){layout.ModelKey(b), layout.PendingKey(b, "\xFF", 1<<63), layout.TailKey(b, 0, "")} {
				if storage.In(key, from, to) != (i == j) {
					t.Errorf("%x of model %q is in the range of %q: %v", key, b, a, i != j)
				}
			}
			first, end := layout.PendingRange("m", a, 0, 0)
			if storage.In(layout.PendingKey("m", b, 5), first, end) != (i == j) {
				t.Errorf("pending operations of %q are in the range of %q", b, a)
			}
			instance, model, err := layout.ParseInstanceKey(layout.InstanceKey(a, b))
			if instance != a || model != b || err != nil {
				t.Errorf("the mark of %q on %q reads as %q, %q, %v", a, b, instance, model, err)
			}
		}
		for part, key := range map[layout.ModelPart][]byte{
			{Model: a, Part: layout.PartState}:                                   mine[0],
			{Model: a, Part: layout.PartSnapshot, Number: 1}:                     mine[2],
			{Model: a, Part: layout.PartTail, Number: 1 << 40, Instance: "x"}:    mine[4],
			{Model: a, Part: layout.PartCreation}:                                mine[5],
			{Model: a, Part: layout.PartPending, Number: 1 << 63, Instance: "x"}: mine[7],
			{Model: "m", Part: layout.PartPending, Number: 7, Instance: a}:       layout.PendingKey("m", a, 7),
			{Model: "m", Part: layout.PartTail, Number: 7, Instance: "i" + a}:    layout.TailKey("m", 7, "i"+a),
		} {
			if got, err := layout.ParseModelKey(key); got != part || err != nil {
				t.Errorf("%x reads as %+v, %v; want %+v", key, got, err, part)
			}
		}
	}
	first, end := layout.PendingRange("m", "i", 3, 5)
	for sequence, in := range map[uint64]bool{2: false, 3: true, 4: true, 5: false} {
		if storage.In(layout.PendingKey("m", "i", sequence), first, end) != in {
			t.Errorf("sequence %d is in 3 to 5: %v", sequence, !in)
		}
	}
	if instance, number, err := layout.ParseQueueKey(layout.QueueKey("a\x00b", 9)); instance != "a\x00b" || number != 9 || err != nil {
		t.Errorf("the key of a message reads as %q, %d, %v", instance, number, err)
	}
}

func splice(id string, index int, text string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: id, Index: index, Text: ot.MustText(text)}
}

func TestValuesRoundTrip(t *testing.T) {
	ops := []ot.Op{splice("1:2", 3, "x"), {Kind: ot.NumberDelta, ID: "1:3", Number: 2.5}}
	state := layout.ModelState{Flags: layout.FlagSubscribed | layout.FlagUncommitted, Collection: "c\x00", ValueIDPrefix: "p", Increment: 7,
		Version: 1 << 40, LastSequence: 9, Created: -5, Modified: 6, Permissions: protocol.AllPermissions}
	tail := layout.Tail{Version: 5, Ops: ops}
	pending := layout.Pending{Version: 5, Session: "s", Millis: 8, Ops: ops}
	of := pending
	of.Created = 7
	refused := layout.Refused{Code: protocol.CodeUnauthorized, Reason: "no", Millis: 3, Collection: "c", Created: 7, Creation: true,
		Edits: []layout.Origin{{Instance: "i", First: 4, Count: 3}}, Data: []byte{1, 2}}
	world := protocol.PermissionRead
	creation := layout.Creation{ValueIDPrefix: "@", Request: protocol.CreateRequest{ModelID: "m", Created: 4, Creation: protocol.Creation{
		Collection: "c", Data: ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{}}, World: &world}}}
	user := protocol.User{UserID: protocol.UserID{Type: 2, Username: "u"}, FirstName: "f", LastName: "l", DisplayName: "d", Email: "e"}
	schema := storage.Schema{Version: 3, ID: "id", Created: 4, Next: []byte{0, 1}}
	must := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		want any
		data []byte
		read func([]byte) (any, error)
	}{
		{state, state.Encode(), func(b []byte) (any, error) { return layout.DecodeModelState(b) }},
		{tail, must(tail.Encode()), func(b []byte) (any, error) { return layout.DecodeTail(b) }},
		{pending, must(pending.Encode()), func(b []byte) (any, error) { return layout.DecodePending(b) }},
		{of, must(of.Encode()), func(b []byte) (any, error) { return layout.DecodePending(b) }},
		{refused, refused.Encode(), func(b []byte) (any, error) {
			_, _, r, err := layout.DecodeRefused(storage.Record{Key: layout.RefusedKey("m", 1), Value: b})
			return r, err
		}},
		{creation, must(creation.Encode()), func(b []byte) (any, error) { return layout.DecodeCreation(b) }},
		{user, layout.EncodeUser(user), func(b []byte) (any, error) { return layout.DecodeUser(b) }},
		{schema, schema.Encode(), func(b []byte) (any, error) { return storage.DecodeSchema(b) }},
	} {
		got, err := c.read(c.data)
		if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", c.want) {
			if _, is := c.want.(layout.Creation); !is || err != nil || !reflect.DeepEqual(got.(layout.Creation).Request.Creation.World, &world) {
				t.Errorf("%T came back as\n %+v, %v, want\n %+v", c.want, got, err, c.want)
			}
		}
		// Cut off anywhere it is corrupt, and never a panic or a huge allocation.
		for n := range c.data {
			if _, err := c.read(c.data[:n]); !errors.Is(err, storage.ErrCorrupt) {
				t.Errorf("%T cut off after %d of %d bytes: %v", c.want, n, len(c.data), err)
			}
		}
	}
	// Fields that are missing are zero, fields of newer code are passed over.
	short := append([]byte{0x92}, state.Encode()[1:]...)
	if got, err := layout.DecodeModelState(short); err != nil || got.Collection != state.Collection || got.Version != 0 {
		t.Errorf("an older state reads as %+v, %v", got, err)
	}
	long := append(append([]byte{0x9B}, state.Encode()[1:]...), 0xC3, 0xA1, 'x')
	if got, err := layout.DecodeModelState(long); err != nil || got != state {
		t.Errorf("a newer state reads as %+v, %v", got, err)
	}
	model, listing, err := layout.DecodeListing(storage.Record{Key: layout.ListingKey("m\x00"), Value: layout.StateChanges("m\x00", state)[1].Value})
	if err != nil || model != "m\x00" || listing.Flags != state.Flags || listing.Version != state.Version || !listing.Flags.SyncRequired() {
		t.Errorf("the listing reads as %q %+v, %v", model, listing, err)
	}
	if (layout.FlagSubscribed | layout.FlagAvailable).SyncRequired() {
		t.Error("a model that is only kept up to date is to be synchronised")
	}
}

// TestRefusedRecords reads what was refused back by its key, and asks which edits
// are among it.
func TestRefusedRecords(t *testing.T) {
	from, to := layout.RefusedRange()
	for _, model := range []string{"", "\x00", "a", "a\x00b", "\xFF\xFF"} {
		for _, number := range []uint64{0, 1, 1 << 60} {
			key := layout.RefusedKey(model, number)
			if !storage.In(key, from, to) {
				t.Errorf("%q is not in the range of what was refused", key)
			}
			gotModel, gotNumber, _, err := layout.DecodeRefused(storage.Record{Key: key, Value: layout.Refused{}.Encode()})
			if gotModel != model || gotNumber != number || err != nil {
				t.Errorf("%q %d came back as %q %d, %v", model, number, gotModel, gotNumber, err)
			}
		}
	}
	r := layout.Refused{Edits: []layout.Origin{{Instance: "i", First: 4, Count: 3}, {Instance: "j", First: 1, Count: 1}, {Instance: "i", First: 7, Count: 1}}}
	for _, c := range []struct {
		first uint64
		count int
		want  bool
	}{{4, 3, true}, {4, 4, true}, {7, 1, true}, {3, 1, false}, {3, 2, false}, {7, 2, false}, {8, 1, false}} {
		if got := r.Has([]layout.Origin{{Instance: "i", First: c.first, Count: c.count}}); got != c.want {
			t.Errorf("%d from %d: %v", c.count, c.first, got)
		}
	}
	if r.Has([]layout.Origin{{Instance: "j", First: 1, Count: 1}, {Instance: "k", First: 1, Count: 1}}) || !r.Has(nil) {
		t.Error("edits of others are not among it, and none always are")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{0x93, 1, 2, 3})
	f.Add(layout.ModelState{Collection: "c"}.Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		layout.DecodeModelState(b)
		layout.DecodeTail(b)
		layout.DecodePending(b)
		layout.DecodeCreation(b)
		layout.DecodeUser(b)
		storage.DecodeSchema(b)
		layout.DecodeSnapshot(b)
		layout.ParseModelKey(b)
		layout.ParseInstanceKey(b)
		layout.AssembleModel([]storage.Record{{Key: layout.TailKey("m", 3, "i"), Value: b}, {Key: layout.SnapshotKey("m", 0), Value: b}})
	})
}

// A model that several tabs have stored, in whatever runs, comes back whole.
func TestAssembleModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 0))
	text := strings.Repeat("long ", 500_000) // several parts of a snapshot
	data := ot.Value{Kind: ot.KindObject, ID: "1:0", Members: []ot.Member{{Key: "t", Value: ot.Value{Kind: ot.KindString, ID: "1:1", Text: ot.MustText(text)}}}}
	op := func(version int64) ot.Op { return ot.Op{Kind: ot.NumberSet, ID: "n", Number: float64(version)} }
	for range 10 {
		base, end := int64(5), int64(5+r.IntN(20))
		var records []storage.Record
		changes, head, err := layout.SnapshotChanges("m", nil, base, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if c.Kind == storage.KindPut {
				records = append(records, storage.Record{Key: c.Key, Value: c.Value})
			}
		}
		var script []string
		for _, tab := range []string{"one", "two"} {
			for at := base - int64(r.IntN(4)); at < end; {
				next := min(at+1+int64(r.IntN(5)), end)
				run := layout.Tail{Version: at}
				for v := at; v < next; v++ {
					run.Ops = append(run.Ops, op(v))
				}
				value, _ := run.Encode()
				records = append(records, storage.Record{Key: layout.TailKey("m", next, tab), Value: value})
				script = append(script, fmt.Sprintf("%s %d-%d", tab, at, next))
				at = next
			}
		}
		late, _ := layout.Tail{Version: end + 1, Ops: []ot.Op{op(end + 1)}}.Encode() // behind a gap
		records = append(records, storage.Record{Key: layout.TailKey("m", end+2, "two"), Value: late})
		for _, instance := range []string{"one", "two"} {
			value, _ := layout.Pending{Version: end, Ops: []ot.Op{splice("1:1", 0, instance)}}.Encode()
			records = append(records, storage.Record{Key: layout.PendingKey("m", instance, 3), Value: value})
		}
		state := layout.ModelState{Collection: "c", Version: end}
		records = append(records, storage.Record{Key: layout.ModelKey("m"), Value: state.Encode()})
		slices.SortFunc(records, func(a, b storage.Record) int { return bytes.Compare(a.Key, b.Key) })
		m, err := layout.AssembleModel(records)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		stored, err := protocol.DecodeValue(m.Data())
		if err != nil {
			t.Fatal(err)
		}
		if m.Version() != end || !bytes.Equal(m.Snapshot, head) || !reflect.DeepEqual(stored, data) || *m.State != state {
			t.Fatalf("seed %d: version %d, want %d, state %+v, after %q", seed, m.Version(), end, m.State, script)
		}
		for i, o := range m.Tail {
			if o.Number != float64(base+int64(i)) {
				t.Fatalf("seed %d: operation %v is at version %d, after %q", seed, o.Number, base+int64(i), script)
			}
		}
		if len(m.Pending) != 2 || m.Pending[1].Instance != "two" || m.Pending[1].First != 3 || m.Pending[1].Ops[0].Text.String() != "two" {
			t.Fatalf("pending operations came back as %+v", m.Pending)
		}
		missing := slices.DeleteFunc(slices.Clone(records), func(r storage.Record) bool { return bytes.Equal(r.Key, layout.SnapshotKey("m", 2)) })
		if _, err := layout.AssembleModel(missing); !errors.Is(err, storage.ErrCorrupt) {
			t.Fatalf("without a part of the snapshot: %v", err)
		}
		headless := slices.DeleteFunc(slices.Clone(records), func(r storage.Record) bool { return bytes.Equal(r.Key, layout.SnapshotKey("m", 0)) })
		if _, err := layout.AssembleModel(headless); !errors.Is(err, storage.ErrCorrupt) {
			t.Fatalf("without the head of the snapshot: %v", err)
		}
	}
}

// A new snapshot drops what it makes superfluous and nothing that reaches beyond.
func TestSnapshotChanges(t *testing.T) {
	changes, _, err := layout.SnapshotChanges("m", []byte("head"), 9, ot.Value{Kind: ot.KindObject, ID: "1:0"})
	if err != nil {
		t.Fatal(err)
	}
	gone := func(key []byte) (gone bool) {
		for _, c := range changes {
			switch {
			case c.Kind == storage.KindDeleteRange && storage.In(key, c.Key, c.To):
				gone = true
			case c.Kind == storage.KindPut && bytes.Equal(c.Key, key):
				gone = false
			}
		}
		return gone
	}
	for _, c := range []struct {
		what string
		key  []byte
		want bool
	}{
		{"an old part", layout.SnapshotKey("m", 4), true}, {"the head", layout.SnapshotKey("m", 0), false}, {"the part", layout.SnapshotKey("m", 1), false},
		{"a run up to it", layout.TailKey("m", 9, "\xFF"), true}, {"a run beyond it", layout.TailKey("m", 10, ""), false},
		{"the state", layout.ModelKey("m"), false}, {"pending operations", layout.PendingKey("m", "i", 1), false},
		{"another model", layout.TailKey("n", 1, "i"), false}, {"the creation", layout.CreationKey("m"), false},
	} {
		if gone(c.key) != c.want {
			t.Errorf("%s is deleted: %v", c.what, !c.want)
		}
	}
	if c := changes[0]; c.Kind != storage.KindCheck || string(c.Value) != "head" || !bytes.Equal(c.Key, layout.SnapshotKey("m", 0)) {
		t.Errorf("the first change is %+v, want a check of the head", c)
	}
}

func TestDatabaseName(t *testing.T) {
	name, err := storage.DatabaseName("ns", "domain", "user/x")
	if name != "convergence.offline.storage:ns/domain/user/x" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	one, _ := storage.DatabaseName("a/b", "c", "d")
	two, _ := storage.DatabaseName("a", "b/c", "d")
	if one == two {
		t.Errorf("two domains share the database %q", one)
	}
	for _, parts := range [][3]string{{"", "b", "c"}, {"a", "", "c"}, {"a", "b", ""}} {
		if name, err := storage.DatabaseName(parts[0], parts[1], parts[2]); err == nil {
			t.Errorf("%q has the name %q", parts, name)
		}
	}
}

// TestCutOrigins cuts what names the operations of a record wherever that can be done.
func TestCutOrigins(t *testing.T) {
	origins := []layout.Origin{{At: 1, Count: 3, Instance: "a", First: 7}, {At: 4, Count: 2, Instance: "b", First: 1}, {At: 8, Count: 1, Instance: "a", First: 10}}
	const count = 10
	for n := range count + 1 {
		first, rest := layout.CutOrigins(origins, n)
		for i := range count {
			instance, sequence, ok := layout.OriginOf(origins, i)
			part, at := first, i
			if i >= n {
				part, at = rest, i-n
			}
			if gotInstance, gotSequence, gotOK := layout.OriginOf(part, at); gotInstance != instance || gotSequence != sequence || gotOK != ok {
				t.Errorf("cut at %d, operation %d is %d of %q (%v), not %d of %q", n, i, gotSequence, gotInstance, gotOK, sequence, instance)
			}
			if _, _, behind := layout.OriginOf(first, n+i); behind {
				t.Errorf("cut at %d, the first part names operation %d", n, n+i)
			}
		}
	}
}
