package otlp

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/sdk/trace"
)

// watched is an exporter that logs when it begins to fail, and when it works again.
type watched struct {
	trace.SpanExporter
	log     *slog.Logger
	failing atomic.Bool
}

// ExportSpans implements [trace.SpanExporter]. Its error has been logged, so it is none for
// the processor, which would log each.
func (w *watched) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	err := w.SpanExporter.ExportSpans(ctx, spans)
	if was := w.failing.Swap(err != nil); err != nil && !was {
		w.log.Warn("traces cannot be sent and are dropped", "error", reason(err))
	} else if err == nil && was {
		w.log.Info("traces are sent again")
	}
	return nil
}

// reason leaves out the address, which may have a secret.
func reason(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// complaints logs what the SDK has to say, such as of a variable that makes no sense. What
// it says again and again is logged once.
type complaints struct {
	log *slog.Logger

	mu   sync.Mutex
	last string
}

// Handle implements the error handler of package otel.
func (c *complaints) Handle(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if text := reason(err).Error(); text != c.last {
		c.last = text
		c.log.Warn("OpenTelemetry", "error", text)
	}
}
