package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestExportWhileServing exports a domain that is edited, and imports it beside it: whoever
// connects there finds what was acknowledged when the export began.
func TestExportWhileServing(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data, "--dev")
	c, answer := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	if answer.Success == nil {
		t.Fatal(answer.Failure)
	}
	state := c.open()
	sent := 0
	send := func(n int) {
		for range n {
			sent++
			c.send(0, 0, &protocol.OperationSubmission{Resource: state.Resource, First: uint64(sent), Version: state.Version, Operations: []ot.Op{insert(sent - 1)}})
		}
		for acknowledged := 0; acknowledged < n; {
			e, err := c.receive()
			must(t, err)
			if a, ok := e.Message.(*protocol.OperationAck); ok {
				acknowledged += a.Count
			}
		}
	}
	send(50)
	file := filepath.Join(t.TempDir(), "domain.jsonl.gz")
	said := run(t, "export", file, "--data", data)
	if !strings.Contains(said, "50 operations") {
		t.Errorf("exported, it says %s", said)
	}
	send(5)
	run(t, "import", file, "--domain", "convergence/copy", "--data", data)
	copied, answer := connect(t, p.url+"convergence/copy", "demo", "demo", "j")
	if answer.Success == nil {
		t.Fatal(answer.Failure)
	}
	if got := copied.open(); got.Version != 51 {
		t.Errorf("the copy is at version %d", got.Version)
	}
	for _, c := range []struct{ name, says string }{
		{"convergence/copy", "--replace"},
		{"convergence/copy --replace", "another server uses"},
		{"nothing", "NAMESPACE/DOMAIN"},
	} {
		args := append([]string{"import", file, "--data", data, "--domain"}, strings.SplitN(c.name, " ", 2)...)
		if said, err := convergence(t, "", args...); err == nil || !strings.Contains(said, c.says) {
			t.Errorf("%s: %v %s", c.name, err, said)
		}
	}
	must(t, p.Process.Signal(os.Interrupt))
	<-p.done
	run(t, "import", file, "--domain", "convergence/copy", "--replace", "--data", data)
	if said := run(t, "verify", data); !strings.Contains(said, "whole") {
		t.Error(said)
	}
}

// TestExportPipe sends a domain from one data directory to another one through a pipe, and
// refuses what is not complete.
func TestExportPipe(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	run(t, "domain", "add", "space/notes", "--data", from, "--anonymous")
	run(t, "group", "add", "editors", "--data", from)
	export := exec.Command(program, "export", "-", "--data", from)
	var told bytes.Buffer
	export.Stderr = &told
	text, err := export.Output()
	if err != nil || !strings.Contains(told.String(), "1 groups") {
		t.Fatalf("%v: %s", err, told.String())
	}
	if said, err := convergence(t, string(text[:len(text)-20]), "import", "-", "--data", to); err == nil || !strings.Contains(said, "not complete") || !strings.Contains(said, "line ") {
		t.Errorf("of half an archive: %v %s", err, said)
	}
	if said := run(t, "domain", "list", "--json", "--data", to); strings.TrimSpace(said) != "[]" {
		t.Errorf("half an archive leaves %s", said)
	}
	if said, err := convergence(t, string(text), "import", "-", "--data", to); err != nil {
		t.Error(said)
	}
	if said := run(t, "group", "list", "--data", to); !strings.Contains(said, "editors") {
		t.Errorf("the groups are %s", said)
	}
}

// TestImportKilled kills an import in its middle: the domain is not there, and can be
// imported afterwards.
func TestImportKilled(t *testing.T) {
	data := t.TempDir()
	run(t, "domain", "add", "space/notes", "--data", data)
	text, err := exec.Command(program, "export", "-", "--data", data).Output()
	must(t, err)
	lines := strings.SplitAfter(string(text), "\n")
	in := &bytes.Buffer{}
	in.WriteString(lines[0] + lines[1])
	for i := range 200_000 { // some seconds
		fmt.Fprintf(in, `{"type":"group","id":"%d","description":"","members":[]}`+"\n", i)
	}
	file := filepath.Join(t.TempDir(), "many.jsonl")
	zipped, err := os.Create(file)
	must(t, err)
	z := gzip.NewWriter(zipped)
	_, err = z.Write(in.Bytes())
	must(t, err)
	must(t, z.Close())
	must(t, zipped.Close())
	killed := exec.Command(program, "import", file, "--domain", "space/many", "--data", data)
	must(t, killed.Start())
	filling := filepath.Join(data, "importing", "domain.db")
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if info, err := os.Stat(filling); err == nil && info.Size() > 300_000 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nothing is imported")
		}
	}
	must(t, killed.Process.Kill())
	if killed.Wait() == nil {
		t.Fatal("the import has ended before it was killed")
	}
	if said := run(t, "domain", "list", "--data", data); strings.Contains(said, "many") {
		t.Errorf("half a domain is there: %s", said)
	}
	if said := run(t, "verify", data); !strings.Contains(said, "whole") {
		t.Error(said)
	}
	if said, err := convergence(t, string(text), "import", "-", "--domain", "space/many", "--data", data); err != nil {
		t.Error(said)
	}
	if _, err := os.Stat(filling); err == nil {
		t.Error("what was killed has left its file")
	}
}

// TestReplaceKilled kills imports that replace a domain, at any moment: the domain is what
// it was or what it becomes, with its settings.
func TestReplaceKilled(t *testing.T) {
	data := t.TempDir()
	file := func(group string, more ...string) string {
		path := filepath.Join(t.TempDir(), group+".jsonl")
		run(t, append([]string{"domain", "add", "space/" + group, "--data", data}, more...)...)
		for i := range 5 {
			run(t, "group", "add", fmt.Sprint(group, i), "--domain", "space/"+group, "--data", data)
		}
		run(t, "export", path, "--domain", "space/"+group, "--data", data)
		return path
	}
	files := []string{file("one"), file("other", "--anonymous")}
	run(t, "import", files[0], "--domain", "space/it", "--data", data)
	begun := time.Now()
	run(t, "import", files[0], "--domain", "space/it", "--replace", "--data", data)
	takes := time.Since(begun)
	for i := range 12 {
		c := exec.Command(program, "import", files[(i+1)%2], "--domain", "space/it", "--replace", "--data", data)
		must(t, c.Start())
		time.Sleep(takes * time.Duration(i) / 10)
		c.Process.Kill()
		c.Wait()
		groups := run(t, "group", "list", "--domain", "space/it", "--data", data)
		one, other := strings.Count(groups, "one"), strings.Count(groups, "other")
		open := strings.Contains(run(t, "domain", "list", "--json", "--data", data), `"name":"space/it","anonymous":true`)
		if one+other != 5 || one*other != 0 || open != (other == 5) {
			t.Fatalf("killed after %d tenths: anonymous %v, with\n%s", i, open, groups)
		}
	}
	run(t, "import", files[1], "--domain", "space/it", "--replace", "--data", data)
	if said := run(t, "verify", data); !strings.Contains(said, "whole") {
		t.Error(said)
	}
}

// TestTwoExportsToAFile has somebody write a file that another one is still writing: it is refused, and
// the first one's file is whole.
func TestTwoExportsToAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.jsonl")
	write := func(text string) func(io.Writer) error {
		return func(out io.Writer) error {
			_, err := io.WriteString(out, text)
			return err
		}
	}
	err := writeTo(file, nil, func(out io.Writer) error {
		if err := writeTo(file, nil, write("second")); err == nil || !strings.Contains(err.Error(), "somebody else") {
			t.Errorf("a second one at the same time: %v", err)
		}
		return write("first")(out)
	})
	must(t, err)
	if got, err := os.ReadFile(file); err != nil || string(got) != "first" {
		t.Errorf("the file is %q, %v", got, err)
	}
	must(t, writeTo(file, nil, write("third")))
	if err := writeTo(filepath.Dir(file), nil, write("fourth")); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("to a directory: %v", err)
	}
	if all, err := os.ReadDir(filepath.Dir(file)); err != nil || len(all) != 1 {
		t.Errorf("beside the file there are %v, %v", all, err)
	}
}
