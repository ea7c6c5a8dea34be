package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// allow sets what everybody but the owner may do with a model of the owner's.
func (x *tester) allow(id string, world protocol.Permissions) {
	x.t.Helper()
	override := true
	r := &protocol.SetPermissionsRequest{ID: id, World: &world, OverridesCollection: &override}
	if _, err := wait(x, nothing(func(done func(*client.Error)) { x.SetPermissions(r, done) })); err != nil {
		x.t.Fatal(err)
	}
}

func (x *tester) remove(id string) error {
	x.t.Helper()
	_, err := wait(x, nothing(func(done func(*client.Error)) { x.RemoveModel(id, done) }))
	return err
}

// owned opens a model of the owner's in both, with the text "x" and rights for
// everybody else.
func owned(owner, other *tester, world protocol.Permissions) (id string, a, b *client.Model) {
	owner.t.Helper()
	id = modelID(owner.t)
	a = owner.open(id, object(text("text", "x")))
	owner.allow(id, world)
	return id, a, other.open(id, object())
}

func insert(t *testing.T, m *client.Model, s string) {
	t.Helper()
	if err := m.Splice(part(m, "text"), 0, 0, units(s)); err != nil {
		t.Fatal(err)
	}
}

// TestRightsChangeWhileAway expects a model to tell what has become of the
// rights when it is back.
func TestRightsChangeWhileAway(t *testing.T) {
	x, y := connected(t, nil), connected(t, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{time.Hour} })
	id, _, b := owned(x, y, protocol.PermissionRead|protocol.PermissionWrite)
	b.Listen(client.ModelOffline.Bit() | client.ModelOnline.Bit() | client.ModelPermissionsChanged.Bit() | client.ModelResyncStarted.Bit())
	y.taken()
	y.host.cut()
	y.await("offline", func() bool { return y.Session().State != client.StateConnected })
	x.allow(id, protocol.PermissionRead)
	y.Online()
	var kinds []string
	y.await("online", func() bool {
		for _, s := range y.taken() {
			if fields := strings.Fields(s); fields[0] == "model" {
				kinds = append(kinds, fields[1])
			}
		}
		return slices.Contains(kinds, "7")
	})
	if want := []string{"6", "9", "17", "7"}; !slices.Equal(kinds, want) {
		t.Errorf("model events %q, want %q", kinds, want)
	}
	if p := b.Status().Permissions; p != protocol.PermissionRead {
		t.Errorf("permissions %d", p)
	}
}

// TestRemoveRefused expects a model that may not be removed to stay as it is.
func TestRemoveRefused(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id, a, b := owned(x, y, protocol.PermissionRead|protocol.PermissionWrite)
	y.taken()
	insert(t, b, "1")
	if err := y.remove(id); code(err) != protocol.CodeUnauthorized {
		t.Fatalf("removing without the right: %v", err)
	}
	insert(t, b, "2")
	same(x, a, b)
	if log := y.taken(); !b.Status().Open || len(log) > 0 {
		t.Errorf("after the refusal the model is open: %v, and told %q", b.Status().Open, log)
	}
}

// TestRemoveRefusedLate has the server refuse what should have been allowed: the
// model is closed here by then, what was edited has been sent, and the server is
// told that it is closed.
func TestRemoveRefusedLate(t *testing.T) {
	d, h, _ := clocked(t, true, nil)
	var m *client.Model
	d.OpenModel("m", 0, func(opened *client.Model, err *client.Error) { m = opened })
	h.run()
	request, _ := newest[*protocol.OpenRequest](h.last())
	h.last().receive(0, request, opened(client.CreationIDs().Assign(object(text("text", "abc")))))
	h.run()
	insert(t, m, "x")
	var refused *client.Error
	d.RemoveModel("m", func(err *client.Error) { refused = err })
	h.run()
	request, _ = newest[*protocol.DeleteRequest](h.last())
	_, edits := newest[*protocol.OperationSubmission](h.last())
	_, early := newest[*protocol.CloseRequest](h.last())
	if edits == nil || early != nil || m.Status().Open {
		t.Fatalf("sent %+v and %+v; the model is open: %v", edits, early, m.Status().Open)
	}
	h.last().receive(0, request, &protocol.Error{Code: protocol.CodeUnauthorized})
	h.run()
	if _, gave := newest[*protocol.CloseRequest](h.last()); gave == nil || gave.Resource != 7 || code(refused) != protocol.CodeUnauthorized {
		t.Errorf("after the refusal %v sent %+v", refused, gave)
	}
}
