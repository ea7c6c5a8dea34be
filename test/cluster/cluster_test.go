// Package cluster runs several nodes, the real program, on one PostgreSQL database with NATS
// between them, has clients of all of them edit, and kills what there is.
package cluster

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/natsserver"
	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

var (
	duration = flag.Duration("duration", 20*time.Second, "how long clients edit while things are killed")
	seed     = flag.Uint64("seed", 0, "of what is killed and when; random if 0")
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is the nodes with what they need.
type world struct {
	t        *testing.T
	database *pgserver.Server
	nats     *natsserver.Server
	nodes    []*serverprocess.Process
	front    *balancer
}

// newWorld starts n nodes, each with more arguments of serve.
func newWorld(t *testing.T, n int, args ...string) *world {
	t.Helper()
	if os.Getenv("CLUSTER_NEEDED") == "" {
		t.Skip("SKIP: nodes are run by make cluster-short and make cluster-test")
	}
	w := &world{t: t, database: pgserver.ForTest(t), nats: natsserver.ForTest(t)}
	var addrs []string
	for range n {
		p, err := serverprocess.New()
		must(t, err)
		p.Args = append([]string{"--store", w.database.URL(""), "--nats", w.nats.URL(), "--drain", "0"}, args...)
		must(t, p.Start())
		t.Cleanup(p.Remove)
		w.nodes, addrs = append(w.nodes, p), append(addrs, p.Addr)
	}
	w.front = newBalancer(t, addrs)
	return w
}

func (w *world) connect(ctx context.Context, addr string) *native.Domain {
	w.t.Helper()
	return w.connectAs(ctx, addr, native.Options{Username: "demo", Password: "demo"})
}

// guest connects somebody without a name.
func (w *world) guest(ctx context.Context, addr string) *native.Domain {
	w.t.Helper()
	return w.connectAs(ctx, addr, native.Options{})
}

func (w *world) connectAs(ctx context.Context, addr string, o native.Options) *native.Domain {
	w.t.Helper()
	options := client.DefaultOptions()
	options.ReconnectIntervals = []time.Duration{50 * time.Millisecond, 200 * time.Millisecond}
	o.Client = &options
	d, err := native.Connect(ctx, serverprocess.Realtime(addr), o)
	must(w.t, err)
	w.t.Cleanup(d.Close)
	return d
}

// command runs a command of the program and returns what it prints.
func (w *world) command(args ...string) string {
	w.t.Helper()
	out, err := exec.Command(w.nodes[0].Binary, args...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// copies are a model as its clients have it.
type copies []*native.Model

// open opens a model at several clients; who is first makes it.
func open(t *testing.T, ctx context.Context, clients []*native.Domain, id string) (all copies) {
	t.Helper()
	data, err := native.Value(map[string]any{"list": []any{}, "text": "", "sum": 0.0})
	must(t, err)
	for _, d := range clients {
		m, err := d.AutoCreate(ctx, id, client.Creation{Collection: "c", Data: data})
		must(t, err)
		all = append(all, m)
	}
	return all
}

// edit makes an edit that is known by its name, and others beside it.
func edit(m *native.Model, name string) error {
	if err := m.Element().At("list").InsertEntry(0, name); err != nil {
		return err
	}
	if rand.IntN(2) == 0 {
		return m.Element().At("sum").Add(1)
	}
	text := m.Element().At("text")
	value, _ := text.Value().(string)
	return text.Insert(rand.IntN(len(value)+1), "x")
}

// tally is what has become of the edits.
type tally struct{ edits, lost, duplicated, diverged int }

// compare waits until all copies of a model are what there is, and counts the edits in it.
func (y *tally) compare(t *testing.T, ctx context.Context, m copies, edits []int) {
	t.Helper()
	for i := range m {
		if err := m[i].Committed(ctx); err != nil {
			t.Errorf("client %d cannot save its edits: %v", i, err)
		}
	}
	want := m[0].Element().Value()
	for i := range m {
		for !reflect.DeepEqual(m[i].Element().Value(), want) {
			select {
			case <-time.After(50 * time.Millisecond):
				want = m[0].Element().Value()
				continue
			case <-ctx.Done():
				t.Errorf("client %d has %v, and the first %v", i, m[i].Element().Value(), want)
				y.diverged++
			}
			break
		}
	}
	count := make(map[string]int)
	list, _ := m[0].Element().At("list").Value().([]any)
	for _, x := range list {
		count[x.(string)]++
	}
	for i, n := range edits {
		y.edits += n
		for e := range n {
			switch c := count[fmt.Sprint(i, " ", e)]; {
			case c == 0:
				y.lost++
			case c > 1:
				y.duplicated++
			}
		}
	}
}

// figures prints what was counted, and fails the test for what must not be.
func (y *tally) figures(t *testing.T, of string) {
	t.Helper()
	figure(of+".edits", y.edits, "edits")
	figure(of+".lost", y.lost, "edits")
	figure(of+".duplicated", y.duplicated, "edits")
	figure(of+".diverged", y.diverged, "copies")
	if y.lost+y.duplicated+y.diverged > 0 {
		t.Errorf("%+v", *y)
	}
}

func figure(name string, value int, unit string) {
	fmt.Printf("figure cluster.%s %d %s\n", name, value, unit)
}

// TestTwoNodesEdit edits one model at two nodes, without anything going wrong.
func TestTwoNodesEdit(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	clients := []*native.Domain{w.connect(ctx, w.nodes[0].Addr), w.connect(ctx, w.nodes[1].Addr), w.connect(ctx, w.nodes[1].Addr)}
	m := open(t, ctx, clients, "m")
	edits := make([]int, len(m))
	var editing sync.WaitGroup
	for i := range m {
		editing.Go(func() {
			for range 100 {
				if err := edit(m[i], fmt.Sprint(i, " ", edits[i])); err != nil {
					t.Error(err)
				}
				edits[i]++
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	editing.Wait()
	var y tally
	y.compare(t, ctx, m, edits)
	y.figures(t, "two_nodes")
	if y.edits != 300 || t.Failed() {
		t.Errorf("%+v\n%s\n%s", y, w.nodes[0].Log(), w.nodes[1].Log())
	}
}

// TestNodesAreKilled edits some models at three nodes while nodes are killed and stopped, and
// NATS and PostgreSQL are restarted.
func TestNodesAreKilled(t *testing.T) {
	w := newWorld(t, 3)
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-seed %d", *seed)
	r := rand.New(rand.NewPCG(*seed, 2))
	ctx, cancel := context.WithTimeout(t.Context(), *duration+2*time.Minute)
	defer cancel()
	var clients []*native.Domain
	for range 6 {
		clients = append(clients, w.connect(ctx, w.front.addr))
	}
	var models []copies
	for i := range 3 {
		models = append(models, open(t, ctx, clients, fmt.Sprint("m", i)))
	}
	edits := make([][]int, len(models))
	for k := range edits {
		edits[k] = make([]int, len(clients))
	}
	stop := make(chan struct{})
	var editing sync.WaitGroup
	for i := range clients {
		editing.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Duration(5+rand.IntN(30)) * time.Millisecond):
				}
				k := rand.IntN(len(models))
				if err := edit(models[k][i], fmt.Sprint(i, " ", edits[k][i])); err != nil {
					t.Errorf("client %d, model %d: %v", i, k, err)
					return
				}
				edits[k][i]++
			}
		})
	}
	talkers := w.newTalkers(ctx)
	talkers.talk(t, ctx, stop, &editing)
	kills := w.harm(r, *duration)
	close(stop)
	editing.Wait()
	talkers.compare(t, w, ctx)
	var y tally
	for k := range models {
		y.compare(t, ctx, models[k], edits[k])
	}
	figure("killed.kills", kills, "kills")
	y.figures(t, "killed")
	if t.Failed() {
		for i, p := range w.nodes {
			t.Logf("node %d:\n%s", i, p.Log())
		}
	}
	// Each log has its model's versions, one after the other.
	says, err := w.database.SQL(`SELECT count(*) FROM (SELECT model, version, lag(version + count) OVER (PARTITION BY model ORDER BY version) AS before
		FROM convergence_domain_1.log) AS l WHERE before <> version`)
	if err != nil || says != "0" {
		t.Errorf("%s entries of the logs do not follow those before, %v", says, err)
	}
}

// harm kills this and that for a time, a node first, and returns how many times.
func (w *world) harm(r *rand.Rand, for_ time.Duration) (kills int) {
	for end := time.Now().Add(for_); time.Now().Before(end); {
		time.Sleep(time.Duration(500+r.IntN(1500)) * time.Millisecond)
		node := w.nodes[r.IntN(len(w.nodes))]
		switch what := r.IntN(10); {
		case kills == 0 || what < 4:
			kills++
			w.t.Log("a node is killed")
			node.Kill()
			time.Sleep(time.Duration(r.IntN(1500)) * time.Millisecond)
			must(w.t, node.Start())
		case what < 6: // past its lease
			w.t.Log("a node stands still")
			must(w.t, node.Signal(syscall.SIGSTOP))
			time.Sleep(time.Duration(500+r.IntN(4000)) * time.Millisecond)
			must(w.t, node.Signal(syscall.SIGCONT))
		case what < 8:
			kills++
			w.t.Log("NATS is killed")
			w.nats.Kill()
			time.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
			must(w.t, w.nats.Start())
		case what < 9:
			w.t.Log("a node ends and starts again")
			node.Stop()
			must(w.t, node.Start())
		default:
			kills++
			w.t.Log("PostgreSQL is restarted")
			must(w.t, w.database.Stop(syscall.SIGQUIT))
			time.Sleep(time.Duration(r.IntN(1500)) * time.Millisecond)
			must(w.t, w.database.Run())
		}
	}
	return kills
}
