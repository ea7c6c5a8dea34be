//go:build !js

package client_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// throughProxy is a tester whose connections go through a proxy.
func throughProxy(t *testing.T, script faultproxy.Script, change func(*client.Options)) (*tester, *faultproxy.Proxy) {
	t.Helper()
	addr := strings.TrimPrefix(testServer.URL, "http://")
	p, err := faultproxy.Listen(addr, script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	x := newTester(t, change)
	o := client.DefaultOptions()
	o.ReconnectIntervals = []time.Duration{20 * time.Millisecond}
	if change != nil {
		change(&o)
	}
	d, err := client.New("ws://"+p.Addr()+"/api/realtime/convergence/default", o, x.host, x)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Dispose)
	x.Domain = d
	return x, p
}

// TestChaos lets clients edit through connections that break in every way, at
// every byte. Each makes marks that are found one by one in the end.
// CHAOS_ROUNDS plays as many rounds, with one seed after the other.
func TestChaos(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("CHAOS_ROUNDS"))
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	for i := range max(1, rounds) {
		seed := seed + uint64(i)
		if !t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { chaos(t, seed) }) {
			t.Fatalf("run again with SEED=%d", seed)
		}
	}
}

func chaos(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	mix := faultproxy.Mix{
		Lifetime: 40 * time.Millisecond, Bytes: 20_000, BySize: 0.7, MaxDelay: 3 * time.Millisecond, Slow: 0.2, Rate: 200_000, Silent: true,
	}
	data := object(text("text", ""), number("sum", 0),
		ot.Member{Key: "marks", Value: ot.Value{Kind: ot.KindArray}},
		ot.Member{Key: "keys", Value: object()},
		ot.Member{Key: "play", Value: everything})
	id := modelID(t)
	var testers []*tester
	var proxies []*faultproxy.Proxy
	var models []*client.Model
	for i := range 4 {
		x, p := throughProxy(t, faultproxy.Clean, func(o *client.Options) {
			o.ConnectionTimeout, o.ConnectionRequestTimeout = time.Second, time.Second
			o.PingInterval, o.PongTimeout = 50*time.Millisecond, 100*time.Millisecond
		})
		if err := x.connect(protocol.AuthAnonymous); err != nil {
			t.Fatal(err)
		}
		m := x.open(id, data)
		p.SetScript(faultproxy.Random(seed+uint64(i)<<32, mix))
		p.CutAll()
		testers, proxies, models = append(testers, x), append(proxies, p), append(models, m)
	}
	faults := func() (n int) {
		for _, p := range proxies {
			s := p.Stats()
			n += s.Cuts + s.Holes + s.HalfCloses
		}
		return n
	}
	var marks []string
	for i, end := 0, time.Now().Add(patience); i < 250 || faults() < 20 && time.Now().Before(end); i++ {
		for c, m := range models {
			switch rng.IntN(6) {
			case 0:
				mark := fmt.Sprintf("<%d.%d>", c, i)
				makeMark(t, rng, m, mark)
				marks = append(marks, mark)
			default:
				randomEdit(t, rng, m, part(m, "play"))
			}
		}
		if i%5 == 0 {
			time.Sleep(time.Duration(rng.IntN(10)) * time.Millisecond)
		}
	}
	cuts := faults()
	for _, p := range proxies {
		p.SetScript(faultproxy.Clean)
		p.CutAll()
	}
	for i, m := range models {
		m.View(func() {}) // everybody is still open
		if !m.Status().Open {
			t.Fatalf("client %d: the model was closed: %q", i, testers[i].taken())
		}
	}
	for _, m := range models[1:] {
		same(testers[0], models[0], m)
	}
	late := connected(t, nil)
	checkMarks(t, value(late.open(id, object())), marks)
	t.Logf("%d marks, %d faults, version %d", len(marks), cuts, models[0].Status().Version)
	if cuts < 20 {
		t.Errorf("only %d faults: nothing was proved", cuts)
	}
}

// makeMark leaves a mark in a text, a list, a map and a sum.
func makeMark(t *testing.T, rng *rand.Rand, m *client.Model, mark string) {
	t.Helper()
	list := part(m, "marks")
	v := ot.Value{Kind: ot.KindString, Text: ot.MustText(mark)}
	entries := 0
	m.View(func() { entries = list.Len() })
	batch := rng.IntN(3) == 0
	if batch {
		if err := m.StartBatch(); err != nil {
			t.Fatal(err)
		}
	}
	// At the beginning, so that no mark can come into the midst of another one.
	must[struct{}](t)(struct{}{}, m.Splice(part(m, "text"), 0, 0, units(mark)))
	if _, err := m.InsertEntry(list, rng.IntN(entries+1), v); err != nil {
		t.Fatal(err)
	}
	if _, err := m.SetProperty(part(m, "keys"), mark, v); err != nil {
		t.Fatal(err)
	}
	if err := m.AddNumber(part(m, "sum"), 1); err != nil {
		t.Fatal(err)
	}
	if batch {
		if err := m.CompleteBatch(); err != nil {
			t.Fatal(err)
		}
	}
}

// checkMarks expects every mark to be everywhere exactly once.
func checkMarks(t *testing.T, v ot.Value, marks []string) {
	t.Helper()
	at := map[string]ot.Value{}
	for _, m := range v.Members {
		at[m.Key] = m.Value
	}
	listed := map[string]int{}
	for _, item := range at["marks"].Items {
		listed[item.Text.WTF8()]++
	}
	for _, mark := range marks {
		if n := strings.Count(at["text"].Text.WTF8(), mark); n != 1 {
			t.Errorf("mark %s is %d times in the text", mark, n)
		}
		if n := listed[mark]; n != 1 {
			t.Errorf("mark %s is %d times in the list", mark, n)
		}
	}
	if n := len(at["keys"].Members); n != len(marks) {
		t.Errorf("%d keys of %d marks", n, len(marks))
	}
	if n := at["sum"].Number; n != float64(len(marks)) {
		t.Errorf("the sum is %v after %d marks", n, len(marks))
	}
}
