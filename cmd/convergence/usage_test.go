package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestUsage has a running server's domain say how much it has, and changes its quotas,
// which hold at once.
func TestUsage(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data, "--dev")
	url := p.url + "convergence/default"
	run := func(args ...string) string {
		t.Helper()
		said, err := convergence(t, "", append(args, "--data", data)...)
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		return strings.TrimSpace(said)
	}
	c, in := connectWith(t, url, &protocol.ConnectionRequest{Client: "test", ProtocolVersion: protocol.Version, Instance: "i", Method: protocol.AuthAnonymous})
	if in.Success == nil {
		t.Fatalf("answered with %+v", in.Failure)
	}
	create := func(id string) protocol.Message {
		t.Helper()
		c.send(1, 0, &protocol.CreateRequest{ModelID: id, Creation: protocol.Creation{Collection: "c", Data: ot.Value{Kind: ot.KindObject, ID: "@:0"}}})
		for {
			e, err := c.receive()
			must(t, err)
			if e.Response == 1 {
				return e.Message
			}
		}
	}
	create("m")
	create("n")
	var u usage
	must(t, json.Unmarshal([]byte(run("domain", "usage", "convergence/default", "--json")), &u))
	if u.Models != 2 || u.StateBytes == 0 || u.Storage != u.StateBytes || u.Users != 1 || u.Guests != 1 || u.Connected != 1 || u.Clients != 1 ||
		u.Collections != 1 || u.Quotas != store.DefaultQuotas() || u.Keeping != store.DefaultKeeping() || u.FileBytes == 0 {
		t.Errorf("it has %+v", u)
	}
	run("domain", "edit", "convergence/default", "--max-models", "2", "--max-storage", "1.5GiB")
	said := run("domain", "usage", "convergence/default")
	if !strings.Contains(said, "1.5GiB") {
		t.Errorf("it says\n%s", said)
	}
	time.Sleep(time.Second)
	if e, ok := create("o").(*protocol.Error); !ok || e.Code != protocol.CodeLimitExceeded || !strings.Contains(e.Message, "--max-models") {
		t.Errorf("a third model is answered with %+v", e)
	}
	for _, wrong := range [][]string{{"--max-models", "-1"}, {"--max-storage", "much"}, {"--keep-guests", "-1"}} {
		if said, err := convergence(t, "", append([]string{"domain", "edit", "convergence/default", "--data", data}, wrong...)...); err == nil || !strings.Contains(said, wrong[0]) {
			t.Errorf("%v: %v %s", wrong, err, said)
		}
	}
	if said, err := convergence(t, "", "domain", "usage", "convergence/missing", "--data", data); err == nil {
		t.Errorf("a domain that is not there has %s", said)
	}
}
