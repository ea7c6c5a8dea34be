package native

import "github.com/convergence-wasm/convergence/pkg/client"

// PresenceEvent implements [client.Sink].
func (s *sink) PresenceEvent(*client.Domain, client.PresenceEvent) {}

// ActivityEvent implements [client.Sink].
func (s *sink) ActivityEvent(*client.Domain, *client.Activity, client.ActivityEvent) {}

// ChatEvent implements [client.Sink].
func (s *sink) ChatEvent(*client.Domain, client.ChatEvent) {}
