//go:build !js

package client_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestTooLargeOffline asks for too much in every way without a connection, and with
// a reload before there is one: the documented limits hold, and what was accepted
// arrives.
func TestTooLargeOffline(t *testing.T) {
	b, beside := newBrowser(t), modelID(t)
	x := b.open("first")
	x.signIn()
	x.open(beside, object(text("text", "")))
	ids, values := map[string]string{}, map[string]ot.Value{}
	for _, way := range oversizes {
		ids[way.name] = modelID(t)
		x.open(ids[way.name], severalTexts)
	}
	x.Disconnect()
	for _, way := range oversizes {
		m := x.must(ids[way.name])
		err := way.do(t, x.tester, m)
		switch {
		case way.arrives != nil && err != nil:
			t.Errorf("%s: %v", way.name, err)
		case way.arrives == nil:
			limitExceeded(t, err)
		}
		if !m.Status().Committed {
			x.waitFor(m, client.SavedOnDevice)
		}
		values[way.name] = value(m)
	}
	x.kill()

	x = b.open("second")
	x.host.endure("")
	x.signIn()
	goesOn(t, x.tester, x.must(beside), 1)
	x.await("everything to be at the server", func() bool { return x.SaveState() == client.SavedOnServer })
	y := newTester(t, nil)
	y.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := y.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	for _, way := range oversizes {
		if got := value(y.open(ids[way.name], severalTexts)); !sameText(got, values[way.name]) {
			t.Errorf("%s: the server has something else", way.name)
		}
	}
	if dials, _ := x.host.counted(); dials != 1 {
		t.Errorf("%d connections", dials)
	}
}

// TestTooLargeForThisServer has made edits that are within the documented limits
// and larger than this server takes: they are refused and can be read, and nothing
// else waits for them. So does a client that was connected with other limits.
func TestTooLargeForThisServer(t *testing.T) {
	b, id, beside, made := newBrowser(t), modelID(t), modelID(t), modelID(t)
	x := b.open("first")
	x.signIn()
	m := x.open(id, object(text("text", "")))
	other := x.open(beside, object(text("text", "")))
	x.Disconnect()
	x.Believe(func(l *protocol.Limits) { l.Message = 64 << 20 })
	long := string(make([]byte, over))
	x.insert(m, 0, long)
	x.insert(other, 0, "beside")
	x.waitFor(m, client.SavedOnDevice)
	x.waitFor(other, client.SavedOnDevice)
	x.waitFor(x.open(made, object(text("text", long))), client.SavedOnDevice)
	x.kill()

	x = b.open("second")
	x.host.endure("")
	x.signIn()
	for _, what := range []string{id, made} {
		x.await("the refusal", func() bool { return len(x.refusals(what)) == 1 })
		if r := x.refusals(what)[0]; r.Err.Code != protocol.CodeLimitExceeded || textIn(r.Data) != long || r.Created != (what == made) {
			t.Errorf("refused with %v, %d bytes", r.Err, len(textIn(r.Data)))
		}
	}
	x.await("the other model", func() bool { return atServer(t, beside) == "beside" })
	if dials, _ := x.host.counted(); dials != 1 {
		t.Errorf("%d connections", dials)
	}
	x.discard(x.refusals(id)[0])
	x.discard(x.refusals(made)[0])
	x.await("the domain to be saved", func() bool { return x.SaveState() == client.SavedOnServer })

	// Without a store: the model is told and closed, and the others go on.
	z := connected(t, nil)
	m = z.open(modelID(t), object(text("text", "")))
	m.Listen(^uint32(0))
	next := z.open(modelID(t), object(text("text", "")))
	z.host.endure("")
	z.inOneTurn(func() {
		z.Believe(func(l *protocol.Limits) { l.Message = 64 << 20 })
		if err := m.Splice(part(m, "text"), 0, 0, units(long)); err != nil {
			t.Fatal(err)
		}
		z.Believe(func(l *protocol.Limits) { l.Message = mostMessage })
	})
	z.await("the model to be closed", func() bool { return !m.Status().Open })
	goesOn(t, z, next, 0)
	if told := z.lines("model 18 "); len(told) != 1 || textOf(m) != long {
		t.Errorf("it was told %d times, and has %d bytes", len(told), len(textOf(m)))
	}
}
