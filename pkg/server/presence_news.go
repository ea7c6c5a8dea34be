package server

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// presenceNews is what has happened to the presence of a user: first gone, then
// came, then change. Who goes leaves no state behind.
type presenceNews struct {
	user       protocol.UserID
	gone, came bool
	change     stateChange
	session    string // whose change it is, empty for several

	once sync.Once
	said []*frame
}

func (n *presenceNews) absorb(next gathered) gathered {
	m := next.(*presenceNews)
	switch {
	case m.gone && n.came && !n.gone:
		return &presenceNews{user: n.user} // came and went, nobody looked
	case m.gone:
		return m
	case m.came:
		return &presenceNews{user: n.user, gone: n.gone, came: true}
	}
	sum := &presenceNews{user: n.user, gone: n.gone, came: n.came, session: n.session, change: n.change.then(m.change)}
	if n.change.after == nil {
		sum.session = m.session // the first change
	} else if n.session != m.session {
		sum.session = ""
	}
	return sum
}

func (n *presenceNews) size() int {
	size := len(n.user.Username) + sizeOf(n.change.set)
	for _, k := range n.change.removed {
		size += len(k)
	}
	return size
}

func (n *presenceNews) frames() []*frame {
	n.once.Do(func() {
		add := func(m protocol.Message) { n.said = append(n.said, &frame{message: m}) }
		if n.gone {
			add(&protocol.PresenceAvailabilityChanged{User: n.user, Available: false})
		}
		if n.came {
			add(&protocol.PresenceAvailabilityChanged{User: n.user, Available: true})
		}
		if n.change.complete {
			add(&protocol.PresenceStateCleared{User: n.user, SessionID: n.session})
		}
		if len(n.change.removed) > 0 {
			add(&protocol.PresenceStateRemoved{User: n.user, Keys: n.change.removed, SessionID: n.session})
		}
		if len(n.change.set) > 0 {
			add(&protocol.PresenceStateSet{User: n.user, State: n.change.set, SessionID: n.session})
		}
	})
	return n.said
}
