package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server"
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
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1},
}

func (m *memorySize) String() string {
	return fmt.Sprintf("%dMiB", int64(*m)>>20)
}

// Type is what help calls it.
func (*memorySize) Type() string { return "size" }

func (m *memorySize) Set(text string) error {
	n, err := parseSize(text)
	if err == nil && n < leastMemory {
		err = fmt.Errorf("is %s and has to be at least %dMiB", text, leastMemory>>20)
	}
	if err == nil {
		*m = memorySize(n)
	}
	return err
}

// parseSize reads a number of bytes, with a unit or without.
func parseSize(text string) (int64, error) {
	for _, u := range units {
		number, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		if n, err := strconv.ParseFloat(strings.TrimSpace(number), 64); err == nil && n >= 0 && n*float64(u.bytes) <= 1<<50 {
			return int64(n * float64(u.bytes)), nil
		}
		break
	}
	return 0, fmt.Errorf("is %q and has to be a number with a unit, such as 512MiB or 2GiB", text)
}

// shareFlag is a flag for how much a user may do: so many a second, and so many at once after
// a pause.
type shareFlag server.Share

func (s *shareFlag) String() string { return fmt.Sprintf("%d,%d", s.PerSecond, s.Burst) }

// Type is what help calls it.
func (*shareFlag) Type() string { return "share" }

// mostOfShare is so much that it is no bound.
const mostOfShare = 1_000_000_000

func (s *shareFlag) Set(text string) error {
	a, b, _ := strings.Cut(text, ",")
	perSecond, err := strconv.Atoi(strings.TrimSpace(a))
	burst, err2 := strconv.Atoi(strings.TrimSpace(b))
	if err != nil || err2 != nil || min(perSecond, burst) < 1 || max(perSecond, burst) > mostOfShare {
		return fmt.Errorf("is %q and has to be two whole numbers from 1 to %d, how many a second and how many at once, such as %s", text, mostOfShare, s)
	}
	*s = shareFlag{perSecond, burst}
	return nil
}

// storageSize is a flag for bytes on a disk, 0 for no bound.
type storageSize int64

func (s *storageSize) String() string { return formatSize(int64(*s)) }

// Type is what help calls it.
func (*storageSize) Type() string { return "size" }

func (s *storageSize) Set(text string) error {
	n, err := parseSize(text)
	if err == nil {
		*s = storageSize(n)
	}
	return err
}

// formatSize writes bytes for people.
func formatSize(n int64) string {
	for _, u := range []int{3, 2, 1, 0} {
		if unit := units[u]; n >= unit.bytes {
			return fmt.Sprintf("%.4g%s", float64(n)/float64(unit.bytes), unit.name)
		}
	}
	return strconv.FormatInt(n, 10)
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
