// Package quota counts what a domain has, and each user has made, against its quotas. The
// counts are in memory: filled when the domain opens, and kept by who makes and removes,
// so that asking costs nothing. What is about to be made is counted before it is written
// and given back when that fails, so that no two take the same room.
package quota

import (
	"fmt"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Quota is the counts of one domain.
type Quota struct {
	mu     sync.Mutex
	limits store.Quotas
	all    counts
	users  map[protocol.UserID]*counts

	// Of several servers, see [Share].
	untold    map[protocol.UserID]*counts // what the others were not told yet; nil for the only server
	meanwhile map[protocol.UserID]*counts // what was counted since a recount began; nil without one
	refused   bool                        // whether there was no room for something
}

type counts struct{ models, bytes, chats int64 }

// New returns the counts of a domain that has what is used.
func New(limits store.Quotas, used []store.Used) *Quota {
	q := &Quota{limits: limits, users: make(map[protocol.UserID]*counts)}
	for i := range used {
		u := &used[i]
		q.count(u.Maker, counts{u.Models, u.Storage(), u.Chats})
	}
	return q
}

// SetLimits changes the quotas, from now on.
func (q *Quota) SetLimits(limits store.Quotas) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.limits = limits
}

// Exceeded says which quota there is no room in.
type Exceeded struct {
	what    string // is had
	of      string // whose it is
	flag    string // that changes it
	Size    int64  // with what was asked for
	Limit   int64
	storage bool
}

func (e *Exceeded) Error() string {
	used := fmt.Sprintf("%d %s", e.Limit, e.what)
	if e.storage {
		used = fmt.Sprintf("%d MB of %s", e.Limit/1e6, e.what)
	}
	return fmt.Sprintf("%s may have %s and has no room for more: remove some, or have an administrator raise the quota with: convergence domain edit %s", e.of, used, e.flag)
}

// AsError returns the message that refuses it. Its details are size and limit.
func (e *Exceeded) AsError() *protocol.Error {
	return &protocol.Error{Code: protocol.CodeLimitExceeded, Message: e.Error(),
		Details: map[string]protocol.JSON{"size": float64(e.Size), "limit": float64(e.Limit)}}
}

// AddModel counts a model of a size that a user is about to make, if there is room.
func (q *Quota) AddModel(maker protocol.UserID, bytes int64) *Exceeded {
	return q.make(maker, counts{models: 1, bytes: bytes})
}

// AddChat counts a chat that a user is about to make, if there is room.
func (q *Quota) AddChat(maker protocol.UserID) *Exceeded { return q.make(maker, counts{chats: 1}) }

// RemoveModel gives back what a model had, or the room for one that was not made.
func (q *Quota) RemoveModel(maker protocol.UserID, bytes int64) {
	q.change(maker, counts{models: -1, bytes: -bytes})
}

// RemoveChat is RemoveModel for a chat.
func (q *Quota) RemoveChat(maker protocol.UserID, bytes int64) {
	q.change(maker, counts{chats: -1, bytes: -bytes})
}

// Grow counts bytes that have been added to what a user has made; they may be negative.
func (q *Quota) Grow(maker protocol.UserID, bytes int64) { q.change(maker, counts{bytes: bytes}) }

// Full returns why nothing may be added to what a user has made, nil when it may. What is
// added at the same time is not counted yet: the quota may be exceeded by that.
func (q *Quota) Full(maker protocol.UserID) *Exceeded {
	q.mu.Lock()
	defer q.mu.Unlock()
	x := q.room(maker, counts{bytes: 1})
	q.refused = q.refused || x != nil
	return x
}

func (q *Quota) make(maker protocol.UserID, more counts) *Exceeded {
	q.mu.Lock()
	defer q.mu.Unlock()
	if x := q.room(maker, more); x != nil {
		q.refused = true
		return x
	}
	q.add(maker, more)
	return nil
}

func (q *Quota) change(maker protocol.UserID, by counts) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.add(maker, by)
}

// room looks for the first quota that has no room for more. What no more is needed of may
// be over its quota, which may have been lowered.
func (q *Quota) room(maker protocol.UserID, more counts) *Exceeded {
	own := counts{}
	if u := q.users[maker]; u != nil {
		own = *u
	}
	l := &q.limits
	bytes := max(more.bytes, 1)
	switch {
	case over(l.Models, q.all.models, more.models):
		return &Exceeded{what: "models", of: "this domain", flag: "--max-models", Limit: l.Models, Size: q.all.models + more.models}
	case over(l.UserModels, own.models, more.models):
		return &Exceeded{what: "models", of: "a user", flag: "--max-models-per-user", Limit: l.UserModels, Size: own.models + more.models}
	case over(l.Chats, q.all.chats, more.chats):
		return &Exceeded{what: "chats", of: "this domain", flag: "--max-chats", Limit: l.Chats, Size: q.all.chats + more.chats}
	case over(l.UserChats, own.chats, more.chats):
		return &Exceeded{what: "chats", of: "a user", flag: "--max-chats-per-user", Limit: l.UserChats, Size: own.chats + more.chats}
	case over(l.Storage, q.all.bytes, bytes):
		return &Exceeded{what: "models and chats", of: "this domain", flag: "--max-storage", Limit: l.Storage, Size: q.all.bytes + bytes, storage: true}
	case over(l.UserStorage, own.bytes, bytes):
		return &Exceeded{what: "models and chats", of: "a user", flag: "--max-storage-per-user", Limit: l.UserStorage, Size: own.bytes + bytes, storage: true}
	}
	return nil
}

// over reports whether more does not fit; 0 is no limit, and what no more is needed of fits.
func over(limit, has, more int64) bool { return limit > 0 && more > 0 && has+more > limit }

// add counts what was added here.
func (q *Quota) add(maker protocol.UserID, more counts) {
	q.count(maker, more)
	if q.untold != nil {
		addTo(q.untold, maker, more)
	}
	if q.meanwhile != nil {
		addTo(q.meanwhile, maker, more)
	}
}

// count counts what was added, wherever.
func (q *Quota) count(maker protocol.UserID, more counts) {
	q.all.add(more)
	addTo(q.users, maker, more)
}

func addTo(users map[protocol.UserID]*counts, maker protocol.UserID, more counts) {
	u := users[maker]
	if u == nil {
		u = &counts{}
		users[maker] = u
	}
	u.add(more)
	if *u == (counts{}) {
		delete(users, maker)
	}
}

func (c *counts) add(more counts) {
	c.models += more.models
	c.bytes += more.bytes
	c.chats += more.chats
}
