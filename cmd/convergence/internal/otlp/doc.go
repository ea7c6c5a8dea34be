// Package otlp sends spans to a collector, by OTLP over HTTP. It refuses to know what the
// spans are about.
//
// The environment variables of OpenTelemetry work as its SDK for Go reads them. What is
// here is what a server wants besides: spans wait in a bounded queue and are dropped when it
// is full, and a collector that does not answer is in the log once.
package otlp
