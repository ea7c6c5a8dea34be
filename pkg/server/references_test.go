package server_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

var (
	cursor    = protocol.ReferenceName{Element: "t", Key: "cursor"}
	selection = protocol.ReferenceName{Element: "t", Key: "selection"}
	property  = protocol.ReferenceName{Element: "@:0", Key: "property"}
	elements  = protocol.ReferenceName{Key: "elements"}
)

func indexes(i ...int) ot.Reference { return ot.Reference{Kind: ot.ReferenceIndex, Indexes: i} }

func ranges(x ...ot.Range) ot.Reference { return ot.Reference{Kind: ot.ReferenceRange, Ranges: x} }

func keys(k ...string) ot.Reference { return ot.Reference{Kind: ot.ReferenceProperty, Keys: k} }

func elementsOf(id ...string) ot.Reference {
	return ot.Reference{Kind: ot.ReferenceElement, Elements: id}
}

func (r *replica) share(name protocol.ReferenceName, values ot.Reference) {
	r.t.Helper()
	r.send(0, 0, &protocol.ShareReference{Resource: r.resource, ReferenceName: name, Values: values, Version: r.control.Version()})
}

func (r *replica) set(name protocol.ReferenceName, values ot.Reference) {
	r.t.Helper()
	r.send(0, 0, &protocol.SetReference{Resource: r.resource, ReferenceName: name, Values: values, Version: r.control.Version()})
}

// heard handles messages until n have come about references and permissions,
// and returns those.
func (r *replica) heard(n int) []protocol.Message {
	r.t.Helper()
	for len(r.told) < n {
		r.step()
	}
	told := r.told
	r.told = nil
	return told
}

// pair opens a model with some text for ada and bob.
func pair(s *testServer) (ada, bob *replica) {
	s.t.Helper()
	ada = s.connect("ada").open("m")
	ada.edit(splice(0, 0, "hello world"))
	ada.settle(2)
	bob = s.connect("bob").open("m")
	next[*protocol.RemoteOpened](ada.client)
	return ada, bob
}

func TestReferences(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := pair(s)
	ada.share(cursor, indexes(3))
	ada.set(cursor, indexes(5, 2))
	ada.send(0, 0, &protocol.ClearReference{Resource: ada.resource, ReferenceName: cursor})
	ada.send(0, 0, &protocol.UnshareReference{Resource: ada.resource, ReferenceName: cursor})
	shared := func(values ot.Reference) protocol.SharedReference {
		return protocol.SharedReference{SessionID: ada.session, ReferenceName: cursor, Values: values}
	}
	want := []protocol.Message{
		&protocol.ReferenceShared{Resource: bob.resource, SharedReference: shared(indexes(3)), Version: 2},
		&protocol.ReferenceSet{Resource: bob.resource, SharedReference: shared(indexes(5, 2)), Version: 2},
		&protocol.ReferenceCleared{Resource: bob.resource, SessionID: ada.session, ReferenceName: cursor},
		&protocol.ReferenceUnshared{Resource: bob.resource, SessionID: ada.session, ReferenceName: cursor},
	}
	if got := bob.heard(4); !reflect.DeepEqual(got, want) {
		t.Fatalf("told %+v, want %+v", got, want)
	}
	// All kinds; sharing again sets, another kind begins anew.
	ada.share(cursor, indexes(1))
	ada.share(cursor, indexes(2))
	ada.share(cursor, ranges(ot.Range{Start: 7, End: 2}))
	ada.share(property, keys("text"))
	ada.share(elements, elementsOf("t", "l"))
	var kinds []string
	for _, m := range bob.heard(6) {
		kinds = append(kinds, strings.TrimPrefix(fmt.Sprintf("%T", m), "*protocol.Reference"))
	}
	if got := strings.Join(kinds, " "); got != "Shared Set Unshared Shared Shared Shared" {
		t.Fatalf("told %s", got)
	}
	wanted := map[protocol.ReferenceName]ot.Reference{
		cursor: ranges(ot.Range{Start: 7, End: 2}), property: keys("text"), elements: elementsOf("t", "l"),
	}
	late := s.connect("").open("m")
	if !reflect.DeepEqual(bob.shared, wanted) || !reflect.DeepEqual(late.shared, wanted) {
		t.Fatalf("bob sees %v, who comes late %v", bob.shared, late.shared)
	}
	if len(late.opened.References) != 3 || late.opened.References[0].SessionID != ada.session {
		t.Fatalf("opened with %+v", late.opened.References)
	}
	next[*protocol.RemoteOpened](ada.client)
	ada.quiet() // authors do not hear of their own
	// They go with their session.
	call[*protocol.CloseResponse](ada.client, &protocol.CloseRequest{Resource: ada.resource})
	if last := s.stored("m"); len(last.References) != 0 {
		t.Fatalf("references stay: %+v", last.References)
	}
	// They do not come back with it.
	if again := ada.open("m"); len(again.opened.References) != 0 {
		t.Fatalf("references come back: %+v", again.opened.References)
	}
}

// TestReferencesIgnored sends references that make no sense: nobody hears of
// them and the model stays open.
func TestReferencesIgnored(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{References: 3, ReferenceBytes: 1000}})
	ada, bob := pair(s)
	ada.share(selection, ranges(ot.Range{Start: 1, End: 2}))
	bob.heard(1)
	name := func(element string) protocol.ReferenceName {
		return protocol.ReferenceName{Element: element, Key: "x"}
	}
	for _, m := range []protocol.Message{
		&protocol.SetReference{ReferenceName: cursor, Values: indexes(1), Version: 2}, // not shared
		&protocol.ClearReference{ReferenceName: cursor},
		&protocol.UnshareReference{ReferenceName: cursor},
		&protocol.SetReference{ReferenceName: selection, Values: indexes(1), Version: 2}, // shared as another kind
		&protocol.ShareReference{ReferenceName: name("nope"), Values: indexes(1), Version: 2},
		&protocol.ShareReference{ReferenceName: name("l"), Values: indexes(1), Version: 2},
		&protocol.ShareReference{ReferenceName: name("@:0"), Values: ranges(), Version: 2},
		&protocol.ShareReference{ReferenceName: name("t"), Values: keys("a"), Version: 2},
		&protocol.ShareReference{ReferenceName: name("t"), Values: elementsOf("t"), Version: 2},
		&protocol.ShareReference{ReferenceName: name(""), Values: indexes(1), Version: 2},
		&protocol.ShareReference{ReferenceName: cursor, Values: indexes(1), Version: 99},
	} {
		switch m := m.(type) {
		case *protocol.SetReference:
			m.Resource = ada.resource
		case *protocol.ClearReference:
			m.Resource = ada.resource
		case *protocol.UnshareReference:
			m.Resource = ada.resource
		case *protocol.ShareReference:
			m.Resource = ada.resource
		}
		ada.send(0, 0, m)
	}
	ada.share(cursor, indexes(1<<30, 4)) // clamped
	got := bob.heard(1)[0].(*protocol.ReferenceShared)
	if got.Key != "cursor" || !reflect.DeepEqual(got.Values, indexes(11, 4)) {
		t.Fatalf("told %+v", got)
	}
	ada.set(selection, ranges(ot.Range{Start: 1 << 30, End: 3}))
	if got := bob.heard(1)[0].(*protocol.ReferenceSet); !reflect.DeepEqual(got.Values, ranges(ot.Range{Start: 11, End: 3})) {
		t.Fatalf("told %+v", got)
	}
	ada.share(elements, elementsOf("nope", "t"))
	if got := bob.heard(1)[0].(*protocol.ReferenceShared); !reflect.DeepEqual(got.Values, elementsOf("t")) {
		t.Fatalf("told %+v", got)
	}
	ada.quiet()
	// Limits are errors, and the session goes on.
	ada.share(property, keys("text"))
	ada.set(elements, elementsOf(strings.Repeat("x", 1000)))
	for range 2 {
		if e := next[*protocol.Error](ada.client); e.Code != protocol.CodeLimitExceeded || e.Details["resourceId"] != float64(ada.resource) {
			t.Fatalf("told %+v", e)
		}
	}
	ada.send(0, 0, &protocol.ClearReference{Resource: 99, ReferenceName: cursor})
	if e := next[*protocol.Error](ada.client); e.Code != protocol.CodeUnknownResource {
		t.Fatalf("told %+v", e)
	}
	bob.quiet()
	ada.edit(splice(0, 0, "!"))
	ada.settle(3)
}

// TestReferencesMove has two people type and one point while others watch: all
// see the same places in the end, and so does who comes later.
func TestReferencesMove(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	ada, bob := pair(s)
	ada.share(cursor, indexes(3))
	ada.share(selection, ranges(ot.Range{Start: 5, End: 1}))
	bob.heard(2)
	for range 200 {
		for _, r := range []*replica{ada, bob} {
			// Insertions only: see the exception in the law of Reference.Move.
			r.edit(splice(random.IntN(r.doc.Lookup("t").Len()+1), 0, strings.Repeat("x", 1+random.IntN(3))))
			if random.IntN(3) == 0 && !r.control.Committed() {
				r.step()
			}
		}
		if random.IntN(2) == 0 {
			end := ada.doc.Lookup("t").Len() + 1
			ada.set(cursor, indexes(random.IntN(end), random.IntN(end)))
			ada.set(selection, ranges(ot.Range{Start: random.IntN(end), End: random.IntN(end)}))
		}
	}
	ada.settle(0)
	bob.settle(0)
	ada.share(elements, elementsOf("t")) // behind everything else
	for bob.shared[elements].Elements == nil {
		bob.step()
	}
	state := s.stored("m")
	bob.settle(state.Version)
	late := s.connect("").open("m")
	if len(late.shared) != 3 || !reflect.DeepEqual(late.shared, bob.shared) {
		t.Fatalf("who comes late sees %v, bob %v", late.shared, bob.shared)
	}
	mustEqual(t, valueOf(t, state.Data), bob.doc.Value())
}

// TestReferenceOrder sends operations and references in one WebSocket message:
// each reference arrives between the operations that it was set between.
func TestReferenceOrder(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := pair(s)
	var w protocol.Writer
	add := func(m protocol.Message) { must(t, w.Add(0, 0, m)) }
	add(&protocol.ShareReference{Resource: ada.resource, ReferenceName: cursor, Values: indexes(0), Version: 2})
	for i := range 5 {
		add(&protocol.OperationSubmission{Resource: ada.resource, First: uint64(i + 2), Version: 2, Operations: []ot.Op{splice(i, 0, "x")}})
		add(&protocol.SetReference{Resource: ada.resource, ReferenceName: cursor, Values: indexes(i), Version: 2})
	}
	ada.write(w.Bytes())
	version, told := int64(2), 0
	for told < 6 {
		switch m := bob.receive().Message.(type) {
		case *protocol.RemoteOperation:
			version += int64(len(m.Operations))
		case *protocol.ReferenceShared:
			told++
		case *protocol.ReferenceSet:
			if m.Version != version || m.Version != int64(told)+2 || m.Values.Indexes[0] != told-1 {
				t.Fatalf("told %+v after version %d", m, version)
			}
			told++
		}
	}
	for seen := 0; seen < 5; {
		a := ack(ada.client)
		if a.First != uint64(seen+2) || a.Version != int64(seen+2) {
			t.Fatalf("acknowledged %+v", a)
		}
		seen += a.Count
	}
}

// TestReferencesResync shares while resynchronising: others hear of it when the
// session is there again, and it learns where others point now.
func TestReferencesResync(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	request := credentials("ada")
	a := s.connectAs(request).open("m")
	b := s.connect("bob").open("m")
	b.share(cursor, indexes(0))
	b.edit(splice(0, 0, "hello"))
	b.settle(2)
	a.socket.CloseNow()
	answer := func() *protocol.ResyncResponse {
		a.client = s.connectAs(request)
		return call[*protocol.ResyncResponse](a.client, &protocol.ResyncRequest{ModelID: "m", Version: 1})
	}()
	a.resource = answer.Resource
	b.edit(splice(0, 0, "> "))
	b.settle(3)
	a.settle(3)
	a.share(selection, ranges(ot.Range{Start: 1, End: 2}))
	a.quiet()
	b.edit(splice(0, 0, "> "))
	b.settle(4)
	if len(b.told) != 0 {
		t.Fatalf("told %+v before it is open", b.told)
	}
	a.send(0, 0, &protocol.ResyncClientDone{Resource: a.resource, Open: true})
	if m := b.heard(1)[0].(*protocol.ReferenceShared); m.SessionID != a.session || m.Version != 4 ||
		!reflect.DeepEqual(m.Values, ranges(ot.Range{Start: 3, End: 4})) {
		t.Fatalf("told %+v", m)
	}
	for {
		e := a.receive()
		if done, ok := e.Message.(*protocol.ResyncServerDone); ok {
			if done.Version != 4 || len(done.References) != 1 || done.References[0].SessionID != b.session ||
				!reflect.DeepEqual(done.References[0].Values, indexes(9)) {
				t.Fatalf("done %+v", done)
			}
			break
		}
		a.handle(e)
	}
}
