package server

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/activities"
	"github.com/convergence-wasm/convergence/pkg/server/internal/chats"
	"github.com/convergence-wasm/convergence/pkg/server/internal/lanes"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/presence"
	"github.com/convergence-wasm/convergence/pkg/server/internal/quota"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/nodes"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// domain is one domain with the services for those who are connected to it.
type domain struct {
	server  *Server
	name    store.DomainName
	created int64 // milliseconds
	store   store.Domain
	log     *slog.Logger
	life    context.Context // of what runs in the background; it ends when the domain closes
	end     context.CancelFunc
	running sync.WaitGroup
	calling bool // whether its webhooks are served, guarded by the mutex of the server

	quota      *quota.Quota
	keeping    atomic.Pointer[store.Keeping]
	signIns    *lanes.Lane // recording sessions in the store
	profiles   *people.Profiles
	directory  *people.Directory
	sightings  *sightings
	presence   *presence.Presence
	activities *activities.Activities
	chats      *chats.Chats
	models     *models.Models

	accountsTurn atomic.Int64 // counts the changes of accounts that were seen

	noted   [store.Kinds]chan struct{} // see notes
	changed [store.Kinds]int64         // what was noted of, and one more; of watchDomains

	nodes    *nodes.Domain // nil when this is the only server
	counts   *metrics.Domain
	sessions atomic.Int64  // that are connected
	tidying  chan struct{} // holds one when a server has gone
}

// lastChanges are the numbers of the last changes in a domain.
type lastChanges struct{ rights, profiles, accounts int64 }

// newDomain serves a domain from its last changes on. among is nil for the only server.
func newDomain(s *Server, info store.DomainInfo, st store.Domain, among *nodes.Domain, last lastChanges, used []store.Used) *domain {
	name := info.DomainName
	o := &s.options
	d := &domain{
		server: s, name: name, created: info.Created, store: st, log: s.log.With("domain", name.String()),
		signIns:   lanes.New(1),
		profiles:  people.NewProfiles(st, name),
		directory: people.NewDirectory(st),
		quota:     quota.New(info.Quotas, used),
		counts:    s.metrics.Domain(name.String()),
		nodes:     among,
		tidying:   make(chan struct{}, 1),
		noted:     s.notes(),
	}
	claim := func(instance string, user protocol.UserID) error {
		if d.directory.Knows(instance, user) {
			return nil
		}
		leave, err := d.signIns.Enter(d.life, "user "+user.Username)
		if err != nil {
			return err
		}
		defer leave()
		return d.directory.Claim(instance, user)
	}
	d.life, d.end = context.WithCancel(context.Background())
	d.keeping.Store(&info.Keeping)
	d.sightings = newSightings(st, d.log)
	present := presence.Options{
		Limits: &o.Limits, MaxSubscriptions: o.MaxSubscriptions, Claim: claim, Profiles: d.profiles,
	}
	if among != nil {
		present.Node, present.Tell = among.ID(), func(data []byte) { among.TellAll(nodes.People, data) }
	}
	d.presence = presence.New(present)
	giving := &roles.Giving{Profiles: d.profiles, MaxEntries: o.MaxEntries}
	doing := activities.Options{Limits: &o.Limits, EphemeralGrace: o.EphemeralGrace, Life: d.life, Giving: giving, MaxActivities: o.MaxActivities, Authorize: d.authorizeRoles()}
	if among != nil {
		doing.Together = &activities.Together{Node: among.ID(), Nodes: among, Store: among.Store(), Directory: d.directory,
			Ask: func(data []byte) { among.TellAll(nodes.Activities, data) }}
	}
	d.activities = activities.New(st, d.log, doing)
	talking := chats.Options{
		Life: d.life, Presence: d.presence, Profiles: d.profiles, Giving: giving, Claim: claim, Quota: d.quota,
		Authorize: d.authorizeRoles(), MaxAsked: o.MaxAsked, MaxTold: o.MaxToldMembers,
	}
	if among != nil {
		talking.Together = &chats.Together{Node: among.ID(), Store: among.Store(), Tell: func(data []byte) { among.TellAll(nodes.Chats, data) }, Changed: d.noted[store.ChangedChats]}
	}
	d.chats = chats.New(st, d.log, talking)
	of := models.Options{
		Limits: &o.Limits, Life: d.life, Counts: d.counts, Tracer: s.tracer.For(name.String()), Profiles: d.profiles, Directory: d.directory, Quota: d.quota, MayMakeCollection: d.mayMakeCollection, Authorize: d.authorize(),
		MaxOpen: o.MaxOpenModels, MaxEntries: o.MaxEntries, HistoryPage: o.HistoryPage, MaxNamedVersions: o.MaxNamedVersions, AutoCreateAfter: o.AutoCreateAfter,
		Results: o.Results, MaxResults: o.MaxResults, MaxResultBytes: o.MaxResultBytes, QueryTime: o.QueryTime, MaxAsked: o.MaxAsked, MaxCollections: o.MaxCollections,
		Queued: d.server.queued, Documents: d.server.documents, Queue: o.ModelQueue, UnloadAfter: o.UnloadAfter, EphemeralGrace: o.EphemeralGrace, SnapshotEvery: o.SnapshotEvery,
	}
	if among != nil {
		of.Nodes = among
	}
	d.models = models.New(st, d.log, of)
	if among != nil {
		among.Serve(d.models)
		d.running.Go(func() { among.HearAll(d.life, nodes.People, d.presence.Hear, d.presence.Ask) })
		d.running.Go(func() { among.HearAll(d.life, nodes.Activities, d.activities.Hear, func() {}) }) // each activity asks by itself
		d.running.Go(d.activities.Watch)
		d.running.Go(d.tidy)
		d.running.Go(func() { among.HearAll(d.life, nodes.Chats, d.chats.Hear, d.chats.Ask) })
		shared := quota.Share(d.quota, among, st.Used)
		d.running.Go(func() { among.HearUsed(d.life, shared.Heard, shared.Missed) })
		d.running.Go(func() { d.watch("what is used", nil, func() error { return shared.Look(d.life) }) })
	} else {
		d.running.Go(d.activities.Sweep)
	}
	d.running.Go(d.chats.Run)
	d.running.Go(d.models.Run)
	d.running.Go(func() { d.sightings.run(d.life) })
	d.running.Go(func() { d.watchRights(last.rights) })
	d.running.Go(func() { d.watchProfiles(last.profiles) })
	d.running.Go(func() { d.watchAccounts(last.accounts) })
	if d.noted[0] == nil {
		d.running.Go(d.watchSettings)
	}
	d.running.Go(d.sweep)
	d.running.Go(d.tellProgram)
	return d
}

// mayMakeCollection reports whether a user makes a collection by using it.
func (d *domain) mayMakeCollection(ctx context.Context, user protocol.UserID) (bool, error) {
	if d.server.options.GuestsMakeCollections {
		return true, nil
	}
	info, err := d.server.system.Domain(ctx, d.name)
	return info.Makers.Include(user.Type), err
}

// stop returns when what has arrived is in the store and no service runs any more.
func (d *domain) stop() {
	d.end()
	d.running.Wait()
	if d.nodes != nil {
		d.nodes.End()
	}
}

// foremost reports whether this server does what only one of several need do for a domain: it
// leads what no model is.
func (d *domain) foremost() bool {
	if d.nodes == nil {
		return true
	}
	node, err := d.nodes.Lead(0)
	return err == nil && node == d.nodes.ID()
}
