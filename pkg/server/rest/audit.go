package rest

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// statusGone is the status in the audit log of an act whose answer the client did not take to
// its end; many servers log it so.
const statusGone = 499

// audited is the middleware that has an act in the audit log before it begins, and its
// status when it has ended. What cannot be put into the log is not done.
func (a *API) audited(r route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		h := holderOf(ctx.Context())
		request, _ := humago.Unwrap(ctx)
		entry := store.AuditEntry{
			Millis: time.Now().UnixMilli(), Actor: h.String(), Act: r.id, Remote: a.Remote(request).String(),
			Target: strings.TrimPrefix(request.URL.Path, Prefix),
		}
		if name := domainIn(request.URL.Path); name != (store.DomainName{}) {
			entry.Domain = name.String()
		} else if !h.ofServer() {
			entry.Domain = h.domain.String()
		}
		if r.who == anybody {
			a.auditEntrance(ctx, next, entry)
			return
		}
		// Also when the client has gone: what it has asked for is done.
		number, err := a.System.BeginAudit(context.WithoutCancel(ctx.Context()), entry)
		if err != nil {
			a.Log.ErrorContext(ctx.Context(), "an act cannot be put into the audit log", "act", r.id, "error", err)
			huma.WriteErr(a.huma, ctx, http.StatusServiceUnavailable, "the act could not be put into the audit log, so it was not done; try again later")
			return
		}
		broken := true
		defer func() { // an answer that is broken off ends in a panic
			a.counts.forget(domainIn(request.URL.Path)) // who changes something sees it counted
			status := ctx.Status()
			if broken {
				if status = http.StatusInternalServerError; ctx.Context().Err() != nil {
					status = statusGone
				}
			}
			if h.target != "" {
				entry.Target += " " + h.target
			}
			a.Log.InfoContext(ctx.Context(), "act of the REST API", "act", r.id, "by", entry.Actor, "target", entry.Target, "status", status, "remote", entry.Remote)
			if err := a.System.EndAudit(context.WithoutCancel(ctx.Context()), number, status, entry.Target); err != nil {
				a.Log.ErrorContext(ctx.Context(), "the end of an act cannot be put into the audit log", "act", r.id, "error", err)
			}
		}()
		next(ctx)
		broken = false
	}
}

// auditEntrance is audited for what is asked for without a token: it is in the audit log
// once it has been let in, so that strangers do not fill that. Refusals are in the log.
func (a *API) auditEntrance(ctx huma.Context, next func(huma.Context), entry store.AuditEntry) {
	next(ctx)
	h := holderOf(ctx.Context())
	if h.target != "" {
		entry.Target += " " + h.target
	}
	if !h.ofServer() {
		entry.Domain = h.domain.String()
	}
	if ctx.Status() >= http.StatusBadRequest {
		a.Log.WarnContext(ctx.Context(), "refused by the REST API", "act", entry.Act, "target", entry.Target, "status", ctx.Status(), "remote", entry.Remote)
		return
	}
	entry.Actor = "somebody" // the target says who it is from now on
	number, err := a.System.BeginAudit(context.WithoutCancel(ctx.Context()), entry)
	if err == nil {
		err = a.System.EndAudit(context.WithoutCancel(ctx.Context()), number, ctx.Status(), entry.Target)
	}
	if err != nil {
		a.Log.ErrorContext(ctx.Context(), "an act cannot be put into the audit log", "act", entry.Act, "error", err)
	}
}

// Act is an act in the audit log.
type Act struct {
	Number int64     `json:"number"`
	Time   time.Time `json:"time"`
	Actor  string    `json:"actor" doc:"who did it"`
	Domain string    `json:"domain,omitempty" doc:"namespace/domain; left out for the server"`
	Act    string    `json:"act" doc:"operationId of the route"`
	Target string    `json:"target" doc:"the path, and what was made"`
	Remote string    `json:"remote" doc:"address"`
	Status int       `json:"status" doc:"of the answer; 0 while it is not known to have ended; 499 of one that the client did not take to its end"`
}

func (a *API) declareAudit() {
	type input struct {
		Paging
		Domain string `query:"of" doc:"namespace/domain; left out, everything that the token may see"`
	}
	serve(a, route{id: "list-audit", method: http.MethodGet, path: "/audit", tag: "Audit log", who: holders, scope: "audit:read",
		errors:  []int{http.StatusBadRequest},
		summary: "What administrators and programs did, the newest first"},
		func(ctx context.Context, in *input) (*Listed[Act], error) {
			before, err := in.number()
			if err != nil {
				return nil, err
			}
			domain := in.Domain
			if h := holderOf(ctx); !h.ofServer() {
				if domain != "" && domain != h.domain.String() {
					return nil, huma.Error403Forbidden("the token is for domain " + h.domain.String())
				}
				domain = h.domain.String()
			}
			all, err := a.System.AuditBefore(ctx, before, domain, in.Limit+1)
			if err != nil {
				return nil, err
			}
			return listed(all, in.Limit, func(e store.AuditEntry) string { return decimal(e.Number) }, func(e store.AuditEntry) Act {
				return Act{e.Number, time.UnixMilli(e.Millis).UTC(), e.Actor, e.Domain, e.Act, e.Target, e.Remote, e.Status}
			}), nil
		})
}
