package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/convergence-wasm/convergence/internal/filelimit"
)

// attack is one way to be hostile. It goes on until its context ends.
type attack struct {
	name    string
	what    string
	atLeast float64 // seconds that it needs
	run     func(ctx context.Context, url string) error
}

var attacks = []attack{
	{"announced", "64 who have not signed in send small messages that announce a lot", 0, announced},
	{"frames", "random frames, before and after signing in", 0, randomFrames},
	{"replayed", "the same connection request again and again, also twice on a connection", 0, replayed},
	{"halfopen", "10,000 sockets that never say what they want", 0, halfOpen},
	{"crowd", "3,000 who sign in from one address and stay", 20, crowded},
	{"trickle", "1,000 sockets that send a large message little by little", 0, trickle},
	{"guesses", "password guesses that are abandoned", 0, guesses},
	{"values", "8 MiB of the smallest values there are", 0, smallValues},
	{"loaded", "many models of many small values are held open", 0, loaded},
	{"states", "activities that are joined with the largest states", 0, states},
	{"missing", "requests for what does not exist, whose answers are not read", 0, missing},
	{"history", "4,000 requests for the state of a large model", 0, historyRequests},
	{"unread", "40 who open a large model and do not read it", 0, unread},
	{"queue", "71 MB of operations into the queue of one model", 0, fullQueue},
	{"readers", "operations of 1 MB to 20 who do not read", 0, slowReaders},
	{"queries", "four heavy queries at a time", 0, queries},
	{"references", "references with thousands of positions", 0, references},
	{"outdated", "operations against versions of long ago", 0, outdated},
	{"creating", "tens of thousands of new models over one connection", 0, creating},
	{"opening", "80,000 models that are opened and whose data never comes", 0, opening},
	{"deleting", "a model with a log of 200 MB is deleted", 0, deleting},
	{"slowline", "a message of 3 MB over a line of 200 kB/s, which is honest and must arrive", 30, slowLine},
}

// attackEnded is what is said of an attack that could not go on: nothing was proved.
const attackEnded = "the attack ended:"

// beAttacker is what the process of an attacker does until it is told to end.
func beAttacker() {
	syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19)
	runtime.GOMAXPROCS(2)
	if err := filelimit.Raise(16_000); err != nil {
		fmt.Println(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	for _, a := range attacks {
		if a.name != *as {
			continue
		}
		if err := a.run(ctx, *target); err != nil && ctx.Err() == nil {
			fmt.Println(attackEnded, err)
		}
		<-ctx.Done()
		return
	}
	fmt.Println("there is no such attack")
}
