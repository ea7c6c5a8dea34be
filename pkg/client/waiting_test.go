package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestRequestsWaitForTheConnection makes requests while a lost connection is
// made again: they are asked when it is back, in order.
func TestRequestsWaitForTheConnection(t *testing.T) {
	d, h, _ := clocked(t, true, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{2 * time.Second} })
	h.last().to.Closed(1006, "cut")
	var told []string
	note := func(what string) func(*client.Error) {
		return func(err *client.Error) { told = append(told, what+" "+string(code(err))) }
	}
	d.OpenModel("m", 0, func(m *client.Model, err *client.Error) { note("open")(err) })
	d.CreateModel("n", client.Creation{Collection: "c", Data: object()}, func(_ string, err *client.Error) { note("create")(err) })
	d.RemoveModel("o", note("remove"))
	d.OpenHistory("p", func(_ *client.History, err *client.Error) { note("history")(err) })
	d.Query("SELECT * FROM c", func(_ *protocol.QueryResponse, err *client.Error) { note("query")(err) })
	if d.ModelState("m") != client.ModelIsOpening {
		t.Error("the model is not being opened")
	}
	h.advance(3 * time.Second)
	if d.Session().State != client.StateConnected || len(told) > 0 {
		t.Fatalf("state %v, and %q", d.Session().State, told)
	}
	var sent []protocol.Body
	for _, e := range h.last().sent {
		if e.Request > 1 { // 1 has signed in
			sent = append(sent, e.Body)
		}
	}
	want := []protocol.Body{protocol.BodyOpenRequest, protocol.BodyCreateRequest, protocol.BodyDeleteRequest, protocol.BodyHistoryDataRequest, protocol.BodyQueryRequest}
	if !slices.Equal(sent, want) {
		t.Errorf("sent %v, want %v", sent, want)
	}
	// The server does not answer, and the time until the connection was back counts.
	h.advance(client.DefaultOptions().RequestTimeout - 3*time.Second - time.Millisecond)
	if len(told) > 0 {
		t.Errorf("too early: %q", told)
	}
	h.advance(2 * time.Millisecond)
	if want := []string{"create request_timeout", "history request_timeout", "open request_timeout", "query request_timeout", "remove request_timeout"}; !slices.Equal(sorted(told), want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

// TestRequestsWaitInVain ends requests that wait when the time is over, when the
// connection is given up, and at once where nobody makes one.
func TestRequestsWaitInVain(t *testing.T) {
	timeout := client.DefaultOptions().RequestTimeout
	wait := func(d *client.Domain) (told *[]*client.Error) {
		told = &[]*client.Error{}
		d.Query("SELECT * FROM c", func(_ *protocol.QueryResponse, err *client.Error) { *told = append(*told, err) })
		return told
	}
	expect := func(what string, told *[]*client.Error, code protocol.Code, text string) {
		t.Helper()
		if len(*told) != 1 || (*told)[0] == nil || (*told)[0].Code != code || !strings.Contains((*told)[0].Message, text) {
			t.Errorf("%s: %v", what, *told)
		}
	}
	lost := func(change func(*client.Options)) (*client.Domain, *clockHost) {
		d, h, _ := clocked(t, true, change)
		h.mute = true
		h.last().to.Closed(1006, "cut")
		h.run()
		return d, h
	}

	d, h := lost(nil)
	told := wait(d)
	h.advance(timeout - time.Millisecond)
	if len(*told) != 0 {
		t.Errorf("too early: %v", *told)
	}
	h.advance(2 * time.Millisecond)
	expect("no connection in time", told, protocol.CodeRequestTimeout, "has not come back in 10s")
	h.advance(timeout)
	expect("afterwards", told, protocol.CodeRequestTimeout, "")

	d, h = lost(nil)
	told = wait(d)
	d.Disconnect()
	h.run()
	expect("disconnected on purpose", told, protocol.CodeOffline, "connect first")
	expect("and then", wait(d), protocol.CodeOffline, "connect first")
	h.advance(2 * timeout)
	expect("long after that", told, protocol.CodeOffline, "")

	d, h = lost(nil)
	told = wait(d)
	d.Dispose()
	expect("disposed", told, protocol.CodeOffline, "")

	d, _ = lost(func(o *client.Options) { o.AutoReconnect = false })
	expect("no reconnecting", wait(d), protocol.CodeOffline, "connect first")

	d, h, _ = clocked(t, false, nil)
	expect("never connected", wait(d), protocol.CodeOffline, "connect first")
	h.mute = true
	d.Connect(protocol.AuthAnonymous, func(*client.Error) {})
	h.run()
	expect("connecting for the first time", wait(d), protocol.CodeOffline, "connect first")
}
