// Package public hands out the data of models to people who have not signed in: what a guest
// who has just come might read, and nothing else. A page shows that while the client is
// on its way. It is for strangers, so it is cheap: what it hands out is small, few are
// served at the same time, and each address only so often.
package public

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/lanes"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const (
	// MaxBytes is how many bytes of data are handed out of a model; larger ones are read by clients.
	MaxBytes = 256 << 10
	// places is how many models are read at the same time.
	places = 2
	// patience is for how long somebody waits for a place, and for room.
	patience = 2 * time.Second
)

// Options are what the reader needs of the server.
type Options struct {
	Log *slog.Logger
	// Models returns the models of a domain that lets in guests now, or [store.ErrNotFound].
	Models func(ctx context.Context, name store.DomainName) (*models.Models, error)
	// Allowed reports whether the page that a request comes from may have answers.
	Allowed func(r *http.Request, name store.DomainName) bool
	// Device returns what stands for where a request comes from.
	Device       func(r *http.Request) string
	Memory       int64 // for what is handed out, bytes
	WriteTimeout time.Duration
}

// Reader answers GET requests with the path values namespace, domain and model. Make one with [New].
type Reader struct {
	Options
	memory *budget.Pool
	lane   *lanes.Lane
	rates  *rates
}

// New returns a reader.
func New(o Options) *Reader {
	return &Reader{o, budget.New(o.Memory), lanes.New(places), newRates(time.Now)}
}

// ServeHTTP implements [http.Handler]. The answer is {"version": number, "data": object}.
func (p *Reader) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := store.DomainName{Namespace: r.PathValue("namespace"), ID: r.PathValue("domain")}
	h := w.Header()
	h.Add("Vary", "Origin")
	if !p.Allowed(r, name) {
		http.Error(w, "pages of this origin may not read; allow them with: convergence domain edit "+name.String()+" --origins ORIGIN", http.StatusForbidden)
		return
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "ETag")
	} else {
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
	}
	device := p.Device(r)
	if wait := p.rates.take(device); wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		http.Error(w, "too many requests from this address; models that are read all the time are for clients, which connect", http.StatusTooManyRequests)
		return
	}
	control := http.NewResponseController(w)
	share := p.memory.Open(func() { control.SetWriteDeadline(time.Now()) })
	defer share.Close()
	share.Own(device)
	model, data, err := p.read(r, share, name, device)
	switch {
	case errors.Is(err, store.ErrNotFound):
		http.Error(w, "there is no such model that a guest may read", http.StatusNotFound)
	case errors.Is(err, models.ErrTooLarge):
		http.Error(w, fmt.Sprintf("the model has more than %d bytes; connect to read it", MaxBytes), http.StatusRequestEntityTooLarge)
	case err != nil:
		if r.Context().Err() == nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, budget.ErrFull) {
			p.Log.Error("a model cannot be read for a guest", "domain", name.String(), "model", r.PathValue("model"), "error", err)
		}
		h.Set("Retry-After", "1")
		http.Error(w, "the server is busy; try again, or connect", http.StatusServiceUnavailable)
	default:
		h.Set("ETag", models.Tag(model))
		h.Set("Cache-Control", "no-cache") // rights change
		if data == nil {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", "application/json")
		control.SetWriteDeadline(time.Now().Add(p.WriteTimeout))
		defer control.SetWriteDeadline(time.Time{})
		fmt.Fprintf(w, `{"version":%d,"data":%s}`, model.Version, data)
	}
}

// read returns a model when it is somebody's turn, without data when the request names its ETag.
func (p *Reader) read(r *http.Request, share *budget.Share, name store.DomainName, device string) (*store.Model, []byte, error) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if _, err := share.Wait(ctx, 2*MaxBytes); err != nil {
		return nil, nil, err
	}
	leave, err := p.lane.Enter(ctx, device)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	all, err := p.Models(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	seen := r.Header.Get("If-None-Match")
	known := func(m *store.Model) bool { return seen != "" && lists(seen, models.Tag(m)) }
	model, data, err := all.ForGuest(ctx, r.PathValue("model"), MaxBytes, known)
	share.Set(len(data))
	return &model, data, err
}

// lists reports whether an If-None-Match names a tag. A proxy that compresses makes it a weak one.
func lists(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
