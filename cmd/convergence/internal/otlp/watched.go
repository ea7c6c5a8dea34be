package otlp

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/convergence-wasm/convergence/internal/unanswered"
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

// What the exporter says of an answer, whose words are not repeated: they are those of whatever
// is behind the address, which itself may have a secret.
var (
	answered = regexp.MustCompile(`failed to send to \S+: (\d{3})\b`)
	rejected = regexp.MustCompile(`OTLP partial success: (?s:.*)\((\d+) spans rejected\)`)
	busy     = "retry-able request failure: body:"
)

// reason says why spans could not be sent, without the address and without what was answered.
func reason(err error) string {
	text := err.Error()
	if m := answered.FindStringSubmatch(text); m != nil {
		code, _ := strconv.Atoi(m[1])
		return unanswered.Status(code)
	}
	if m := rejected.FindStringSubmatch(text); m != nil {
		return m[1] + " of the spans were rejected"
	}
	if strings.Contains(text, busy) {
		return "it takes nothing for now (429, 502, 503 or 504)"
	}
	return unanswered.Why(err)
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
	text := err.Error()
	if u, ok := errors.AsType[*url.Error](err); ok { // whose address may have a secret
		text = u.Err.Error()
	}
	if text != c.last {
		c.last = text
		c.log.Warn("OpenTelemetry", "error", text)
	}
}
