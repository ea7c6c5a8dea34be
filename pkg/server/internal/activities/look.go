package activities

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Look returns an activity with who takes part in it, or fails with [store.ErrNotFound].
func (s *Activities) Look(ctx context.Context, name protocol.ActivityName) (info store.Activity, states []protocol.ActivityState, who []people.Identity, err error) {
	exists := false
	err = s.with(ctx, name, func(a *activity) {
		if exists, info = a.exists, a.info; exists {
			states, who = a.sessions(nil, true)
		}
	})
	if err == nil && !exists {
		err = store.ErrNotFound
	}
	return info, states, who, err
}
