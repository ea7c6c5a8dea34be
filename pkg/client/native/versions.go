package native

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Restore makes the model as it was at a version, see [client.Model.Restore].
func (m *Model) Restore(ctx context.Context, version int64) error {
	_, err := await(ctx, func(done func(struct{}, *client.Error)) {
		m.Model.Restore(version, func(err *client.Error) { done(struct{}{}, err) })
	})
	return err
}

// Versions returns the named versions of the model, by version and name.
func (m *Model) Versions(ctx context.Context) ([]protocol.NamedVersion, error) {
	return m.versions(ctx, protocol.VersionsRequest{Act: protocol.VersionList})
}

// Version returns the version of a name, or fails with [protocol.CodeVersionNotFound].
func (m *Model) Version(ctx context.Context, name string) (v protocol.NamedVersion, err error) {
	return only(m.versions(ctx, protocol.VersionsRequest{Act: protocol.VersionFind, Name: name}))
}

// NameVersion gives a version a name, the present one if it is 0: that which has every edit
// made here so far.
func (m *Model) NameVersion(ctx context.Context, name string, version int64) (v protocol.NamedVersion, err error) {
	if version == 0 {
		if err := m.Committed(ctx); err != nil {
			return v, err
		}
	}
	return only(m.versions(ctx, protocol.VersionsRequest{Act: protocol.VersionName, Name: name, Version: version}))
}

// RemoveVersionName takes the name of a version away.
func (m *Model) RemoveVersionName(ctx context.Context, name string) error {
	_, err := m.versions(ctx, protocol.VersionsRequest{Act: protocol.VersionRemove, Name: name})
	return err
}

func (m *Model) versions(ctx context.Context, r protocol.VersionsRequest) ([]protocol.NamedVersion, error) {
	r.ModelID = m.ID()
	answer, err := await(ctx, func(done func(protocol.Message, *client.Error)) { m.domain.core.Request(&r, done) })
	if err != nil {
		return nil, err
	}
	found, ok := answer.(*protocol.VersionsResponse)
	if !ok {
		return nil, fmt.Errorf("the server answered with %T", answer)
	}
	return found.Versions, nil
}

func only(found []protocol.NamedVersion, err error) (v protocol.NamedVersion, _ error) {
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("the server answered with %d versions", len(found))
	}
	if err != nil {
		return v, err
	}
	return found[0], nil
}
