package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
)

// tracer runs a process and kills it at one of its system calls that change a
// file below a directory: the n-th, counted over all threads. It does what
// strace --inject does, which counts for each thread on its own and so cannot
// go through the calls of a Go program one after the other.
type tracer struct {
	dir  string
	at   int  // which call, from 1; 0: none
	torn bool // the call writes the first half of its data before the end

	Calls []string     // what was counted, in order
	count atomic.Int64 // of them
	Hit   bool         // whether the process was killed
}

const available = ""

// The system calls that change files and their names; of all of them but
// unlinkat the first argument is the file.
var counted = map[uint64]string{
	syscall.SYS_WRITE: "write", syscall.SYS_PWRITE64: "pwrite64", syscall.SYS_FSYNC: "fsync",
	syscall.SYS_FDATASYNC: "fdatasync", syscall.SYS_FTRUNCATE: "ftruncate",
}

// launch starts a command under the tracer, for serverprocess.
func (t *tracer) launch(cmd *exec.Cmd) (<-chan struct{}, error) {
	started, done := make(chan error), make(chan struct{})
	go func() {
		defer close(done)
		// A tracee belongs to one thread of its tracer.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		pid := cmd.Process.Pid
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
			started <- err
			return
		}
		const sysGood, clones, exitKill = 1, 8, 1 << 20
		err := syscall.PtraceSetOptions(pid, sysGood|clones|exitKill)
		if err == nil {
			err = syscall.PtraceSyscall(pid, 0)
		}
		if started <- err; err == nil {
			t.follow(pid)
		}
	}()
	return done, <-started
}

// follow goes from stop to stop of all threads until the process has ended.
func (t *tracer) follow(pid int) {
	const wall, noThread = 0x40000000, 0x20000000
	inside := map[int]bool{}  // threads within a system call
	tearing := map[int]bool{} // and of these, who writes only a half
	for {
		var status syscall.WaitStatus
		tid, err := syscall.Wait4(-1, &status, wall|noThread, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err != nil:
			return // nothing is left
		case status.Exited() || status.Signaled():
			continue
		}
		signal := 0
		switch stop := status.StopSignal(); {
		case stop == syscall.SIGTRAP|0x80:
			if inside[tid] = !inside[tid]; inside[tid] {
				if t.entered(pid, tid) {
					if !t.tear(tid) {
						t.kill(pid)
						break
					}
					tearing[tid] = true
				}
			} else if tearing[tid] {
				t.kill(pid)
			}
		case stop == syscall.SIGTRAP: // a new thread, or the exec
		case stop == syscall.SIGSTOP: // how a new thread begins
		default:
			signal = int(stop)
		}
		syscall.PtraceSyscall(tid, signal) // fails when it has just been killed
	}
}

// entered counts the system call at whose beginning a thread is; it reports
// whether it is the one.
func (t *tracer) entered(pid, tid int) bool {
	var regs syscall.PtraceRegs
	if t.Hit || syscall.PtraceGetRegs(tid, &regs) != nil {
		return false
	}
	name, ok := counted[regs.Orig_rax]
	if !ok {
		return false
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, regs.Rdi))
	if err != nil || !strings.HasPrefix(path, t.dir) {
		return false
	}
	call := name + " " + filepath.Base(path)
	if name == "pwrite64" {
		call += fmt.Sprintf(" %d bytes at %d", regs.Rdx, regs.R10)
	}
	t.Calls = append(t.Calls, call)
	t.count.Store(int64(len(t.Calls)))
	return len(t.Calls) == t.at
}

// tear makes a write that is about to happen write the first half only; it
// reports false where there is nothing to tear.
func (t *tracer) tear(tid int) bool {
	var regs syscall.PtraceRegs
	if !t.torn || syscall.PtraceGetRegs(tid, &regs) != nil {
		return false
	}
	if regs.Orig_rax != syscall.SYS_PWRITE64 && regs.Orig_rax != syscall.SYS_WRITE || regs.Rdx < 2 {
		return false
	}
	regs.Rdx /= 2
	return syscall.PtraceSetRegs(tid, &regs) == nil
}

func (t *tracer) kill(pid int) {
	t.Hit = true
	syscall.Kill(pid, syscall.SIGKILL)
}
