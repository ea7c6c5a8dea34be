package client

import "github.com/convergence-wasm/convergence/pkg/protocol"

// permissionsChanged notes what this session may do from now on.
func (m *Model) permissionsChanged(p protocol.Permissions) {
	before := m.permissions
	if m.permissions = p; p != before {
		m.emit(ModelEvent{Kind: ModelPermissionsChanged, Permissions: p, Before: before})
	}
}
