package server_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

var (
	benchActivity  = flag.Bool("bench-activity", false, "measure many cursors in one activity and print figures; without, a tenth of the sessions move for a second")
	activityPeople = flag.Int("activity-sessions", 200, "sessions of -bench-activity")
	activityTime   = flag.Duration("activity-time", 10*time.Second, "how long -bench-activity measures")
)

// TestBenchActivity has many sessions move a cursor in one activity 20 times a
// second, against a server process of its own, and prints what that costs it.
// One of them reads what comes; the others throw it away, so that the machine's
// time goes to the server. Whatever the machine is worth, nobody is closed, the
// one who reads gets at most one message for each pace of the server, and it
// knows the last position of everybody in the end.
func TestBenchActivity(t *testing.T) {
	people, span := *activityPeople, *activityTime
	if !*benchActivity {
		people, span = people/10, time.Second
	}
	const pace = 50 * time.Millisecond
	p, err := serverprocess.New()
	must(t, err)
	defer p.Remove()
	p.Binary = filepath.Join(t.TempDir(), "convergence")
	root, err := serverprocess.Root()
	must(t, err)
	build := exec.Command("go", "build", "-o", p.Binary, "./cmd/convergence")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var server *exec.Cmd
	p.Launch = func(cmd *exec.Cmd) (<-chan struct{}, error) {
		server = cmd
		done := make(chan struct{})
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		go func() { cmd.Wait(); close(done) }()
		return done, nil
	}
	must(t, p.Start())
	s := &testServer{t: t, url: strings.Replace(p.Realtime(), "http", "ws", 1)}

	var all []*client
	var resources []uint32
	join := &protocol.ActivityJoinRequest{ActivityName: draw, Create: &protocol.ActivityCreation{Roles: worldRoles(everyRole...)}}
	for range people {
		c := s.connect("")
		id := c.ask(join)
		for {
			if e := c.receive(); e.Response == id {
				resources = append(resources, e.Message.(*protocol.ActivityJoinResponse).Resource)
				break
			}
		}
		all = append(all, c)
	}
	var stop atomic.Bool
	var sent, messages atomic.Int64
	var wait, reading sync.WaitGroup
	last := make(map[string]float64) // when the last update of each session was made, after wait
	var noting sync.Mutex
	counting := func([]byte) { messages.Add(1) }
	all[0].bytes.Store(&counting)
	begin := time.Now()
	for i, c := range all {
		wait.Go(func() {
			time.Sleep(pace * time.Duration(i) / time.Duration(len(all)))
			tick := time.NewTicker(pace)
			defer tick.Stop()
			at := 0.0
			defer func() {
				noting.Lock()
				defer noting.Unlock()
				last[c.session] = at
			}()
			for n := 0; !stop.Load(); n++ {
				<-tick.C
				at = float64(time.Since(begin).Microseconds())
				data, _ := protocol.Encode(0, 0, &protocol.ActivityUpdateState{Resource: resources[i], Set: values{
					"cursor": map[string]protocol.JSON{"x": float64(n % 1920), "y": float64(n % 1080), "at": at}}})
				if c.socket.Write(context.Background(), websocket.MessageBinary, data) != nil {
					return
				}
				sent.Add(1)
			}
		})
	}
	var delays []time.Duration
	news := 0
	heard := make(map[string]float64)
	var complete atomic.Bool
	reading.Go(func() {
		for e := range all[0].in {
			if m, ok := e.Message.(*protocol.ActivityStateUpdated); ok {
				cursor, _ := m.Set["cursor"].(map[string]protocol.JSON)
				at, _ := cursor["at"].(float64)
				heard[m.SessionID] = at
				delays = append(delays, time.Since(begin)-time.Duration(at)*time.Microsecond)
				news++
			}
			if e.Body == protocol.BodyServerTimeResponse {
				noting.Lock()
				delete(last, all[0].session) // of what it did itself it is not told
				done := maps.Equal(heard, last)
				noting.Unlock()
				if done {
					complete.Store(true)
					return
				}
			}
		}
	})
	for _, c := range all[1:] {
		c.deaf.Store(true)
		go func() {
			for range c.in {
			}
		}()
	}
	time.Sleep(time.Second) // to warm up
	cpu, count, at := cpuOf(t, server.Process.Pid), sent.Load(), time.Now()
	time.Sleep(span)
	took := time.Since(at).Seconds()
	used := cpuOf(t, server.Process.Pid) - cpu
	count = sent.Load() - count
	memory, err := p.Memory()
	must(t, err)
	stop.Store(true)
	wait.Wait()
	lasted := time.Since(begin)
	for end := time.Now().Add(patience); !complete.Load(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the reader does not know the last positions of all %d sessions", len(last))
		}
		all[0].ask(&protocol.ServerTimeRequest{})
	}
	reading.Wait()
	for i, c := range all {
		select {
		case err := <-c.closed:
			t.Errorf("session %d was closed: %v", i, err)
		default:
		}
	}
	// One message for each pace, and some for joining and the end.
	if most := int64(lasted/(20*time.Millisecond)) + int64(len(all)) + 50; messages.Load() > most {
		t.Errorf("the reader got %d messages in %v, more than %d", messages.Load(), lasted, most)
	}
	if !*benchActivity {
		return
	}
	slices.Sort(delays)
	figure := func(name string, value float64, unit string) {
		fmt.Printf("figure activity.%s %.1f %s\n", name, value, unit)
	}
	figure("sessions", float64(len(all)), "sessions")
	figure("updates_per_second", float64(count)/took, "1/s")
	figure("cpu_percent", 100*used.Seconds()/took, "%")
	figure("cpu_per_delivery.ns", float64(used.Nanoseconds())/(float64(count)*float64(len(all)-1)), "ns")
	figure("heard_percent", 100*float64(news)/(float64(sent.Load())*float64(len(all)-1)/float64(len(all))), "%")
	figure("messages_per_second", float64(messages.Load())/lasted.Seconds(), "1/s")
	figure("updates_per_message", float64(news)/float64(messages.Load()), "updates")
	figure("delay_median.ms", float64(delays[len(delays)/2].Microseconds())/1000, "ms")
	figure("delay_99.ms", float64(delays[len(delays)*99/100].Microseconds())/1000, "ms")
	figure("memory.mb", float64(memory)/(1<<20), "MB")
}

// cpuOf returns the processor time of a process. Linux only.
func cpuOf(t *testing.T, pid int) time.Duration {
	t.Helper()
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	must(t, err)
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	user, err := strconv.Atoi(fields[11])
	must(t, err)
	system, err := strconv.Atoi(fields[12])
	must(t, err)
	return time.Duration(user+system) * 10 * time.Millisecond
}
