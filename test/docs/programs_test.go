package docs

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var block = regexp.MustCompile("(?s)```([a-z]+)\n(.*?)```")

// snippets returns what a page of docs/ shows in a language.
func snippets(t *testing.T, page, language string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range block.FindAllStringSubmatch(string(text), -1) {
		if m[1] == language {
			all = append(all, m[2])
		}
	}
	if len(all) == 0 {
		t.Fatalf("docs/%s shows nothing in %s", page, language)
	}
	return all
}

// serving builds the program into dir and has it serve there; it returns where the program is
// and at which address it serves.
func serving(t *testing.T, dir string, flags ...string) (program, address string) {
	t.Helper()
	program = filepath.Join(dir, "bin", "convergence")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/convergence").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	server := exec.Command(program, append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)
	server.Dir = dir
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := regexp.MustCompile(`listening on http://(\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			return program, m[1]
		}
	}
	t.Fatal("the server does not say where it listens")
	return "", ""
}

// unindented returns lines without what they begin with.
func unindented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// TestGoOfPrograms expects what is shown in Go to be part of an example, which is run by the
// tests of its package.
func TestGoOfPrograms(t *testing.T) {
	var examples []string
	for _, file := range []string{"pkg/server/example_test.go", "pkg/client/native/example_robot_test.go"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "// Output:") {
			t.Errorf("the examples of %s are not run", file)
		}
		examples = append(examples, unindented(string(text)))
	}
	for _, s := range snippets(t, "programs.md", "go") {
		if s = unindented(s); !strings.Contains(examples[0], s) && !strings.Contains(examples[1], s) {
			t.Errorf("this is in no example:\n%s", s)
		}
	}
}

// TestCommandsOfPrograms runs the commands beside a server, in a directory of their own.
func TestCommandsOfPrograms(t *testing.T) {
	dir := t.TempDir()
	program, address := serving(t, dir)
	for _, s := range snippets(t, "programs.md", "sh") {
		c := exec.Command("bash", "-euo", "pipefail", "-c", strings.ReplaceAll(s, "localhost:8000", address))
		c.Dir = dir
		c.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"))
		said, err := c.CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s\n%s", err, s, said)
		}
		if strings.Contains(s, "curl") && !strings.Contains(string(said), `"text":"Hello"`) {
			t.Errorf("%s\n%s", s, said)
		}
	}
}

// TestJavaScriptOfPrograms verifies calls with what is shown for that: one that is signed, and
// others.
func TestJavaScriptOfPrograms(t *testing.T) {
	shown := snippets(t, "programs.md", "js")
	if len(shown) != 1 {
		t.Fatalf("%d snippets", len(shown))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "verified.mjs"), []byte(shown[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	key := []byte("0123456789abcdef0123456789abcdef")
	secret := "whsec_" + base64.StdEncoding.EncodeToString(key)
	signed := func(key []byte, id string, at time.Time, body string) string {
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
		return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	now, old := time.Now(), time.Now().Add(-time.Hour)
	const body = `{"type":"chat.message","data":{"text":"😀"}}`
	right := signed(key, "msg_1", now, body)
	for _, c := range []struct {
		what, id  string
		at        time.Time
		signature string
		says      string
	}{
		{"a call of the server", "msg_1", now, right, "chat.message"},
		{"one of two signatures", "msg_1", now, "v1,AAAA " + right, "chat.message"},
		{"another id", "msg_2", now, right, "the signature is wrong"},
		{"another key", "msg_1", now, signed([]byte("another"), "msg_1", now, body), "the signature is wrong"},
		{"another body", "msg_1", now, signed(key, "msg_1", now, body+" "), "the signature is wrong"},
		{"no signature", "msg_1", now, "", "the signature is wrong"},
		{"an old call", "msg_1", old, signed(key, "msg_1", old, body), "not of now"},
	} {
		script := fmt.Sprintf(`import { verified } from './verified.mjs';
			try {
				console.log(verified(%q, { 'webhook-id': %q, 'webhook-timestamp': '%d', 'webhook-signature': %q }, Buffer.from(%q)).type);
			} catch (e) { console.log(e.message); }`, secret, c.id, c.at.Unix(), c.signature, body)
		node := exec.Command("node", "--input-type=module", "-e", script)
		node.Dir = dir
		said, err := node.CombinedOutput()
		if err != nil || !strings.Contains(string(said), c.says) {
			t.Errorf("%s: %v %s", c.what, err, said)
		}
	}
}
