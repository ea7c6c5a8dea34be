package models

import (
	"maps"
	"reflect"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/peers"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
)

// Who has a model open at other nodes, and the references that they share. None of it is stored:
// whoever loads a model asks, and each node tells about its own members.

// everybody is the members of all nodes.
func (q *sequencer) everybody() []*member {
	if len(q.peers) == 0 {
		return q.members
	}
	return slices.Concat(q.members, q.peers)
}

// touch has the other nodes told about a member.
func (q *sequencer) touch(m *member) {
	if q.replica == nil || m.node != "" {
		return
	}
	if q.touched == nil {
		q.touched = make(map[*member]bool)
	}
	q.touched[m] = true
}

// tellPeers tells the other nodes about the members that were touched.
func (q *sequencer) tellPeers() {
	if len(q.touched) == 0 || q.replica == nil {
		return
	}
	members := make([]*member, 0, len(q.touched))
	for m := range q.touched {
		members = append(members, m)
	}
	clear(q.touched)
	q.tell(&peers.News{}, members)
}

// askForPeers asks the other nodes who has the model open.
func (q *sequencer) askForPeers() {
	if q.replica != nil {
		q.tell(&peers.News{Who: true, All: true}, q.members)
	}
}

// tell tells the other nodes about members.
func (q *sequencer) tell(n *peers.News, members []*member) {
	nodes := q.models.options.Nodes
	n.Node, n.Number, n.Model, n.Version = nodes.ID(), q.models.tellings.Add(1), q.model.Key, q.replica.Version()
	for _, m := range members {
		p := peers.Peer{Session: m.session()}
		switch m.state {
		case stateOpen:
			p.State = peers.Open
		case stateReplaying, stateResyncing:
			p.State = peers.Resyncing
		}
		for _, r := range m.references {
			if m.state == stateOpen {
				p.References = append(p.References, peers.Of(r.name, r.values))
			}
		}
		n.Peers = append(n.Peers, p)
	}
	data, err := n.Encode()
	if err != nil {
		q.log.Error("other nodes cannot be told who has the model open", "error", err)
		return
	}
	nodes.Tell(q.id, data)
}

// heardOfPeers takes what another node tells.
func (q *sequencer) heardOfPeers(data []byte) {
	n, err := peers.Decode(data)
	if err != nil {
		q.log.Error("it cannot be read who has the model open at another node", "error", err)
		return
	}
	select {
	case q.queue <- command{peers: n}:
	case <-q.ended:
	}
}

// learnPeers takes what another node tells. What is older than what it has told before is left out.
func (q *sequencer) learnPeers(n *peers.News) {
	if n.Model != q.model.Key || n.Node == q.models.options.Nodes.ID() {
		return
	}
	if n.Who {
		q.tell(&peers.News{All: true}, q.members)
	}
	if n.Number <= q.told[n.Node] {
		return
	}
	if n.Version > q.replica.Version() && !q.catchUp() {
		return
	}
	if q.told == nil {
		q.told = make(map[string]uint64)
	}
	q.told[n.Node] = n.Number
	since, known := q.replica.Since(n.Version)
	for i := range n.Peers {
		q.learnPeer(n.Node, &n.Peers[i], since, known)
	}
	if n.All {
		for _, m := range slices.Clone(q.peers) {
			named := slices.ContainsFunc(n.Peers, func(p peers.Peer) bool { return p.Session == m.session() })
			if m.node == n.Node && !named {
				q.losePeer(m)
			}
		}
	}
}

// learnPeer takes what is told about one session. since are the operations after the version
// that its references are relative to, if they are known.
func (q *sequencer) learnPeer(node string, p *peers.Peer, since []ot.Op, known bool) {
	at := slices.IndexFunc(q.peers, func(m *member) bool { return m.session() == p.Session })
	if p.State == peers.Gone {
		if at >= 0 {
			q.losePeer(q.peers[at])
		}
		return
	}
	var m *member
	if at >= 0 {
		m = q.peers[at]
	} else {
		who, err := q.models.options.Directory.Identify(p.Session)
		if err != nil {
			q.log.Error("a session of another node cannot be looked up", "session", p.Session, "error", err)
			return
		}
		m = &member{client: &client{Session: people.Unconnected(who, "")}, sequencer: q, modelID: q.id, node: node, released: true}
		q.peers = append(q.peers, m)
	}
	m.node = node
	was := m.state
	switch {
	case p.State == peers.Resyncing && was == stateNew:
		m.state = stateResyncing
		q.broadcast(m, func(resource uint32) protocol.Message {
			return &protocol.RemoteResyncStarted{Resource: resource, SessionID: p.Session}
		})
	case p.State == peers.Open && was != stateOpen:
		m.state = stateOpen
		if was == stateResyncing {
			q.broadcast(m, func(resource uint32) protocol.Message {
				return &protocol.RemoteResyncDone{Resource: resource, SessionID: p.Session}
			})
		}
		q.broadcast(m, func(resource uint32) protocol.Message {
			return &protocol.RemoteOpened{Resource: resource, SessionID: p.Session}
		})
	}
	q.learnReferences(m, p.References, since, known)
}

// losePeer ends a session of another node.
func (q *sequencer) losePeer(m *member) {
	q.peers = slices.DeleteFunc(q.peers, func(other *member) bool { return other == m })
	q.disposeAll(m)
	was := m.state
	m.state = stateGone
	q.broadcast(m, func(resource uint32) protocol.Message {
		if was == stateOpen {
			return &protocol.RemoteClosed{Resource: resource, SessionID: m.session()}
		}
		return &protocol.RemoteResyncDone{Resource: resource, SessionID: m.session()}
	})
}

// learnReferences makes the references of a session of another node what is told.
func (q *sequencer) learnReferences(m *member, told []peers.Reference, since []ot.Op, known bool) {
	for _, r := range slices.Clone(m.references) {
		if !slices.ContainsFunc(told, func(p peers.Reference) bool { return p.Name() == r.name && p.Kind == r.values.Kind }) {
			q.unshare(r)
		}
	}
	for i := range told {
		name, values, keep := told[i].Name(), told[i].Values(), known
		for j := 0; j < len(since) && keep; j++ {
			values, keep = values.Move(name.Element, since[j])
		}
		owner := q.doc.Lookup(name.Element)
		if !keep || !fits(values.Kind, name.Element, owner) {
			continue
		}
		values = q.clamp(values, owner)
		shared := protocol.SharedReference{SessionID: m.session(), ReferenceName: name, Values: values}
		at := q.replica.Version()
		held := m.reference(name)
		switch {
		case held == nil:
			r := &reference{member: m, name: name, owner: owner, values: values}
			m.references = append(m.references, r)
			q.references[name.Element] = append(q.references[name.Element], r)
			q.queueNotice(m, func(resource uint32) protocol.Message {
				return &protocol.ReferenceShared{Resource: resource, SharedReference: shared, Version: at}
			})
		case !reflect.DeepEqual(held.values, values):
			held.values = values
			q.queueNotice(m, func(resource uint32) protocol.Message {
				if len(values.Indexes)+len(values.Ranges)+len(values.Keys)+len(values.Elements) == 0 {
					return &protocol.ReferenceCleared{Resource: resource, SessionID: m.session(), ReferenceName: name}
				}
				return &protocol.ReferenceSet{Resource: resource, SharedReference: shared, Version: at}
			})
		}
	}
}

// NodesLive ends the sessions of nodes that do not live any more.
func (s *Models) NodesLive(live []string) {
	s.mu.Lock()
	all := slices.Collect(maps.Values(s.sequencers))
	s.mu.Unlock()
	for _, q := range all {
		select {
		case q.queue <- command{live: live}:
		default: // it is busy
			s.hold(q)
			go func() {
				defer s.release(q)
				q.post(command{live: live})
			}()
		}
	}
}

// endPeers ends the sessions of other nodes than these.
func (q *sequencer) endPeers(live []string) {
	for _, m := range slices.Clone(q.peers) {
		if !slices.Contains(live, m.node) {
			q.losePeer(m)
		}
	}
}
