package faultproxy

import (
	"math/rand/v2"
	"time"
)

// Action is what a fault does to one direction of a connection.
type Action uint8

// The actions.
const (
	None      Action = iota
	Cut              // both sides are reset, and what was not passed on is lost
	Hole             // from now on nothing is passed on in this direction, and nobody is told
	HalfClose        // the receiver is told that nothing more follows; the other direction goes on
)

// Fault happens to one direction after it has carried a number of bytes, which
// may be in the midst of a message.
type Fault struct {
	Action Action
	Bytes  int64
}

// Plan is what happens to one connection.
type Plan struct {
	Delay    time.Duration // that everything takes on its way, in each direction
	Rate     int           // bytes per second in each direction; 0: no limit
	Up       Fault         // from the client to the server
	Down     Fault         // from the server to the client
	CutAfter time.Duration // from the beginning; 0: never
}

// Script decides about the n-th connection, counting from 0. It may be called
// by several goroutines.
type Script func(n int) Plan

// Clean is the script without faults.
func Clean(int) Plan { return Plan{} }

// Mix says how a random script chooses.
type Mix struct {
	Lifetime time.Duration // after which a connection is cut, on average; 0: never
	Bytes    int64         // after which a connection with a fault by size has it, at most
	BySize   float64       // share of connections with a fault after some bytes
	MaxDelay time.Duration // of everything
	Slow     float64       // share of connections that are throttled
	Rate     int           // bytes per second of those
	Silent   bool          // whether holes and half-closed connections are among the faults
}

// Random returns a script that draws the plan of each connection from the seed
// and the connection's number alone.
func Random(seed uint64, mix Mix) Script {
	return func(n int) Plan {
		rng := rand.New(rand.NewPCG(seed, uint64(n)))
		var p Plan
		if mix.MaxDelay > 0 {
			p.Delay = time.Duration(rng.Int64N(int64(mix.MaxDelay)))
		}
		if mix.Lifetime > 0 {
			// At least a millisecond: 0 would mean never.
			p.CutAfter = max(time.Millisecond, time.Duration(rng.ExpFloat64()*float64(mix.Lifetime)))
		}
		if rng.Float64() < mix.Slow {
			p.Rate = mix.Rate
		}
		if mix.Bytes > 0 && rng.Float64() < mix.BySize {
			actions := []Action{Cut}
			if mix.Silent {
				actions = append(actions, Hole, HalfClose)
			}
			f := Fault{actions[rng.IntN(len(actions))], rng.Int64N(mix.Bytes)}
			if rng.IntN(2) == 0 {
				p.Up = f
			} else {
				p.Down = f
			}
		}
		return p
	}
}
