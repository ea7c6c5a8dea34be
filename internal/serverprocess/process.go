// Package serverprocess runs the real server binary for tests that kill it.
package serverprocess

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Process is a server with a port and a data directory that outlive its runs.
type Process struct {
	Binary string
	Addr   string // host:port
	Data   string
	Args   []string // more arguments of serve
	Env    []string // more variables
	// Launch, if not nil, starts a command in a way of its own and returns what
	// is closed when it has ended.
	Launch func(*exec.Cmd) (<-chan struct{}, error)

	cmd  *exec.Cmd
	done <-chan struct{}
	log  tail
}

// New chooses a free port and makes an empty data directory. The binary is
// bin/convergence below the module's root, which make server builds.
func New() (*Process, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	addr, err := FreeAddr()
	if err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp("", "convergence-test-")
	if err != nil {
		return nil, err
	}
	return &Process{Binary: filepath.Join(root, "bin/convergence"), Addr: addr, Data: data}, nil
}

// FreeAddr returns an address of this machine at which nobody listens yet.
func FreeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// Root returns the root of the module around the working directory.
func Root() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("the working directory is not within the module")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

func start(cmd *exec.Cmd) (<-chan struct{}, error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }()
	return done, nil
}

func (p *Process) command() *exec.Cmd {
	args := append([]string{"serve", "--dev", "--addr", p.Addr, "--data", p.Data}, p.Args...)
	cmd := exec.Command(p.Binary, args...)
	cmd.Env = append(os.Environ(), p.Env...)
	cmd.Stdout, cmd.Stderr = &p.log, &p.log
	return cmd
}

// Start runs the server and returns when it answers /health.
func (p *Process) Start() error {
	launch := p.Launch
	if launch == nil {
		launch = start
	}
	cmd := p.command()
	done, err := launch(cmd)
	if err != nil {
		return err
	}
	p.cmd, p.done = cmd, done
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		select {
		case <-p.done:
			return fmt.Errorf("the server exited at its start:\n%s", p.Log())
		default:
		}
		if r, err := http.Get("http://" + p.Addr + "/health"); err == nil {
			r.Body.Close()
			return nil
		}
		if time.Now().After(end) {
			p.Kill()
			return fmt.Errorf("the server does not answer:\n%s", p.Log())
		}
	}
}

// Kill ends the process as a crash would.
func (p *Process) Kill() { p.end(syscall.SIGKILL, time.Minute) }

// Stop ends the process in the orderly way.
func (p *Process) Stop() { p.end(syscall.SIGTERM, 20*time.Second) }

// Signal sends the process a signal, such as SIGSTOP.
func (p *Process) Signal(s os.Signal) error { return p.cmd.Process.Signal(s) }

func (p *Process) end(s os.Signal, patience time.Duration) {
	if p.done == nil {
		return
	}
	p.cmd.Process.Signal(s)
	select {
	case <-p.done:
	case <-time.After(patience):
		p.cmd.Process.Kill()
		<-p.done
	}
}

// Exited is closed when the process has ended.
func (p *Process) Exited() <-chan struct{} { return p.done }

// Remove kills the process and deletes its data.
func (p *Process) Remove() {
	p.Kill()
	os.RemoveAll(p.Data)
}

// Realtime returns the URL of the domain that --dev makes.
func (p *Process) Realtime() string { return Realtime(p.Addr) }

// Realtime returns the URL of the domain that --dev makes, at another address
// such as a proxy's.
func Realtime(addr string) string { return "http://" + addr + "/api/realtime/convergence/default" }

// Memory returns the resident memory of the process, bytes. Linux only.
func (p *Process) Memory() (int64, error) {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			kb, err := strconv.ParseInt(f[1], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmRSS")
}

// PID is that of the process that runs.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Log returns the last of what the process has written.
func (p *Process) Log() string {
	p.log.mu.Lock()
	defer p.log.mu.Unlock()
	return p.log.b.String()
}

// tail keeps the last few KB that were written to it.
type tail struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b.Write(data)
	if over := t.b.Len() - 32<<10; over > 0 {
		t.b.Next(over)
	}
	return len(data), nil
}
