//go:build js && wasm

package main

import (
	"maps"
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// joined is an activity with the domain that it belongs to.
type joined struct {
	*client.Activity
	d *client.Domain
}

var activities table[*joined]

func activityHandle(d *client.Domain, a *client.Activity) uint32 {
	if a.Tag == 0 {
		a.Tag = activities.add(&joined{a, d})
	}
	return a.Tag
}

func callActivity(number method, a *arguments, w *writer) error {
	if number == methodActivityJoin {
		d := domainOf(a.int("domain"))
		promise := a.int("promise")
		name := protocol.ActivityName{Type: a.string("type"), ID: a.string("id")}
		o := client.ActivityOptions{Lurk: a.bool("lurk"), State: a.keyValues("state")}
		if !a.peekNil("creation") {
			a.list("creation")
			o.Create = &protocol.ActivityCreation{Ephemeral: a.bool("ephemeral"), Roles: a.roles()}
		}
		d.JoinActivity(name, o, func(x *client.Activity, err *client.Error) {
			settle(promise, err, func(w *writer) {
				w.array(3)
				w.int(int(activityHandle(d, x)))
				w.string(x.Name().Type)
				w.string(x.Name().ID)
			})
		})
		return nil
	}
	x := activities.get(uint32(a.int("activity")))
	switch number {
	case methodActivityLeave:
		x.Leave(settled(a.int("promise")))
	case methodActivityUpdate:
		set := a.keyValues("set")
		removed := a.strings("removed")
		return x.Update(set, removed, a.bool("complete"))
	case methodActivityInfo:
		s := x.Status()
		w.array(6)
		w.bool(s.Joined)
		w.bool(s.Lurking)
		w.bool(s.Ephemeral)
		w.number(float64(s.Created))
		w.json(s.State)
		w.bool(s.Pending)
	case methodActivityParticipants:
		all := x.Participants()
		people := slices.Collect(maps.Keys(all))
		sort.Slice(people, func(i, j int) bool { return people[i].SessionID < people[j].SessionID })
		w.array(len(people))
		self := x.d.Session().Participant
		for _, p := range people {
			number := sessionNumber(x.d, p)
			w.array(3)
			w.int(number)
			w.bool(p == self)
			w.json(all[p])
		}
	}
	return nil
}

func (a *arguments) roles() (r protocol.Roles) {
	a.list("roles")
	r.World = a.strings("world")
	for range a.list("user roles") {
		a.list("user roles")
		a.list("user")
		r.Users = append(r.Users, protocol.UserRoles{User: a.userID(), Names: a.strings("permissions")})
	}
	for range a.list("group roles") {
		a.list("group roles")
		r.Groups = append(r.Groups, protocol.GroupRoles{Group: a.string("group"), Names: a.strings("permissions")})
	}
	return r
}

// ActivityEvent implements client.Sink.
func (sink) ActivityEvent(d *client.Domain, x *client.Activity, e client.ActivityEvent) {
	number := sessionNumber(d, e.Participant)
	w := frames
	w.array(10)
	w.int(frameActivityEvent)
	w.int(int(activityHandle(d, x)))
	w.int(int(e.Kind))
	w.bool(e.Local)
	w.int(number)
	w.json(e.State)
	w.strings(e.Removed)
	w.bool(e.Complete)
	w.json(e.Old)
	w.string(e.Reason)
}

//go:wasmexport release_activity
func exportReleaseActivity(h int32) (status int32) {
	defer guard(&status)
	if x, ok := activities.remove(h); ok {
		x.Tag = 0
	}
	return 0
}
