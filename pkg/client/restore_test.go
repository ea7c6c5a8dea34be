package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// restoring asks for a version, as the end of the turn does.
func restoring(t *testing.T, m *client.Model, h *clockHost) (failed **client.Error, done *bool, request func() uint32) {
	t.Helper()
	failed, done = new(*client.Error), new(bool)
	m.Restore(1, func(err *client.Error) { *failed, *done = err, true })
	h.advance(time.Millisecond)
	return failed, done, func() uint32 {
		id, asked := newest[*protocol.RestoreRequest](h.last())
		if asked == nil || asked.ModelID != "m" || asked.Version != 1 {
			t.Fatalf("the server was asked for %+v", asked)
		}
		return id
	}
}

// TestRestoreWhileEditing moves the difference past what has been edited since it was asked
// for, and asks again where it has not what was edited before, or comes for another version.
func TestRestoreWhileEditing(t *testing.T) {
	d, h, _ := clocked(t, true, nil)
	m := openText(t, d, h)
	s := m.Root().Get("text")
	if err := m.Splice(s, 0, 0, units("before")); err != nil {
		t.Fatal(err)
	}
	failed, done, asked := restoring(t, m, h)
	first := asked()
	h.last().receive(0, first, &protocol.RestoreResponse{Version: 1}) // without what was edited before
	h.run()
	second := asked()
	if *done || second == first {
		t.Fatalf("done %v, and request %d was made again as %d", *done, first, second)
	}
	h.last().receive(0, 0, &protocol.OperationAck{Resource: 7, First: 1, Count: 1, Version: 1})
	h.run()
	if err := m.Splice(s, 0, 0, units("now ")); err != nil {
		t.Fatal(err)
	}
	h.advance(time.Millisecond)
	h.last().receive(0, second, &protocol.RestoreResponse{Version: 2, Operations: []ot.Op{
		{Kind: ot.StringSplice, ID: s.ID(), Index: 2, Count: 4, Text: ot.MustText("!")}, {Kind: ot.StringSplice, ID: s.ID(), Index: 0, Count: 1},
	}})
	h.advance(time.Millisecond)
	if text := s.Value().Text.WTF8(); !*done || *failed != nil || text != "now e!" {
		t.Errorf("done %v, %v, and the text is %q", *done, *failed, text)
	}
	_, sent := newest[*protocol.OperationSubmission](h.last())
	if sent == nil || len(sent.Operations) != 1 || sent.Operations[0].Kind != ot.Compound {
		t.Errorf("sent was %+v", sent)
	}
}

// TestRestoreFails expects an error of what cannot be done, and a model that goes on.
func TestRestoreFails(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*client.Model)
		answer func(id string) protocol.Message
		code   protocol.Code
	}{
		"batch":    {func(m *client.Model) { m.StartBatch() }, func(string) protocol.Message { return &protocol.RestoreResponse{Version: 1} }, protocol.CodeInvalidArgument},
		"refused":  {func(*client.Model) {}, func(string) protocol.Message { return &protocol.Error{Code: protocol.CodeVersionNotFound} }, protocol.CodeVersionNotFound},
		"nonsense": {func(*client.Model) {}, func(string) protocol.Message { return &protocol.Pong{} }, protocol.CodeInvalidMessage},
		"no such text": {func(*client.Model) {}, func(id string) protocol.Message {
			return &protocol.RestoreResponse{Version: 1, Operations: []ot.Op{{Kind: ot.StringSplice, ID: id, Index: 5, Count: 1}}}
		}, protocol.CodeInvalidArgument},
	} {
		t.Run(name, func(t *testing.T) {
			d, h, _ := clocked(t, true, nil)
			m := openText(t, d, h)
			c.before(m)
			failed, done, asked := restoring(t, m, h)
			h.last().receive(0, asked(), c.answer(m.Root().Get("text").ID()))
			h.run()
			if !*done || *failed == nil || (*failed).Code != c.code {
				t.Fatalf("done %v, %+v", *done, *failed)
			}
			if err := m.Splice(m.Root().Get("text"), 0, 0, units("on")); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRestoreOfAClosedModel closes the model while the server looks for the difference, which
// then never is for the version that the model has here.
func TestRestoreOfAClosedModel(t *testing.T) {
	d, h, _ := clocked(t, true, nil)
	m := openText(t, d, h)
	failed, done, asked := restoring(t, m, h)
	request := asked()
	h.last().receive(0, 0, &protocol.ForceClose{Resource: 7})
	h.last().receive(0, request, &protocol.RestoreResponse{Version: 2})
	h.run()
	if again := asked(); !*done || *failed == nil || (*failed).Code != protocol.CodeInvalidArgument || again != request {
		t.Errorf("done %v, %+v; request %d was made again as %d", *done, *failed, request, again)
	}
}
