// Package deploy tries what the directory has for those who run a server.
package deploy

import (
	"context"
	"debug/elf"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// instruction returns the arguments of instructions of the container file.
func instruction(t *testing.T, name string) (all []string) {
	t.Helper()
	text, err := os.ReadFile("container/Containerfile")
	must(t, err)
	for _, found := range regexp.MustCompile(`(?m)^`+name+` (.+)$`).FindAllStringSubmatch(string(text), -1) {
		all = append(all, found[1])
	}
	if len(all) == 0 {
		t.Fatalf("the container file has no %s", name)
	}
	return all
}

// words returns the words of a list as the container file writes it.
func words(list string) (all []string) {
	for _, found := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(list, -1) {
		all = append(all, found[1])
	}
	return all
}

// build builds the program with the command of the container file.
func build(t *testing.T, to string) {
	t.Helper()
	for _, run := range instruction(t, "RUN") {
		if strings.Contains(run, "go build") {
			c := exec.Command("sh", "-c", strings.ReplaceAll(run, "/out/convergence", to))
			c.Dir = ".."
			out, err := c.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s", run, err, out)
			}
			return
		}
	}
	t.Fatal("the container file builds nothing")
}

// TestContainer runs the program as the container file does, which needs no container: as
// its user, with its variables, in a directory tree with nothing but what it copies.
func TestContainer(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may give a process another user and another root directory")
	}
	root := t.TempDir()
	must(t, os.Chmod(filepath.Dir(root), 0o755))
	must(t, os.Chmod(root, 0o755))
	program := filepath.Join(root, "convergence")
	build(t, program)
	must(t, os.Chmod(program, 0o755))
	must(t, os.Mkdir(filepath.Join(root, "client"), 0o755))
	data := filepath.Join(root, "data")
	must(t, os.Mkdir(data, 0o700))
	var user, group uint32
	if _, err := fmt.Sscanf(instruction(t, "USER")[0], "%d:%d", &user, &group); err != nil || user == 0 || group == 0 {
		t.Fatalf("the user is %v", instruction(t, "USER"))
	}
	must(t, os.Chown(data, int(user), int(group)))

	binary, err := elf.Open(program)
	must(t, err)
	defer binary.Close()
	for _, p := range binary.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the program needs a loader, which is not in the container")
		}
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	port := fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
	listener.Close()
	command := func(args []string) *exec.Cmd {
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "8000", port)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		t.Cleanup(cancel)
		c := exec.CommandContext(ctx, args[0], args[1:]...)
		c.Path, c.Err, c.Dir = args[0], nil, instruction(t, "WORKDIR")[1]
		c.Env = strings.Fields(strings.ReplaceAll(instruction(t, "ENV")[0], "8000", port))
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: user, Gid: group}}
		return c
	}
	health := words(instruction(t, "HEALTHCHECK")[0])
	if out, err := command(health).CombinedOutput(); err == nil {
		t.Errorf("a server that does not run is well: %s", out)
	}
	server := command(append(words(instruction(t, "ENTRYPOINT")[0]), words(instruction(t, "CMD")[0])...))
	var log strings.Builder
	server.Stdout, server.Stderr = &log, &log
	must(t, server.Start())
	var out []byte
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if out, err = command(health).CombinedOutput(); err == nil {
			break
		}
	}
	if err != nil || !strings.Contains(string(out), `"ready"`) {
		t.Errorf("the health check: %v, %s", err, out)
	}
	entry := words(instruction(t, "ENTRYPOINT")[0])[0]
	for _, args := range [][]string{{entry, "domain", "add", "space/one"}, {entry, "backup", "/data/backups"}, {entry, "verify"}} {
		if out, err := command(args).CombinedOutput(); err != nil {
			t.Errorf("%v in the container: %v, %s", args, err, out)
		}
	}
	must(t, server.Process.Signal(syscall.SIGTERM))
	if err := server.Wait(); err != nil {
		t.Errorf("the server ends with %v\n%s", err, &log)
	}
}

// TestUnits has systemd look at the units: whether they are right, and how much they give
// away, of 100.
func TestUnits(t *testing.T) {
	const most = 25
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not there")
	}
	units, err := filepath.Glob("systemd/*")
	must(t, err)
	dir := t.TempDir()
	for _, path := range units {
		text, err := os.ReadFile(path)
		must(t, err)
		// The program is not installed here.
		text = []byte(strings.ReplaceAll(string(text), "/usr/local/bin/convergence", "/bin/true"))
		must(t, os.WriteFile(filepath.Join(dir, filepath.Base(path)), text, 0o644))
	}
	for _, path := range units {
		unit := filepath.Join(dir, filepath.Base(path))
		if out, err := exec.Command(analyze, "verify", "--man=no", unit).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", path, err, out)
		}
		if filepath.Ext(path) != ".service" {
			continue
		}
		out, err := exec.Command(analyze, "security", "--offline=true", "--no-pager", fmt.Sprint("--threshold=", most), unit).CombinedOutput()
		last := out[strings.LastIndex(strings.TrimSpace(string(out)), "\n")+1:]
		if err != nil {
			t.Errorf("%s: %v: %s", path, err, out)
		}
		t.Logf("%s: %s", path, last)
	}
}
