package garbage

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

var sink []byte

// makeGarbage makes garbage of so many MB.
func makeGarbage(mb int) (collections uint32) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range mb * 16 {
		sink = make([]byte, 1<<16)
	}
	runtime.ReadMemStats(&after)
	return after.NumGC - before.NumGC
}

// TestAllow counts collections, in a process of its own, with little in use and with much.
func TestAllow(t *testing.T) {
	if os.Getenv("GARBAGE_TEST") == "" {
		for _, gogc := range []string{"", "50"} {
			c := exec.Command(os.Args[0], "-test.run=^TestAllow$", "-test.v")
			c.Env = append(os.Environ(), "GARBAGE_TEST=1", "GOGC="+gogc)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("with GOGC=%s: %v\n%s", gogc, err, out)
			}
		}
		return
	}
	settle := func() {
		for range 3 {
			runtime.GC()
			time.Sleep(50 * time.Millisecond) // in which what was found is looked at
		}
	}
	if os.Getenv("GOGC") != "" {
		Allow(64 << 20)
		if settle(); debug.SetGCPercent(50) != 50 {
			t.Error("what GOGC says is not kept")
		}
		return
	}
	Allow(64 << 20)
	settle()
	if n := makeGarbage(512); n < 2 || n > 9 {
		t.Errorf("512 MB of garbage are collected %d times", n)
	}
	inUse := make([][]byte, 1<<11)
	for i := range inUse {
		inUse[i] = make([]byte, 1<<16)
	}
	settle()
	if percent := debug.SetGCPercent(usual); percent != usual {
		t.Errorf("with 128 MB in use, there may be %d%% of garbage", percent)
	}
	runtime.KeepAlive(inUse)
	inUse = nil
	settle()
	if percent := debug.SetGCPercent(usual); percent < 10*usual {
		t.Errorf("when they are not in use any more, there may be %d%%", percent)
	}
}
