//go:build unix

// Package filelimit makes room for the sockets of programs that open thousands.
package filelimit

import (
	"fmt"
	"syscall"
)

// Raise makes room for so many open files, here and in the server,
// which inherits the limit.
func Raise(files uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if uint64(limit.Cur) >= files {
		return nil
	}
	if uint64(limit.Max) < files {
		return fmt.Errorf("%d open files are needed and %d allowed: raise the limit with ulimit -n", files, limit.Max)
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}
