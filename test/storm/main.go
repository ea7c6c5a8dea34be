// Command storm restarts a server under thousands of clients that have models
// open, once in the orderly way and once with kill -9. All must be editing again
// soon, without running the server down by connecting all at once.
//
// The clients have the options that everybody has. "Editing again" means that
// an edit made while the server was away has been acknowledged; the clock runs
// from the signal that ends the server.
//
//	go run ./test/storm -clients 2000
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/internal/filelimit"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

var (
	clients  = flag.Int("clients", 2000, "clients with an open model each")
	perModel = flag.Int("per-model", 10, "clients that share a model")
	within   = flag.Duration("within", 30*time.Second, "for all to be editing again")
	cores    = flag.String("cores", "2", "cores that the server may use")
)

func main() {
	flag.Parse()
	if err := storm(); err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
}

func storm() error {
	if err := filelimit.Raise(uint64(*clients) + 1000); err != nil {
		return err
	}
	p, err := serverprocess.New()
	if err != nil {
		return err
	}
	defer p.Remove()
	p.Env = []string{"GOMAXPROCS=" + *cores}
	if err := p.Start(); err != nil {
		return err
	}
	before, err := p.Memory()
	if err != nil {
		return err
	}
	s := &swarm{}
	start := time.Now()
	if err := s.open(p.Realtime()); err != nil {
		return err
	}
	fmt.Printf("%d clients connected in %.1f s\n", *clients, time.Since(start).Seconds())
	after, err := p.Memory()
	if err != nil {
		return err
	}
	restart := func(name string, end func()) (seconds float64, connects int, err error) {
		s.forgetAttempts()
		start := time.Now()
		end()
		down := time.Since(start)
		edited := s.edit()
		if err := p.Start(); err != nil {
			return 0, 0, err
		}
		times, failed := s.wait(edited, start)
		seconds, connects = times[len(times)-1].Seconds(), s.busiestSecond()
		fmt.Printf("%s: down after %.1f s, half were editing again after %.1f s, the last after %.1f s; %d attempts to connect, at most %d in a second\n",
			name, down.Seconds(), times[len(times)/2].Seconds(), seconds, s.count(), connects)
		if failed > 0 {
			return seconds, connects, fmt.Errorf("%s: %d clients were not editing again after %v", name, failed, *within)
		}
		return seconds, connects, nil
	}
	orderly, connects, err1 := restart("restart", p.Stop)
	killed, more, err2 := restart("kill -9", p.Kill)
	fmt.Printf("figure storm.clients %d clients\n", *clients)
	fmt.Printf("figure storm.recovered.seconds %.1f s\n", orderly)
	fmt.Printf("figure storm.recovered_after_kill.seconds %.1f s\n", killed)
	fmt.Printf("figure storm.connects_per_second.max %d 1/s\n", max(connects, more))
	fmt.Printf("figure storm.memory.bytes_per_connection %d bytes\n", (after-before)/int64(*clients))
	s.close()
	if err1 != nil {
		return err1
	}
	return err2
}

// swarm is all the clients.
type swarm struct {
	domains []*native.Domain
	models  []*native.Model

	mu       sync.Mutex
	attempts []time.Time // to connect
}

// open connects everybody, a few at a time.
func (s *swarm) open(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	data, err := native.Value(map[string]any{"text": "some text", "n": 0})
	if err != nil {
		return err
	}
	s.domains, s.models = make([]*native.Domain, *clients), make([]*native.Model, *clients)
	var working sync.WaitGroup
	var failed error
	var once sync.Once
	places := make(chan bool, 32)
	for i := range *clients {
		places <- true
		working.Go(func() {
			defer func() { <-places }()
			err := s.openOne(ctx, url, i, client.Creation{Collection: "storm", Data: data})
			if err != nil {
				once.Do(func() { failed = fmt.Errorf("client %d: %w", i, err) })
			}
		})
	}
	working.Wait()
	return failed
}

func (s *swarm) openOne(ctx context.Context, url string, i int, c client.Creation) error {
	d, err := native.Connect(ctx, url, native.Options{Events: func(e client.DomainEvent) {
		if e.Kind == client.DomainConnecting {
			s.mu.Lock()
			s.attempts = append(s.attempts, time.Now())
			s.mu.Unlock()
		}
	}})
	if err != nil {
		return err
	}
	s.domains[i] = d
	m, err := d.AutoCreate(ctx, fmt.Sprintf("storm-%d", i / *perModel), c)
	if err != nil {
		return err
	}
	s.models[i] = m
	if err := m.Element().At("n").Add(1); err != nil {
		return err
	}
	return m.Committed(ctx)
}

// edit makes an edit in each model, which cannot be sent yet.
func (s *swarm) edit() error {
	for _, m := range s.models {
		if err := m.Element().At("n").Add(1); err != nil {
			return err
		}
	}
	return nil
}

// wait returns how long after start each client had its edit acknowledged, in
// order, and how many had not.
func (s *swarm) wait(edited error, start time.Time) (times []time.Duration, failed int) {
	if edited != nil {
		fmt.Println(edited)
		return []time.Duration{0}, *clients
	}
	ctx, cancel := context.WithDeadline(context.Background(), start.Add(*within))
	defer cancel()
	var waiting sync.WaitGroup
	var mu sync.Mutex
	for i, m := range s.models {
		waiting.Go(func() {
			err := m.Committed(ctx)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Since(start))
			if err != nil {
				if failed++; failed <= 5 {
					fmt.Printf("client %d: %v, open: %v, state %v\n", i, err, m.Status().Open, s.domains[i].Session().State)
				}
			}
		})
	}
	waiting.Wait()
	slices.Sort(times)
	return times, failed
}

func (s *swarm) close() {
	for _, d := range s.domains {
		d.Close()
	}
}

func (s *swarm) forgetAttempts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attempts = nil
}

func (s *swarm) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.attempts)
}

// busiestSecond returns the most attempts within any second.
func (s *swarm) busiestSecond() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.attempts, time.Time.Compare)
	most, from := 0, 0
	for i, t := range s.attempts {
		for t.Sub(s.attempts[from]) >= time.Second {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}
