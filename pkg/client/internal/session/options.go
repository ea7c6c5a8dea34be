package session

import (
	"slices"
	"sort"
	"time"
)

// Options configure a client. [DefaultOptions] has the defaults.
type Options struct {
	ConnectionTimeout        time.Duration // until the socket is open
	ConnectionRequestTimeout time.Duration // until the server has let us in
	RequestTimeout           time.Duration // every other request
	Heartbeat                bool
	PingInterval             time.Duration   // silence of the server before a ping
	PongTimeout              time.Duration   // further silence before the connection counts as lost
	AutoReconnect            bool            // after an established connection was lost
	AutoReconnectOnInitial   bool            // when the first attempt fails
	ReconnectIntervals       []time.Duration // waits between attempts, the last one repeats
	FallbackAuth             bool            // ask the sink for other credentials when the reconnect token is refused
	SplitSplices             bool            // emit the replacement of text as its removal and an insertion
	Merge                    bool            // edits that were not sent yet become one operation, see [concurrency.Client.Turn]

	Log *Log // what the client says about itself; nil: nothing

	Client        string // name of the client software, sent to the server
	ClientVersion string
	Instance      string // id of this running client; empty: a random one
}

// DefaultOptions returns the options that apply where nothing is said.
func DefaultOptions() Options {
	return Options{
		ConnectionTimeout:        5 * time.Second,
		ConnectionRequestTimeout: 10 * time.Second,
		RequestTimeout:           10 * time.Second,
		Heartbeat:                true,
		PingInterval:             5 * time.Second,
		PongTimeout:              10 * time.Second,
		AutoReconnect:            true,
		AutoReconnectOnInitial:   true,
		Merge:                    true,
		ReconnectIntervals:       []time.Duration{0, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second},
	}
}

// InstanceSize is the length of the id of a running client.
const InstanceSize = 22

// normalised returns the options with sorted intervals and an instance id.
func (o Options) normalised() Options {
	o.ReconnectIntervals = slices.Clone(o.ReconnectIntervals)
	sort.Slice(o.ReconnectIntervals, func(i, j int) bool { return o.ReconnectIntervals[i] < o.ReconnectIntervals[j] })
	if len(o.ReconnectIntervals) == 0 {
		o.ReconnectIntervals = []time.Duration{5 * time.Second}
	}
	if o.Instance == "" {
		o.Instance = RandomID(InstanceSize)
	}
	return o
}
