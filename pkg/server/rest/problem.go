package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// missing says what does not exist.
func missing(kind, name string, err error) error { return administration.Missing(kind, name, err) }

// statuses are the answers to errors of the store and of what it is asked through.
var statuses = []struct {
	err    error
	status int
}{
	{store.ErrNotFound, http.StatusNotFound},
	{store.ErrExists, http.StatusConflict},
	{store.ErrNotEmpty, http.StatusConflict},
	{store.ErrName, http.StatusUnprocessableEntity},
	{administration.ErrInvalid, http.StatusUnprocessableEntity},
	{models.ErrStale, http.StatusPreconditionFailed},
}

// codes are the answers to what a service of a domain refuses.
var codes = map[protocol.Code]int{
	protocol.CodeModelNotFound:      http.StatusNotFound,
	protocol.CodeNoCollection:       http.StatusNotFound,
	protocol.CodeVersionNotFound:    http.StatusNotFound,
	protocol.CodeVersionExists:      http.StatusConflict,
	protocol.CodeUserNotFound:       http.StatusNotFound,
	protocol.CodeGroupNotFound:      http.StatusNotFound,
	protocol.CodeModelAlreadyExists: http.StatusConflict,
	protocol.CodeInvalidModelData:   http.StatusUnprocessableEntity,
	protocol.CodeInvalidOperation:   http.StatusUnprocessableEntity,
	protocol.CodeInvalidArgument:    http.StatusUnprocessableEntity,
	protocol.CodeInvalidQuery:       http.StatusUnprocessableEntity,
	protocol.CodeLimitExceeded:      http.StatusUnprocessableEntity,
	protocol.CodeTimeout:            http.StatusServiceUnavailable,
	protocol.CodeChatNotFound:       http.StatusNotFound,
	protocol.CodeChatNotMember:      http.StatusNotFound,
	protocol.CodeChatAlreadyExists:  http.StatusConflict,
	protocol.CodeChatAlreadyMember:  http.StatusConflict,
	protocol.CodeNotSupported:       http.StatusConflict,
	protocol.CodeInvalidMessage:     http.StatusUnprocessableEntity,
	protocol.CodeModelClosing:       http.StatusServiceUnavailable,
}

// problem returns the answer to an error of a route.
func (a *API) problem(ctx context.Context, r route, err error) error {
	if _, said := errors.AsType[huma.StatusError](err); said {
		return err // with the headers that it has
	}
	if no, ok := errors.AsType[*models.Refused](err); ok {
		if status := codes[no.Why.Code]; status != 0 {
			return huma.NewError(status, no.Why.Message)
		}
	}
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return huma.NewError(s.status, plain(err))
		}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return huma.Error503ServiceUnavailable("the server is stopping, or has too much to do; try again later")
	}
	a.Log.ErrorContext(ctx, "an act of the REST API failed", "act", r.id, "error", err)
	tracing.Of(ctx).Fail("the act failed")
	return huma.Error500InternalServerError("the server could not do it; its log says why")
}

// plain says an error that callers cause as a sentence, without the marks of how errors are
// wrapped.
func plain(err error) string {
	if errors.Is(err, store.ErrNotEmpty) {
		return "there are models in it: remove those first"
	}
	said := err.Error()
	for _, mark := range []error{store.ErrNotFound, store.ErrExists} {
		if what, found := strings.CutSuffix(said, ": "+mark.Error()); found {
			said = what + " " + mark.Error()
			if mark == store.ErrExists && strings.HasPrefix(what, "user ") {
				said += ", or was there and has been removed: a name is not given again"
			}
			return said
		}
	}
	said = strings.TrimSuffix(said, ": "+administration.ErrInvalid.Error())
	return strings.Replace(said, ": "+administration.ErrInvalid.Error()+": ", ": ", 1)
}

// write answers a request that has no route.
func (a *API) write(w http.ResponseWriter, r *http.Request, status int, detail string) {
	huma.WriteErr(a.huma, humago.NewContext(nil, r, w), status, detail)
}
