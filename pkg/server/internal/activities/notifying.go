package activities

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// notifyLeft notifies those here that somebody has left.
func (a *activity) notifyLeft(p *participant) {
	if p.lurks {
		return
	}
	left := &protocol.ActivitySessionLeft{Resource: a.resource, SessionID: p.session.Identity.Session}
	for _, other := range a.participants {
		other.session.Send(conn.Out{Message: left})
	}
}

// notifyJoined notifies those here that somebody has joined.
func (a *activity) notifyJoined(p *participant) {
	if p.lurks {
		return
	}
	for _, other := range a.participants {
		if other != p {
			joined := &protocol.ActivitySessionJoined{Resource: a.resource, SessionID: p.session.Identity.Session, State: states.Values{}}
			if other.rights[roles.ViewState] {
				joined.State = p.state
			}
			other.session.SendMentioning(nil, []people.Identity{p.session.Identity}, conn.Out{Message: joined})
		}
	}
}

// everybody is who is in the activity, at all servers.
func (a *activity) everybody() []*participant {
	if len(a.peers) == 0 {
		return a.participants
	}
	return slices.Concat(a.participants, a.peers)
}

// notifyState notifies those here of a change of the state of a session.
func (a *activity) notifyState(p *participant, change states.Step) {
	// It is gathered by participant: a session that leaves and comes back is another.
	news := states.NewNews(change, p.state, a.all.options.Limits.StateBytes, p.say)
	for _, other := range a.participants {
		if other != p && other.rights[roles.ViewState] {
			other.session.Gather(p, news)
		}
	}
	news.Told()
}
