// Command program does what needs the tables of functions: it prints what comes of
// it, which must be the same however it was built. With an argument it crashes.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		crash(os.Args[1])
	}
	println("runtime error:", recovered(func() { _ = []int{}[len(os.Args)] }))
	println("nil map:", recovered(func() { var m map[string]int; m["a"] = 1 }))
	println("type:", recovered(func() { var v any = "text"; _ = v.(fmt.Stringer) }))
	println("value method:", strings.HasSuffix(recovered(func() { println(stringer().String()) }), "pointer"))
	println("inlined:", recovered(inlined))
	println("deferred:", deferred())
	println("goexit:", goexit())
	println("stack:", deep(3000, &node{}))
	println("collected:", collected())
	println("goroutines:", goroutines())
	println("formats:", fmt.Sprintf("%v %d %q %s %x %t %.2f %v %T %v", named("text"), 7, "a\n", []byte("b"), 255, true, 1.5, errors.New("e"), &node{}, numbered(3)))
	println("callers:", runtime.Callers(0, make([]uintptr, 8)) > 0)
	println("finalized:", finalized())
}

type (
	named    string
	numbered uint8
	value    struct{ n int }
	node     struct {
		next *node
		text []byte
	}
)

func (v value) String() string { return "value" }

// stringer returns a nil pointer whose method is that of the value: its wrapper
// takes its own name apart to say so.
//
//go:noinline
func stringer() fmt.Stringer { return (*value)(nil) }

func recovered(f func()) (text string) {
	defer func() {
		switch r := recover().(type) {
		case error:
			text = r.Error()
		case string:
			text = r
		}
	}()
	f()
	return "nothing"
}

// inlined panics in a function that is inlined and recovered above one that is.
func inlined() { small(nil) }

func small(n *node) { n.text = nil }

func deferred() (order string) {
	for i := range 3 {
		defer func() { order += string(rune('a' + i)) }()
	}
	defer func() {
		if recover() != nil {
			order += "!"
		}
	}()
	defer func() { order += "r" }()
	panic("again")
}

func goexit() bool {
	done := make(chan bool, 1)
	go func() {
		defer func() { done <- recover() == nil }()
		runtime.Goexit()
	}()
	return <-done
}

// deep makes the stack grow with pointers into it and to the heap.
func deep(n int, on *node) int {
	if n == 0 {
		runtime.GC()
		return 0
	}
	var here [4]int
	p := &here[n%4]
	*p = n
	next := &node{next: on, text: make([]byte, 8)}
	sum := deep(n-1, next)
	if *p != n || next.next != on || len(next.text) != 8 {
		panic("the stack was not copied right")
	}
	return sum + 1
}

// collected makes the garbage collector run among live data.
func collected() int {
	kept := map[int]*node{}
	for i := range 20000 {
		kept[i%500] = &node{text: []byte(strings.Repeat("x", i%50)), next: kept[(i+1)%500]}
		if i%1000 == 0 {
			runtime.GC()
		}
		kept[i%500].next = nil
	}
	keys := make([]int, 0, len(kept))
	for k := range kept {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys[499] + len(kept[499].text)
}

func goroutines() int {
	var wait sync.WaitGroup
	results := make(chan int)
	for i := range 100 {
		wait.Go(func() {
			time.Sleep(time.Duration(i%5) * time.Millisecond)
			results <- deep(i, &node{})
		})
	}
	go func() { wait.Wait(); close(results) }()
	sum := 0
	for n := range results {
		sum += n
	}
	return sum
}

func finalized() bool {
	done := make(chan bool, 1)
	func() { runtime.SetFinalizer(&node{text: make([]byte, 100)}, func(*node) { done <- true }) }()
	for range 100 {
		runtime.GC()
		select {
		case <-done:
			return true
		case <-time.After(time.Millisecond):
		}
	}
	return false
}

func crash(how string) {
	switch how {
	case "text":
		panic("a text")
	case "error":
		panic(fmt.Errorf("an error: %w", os.ErrClosed))
	case "nil":
		small(nil)
	case "deadlock":
		select {}
	}
}
