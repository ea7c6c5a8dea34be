package serverprocess

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// clockTick is the unit of /proc/PID/stat; Linux has it on every machine that Go runs on.
const clockTick = 10 * time.Millisecond

// CPU returns the processor time that a process has taken, with that of its children that run.
// Linux only.
func CPU(pid int) (sum time.Duration, err error) {
	own, _, err := times(pid)
	if err != nil {
		return 0, err
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, path := range stats {
		other, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if took, parent, err := times(other); err == nil && parent == pid {
			own += took
		}
	}
	return own, nil
}

// times returns what a process has taken, and its parent.
func times(pid int) (took time.Duration, parent int, err error) {
	data, err := os.ReadFile(fmt.Sprint("/proc/", pid, "/stat"))
	if err != nil {
		return 0, 0, err
	}
	_, after, _ := strings.Cut(string(data), ") ") // the name of the program is before
	f := strings.Fields(after)
	if len(f) < 13 {
		return 0, 0, fmt.Errorf("/proc/%d/stat is %q", pid, data)
	}
	parent, _ = strconv.Atoi(f[1])
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * clockTick, parent, nil
}
