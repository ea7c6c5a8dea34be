// Package pgserver runs PostgreSQL for tests: a cluster of its own in a directory of its own,
// which nobody else finds, with the programs that are installed on the machine.
package pgserver

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// ErrMissing is returned where PostgreSQL is not installed.
var ErrMissing = errors.New("PostgreSQL is not installed; install it with: apt-get install postgresql, or name the directory of its programs in POSTGRES_BIN")

// Server is a cluster that runs, or can run again.
type Server struct {
	dir, bin string
	port     int
	as       *syscall.Credential // whom its programs run as; nil: as this process
	options  []string
	process  *exec.Cmd
	ended    chan struct{}
	said     *bytes.Buffer
}

// Programs returns the directory of the newest programs of PostgreSQL, or ErrMissing.
func Programs() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(places, func(a, b string) int { return versionOf(b) - versionOf(a) })
	if named := os.Getenv("POSTGRES_BIN"); named != "" {
		places = []string{named}
	}
	if found, err := exec.LookPath("initdb"); err == nil {
		if found, err = filepath.EvalSymlinks(found); err == nil {
			places = append(places, filepath.Dir(found))
		}
	}
	for _, dir := range places {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	return "", ErrMissing
}

func versionOf(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

// Start makes a cluster in a new directory and starts it, with options such as fsync=off. The
// programs refuse to run as root: then they run as the user postgres, or nobody.
func Start(options ...string) (*Server, error) {
	bin, err := Programs()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, options: options}
	if s.dir, err = os.MkdirTemp("", "convergence-postgres-"); err != nil {
		return nil, err
	}
	if err := s.make(); err != nil {
		os.RemoveAll(s.dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) make() error {
	if os.Geteuid() == 0 {
		who, err := user.Lookup("postgres")
		if err != nil {
			if who, err = user.Lookup("nobody"); err != nil {
				return err
			}
		}
		uid, _ := strconv.Atoi(who.Uid)
		gid, _ := strconv.Atoi(who.Gid)
		s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.dir, uid, gid); err != nil {
			return err
		}
	}
	c := s.command("initdb", "--pgdata", s.data(), "--username", "convergence", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	return s.Run()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	return c
}

// Run starts the cluster after it was stopped, and returns when it takes connections.
func (s *Server) Run() error {
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="}
	for _, o := range s.options {
		args = append(args, "-c", o)
	}
	s.process, s.said, s.ended = s.command("postgres", args...), new(bytes.Buffer), make(chan struct{})
	s.process.Stdout, s.process.Stderr = s.said, s.said
	if err := s.process.Start(); err != nil {
		return err
	}
	process, ended := s.process, s.ended
	go func() {
		process.Wait()
		close(ended)
	}()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		select {
		case <-ended:
			return fmt.Errorf("postgres does not start:\n%s", s.said)
		default:
		}
		if s.command("pg_isready", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-d", "postgres", "-U", "convergence").Run() == nil {
			return nil
		}
		if time.Now().After(deadline) {
			s.Stop(syscall.SIGQUIT)
			return fmt.Errorf("postgres does not take connections:\n%s", s.said)
		}
	}
}

// Stop ends the cluster by a signal: SIGTERM waits for those who are connected, SIGINT does
// not, SIGQUIT ends it as a crash would.
func (s *Server) Stop(signal syscall.Signal) error {
	if err := s.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(30 * time.Second):
		return errors.New("postgres does not end")
	}
}

// Close ends the cluster and removes it.
func (s *Server) Close() error {
	return errors.Join(s.Stop(syscall.SIGINT), os.RemoveAll(s.dir))
}

// URL is the address of a schema in it, the usual one when that is empty.
func (s *Server) URL(schema string) string {
	u := url.URL{Scheme: "postgres", User: url.User("convergence"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/postgres", RawQuery: "sslmode=disable"}
	if schema != "" {
		u.RawQuery += "&schema=" + schema
	}
	return u.String()
}

// PID is that of the process whose children serve.
func (s *Server) PID() int { return s.process.Process.Pid }

// SQL runs statements and returns what they print, for tests that look behind the store.
func (s *Server) SQL(statements string) (string, error) {
	c := s.command("psql", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "convergence", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-Atc", statements)
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", statements, err, out)
	}
	return string(bytes.TrimSpace(out)), nil
}

// ForTest starts a cluster for a test, or says why it is skipped. Where POSTGRES_NEEDED is
// set, as make postgres-test does, that is a failure.
func ForTest(t testing.TB, options ...string) *Server {
	t.Helper()
	s, err := Start(options...)
	if errors.Is(err, ErrMissing) && os.Getenv("POSTGRES_NEEDED") == "" {
		t.Skip("SKIP PostgreSQL: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
