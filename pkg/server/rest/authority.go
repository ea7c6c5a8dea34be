package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// holder is who has sent a request, by its token.
type holder struct {
	name     string           // of the administrator, or id of the key
	key      bool             // a program with an API key, not an administrator
	domain   store.DomainName // the only one; the zero value is all of them
	scopes   []string         // of a key
	token    []byte           // hash
	deadline int64            // milliseconds, 0: none
	remote   netip.Addr
	target   string // what the act is about, beside its path; see made
}

// String returns the name as the audit log has it.
func (h *holder) String() string {
	switch {
	case h.key:
		return "api-key " + h.name
	case h.ofServer():
		return "administrator " + h.name
	}
	return "administrator " + h.name + " of " + h.domain.String()
}

func (h *holder) ofServer() bool { return h.domain == store.DomainName{} }

type holderKey struct{}

// holderOf returns who has sent the request that ctx is of.
func holderOf(ctx context.Context) *holder {
	h, _ := ctx.Value(holderKey{}).(*holder)
	return h
}

// made notes for the audit log what an act has made, whose path does not name it.
func made(ctx context.Context, name string) { holderOf(ctx).target = name }

// errToken is why a token is not accepted.
var errToken = errors.New("the request has no token that is valid")

// authorized is the middleware that lets those through whose token is good for a route.
func (a *API) authorized(r route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		name := store.DomainName{Namespace: ctx.Param("namespace"), ID: ctx.Param("domain")}
		request, _ := humago.Unwrap(ctx)
		if !a.Allowed(request, name) {
			huma.WriteErr(a.huma, ctx, http.StatusForbidden, "pages of this origin may not use the API here; allow them with: convergence serve --allow-origin, or for a domain: convergence domain edit --origins")
			return
		}
		if r.who == anybody {
			next(huma.WithValue(ctx, holderKey{}, &holder{remote: a.Remote(request)}))
			return
		}
		h, err := a.holder(ctx.Context(), ctx.Header("Authorization"))
		if h != nil {
			h.remote = a.Remote(request)
		}
		switch {
		case errors.Is(err, errToken):
			ctx.SetHeader("WWW-Authenticate", `Bearer realm="convergence"`)
			huma.WriteErr(a.huma, ctx, http.StatusUnauthorized, err.Error())
			return
		case err != nil:
			if ctx.Context().Err() == nil { // or who asks has gone
				a.Log.ErrorContext(ctx.Context(), "a token cannot be looked up", "error", err)
			}
			huma.WriteErr(a.huma, ctx, http.StatusServiceUnavailable, "the token could not be looked up; try again later")
			return
		}
		if no := h.refused(r, name); no != "" {
			a.Log.WarnContext(ctx.Context(), "request refused", "act", r.id, "by", h.String(), "reason", no)
			huma.WriteErr(a.huma, ctx, http.StatusForbidden, no)
			return
		}
		next(huma.WithValue(ctx, holderKey{}, h))
	}
}

// refused says why a holder may not use a route, about a domain where its path names one.
func (h *holder) refused(r route, name store.DomainName) string {
	if r.person && h.key {
		return "this is for administrators who have signed in, not for API keys"
	}
	if r.who == ofServer && !h.ofServer() {
		return "this is about the whole server, and the token is for domain " + h.domain.String()
	}
	if r.who == ofDomain && !h.ofServer() && h.domain != name {
		return "the token is for domain " + h.domain.String()
	}
	if r.scope != "" && h.key && !administration.Allows(h.scopes, r.scope) {
		return "the key has not the scope " + r.scope
	}
	return ""
}

// holder returns whose token an Authorization header has.
func (a *API) holder(ctx context.Context, header string) (*holder, error) {
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	switch {
	case header == "":
		return nil, fmt.Errorf("%w: there is none; send it as Authorization: Bearer TOKEN", errToken)
	case !strings.EqualFold(scheme, "Bearer"):
		return nil, errToken
	case strings.HasPrefix(token, administration.KeyPrefix):
		k, err := a.System.APIKey(ctx, administration.TokenHash(token))
		if errors.Is(err, store.ErrNotFound) {
			err = errToken
		}
		return &holder{name: k.ID, key: true, domain: k.Domain, scopes: k.Scopes, token: k.Hash}, err
	case strings.HasPrefix(token, administration.SessionPrefix):
		return a.session(ctx, administration.TokenHash(token))
	}
	return nil, errToken
}

// session returns the administrator of a session that is good: the administrator still is
// one, with the same password.
func (a *API) session(ctx context.Context, hash []byte) (*holder, error) {
	s, err := a.System.AdminSession(ctx, hash, time.Now().UnixMilli())
	var now string
	if err == nil {
		now, err = a.passwordOf(ctx, s.Name, s.Domain)
	}
	if errors.Is(err, store.ErrNotFound) || err == nil && (now == "" || string(credential(now)) != string(s.Credential)) {
		return nil, errToken
	}
	return &holder{name: s.Name, domain: s.Domain, token: hash, deadline: s.Deadline}, err
}

// passwordOf returns the hash of an administrator's password, empty when there is none, or
// fails with [store.ErrNotFound].
func (a *API) passwordOf(ctx context.Context, name string, domain store.DomainName) (string, error) {
	if domain == (store.DomainName{}) {
		found, err := a.System.Administrator(ctx, name)
		return found.PasswordHash, err
	}
	d, err := a.Domain(ctx, domain)
	if err != nil {
		return "", err
	}
	found, err := d.Store.User(ctx, administration.Administrator(name))
	if err == nil && found.Disabled {
		return "", store.ErrNotFound
	}
	return found.PasswordHash, err
}

// credential is what a session remembers of the password that began it.
func credential(passwordHash string) []byte { return administration.TokenHash(passwordHash) }
