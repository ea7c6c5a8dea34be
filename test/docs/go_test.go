package docs

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestGoPage does what docs/go.md says: the first commands where the repository is, the others
// in an empty folder beside it, with a server, until the program prints what it should.
func TestGoPage(t *testing.T) {
	dir := t.TempDir()
	_, address := serving(t, dir, "--dev")
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(repository, filepath.Join(dir, "convergence")); err != nil {
		t.Fatal(err)
	}
	commands, program := snippets(t, "go.md", "sh"), snippets(t, "go.md", "go")
	if len(commands) != 3 || len(program) != 1 {
		t.Fatalf("docs/go.md has %d commands and %d programs", len(commands), len(program))
	}
	run := func(where, script string) {
		c := exec.Command("bash", "-euo", "pipefail", "-c", script)
		c.Dir = where
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, script, out)
		}
	}
	run(repository, commands[0])
	run(dir, commands[1])
	folder := filepath.Join(dir, "reader")
	text := strings.ReplaceAll(program[0], "localhost:8000", address)
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(folder, strings.Replace(commands[2], "go run .", "go build -o reader .", 1)) // built, so that it can be interrupted

	reader := exec.Command(filepath.Join(folder, "reader"))
	reader.Stderr = os.Stderr
	out, err := reader.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Start(); err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(20*time.Second, func() { reader.Process.Kill() }).Stop() // one that prints nothing
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "Oh! Hello\n" {
		t.Errorf("it prints %q, %v", line, err)
	}
	if err := reader.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := reader.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}
