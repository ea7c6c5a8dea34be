package main

import (
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func TestMemorySize(t *testing.T) {
	for text, want := range map[string]int64{
		"512MiB": 512 << 20, "2GiB": 2 << 30, "1.5 GiB": 3 << 29, "100MB": 100_000_000, "134217728": 128 << 20,
		"": 0, "lots": 0, "512": 0, "1MiB": 0, "-2GiB": 0, "NaNGiB": 0, "1e99GiB": 0,
	} {
		var m memorySize
		if err := m.Set(text); int64(m) != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %d: %v", text, m, err)
		}
	}
	if m := quarterOfMachine(); m < leastMemory {
		t.Errorf("a quarter of the machine is %d", m)
	}
}

// TestShares gives a user little of each kind, and expects it to be all that the user has.
func TestShares(t *testing.T) {
	p := serveProcess(t, t.TempDir(), "--dev", "--user-requests", "1,5", "--user-models", "1, 2", "--user-operations", "1000,1000", "--user-references", "1,1000000000")
	c, _ := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	answered := func(m protocol.Message, tries int) (n int) {
		for i := range tries {
			c.send(uint32(i+2), 0, m)
			e, err := c.receive()
			must(t, err)
			if no, refused := e.Message.(*protocol.Error); !refused {
				n++
			} else if no.Code != protocol.CodeLimitExceeded || no.Details[protocol.RetryAfter] == nil {
				t.Fatalf("%T is refused with %+v", m, no)
			}
		}
		return n
	}
	// A second or two may pass meanwhile.
	if n := answered(&protocol.ServerTimeRequest{}, 30); n < 5 || n > 10 {
		t.Errorf("of 30 requests %d are answered", n)
	}
	if n := answered(&protocol.CreateRequest{Creation: protocol.Creation{Collection: "c", Data: ot.Value{Kind: ot.KindObject, ID: "@:0"}}}, 30); n < 2 || n > 7 {
		t.Errorf("of 30 models %d are made", n)
	}
}

// TestWrongFlags expects serve not to begin with what could never work, and to say what is wrong.
func TestWrongFlags(t *testing.T) {
	for _, wrong := range []string{"often", "99ms", "0", "-1h", "721h"} {
		if said, err := convergence(t, "", "serve", "--data", t.TempDir(), "--addr", "localhost:0", "--sweep-every", wrong); err == nil || !strings.Contains(said, "--sweep-every") {
			t.Errorf("--sweep-every %s: %v\n%s", wrong, err, said)
		}
	}
	for _, wrong := range [][]string{{"--address-connections", "-1"}, {"--address-connections", "many"}, {"--node-addr", "a:1"}, {"--allow-origin", "app.example"},
		{"--allow-origin", "https://app.example/path"}, {"--acme", "localhost"}, {"--acme", "192.0.2.1"}, {"--acme", "*.app.example"}, {"--acme", "https://app.example"}} {
		if said, err := convergence(t, "", append([]string{"serve", "--data", t.TempDir(), "--addr", "localhost:0"}, wrong...)...); err == nil || !strings.Contains(said, wrong[0]) || !strings.Contains(said, "--help") {
			t.Errorf("%v: %v\n%s", wrong, err, said)
		}
	}
	for _, flag := range []string{"--user-requests", "--user-operations", "--user-models", "--user-references"} {
		for _, wrong := range []string{"", "5", "0,5", "5,0", "-1,5", "5,5,5", "1.5,2", "many,5", "1,1000000001", "99999999999999999999,1"} {
			if said, err := convergence(t, "", "serve", "--data", t.TempDir(), "--addr", "localhost:0", flag, wrong); err == nil || !strings.Contains(said, flag) || !strings.Contains(said, "such as ") {
				t.Errorf("%s %q: %v\n%s", flag, wrong, err, said)
			}
		}
	}
}
