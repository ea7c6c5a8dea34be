//go:build unix

// Package filelock takes locks that end with the process.
package filelock

import (
	"errors"
	"os"
	"syscall"
)

// Lock takes a lock on a file that ends with the process. It reports false when another
// process has it.
func Lock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
