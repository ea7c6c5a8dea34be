package server_test

import (
	"context"
	"flag"
	"fmt"
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
	benchActivity  = flag.Bool("bench-activity", false, "measure many cursors in one activity and print figures")
	activityPeople = flag.Int("activity-sessions", 200, "sessions of -bench-activity")
	activityTime   = flag.Duration("activity-time", 10*time.Second, "how long -bench-activity measures")
)

// TestBenchActivity has many sessions move a cursor in one activity 20 times a
// second, against a server process of its own, and prints what that costs it.
// One of them reads what comes; the others throw it away, so that the machine's
// time goes to the server.
func TestBenchActivity(t *testing.T) {
	if !*benchActivity {
		t.Skip("needs -bench-activity")
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
	for range *activityPeople {
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
	var sent atomic.Int64
	var wait sync.WaitGroup
	begin := time.Now()
	for i, c := range all {
		wait.Go(func() {
			time.Sleep(pace * time.Duration(i) / time.Duration(len(all)))
			tick := time.NewTicker(pace)
			defer tick.Stop()
			for n := 0; !stop.Load(); n++ {
				<-tick.C
				at := float64(time.Since(begin).Microseconds())
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
	wait.Go(func() {
		for e := range all[0].in {
			if m, ok := e.Message.(*protocol.ActivityStateUpdated); ok {
				cursor, _ := m.Set["cursor"].(map[string]protocol.JSON)
				at, _ := cursor["at"].(float64)
				delays = append(delays, time.Since(begin)-time.Duration(at)*time.Microsecond)
				news++
			}
			if stop.Load() {
				return
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
	time.Sleep(*activityTime)
	took := time.Since(at).Seconds()
	used := cpuOf(t, server.Process.Pid) - cpu
	count = sent.Load() - count
	memory, err := p.Memory()
	must(t, err)
	stop.Store(true)
	wait.Wait()
	slices.Sort(delays)
	figure := func(name string, value float64, unit string) {
		fmt.Printf("figure activity.%s %.1f %s\n", name, value, unit)
	}
	figure("sessions", float64(len(all)), "sessions")
	figure("updates_per_second", float64(count)/took, "1/s")
	figure("cpu_percent", 100*used.Seconds()/took, "%")
	figure("cpu_per_delivery.ns", float64(used.Nanoseconds())/(float64(count)*float64(len(all)-1)), "ns")
	figure("heard_percent", 100*float64(news)/(float64(sent.Load())*float64(len(all)-1)/float64(len(all))), "%")
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
