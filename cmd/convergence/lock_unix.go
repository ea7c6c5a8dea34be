//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// lock takes a lock on a file that ends with the process. It reports false when another
// process has it.
func lock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
