package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// ready returns what /ready says.
func ready(t *testing.T, p *serverprocess.Process) (int, string) {
	t.Helper()
	r, err := http.Get("http://" + p.Addr + "/ready")
	must(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	must(t, err)
	return r.StatusCode, string(body)
}

// becomes waits until /ready says something.
func becomes(t *testing.T, p *serverprocess.Process, want int) string {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		code, body := ready(t, p)
		if code == want {
			return body
		}
		if time.Now().After(end) {
			t.Fatalf("/ready goes on to say %d %s, and not %d\n%s", code, body, want, p.Log())
		}
	}
}

// TestDatabaseGoesAway edits with three clients while the database is stopped, crashes and
// comes back, and while the server is killed: the clients are as offline for as long, and in
// the end everybody has every edit once, and so has the database.
func TestDatabaseGoesAway(t *testing.T) {
	database := pgserver.ForTest(t)
	p, err := serverprocess.New()
	must(t, err)
	p.Binary, p.Args = program, []string{"--store", database.URL("")}
	must(t, p.Start())
	t.Cleanup(p.Remove)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	becomes(t, p, http.StatusOK)

	data, err := native.Value(map[string]any{"list": []any{}})
	must(t, err)
	options := client.DefaultOptions()
	options.ReconnectIntervals = []time.Duration{100 * time.Millisecond}
	var models []*native.Model
	for range 3 {
		d, err := native.Connect(ctx, p.Realtime(), native.Options{Username: "demo", Password: "demo", Client: &options})
		must(t, err)
		t.Cleanup(d.Close)
		m, err := d.AutoCreate(ctx, "m", client.Creation{Collection: "c", Data: data})
		must(t, err)
		models = append(models, m)
	}
	edits := make([]int, len(models))
	stop := make(chan struct{})
	var editing sync.WaitGroup
	for i, m := range models {
		editing.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(10 * time.Millisecond):
				}
				if err := m.Element().At("list").InsertEntry(0, fmt.Sprint(i, " ", edits[i])); err != nil {
					t.Error(err)
					return
				}
				edits[i]++
			}
		})
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		time.Sleep(time.Second)
		must(t, database.Stop(signal))
		if says := becomes(t, p, http.StatusServiceUnavailable); !strings.Contains(says, "failing") || !strings.Contains(says, "store") {
			t.Errorf("without the database, /ready says %s", says)
		}
		time.Sleep(time.Second)
		must(t, database.Run())
		becomes(t, p, http.StatusOK)
	}
	time.Sleep(time.Second)
	p.Kill()
	must(t, p.Start())
	becomes(t, p, http.StatusOK)
	time.Sleep(time.Second)
	close(stop)
	editing.Wait()
	for i, m := range models {
		if err := m.Committed(ctx); err != nil {
			t.Fatalf("client %d: %v\n%s", i, err, p.Log())
		}
	}
	fresh, err := native.Connect(ctx, p.Realtime(), native.Options{Username: "demo", Password: "demo"})
	must(t, err)
	t.Cleanup(fresh.Close)
	m, err := fresh.Open(ctx, "m")
	must(t, err)
	all, _ := m.Element().At("list").Value().([]any)
	count := make(map[string]int)
	for _, x := range all {
		count[x.(string)]++
	}
	total := 0
	for i, n := range edits {
		total += n
		for e := range n {
			if c := count[fmt.Sprint(i, " ", e)]; c != 1 {
				t.Errorf("edit %d of client %d is there %d times", e, i, c)
			}
		}
	}
	if len(all) != total || total < 100 {
		t.Errorf("there are %d entries of %d edits", len(all), total)
	}
	for i, m := range models {
		for !reflect.DeepEqual(m.Element().At("list").Value(), any(all)) {
			select {
			case <-time.After(50 * time.Millisecond):
			case <-ctx.Done():
				t.Fatalf("client %d does not come to what there is", i)
			}
		}
	}
	p.Stop()
	// The log has as many operations as its model has versions, one after the other.
	says, err := database.SQL(`SELECT (SELECT version - 1 FROM convergence_domain_1.models), (SELECT sum(count) FROM convergence_domain_1.log),
		(SELECT count(*) FROM (SELECT version, lag(version + count) OVER (ORDER BY version) AS before FROM convergence_domain_1.log) AS l WHERE before <> version)`)
	if want := fmt.Sprintf("%d|%d|0", total, total); err != nil || says != want {
		t.Errorf("the log has %s, %v; want %s", says, err, want)
	}
	t.Log(total, "edits")
}

// TestStoreAddress expects addresses that do not work to say what to do, and never to show the
// password.
func TestStoreAddress(t *testing.T) {
	for address, says := range map[string]string{
		"postgres://u:secret@127.0.0.1:1/d":                   "the database cannot be reached",
		"postgres://u:secret@h:port/d":                        "cannot be read: write postgres://USER:PASSWORD@HOST:PORT/DATABASE",
		"postgres://u:sec%ret@h/d":                            "%XX",
		"postgres://u:secret@127.0.0.1:1/d?schema=A":          "lower-case letters",
		"postgres://u:secret@127.0.0.1:1/d?schema=a_domain_1": "domain within",
		"postgres://u:secret@127.0.0.1:1/d?pool_max_conns=1":  "needs 4 connections",
		"postgres://u:secret@127.0.0.1:1/d?sslmode=nonsense":  "sslmode",
		"mysql://u:secret@h/d":                                "has to begin with postgres://",
	} {
		said, err := convergence(t, "", "domain", "list", "--store", address)
		if err == nil || !strings.Contains(said, says) || strings.Contains(said, "secret") || strings.Contains(said, "sec%ret") {
			t.Errorf("%s: %v, %s", address, err, said)
		}
	}
	for _, args := range [][]string{{"backup", t.TempDir()}, {"restore", t.TempDir()}, {"verify"}} {
		if said, err := convergence(t, "", append(args, "--store", "postgres://u:secret@h/d")...); err == nil || !strings.Contains(said, "pg_") {
			t.Errorf("%v: %v, %s", args, err, said)
		}
	}
}

// TestStoreOnPostgres runs commands beside a server, and expects the wrong ones to say what
// to do.
func TestStoreOnPostgres(t *testing.T) {
	database := pgserver.ForTest(t, "fsync=off")
	address := database.URL("")
	expect := func(want string, args ...string) {
		t.Helper()
		said, err := convergence(t, "", append(args, "--store", address)...)
		if err == nil || !strings.Contains(said, want) {
			t.Errorf("%v: %v, %s; want %s", args, err, said, want)
		}
	}
	expect("there is no schema convergence", "domain", "list")
	c := serveProcess(t, t.TempDir(), "--dev", "--store", address)
	if first := strings.Join(c.lines, "\n"); !strings.Contains(first, "data in postgres://convergence@127.0.0.1") {
		t.Errorf("the server says %s", first)
	}
	t.Setenv(storeVariable, address) // as a flag
	if said := run(t, "domain", "add", "space/two"); !strings.Contains(said, "space/two") {
		t.Error(said)
	}
	must(t, os.Unsetenv(storeVariable))
	if said := run(t, "domain", "list", "--store", address); !strings.Contains(said, "convergence/default") || !strings.Contains(said, "space/two") {
		t.Error(said)
	}
	expect("another server uses this database", "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	expect("no server runs, stop it", "copy", address, t.TempDir())
	must(t, c.Process.Signal(syscall.SIGTERM))
	<-c.done
	done, err := database.SQL(`SELECT done FROM convergence.schema_steps`)
	must(t, err)
	_, err = database.SQL(`UPDATE convergence.schema_steps SET done = 1000`)
	must(t, err)
	expect("has version 1000, which is newer than this program", "domain", "list")
	_, err = database.SQL(`UPDATE convergence.schema_steps SET done = ` + done + `; ALTER SCHEMA convergence_domain_2 RENAME TO elsewhere`)
	must(t, err)
	expect("its data is missing", "user", "list", "--domain", "space/two")
}

// TestCopyCommand moves what a server has to a database and back, with a copy that is begun
// again, and serves it there.
func TestCopyCommand(t *testing.T) {
	database := pgserver.ForTest(t, "fsync=off")
	data, address, back := t.TempDir(), database.URL(""), t.TempDir()
	p := serveProcess(t, data, "--dev")
	c, answer := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	if answer.Success == nil {
		t.Fatal(answer.Failure)
	}
	state := c.open()
	for n := 1; n <= 5; n++ {
		c.send(0, 0, &protocol.OperationSubmission{Resource: state.Resource, First: uint64(n), Version: state.Version, Operations: []ot.Op{insert(n - 1)}})
	}
	for acknowledged := uint64(0); acknowledged < 5; {
		e, err := c.receive()
		must(t, err)
		if a, ok := e.Message.(*protocol.OperationAck); ok {
			acknowledged = a.First + uint64(a.Count) - 1
		}
	}
	if said, err := convergence(t, "", "copy", data, address); err == nil || !strings.Contains(said, "no server runs, stop it") {
		t.Errorf("beside a server: %v, %s", err, said)
	}
	must(t, p.Process.Signal(syscall.SIGTERM))
	<-p.done
	run(t, "domain", "add", "space/two", "--data", data)
	if said := run(t, "copy", data, address); !strings.Contains(said, "1 models with 5 operations") || !strings.Contains(said, "2 domains are in postgres://convergence@") {
		t.Errorf("copied: %s", said)
	}
	run(t, "domain", "remove", "space/two", "--yes", "--store", address)
	said := run(t, "copy", data, address)
	if !strings.Contains(said, "convergence/default is there already, and the same") || !strings.Contains(said, "space/two is copied") {
		t.Errorf("begun again: %s", said)
	}
	run(t, "group", "add", "more", "--domain", "space/two", "--store", address)
	if said, err := convergence(t, "", "copy", data, address); err == nil || !strings.Contains(said, "there is another one of this name") {
		t.Errorf("over another one: %v, %s", err, said)
	}
	if said, err := convergence(t, "", "copy", data, data+"/."); err == nil || !strings.Contains(said, "the same store") {
		t.Errorf("to itself: %v, %s", err, said)
	}
	run(t, "copy", address, back)
	run(t, "verify", "--data", back)
	for _, args := range [][]string{{"--store", address}, {"--data", back}} {
		where := t.TempDir()
		if args[0] == "--data" {
			where, args = back, nil
		}
		p := serveProcess(t, where, args...)
		c, answer := connect(t, p.url+"convergence/default", "demo", "demo", "j")
		if answer.Success == nil {
			t.Fatal(answer.Failure)
		}
		if text := textOf(t, c.open()).WTF8(); text != "abcde" {
			t.Errorf("served from %v, the model has %q", args, text)
		}
		must(t, p.Process.Signal(syscall.SIGTERM))
		<-p.done
	}
}
