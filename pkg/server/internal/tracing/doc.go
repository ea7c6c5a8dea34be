// Package tracing makes the spans of the server with the API of OpenTelemetry. It refuses
// to know where they go: whoever runs the server gives the provider.
//
// The nil [Tracer] and the zero [Span] are those of a server without traces: their methods
// do nothing and allocate nothing. Attributes are methods rather than arguments for that
// reason. What they hold is bounded, and is never a secret, the data of a model or a user.
package tracing
