package server_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// TestCompaction has a domain give up its history behind a snapshot while models are open, and
// asks the server for everything that is not there any more.
func TestCompaction(t *testing.T) {
	dir := t.TempDir()
	options := brisk
	options.SnapshotEvery = 10
	s := start(t, dir, options)
	request := credentials("ada")
	a, b := s.connectAs(request).open("m"), s.connect("bob").open("m")
	a.edit(splice(0, 0, "first"))
	a.settle(2)
	const last = 42
	for version := int64(2); version < last; version++ {
		r, other := a, b
		if version%2 == 0 {
			r, other = b, a
		}
		r.edit(splice(0, 0, "x"))
		r.settle(version + 1)
		other.settle(version + 1)
	}
	used := func() (log int64) {
		s.inStore(func(d store.Domain) {
			all, err := d.Used(t.Context())
			must(t, err)
			for _, u := range all {
				log += u.Log
			}
		})
		return log
	}
	before := used()
	ago := time.Now().AddDate(0, 0, -3).UnixMilli()
	execute(t, dir, `UPDATE models SET created = ?`, ago-5)
	execute(t, dir, `UPDATE log SET millis = ? + version`, ago)
	kept := func() (m store.Model) {
		s.inStore(func(d store.Domain) {
			var err error
			m, _, err = d.Model(t.Context(), "m")
			must(t, err)
		})
		return m
	}
	s.quotas(store.Quotas{}, store.Keeping{History: 4})
	time.Sleep(3 * brisk.SweepEvery)
	if m := kept(); m.Oldest != 1 {
		t.Fatalf("given up before its time: %+v", m)
	}
	s.quotas(store.Quotas{}, store.Keeping{History: 2})
	waitUntil(t, "the compaction", func() bool { return kept().Oldest > 30 })
	m := kept()
	if m.Oldest > last || used() >= before/2 {
		t.Errorf("kept %+v, %d bytes of %d", m, used(), before)
	}

	// Who has it open goes on.
	b.edit(splice(0, 0, "on"))
	b.settle(last + 1)
	a.settle(last + 1)
	// What was sent again, a long time later and by another connection, is not applied again.
	a.submit(1, last, splice(0, 0, "first"))
	if ack, ok := a.receive().Message.(*protocol.OperationAck); !ok || ack.First != 1 || ack.Count != 1 || ack.Version != 1 {
		t.Errorf("sent again, it is acknowledged as %+v", ack)
	}
	again := s.connectAs(request)
	in := call[*protocol.ResyncResponse](again, &protocol.ResyncRequest{ModelID: "m", Version: last + 1})
	again.send(0, 0, &protocol.OperationSubmission{Resource: in.Resource, First: 1, Version: last + 1, Operations: []ot.Op{splice(0, 0, "first")}})
	if ack, ok := again.receive().Message.(*protocol.OperationAck); !ok || ack.First != 1 || ack.Version != 1 {
		t.Errorf("sent again by another connection, it is acknowledged as %+v", ack)
	}
	if v := kept().Version; v != last+1 {
		t.Errorf("it has version %d", v)
	}

	c := s.connect("bob")
	for _, request := range []protocol.Message{
		&protocol.ResyncRequest{ModelID: "m", Version: m.Oldest - 1},
		&protocol.ResyncRequest{ModelID: "m", Version: 1},
		&protocol.HistoryOperationsRequest{ModelID: "m", From: m.Oldest - 1, To: last},
		&protocol.VersionAtTimeRequest{ModelID: "m", Millis: m.OldestTime - 1},
		&protocol.RestoreRequest{ModelID: "m", Version: m.Oldest - 1},
		&protocol.VersionsRequest{ModelID: "m", Act: protocol.VersionName, Name: "before", Version: m.Oldest - 1},
	} {
		c.refused(request, protocol.CodeVersionNotKept)
	}
	c.refused(&protocol.VersionAtTimeRequest{ModelID: "m", Millis: ago - 10}, protocol.CodeInvalidArgument)
	if r := call[*protocol.VersionAtTimeResponse](c, &protocol.VersionAtTimeRequest{ModelID: "m", Millis: m.OldestTime}); r.Version != m.Oldest {
		t.Errorf("at the oldest time it had version %d, want %d", r.Version, m.Oldest)
	}
	history := call[*protocol.HistoryDataResponse](c, &protocol.HistoryDataRequest{ModelID: "m"})
	if history.Oldest != m.Oldest || history.OldestTime != m.OldestTime {
		t.Errorf("its history begins at %d, %d; want %+v", history.Oldest, history.OldestTime, m)
	}
	if runs := call[*protocol.HistoryOperationsResponse](c, &protocol.HistoryOperationsRequest{ModelID: "m", From: m.Oldest, To: last}).Runs; len(runs) == 0 || runs[0].Version != m.Oldest {
		t.Errorf("its history from there on: %+v", runs)
	}
	late := call[*protocol.ResyncResponse](c, &protocol.ResyncRequest{ModelID: "m", Version: m.Oldest})
	if late.Version != last+1 {
		t.Errorf("resynchronised from the oldest version: %+v", late)
	}
	s.stop()
	if wrong, err := sqlite.Verify(t.Context(), dir); err != nil || len(wrong) > 0 {
		t.Errorf("the store: %v, %v", wrong, err)
	}
}
