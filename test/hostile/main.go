// Command hostile attacks a server as strangers may who can reach it, and looks
// at what becomes of everybody else: of a pair of honest clients that edits a
// model together 20 times a second, of visitors who sign in by password and open
// a model, and of the memory of the server, which is ended at 2 GiB as it would
// be on a machine of that size.
//
// Each attack has a fresh server, whose pair is first measured in peace. The
// attacker is a process of its own with a lower priority, so that on a small
// machine it is the server that is measured and not the attacker's own work.
//
//	go run ./test/hostile -list
//	go run ./test/hostile -only history,unread -seconds 10
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/convergence-wasm/convergence/internal/filelimit"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

var (
	only    = flag.String("only", "", "names of attacks, with commas between; all if empty")
	list    = flag.Bool("list", false, "list the attacks")
	seconds = flag.Float64("seconds", 12, "that an attack lasts")
	quiet   = flag.Duration("quiet", 4*time.Second, "that the pair is measured in peace")
	verbose = flag.Bool("verbose", false, "print what the server logs")
	as      = flag.String("attack", "", "be the attacker of this name")
	target  = flag.String("url", "", "that the attacker attacks")
)

// What must hold during every attack.
const (
	memoryLimit   = 2 << 30 // where the server is ended
	memoryAllowed = 600 << 20
	letInWithin   = 5 * time.Second
	slowest       = 100 * time.Millisecond // p99 that is never too slow
	slower        = 3                      // times as slow as in peace
)

func main() {
	flag.Parse()
	switch {
	case *list:
		for _, a := range attacks {
			fmt.Printf("%-14s %s\n", a.name, a.what)
		}
	case *as != "":
		beAttacker()
	default:
		if failed := run(); len(failed) > 0 {
			fmt.Println("FAILED:", strings.Join(failed, ", "))
			os.Exit(1)
		}
	}
}

// run runs the attacks that are asked for and returns the names of those that
// did what none must do.
func run() (failed []string) {
	if err := filelimit.Raise(16_000); err != nil {
		fmt.Println(err)
	}
	names := strings.Split(*only, ",")
	found := 0
	for _, a := range attacks {
		if *only != "" && !slices.Contains(names, a.name) {
			continue
		}
		found++
		r, err := runOne(a)
		if err != nil {
			fmt.Printf("%s: %v\n", a.name, err)
			failed = append(failed, a.name)
			continue
		}
		if !r.print(a.name) {
			failed = append(failed, a.name)
		}
	}
	if found == 0 || *only != "" && found != len(names) {
		fmt.Println("some of these attacks do not exist; see -list")
		failed = append(failed, *only)
	}
	return failed
}

// runOne attacks a fresh server.
func runOne(a attack) (*result, error) {
	p, err := serverprocess.New()
	if err != nil {
		return nil, err
	}
	defer p.Remove()
	// A quarter of a machine of 2 GiB, which the server would take by itself.
	p.Args = []string{"--memory", "512MiB", "--trusted-proxy", "127.0.0.1"}
	p.Env = []string{"GOMAXPROCS=2"}
	if *verbose {
		defer func() { fmt.Println(p.Log()) }()
	}
	if err := p.Start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := watchMemory(ctx, p)
	everybody, err := newPair(ctx, p.Realtime())
	if err != nil {
		return nil, fmt.Errorf("the honest pair: %w", err)
	}
	defer everybody.close()
	r := &result{}
	before := everybody.edit(*quiet)
	visits := newVisitors(p.Realtime())
	if err := visits.visit(); err != nil { // they have been here before, as most who come
		return nil, fmt.Errorf("a visitor in peace: %w", err)
	}
	hostile, err := startAttacker(a.name, p.Realtime())
	if err != nil {
		return nil, err
	}
	length := time.Duration(float64(time.Second) * max(*seconds, a.atLeast))
	visits.start(ctx)
	during := everybody.edit(length)
	r.visitors, r.refused, r.slowestVisit = visits.stop()
	r.said = hostile.end()
	r.before, r.during = percentile(before.took, 0.99), percentile(during.took, 0.99)
	r.median = percentile(during.took, 0.5)
	r.lost = during.lost
	r.peak, r.alive = w.stop()
	return r, nil
}

// attacker is the process of an attacker.
type attacker struct {
	cmd   *exec.Cmd
	ready chan struct{} // closed when the preparations are over
	ended chan struct{}
	said  []string
}

// ready is what an attacker prints when it begins.
const ready = "ready"

// startAttacker starts this program as the attacker, and returns when it begins to
// attack.
func startAttacker(name, url string) (*attacker, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	a := &attacker{cmd: exec.Command(self, "-attack", name, "-url", url), ready: make(chan struct{}), ended: make(chan struct{})}
	out, err := a.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	a.cmd.Stderr = os.Stderr
	if err := a.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(a.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == ready {
				close(a.ready)
			} else {
				a.said = append(a.said, lines.Text())
			}
		}
		a.cmd.Wait()
	}()
	select {
	case <-a.ready:
	case <-a.ended:
		return nil, fmt.Errorf("the attacker ended: %s", strings.Join(a.said, "; "))
	case <-time.After(2 * time.Minute):
		a.end()
		return nil, fmt.Errorf("the attacker is not ready after two minutes: %s", strings.Join(a.said, "; "))
	}
	return a, nil
}

// end ends the attack and returns what the attacker has to say.
func (a *attacker) end() string {
	a.cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(5*time.Second, func() { a.cmd.Process.Kill() })
	defer late.Stop()
	<-a.ended
	return strings.Join(a.said, "; ")
}
