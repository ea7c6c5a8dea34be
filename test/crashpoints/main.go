// Command crashpoints kills the server at every system call that writes to its
// files or makes them durable, one call after the other: from its first start
// through creating models, opening, appending and saving snapshots to its end;
// and, in a store that is there already, while it gives up a long history behind
// somebody who edits. Writes are also torn, so that only their first half reaches
// the file. After each kill, what was acknowledged must be in the store and nothing
// may be there by halves; then the server starts again, must go on with the history,
// and the client, which knows of nothing, must come to its end with everything
// exactly once.
//
// The kill is that of the process: the kernel still has what was written. What
// a loss of power leaves of unsynced writes is not tried.
//
//	go run ./test/crashpoints            # every call
//	go run ./test/crashpoints -sample 20 # some, spread evenly
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	sample   = flag.Int("sample", 0, "how many calls to try; 0: all")
	only     = flag.Int("only", 0, "the one call to try, with and without tearing")
	of       = flag.String("scenario", "", "the one to try: "+editing.name+" or "+compaction.name)
	seedFlag = flag.Uint64("seed", 0, "of the choice of a sample; 0: the environment's SEED, or the clock")
)

func main() {
	flag.Parse()
	if available != "" {
		fmt.Println("SKIP crash-points:", available)
		return
	}
	scenarios := []scenario{editing, compaction}
	if *of != "" {
		if scenarios = slices.DeleteFunc(scenarios, func(s scenario) bool { return s.name != *of }); len(scenarios) == 0 {
			fmt.Fprintf(os.Stderr, "-scenario is %q and has to be %s or %s\n", *of, editing.name, compaction.name)
			os.Exit(2)
		}
	}
	failed := false
	defer func() {
		os.RemoveAll(prepared)
		if failed {
			os.Exit(1)
		}
	}()
	for _, s := range scenarios {
		calls, first, err := s.try(0, false)
		if err != nil && len(calls) == 0 && s.prepare == nil { // what prepares is not traced
			fmt.Println("SKIP crash-points: the server cannot be traced here:", err)
			return
		}
		if err != nil {
			fmt.Printf("FAILED without a kill, %s: %v\n", s.name, err)
			failed = true
			continue
		}
		failed = !s.killAt(calls, first) || failed
	}
}

// killAt tries the calls of a scenario from the one after first on, of which it has so
// many when nobody is killed. It reports whether all went well.
func (s *scenario) killAt(calls []string, first int) bool {
	points := choose(first, len(calls))
	kinds := map[string]int{}
	killed, failed := 0, 0
	for _, n := range points {
		for _, torn := range []bool{false, true} {
			if torn && n <= len(calls) && !strings.Contains(calls[n-1], "write") {
				continue
			}
			seen, _, err := s.try(n, torn)
			if len(seen) < n {
				if err != nil {
					fmt.Printf("FAILED after all calls, before number %d, %s: %v\n", n, s.name, err)
					failed++
				}
				continue // the server was at its end
			}
			killed++
			kinds[describe(seen[n-1])]++
			if err != nil {
				failed++
				fmt.Printf("FAILED at call %d, %s (%s, torn: %v): %v\n", n, s.name, seen[n-1], torn, err)
			}
		}
	}
	names := make([]string, 0, len(kinds))
	for kind := range kinds {
		names = append(names, kind)
	}
	slices.Sort(names)
	for _, kind := range names {
		fmt.Printf("  %-40s %d\n", kind, kinds[kind])
	}
	fmt.Printf("figure crashpoints.%scalls %d calls\n", s.figures, len(calls)-first)
	fmt.Printf("figure crashpoints.%skills %d kills\n", s.figures, killed)
	fmt.Printf("figure crashpoints.%sfailed %d kills\n", s.figures, failed)
	return failed == 0 && killed > 0
}

// choose returns the calls to try, of about so many and from the one after first on.
func choose(first, calls int) []int {
	if *only > 0 {
		return []int{*only}
	}
	var all []int
	calls -= first
	if *sample == 0 || *sample >= calls {
		for n := range calls + 10 { // a run may make a few more than the first one
			all = append(all, first+n+1)
		}
		return all
	}
	if *seedFlag == 0 {
		*seedFlag, _ = strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	}
	if *seedFlag == 0 {
		*seedFlag = uint64(time.Now().UnixNano()) % 1e9
	}
	fmt.Printf("seed %d\n", *seedFlag)
	rng := rand.New(rand.NewPCG(*seedFlag, 0))
	for i := range *sample {
		from, to := i*calls / *sample, (i+1)*calls / *sample
		all = append(all, first+1+from+rng.IntN(to-from))
	}
	return all
}

// describe drops the numbers of a call.
func describe(call string) string {
	name, rest, _ := strings.Cut(call, " ")
	file, _, _ := strings.Cut(rest, " ")
	return name + " " + file
}
