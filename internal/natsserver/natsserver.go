// Package natsserver runs a server of NATS for tests. It is built from its Go module, as
// tools/go.mod has it.
package natsserver

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

// Server is a server of NATS that can be stopped and started again at its address.
type Server struct {
	Addr    string
	program string
	process *exec.Cmd
}

// Needed is the variable with which a test fails where the server cannot be built, rather than
// being skipped.
const Needed = "NATS_NEEDED"

// ForTest builds a server and starts it until the test ends, or skips the test.
func ForTest(t *testing.T) *Server {
	t.Helper()
	s := &Server{program: Program(t)}
	var err error
	if s.Addr, err = serverprocess.FreeAddr(); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

// Program builds the program and returns where it is, or skips the test.
func Program(t *testing.T) string {
	t.Helper()
	program, err := build()
	if err != nil {
		if os.Getenv(Needed) != "" {
			t.Fatal(err)
		}
		t.Skipf("SKIP NATS: %v", err)
	}
	return program
}

func build() (string, error) {
	root, err := serverprocess.Root()
	if err != nil {
		return "", err
	}
	program := filepath.Join(root, "build/bin/nats-server")
	build := exec.Command("go", "build", "-o", program, "github.com/nats-io/nats-server/v2")
	build.Dir = filepath.Join(root, "tools")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("nats-server cannot be built: %w\n%s", err, out)
	}
	return program, nil
}

// URL is the address for clients.
func (s *Server) URL() string { return "nats://" + s.Addr }

// Start starts it, and returns when it listens.
func (s *Server) Start() error {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	s.process = exec.Command(s.program, "--addr", host, "--port", port)
	if err := s.process.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", s.Addr); err == nil {
			return c.Close()
		}
		if time.Now().After(end) {
			s.Kill()
			return errors.New("nats-server does not listen")
		}
	}
}

// PID is that of the process.
func (s *Server) PID() int { return s.process.Process.Pid }

// Kill ends it as a crash does.
func (s *Server) Kill() {
	s.process.Process.Kill()
	s.process.Wait()
}
