package cluster

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

// proxy runs HAProxy with the configuration of deploy/compose in front of the nodes until the test
// ends, and returns its address. Where it is not installed the test is skipped.
func (w *world) proxy(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("haproxy")
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/haproxy")
	}
	if err != nil {
		t.Skip("SKIP: HAProxy is not installed")
	}
	root, err := serverprocess.Root()
	must(t, err)
	text, err := os.ReadFile(filepath.Join(root, "deploy/compose/haproxy.cfg"))
	must(t, err)
	addr, err := serverprocess.FreeAddr()
	must(t, err)
	config := string(text)
	for i, name := range []string{"one", "two", "three"} {
		config = strings.ReplaceAll(config, " "+name+":8000", " "+w.nodes[i].Addr)
	}
	config = strings.ReplaceAll(config, "bind :8000", "bind "+addr)
	file := filepath.Join(t.TempDir(), "haproxy.cfg")
	must(t, os.WriteFile(file, []byte(config), 0o600))
	if out, err := exec.Command(program, "-c", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("the configuration: %v\n%s", err, out)
	}
	c := exec.Command(program, "-db", "-f", file)
	must(t, c.Start())
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	within(t, 10*time.Second, "the proxy has found the nodes", func() bool { return status(t, addr, "/ready") == 200 })
	return addr
}
