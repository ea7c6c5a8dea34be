package server

import (
	"log/slog"
	"net/netip"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/nodes"
)

// Options are the limits and habits of a server. Zero fields get the default
// in the comment.
type Options struct {
	Log *slog.Logger // nothing is logged when nil

	// Limits of what a client sends, which it is sent. The defaults are those of
	// [protocol.DefaultLimits]; that of keys is the same everywhere.
	Limits protocol.Limits

	// Nodes makes this one of several servers of the store, which has joined them. See
	// docs/scale.md for what is otherwise then.
	Nodes *nodes.Nodes

	// Memory is for what connections send and are sent and for models, bytes. They wait
	// for room and the costliest go when it does not suffice; 512 MiB.
	Memory int64

	// AddressConnections is how many connections there may be from one address, IPv6 networks of
	// 64 bits being one: 2000, and no bound when it is less than 0. TrustedProxies, this machine, and
	// who connects from a private network without a proxy have none.
	AddressConnections int

	// Limits of a connection.
	Handshake       time.Duration // for the connection request to arrive; 10 s
	SignInWait      time.Duration // for the turn of a password; 8 s
	PingAfter       time.Duration // of silence; 4 s
	GiveUpAfter     time.Duration // of silence after the ping; 4 s. Whose cable is cut is gone for all after both, and a second
	WriteTimeout    time.Duration // without progress while a client is sent something; 30 s
	MaxQueueBytes   int           // waiting for a client, estimated; 64 MiB
	MaxQueue        int           // messages waiting for a client; 50,000
	MaxOpenModels   int           // of one connection; 10,000
	TokenLife       time.Duration // of a reconnect token, from its last use; 24 h
	HistoryPage     int           // bytes of operations in one answer, about; 1 MiB
	MaxWaiting      int           // queries and the like, of one connection; 64
	AutoCreateAfter time.Duration // for a client to answer with the data of a model; 15 s
	AdmissionEvery  time.Duration // looking whether an administrator with a client still is signed in; 5 s

	// Shares are how many requests, operations, new models and changes of references there may
	// be of one user a second.
	Shares Shares

	// Limits of queries.
	Results        int           // without LIMIT; 1000
	MaxResults     int           // LIMIT at most; 10,000
	MaxResultBytes int           // of JSON in one answer; 16 MiB
	QueryTime      time.Duration // 15 s

	// Limits of presence and activities.
	MaxSubscriptions int           // to the presence of users, of one connection; 10,000
	PresenceGrace    time.Duration // for the last session of a user to come back when it was lost, before others hear of it; 3 s
	Pace             time.Duration // between gathered news, such as moving cursors, to one client; 20 ms

	MaxActivities  int // of a domain; 100,000
	MaxCollections int // of a domain, beyond which only administrators make some; 100,000
	MaxToldMembers int // of all chats in one answer; 500,000

	// Habits of models.
	ModelQueue       int           // messages waiting for one model; 64
	UnloadAfter      time.Duration // without clients; 10 s
	EphemeralGrace   time.Duration // for lost clients to come back to an ephemeral model; 60 s
	SnapshotEvery    int           // operations, at least; 1000
	MaxEntries       int           // users and groups with rights on a model or collection; 10,000
	MaxNamedVersions int           // of a model; 1,000
	RightsEvery      time.Duration // looking for changes of rights by other processes; 400 ms

	// Hooks of the program that the server is part of.
	Hooks    Hooks
	HookTime time.Duration // for each call of one; 10 s
	MaxAsked int           // models that Authorize is asked about for one query, and chats AuthorizeRoles for one search; 10,000

	// Habits of events, for hooks and webhooks.
	ChangedQuiet   time.Duration // a model was not changed, before its change is an event; 2 s
	ChangedEvery   time.Duration // while a model is changed all the time there is an event; 10 s
	WebhookTime    time.Duration // for a call to be answered; 15 s
	WebhookPrivate bool          // whether webhooks may call addresses of private networks and of this machine, and without TLS

	SweepEvery time.Duration // looking for what a domain keeps no longer; 1 h

	// TrustedProxies are believed when they say where a request comes from.
	TrustedProxies []netip.Prefix

	// Origins of pages that may connect to every domain, beside those that the domain names
	// and those of the server itself. "*" is all.
	Origins []string
	// LocalOrigins lets pages of this machine connect, instead of those of the server's host.
	LocalOrigins bool

	// GuestsMakeCollections lets everybody make collections in every domain by using them,
	// also where the domain's setting does not: for trying things out.
	GuestsMakeCollections bool

	// MetricDomains is how many domains the metrics tell apart; the rest are counted as one.
	MetricDomains int // 50

	// Tracer is where spans go; there are none when it is nil. TraceCommits is the share of
	// commits that have one: 0.01, and none when it is less than 0.
	Tracer       trace.TracerProvider
	TraceCommits float64

	// Version is what the server calls itself.
	Version string
}

// Shares and Share are how much a user may do, see the fields.
type (
	Shares = conn.Shares
	Share  = conn.Share
)

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.WithDefaults()
	o.Limits.Message = max(o.Limits.Message, protocol.LeastMessage)
	o.Limits.Key = ot.MaxKey // which is checked with the operation
	number(&o.Memory, 512<<20)
	number(&o.AddressConnections, 2000)
	number(&o.MaxQueueBytes, 64<<20)
	number(&o.MaxQueue, 50_000)
	number(&o.MaxOpenModels, 10_000)
	number(&o.Results, 1000)
	number(&o.MaxResults, 10_000)
	number(&o.MaxResultBytes, 16<<20)
	number(&o.QueryTime, 15*time.Second)
	number(&o.MaxWaiting, 64)
	number(&o.MaxSubscriptions, 10_000)
	number(&o.PresenceGrace, 3*time.Second)
	number(&o.Pace, 20*time.Millisecond)
	number(&o.MaxActivities, 100_000)
	number(&o.MaxCollections, 100_000)
	number(&o.MaxToldMembers, 500_000)
	number(&o.HistoryPage, 1<<20)
	number(&o.MaxEntries, 10_000)
	number(&o.MaxNamedVersions, 1000)
	number(&o.SweepEvery, time.Hour)
	number(&o.HookTime, 10*time.Second)
	number(&o.MaxAsked, 10_000)
	number(&o.ChangedQuiet, 2*time.Second)
	number(&o.ChangedEvery, 10*time.Second)
	number(&o.WebhookTime, 15*time.Second)
	number(&o.RightsEvery, 400*time.Millisecond)
	number(&o.ModelQueue, 64)
	number(&o.SnapshotEvery, 1000)
	number(&o.Handshake, 10*time.Second)
	number(&o.SignInWait, 8*time.Second)
	number(&o.PingAfter, 4*time.Second)
	number(&o.GiveUpAfter, 4*time.Second)
	number(&o.WriteTimeout, 30*time.Second)
	number(&o.TokenLife, 24*time.Hour)
	number(&o.AutoCreateAfter, 15*time.Second)
	number(&o.AdmissionEvery, 5*time.Second)
	number(&o.UnloadAfter, 10*time.Second)
	number(&o.EphemeralGrace, time.Minute)
	number(&o.TraceCommits, 0.01)
	number(&o.MetricDomains, metrics.DefaultDomains)
	if o.Version == "" {
		o.Version = "dev"
	}
	return o
}

// connection returns the limits of a connection.
func (o *Options) connection() *conn.Options {
	return &conn.Options{
		PingAfter: o.PingAfter, GiveUpAfter: o.GiveUpAfter, WriteTimeout: o.WriteTimeout,
		MaxQueue: o.MaxQueue, MaxQueueBytes: o.MaxQueueBytes, MaxErrands: o.MaxWaiting, Pace: o.Pace,
		Rates: conn.NewRates(o.Shares), Turns: conn.NewTurns(),
		Strangers: budget.New(o.Memory / 32), Incoming: budget.New(o.Memory / 5), Outgoing: budget.New(o.Memory / 4),
		Held: budget.New(o.Memory / 16), Spare: budget.New(o.Memory / 64),
	}
}

func number[T ~int | ~int64 | ~float64](v *T, fallback T) {
	if *v == 0 {
		*v = fallback
	}
}
