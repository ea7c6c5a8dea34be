package ordering

import (
	"container/heap"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// The simulation runs several nodes, their clients, a store and a bus in one thread, with time
// that is only a number: messages are late, lost, doubled and out of order, answers of
// the store are lost, nodes stop for a while or for good, connections break. After each step
// it looks whether the laws hold. The replicas are those of the server.
//
//	go test ./pkg/server/internal/ordering -run '^TestSimulation$' -seeds 100000 -v
//	go test ./pkg/server/internal/ordering -run '^TestSimulation$' -seed 4711 -tell -v
var (
	seeds = flag.Int("seeds", 300, "how many simulations are run")
	seed  = flag.Uint64("seed", 0, "the only one to be run")
	tell  = flag.Bool("tell", false, "prints every step of the one")
)

// bug is a fault that is planted, to see that it is found.
type bug uint8

const (
	sound       bug = iota
	hasty           // an append of which nothing is known counts as stored
	overwriting     // the store takes appends at any version
	forgetful       // neither the store nor a node knows what was accepted before
	guessing        // a node takes what comes next for what follows
	trusting        // what was passed on counts as stored when no answer comes
)

// sim is one simulation.
type sim struct {
	r       *rand.Rand
	bug     bug
	now     int
	events  events
	order   int
	store   *simStore
	nodes   []*node
	clients []*client
	faulty  bool // whether anything goes wrong at the moment
	wrong   string
	made    int // operations
	steps   int
}

type event struct {
	at, order int
	do        func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// after has something done later, in milliseconds.
func (s *sim) after(delay int, do func()) {
	s.order++
	heap.Push(&s.events, event{s.now + delay, s.order, do})
}

// once reports one of n, while there are faults.
func (s *sim) once(n int) bool { return s.faulty && s.r.IntN(n) == 0 }

// delay is how long something takes.
func (s *sim) delay() int {
	if s.once(20) {
		return s.r.IntN(400)
	}
	return 1 + s.r.IntN(4)
}

func (s *sim) fail(format string, args ...any) {
	if s.wrong == "" {
		s.wrong = fmt.Sprintf("after %d ms: ", s.now) + fmt.Sprintf(format, args...)
	}
}

func (s *sim) log(format string, args ...any) {
	if *tell {
		fmt.Printf("%5d "+format+"\n", append([]any{s.now}, args...)...)
	}
}

const (
	faultsUntil = 6000  // ms
	mostTime    = 60000 // in which everything has to be settled
)

// simulate runs one simulation and returns what was wrong, if anything.
func simulate(seed uint64, planted bug) *sim {
	s := &sim{r: rand.New(rand.NewPCG(seed, 1)), bug: planted, faulty: true}
	s.store = newSimStore(s)
	for i := range 2 + s.r.IntN(2) {
		s.nodes = append(s.nodes, newNode(s, i))
	}
	for i := range 2 + s.r.IntN(3) {
		s.clients = append(s.clients, newClient(s, i))
	}
	s.after(faultsUntil, func() { s.faulty = false })
	for s.wrong == "" && s.events.Len() > 0 && s.now < mostTime {
		e := heap.Pop(&s.events).(event)
		s.now = e.at
		e.do()
		s.steps++
		s.look()
		if s.now > faultsUntil && s.steps%16 == 0 && s.settled() {
			return s
		}
	}
	if s.wrong == "" {
		for _, c := range s.clients {
			s.log("client %s: version %d of %d, %d pending, connected %v", c.instance, c.control.Version(), s.store.version, c.control.PendingCount(), c.node != nil)
		}
		s.fail("it does not come to an end")
	}
	return s
}

// look looks whether the laws hold for everybody.
func (s *sim) look() {
	for _, n := range s.nodes {
		if n.replica != nil && !n.replica.spoiled && n.replica.attempt == nil && n.looked != n.replica.Version() {
			n.looked = n.replica.Version()
			s.same("node "+n.id, n.looked, n.replica.Document())
		}
	}
	for _, c := range s.clients {
		if c.control.Committed() && c.looked != c.control.Version() {
			c.looked = c.control.Version()
			s.same("client "+c.instance, c.looked, c.doc)
		}
	}
}

// settled reports whether nothing is on its way any more, and looks whether nothing is missing.
func (s *sim) settled() bool {
	for _, c := range s.clients {
		if !c.control.Committed() || c.control.HasUnsent() || c.control.Version() != s.store.version || c.node == nil {
			return false
		}
	}
	for _, c := range s.clients {
		s.made += int(c.control.LastSequence())
	}
	if n := int(s.store.version - firstVersion); n != s.made {
		s.fail("%d operations are stored of %d", n, s.made)
	}
	return true
}

// TestSimulation runs many simulations.
func TestSimulation(t *testing.T) {
	if *seed != 0 {
		if s := simulate(*seed, sound); s.wrong != "" {
			t.Fatalf("seed %d: %s", *seed, s.wrong)
		}
		return
	}
	from := rand.Uint64() >> 1
	var next, violations, made, steps, conflicts, passed, together atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := next.Add(1); i <= int64(*seeds); i = next.Add(1) {
				s := simulate(from+uint64(i), sound)
				made.Add(int64(s.made))
				steps.Add(int64(s.steps))
				conflicts.Add(int64(s.store.conflicts))
				passed.Add(int64(s.store.passed))
				together.Add(int64(s.store.together))
				if s.wrong != "" {
					if violations.Add(1) <= 5 {
						t.Errorf("-seed %d: %s", from+uint64(i), s.wrong)
					}
				}
			}
		})
	}
	all.Wait()
	t.Logf("figure simulate.seeds %d seeds\n", *seeds)
	t.Logf("figure simulate.violations %d violations\n", violations.Load())
	t.Logf("figure simulate.operations %d operations\n", made.Load())
	t.Logf("figure simulate.steps %d steps\n", steps.Load())
	t.Logf("figure simulate.conflicts %d conflicts\n", conflicts.Load())
	t.Logf("figure simulate.passed_on %d messages\n", passed.Load())
	t.Logf("figure simulate.passed_on_besides %d messages\n", together.Load())
	if conflicts.Load() == 0 || passed.Load() == 0 || together.Load() == 0 {
		t.Error("there were no conflicts, or nothing was passed on, or never twice at once: the simulation simulates too little")
	}
}

// TestSimulationFindsFaults plants each fault and expects it to be found soon.
func TestSimulationFindsFaults(t *testing.T) {
	for planted, name := range map[bug]string{hasty: "hasty", overwriting: "overwriting", forgetful: "forgetful", guessing: "guessing", trusting: "trusting"} {
		t.Run(name, func(t *testing.T) {
			from := rand.Uint64() >> 1
			for i := range uint64(2000) {
				if s := simulate(from+i, planted); s.wrong != "" {
					t.Logf("found by simulation %d: %s", i+1, s.wrong)
					return
				}
			}
			t.Errorf("it was not found by 2000 simulations from seed %d on", from)
		})
	}
}
