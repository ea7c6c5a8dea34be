package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// DomainBasics are what has to be said of a domain.
type DomainBasics struct {
	Anonymous   bool     `json:"anonymous" doc:"whether people come in without a name"`
	Emails      string   `json:"emails" enum:"hidden,users,everybody" doc:"who may see the e-mail addresses of others"`
	Collections string   `json:"collections" enum:"users,everybody,nobody" doc:"who makes a collection by making a model in it"`
	Origins     []string `json:"origins" nullable:"false" maxItems:"100" doc:"pages that may connect, and use this API, beside those of the server"`
}

// Quotas bound what there is in a domain. 0 is no bound.
type Quotas struct {
	Models      int64 `json:"models" minimum:"0" maximum:"9007199254740991" doc:"in the domain"`
	Storage     int64 `json:"storage" minimum:"0" maximum:"9007199254740991" doc:"bytes of all models and chats with their history"`
	Chats       int64 `json:"chats" minimum:"0" maximum:"9007199254740991" doc:"in the domain"`
	UserModels  int64 `json:"modelsPerUser" minimum:"0" maximum:"9007199254740991" doc:"that one user has made"`
	UserStorage int64 `json:"storagePerUser" minimum:"0" maximum:"9007199254740991" doc:"bytes of the models and chats that one user has made"`
	UserChats   int64 `json:"chatsPerUser" minimum:"0" maximum:"9007199254740991" doc:"that one user has made"`
}

// Keeping says for how many days is kept what nobody comes back to, and what was done in
// models. 0 is for ever.
type Keeping struct {
	Guests   int64 `json:"guests" minimum:"0" maximum:"1000000" doc:"days: anonymous users who were not seen"`
	Sessions int64 `json:"sessions" minimum:"0" maximum:"1000000" doc:"days: records of sessions and clients that have changed nothing"`
	Chats    int64 `json:"emptyChats" minimum:"0" maximum:"1000000" doc:"days: chats in which nothing was ever said and nobody is"`
	History  int64 `json:"history" minimum:"0" maximum:"1000000" doc:"days: what was done in models. Models can then not be taken back to before, and who has edits from before is told so"`
}

// DomainSettings are what administrators say of a domain. What may be left out stays as it
// is, and is as in every new domain in one that is made.
type DomainSettings struct {
	DomainBasics
	Availability string   `json:"availability,omitempty" enum:"online,maintenance,offline" doc:"who may be connected: everybody, administrators or nobody"`
	Quotas       *Quotas  `json:"quotas,omitempty" doc:"for administrators of the server to change"`
	Keeping      *Keeping `json:"keeping,omitempty"`
}

// DomainEntry is a domain with its settings.
type DomainEntry struct {
	Namespace string    `json:"namespace"`
	ID        string    `json:"id"`
	Created   time.Time `json:"created"`
	DomainBasics
	Availability string  `json:"availability" enum:"online,maintenance,offline"`
	Quotas       Quotas  `json:"quotas"`
	Keeping      Keeping `json:"keeping"`
}

func domainEntry(d store.DomainInfo) DomainEntry {
	origins := strings.Fields(d.Origins)
	if origins == nil {
		origins = []string{}
	}
	return DomainEntry{d.Namespace, d.ID, time.UnixMilli(d.Created).UTC(),
		DomainBasics{d.Anonymous, administration.EmailsNames[d.Emails], administration.MakersNames[d.Makers], origins},
		administration.AvailabilityNames[d.Availability], Quotas(d.Quotas), Keeping(d.Keeping)}
}

// apply writes settings, which the schema has checked, into what is known of a domain.
func (s DomainSettings) apply(by *holder, d *store.DomainInfo) error {
	d.Anonymous = s.Anonymous
	d.Emails, _ = administration.Named(administration.EmailsNames, s.Emails)
	d.Makers, _ = administration.Named(administration.MakersNames, s.Collections)
	if s.Availability != "" {
		d.Availability, _ = administration.Named(administration.AvailabilityNames, s.Availability)
	}
	if s.Quotas != nil && store.Quotas(*s.Quotas) != d.Quotas {
		if !by.ofServer() { // whom they bound
			return huma.Error403Forbidden("quotas are changed by administrators of the server")
		}
		d.Quotas = store.Quotas(*s.Quotas)
	}
	if s.Keeping != nil {
		d.Keeping = store.Keeping(*s.Keeping)
	}
	var err error
	d.Origins, err = administration.Origins(s.Origins)
	return err
}

func (a *API) declareDomains() {
	const tag = "Domains"
	serve(a, route{id: "list-domains", method: http.MethodGet, path: "/domains", tag: tag, who: holders, scope: "domains:read", errors: []int{http.StatusBadRequest},
		summary: "The domains that the token is for"},
		func(ctx context.Context, in *struct{ Paging }) (*Listed[DomainEntry], error) {
			after, err := in.after()
			if err != nil {
				return nil, err
			}
			h := holderOf(ctx)
			var all []store.DomainInfo
			if h.ofServer() {
				all, err = a.System.Domains(ctx)
			} else if d, err2 := a.System.Domain(ctx, h.domain); err2 == nil {
				all = []store.DomainInfo{d}
			} else {
				err = err2
			}
			key := func(d store.DomainInfo) string { return d.Namespace + "\x00" + d.ID }
			return listed(following(all, after, key), in.Limit, key, domainEntry), err
		})
	type addInput struct {
		Body struct {
			Namespace string `json:"namespace" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" patternDescription:"letters, digits, '.', '_' and '-'"`
			ID        string `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" patternDescription:"letters, digits, '.', '_' and '-'"`
			DomainSettings
		} `nameHint:"NewDomain"`
	}
	serve(a, route{id: "add-domain", method: http.MethodPost, path: "/domains", tag: tag, who: ofServer, scope: "domains:write", status: http.StatusCreated,
		errors: []int{http.StatusConflict}, summary: "Make a domain"},
		func(ctx context.Context, in *addInput) (*Made[DomainEntry], error) {
			d := store.NewDomain(store.DomainName{Namespace: in.Body.Namespace, ID: in.Body.ID})
			made(ctx, d.DomainName.String())
			err := in.Body.apply(holderOf(ctx), &d)
			if err == nil {
				err = a.System.CreateDomain(ctx, d)
			}
			entry := domainEntry(d)
			return &Made[DomainEntry]{entityTag(entry), Prefix + "/domains/" + d.DomainName.String(), entry}, err
		})
	show := func(ctx context.Context, in InDomain) func() (DomainEntry, error) {
		return func() (DomainEntry, error) {
			d, err := a.System.Domain(ctx, in.name())
			return domainEntry(d), missing("domain", in.name().String(), err)
		}
	}
	serve(a, route{id: "get-domain", method: http.MethodGet, path: domainPath, tag: tag, who: ofDomain, scope: "domains:read", summary: "A domain and its settings"},
		func(ctx context.Context, in *InDomain) (*Tagged[DomainEntry], error) {
			d, err := show(ctx, *in)()
			return tagged(d), err
		})
	type setInput struct {
		InDomain
		Matching
		Body DomainSettings
	}
	serve(a, route{id: "set-domain", method: http.MethodPut, path: domainPath, tag: tag, who: ofDomain, scope: "domains:write", errors: []int{http.StatusPreconditionFailed},
		summary: "Change the settings of a domain, for those who sign in from then on; quotas and availability for all"},
		func(ctx context.Context, in *setInput) (*Tagged[DomainEntry], error) {
			return change(a.changing(in.name()), in.Matching, show(ctx, in.InDomain), func(DomainEntry) error {
				d, err := a.System.Domain(ctx, in.name())
				if err == nil {
					err = in.Body.apply(holderOf(ctx), &d)
				}
				if err != nil {
					return err
				}
				return a.System.SetDomain(ctx, d)
			})
		})
	type removeInput struct {
		InDomain
		Matching
	}
	serve(a, route{id: "remove-domain", method: http.MethodDelete, path: domainPath, tag: tag, who: ofServer, scope: "domains:write",
		errors:  []int{http.StatusPreconditionFailed, http.StatusNotFound},
		summary: "Remove a domain with everything in it, and the API keys for it"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			return remove(a.changing(in.name()), in.Matching, show(ctx, in.InDomain), func() error { return a.System.RemoveDomain(ctx, in.name()) })
		})
	a.declareExport(tag)
}

// declareExport gives a domain away as a file. There is one at a time: each holds on to
// everything that the domain was when it began.
func (a *API) declareExport(tag string) {
	type input struct {
		InDomain
		History string `query:"history" enum:"full,none" default:"full" doc:"what was done to the models"`
	}
	serve(a, route{id: "export-domain", method: http.MethodGet, path: domainPath + "/export", tag: tag, who: ofDomain, person: true, secrets: true,
		lines: "The lines. One of type end is the last: without it, something has gone wrong.", summary: "A domain with everything in it as JSON lines, for convergence import",
		about: "Hashes of passwords are in it. One domain is exported at a time; while another one is, the answer is 503."},
		func(ctx context.Context, in *input) (*huma.StreamResponse, error) {
			none, err := archive.ParseHistory(in.History)
			if err != nil { // which the schema has checked
				return nil, err
			}
			info, err := a.System.Domain(ctx, in.name())
			if err != nil {
				return nil, missing("domain", in.name().String(), err)
			}
			if !a.exports.TryLock() {
				return nil, huma.Error503ServiceUnavailable("a domain is being exported; try again later")
			}
			d, err := a.System.Snapshot(ctx, in.name())
			if err != nil {
				a.exports.Unlock()
				return nil, err
			}
			return &huma.StreamResponse{Body: func(h huma.Context) {
				defer a.exports.Unlock()
				h.SetHeader("Content-Type", linesType)
				h.SetHeader("Content-Disposition", `attachment; filename="`+in.Namespace+"-"+in.Domain+`.jsonl"`)
				h.SetStatus(http.StatusOK)
				_, err := archive.Export(h.Context(), h.BodyWriter(), info, d, archive.ExportOptions{WithoutHistory: none, Program: "convergence " + a.Version})
				if err = errors.Join(err, d.Close()); err != nil {
					a.Log.ErrorContext(h.Context(), "an export has failed", "domain", info.DomainName.String(), "error", err)
					panic(http.ErrAbortHandler) // so that the client notices
				}
			}}, nil
		})
}
