package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// leastMemory is what a server needs at least, bytes.
const leastMemory = 64 << 20

// memorySize is a flag for an amount of memory, such as 512MiB or 2GiB.
type memorySize int64

// units of memory, the longer names first.
var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1},
}

func (m *memorySize) String() string {
	return fmt.Sprintf("%dMiB", int64(*m)>>20)
}

// Type is what help calls it.
func (*memorySize) Type() string { return "size" }

func (m *memorySize) Set(text string) error {
	for _, u := range units {
		number, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil {
			break
		}
		if size := n * float64(u.bytes); !(size >= leastMemory && size <= 1<<50) {
			return fmt.Errorf("is %s and has to be at least %dMiB", text, leastMemory>>20)
		}
		*m = memorySize(n * float64(u.bytes))
		return nil
	}
	return fmt.Errorf("is %q and has to be a number with a unit, such as 512MiB or 2GiB", text)
}

// quarterOfMachine is how much memory the server takes when it is not told otherwise.
// Where the machine does not say how much it has, it is taken for one of 2 GiB.
func quarterOfMachine() memorySize {
	machine := int64(2 << 30)
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kb int64
		if _, err := fmt.Sscanf(string(data), "MemTotal: %d kB", &kb); err == nil {
			machine = kb << 10
		}
	}
	for _, limit := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if data, err := os.ReadFile(limit); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64); err == nil && n > 0 {
				machine = min(machine, n)
			}
		}
	}
	return memorySize(max(machine/4, leastMemory))
}
