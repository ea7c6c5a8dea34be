// Package rest is the administration of a server over HTTP, below [Prefix].
//
// A route is declared once, as a route value with the types of what it takes and gives
// (routes.go and the files named after what routes are about). From that come the handler,
// the checks of what comes in, the OpenAPI document, its page (page.go) and docs/rest.md.
//
// The way of a request: its origin is looked at by the rules for pages (origin.go); its
// route is found; the token in its Authorization header says who asks and what for it may
// be used (authority.go); an act that changes something is begun in the audit log
// (audit.go); then the body is read, up to the bytes that the route takes, and checked
// against the schema; the handler does the act, with the calls of the store that the
// command line uses (package administration) or, where it is about what is open, through
// the service of the domain; an error becomes a problem (problem.go, RFC 9457); and the
// audit log gets the status.
//
// Nothing is looked at in a cookie, so what a browser adds to a request gives nobody
// anything. What two administrators may change at once has an ETag, and If-Match refuses
// to change what is not as the caller has seen it (etag.go).
//
// The package refuses to know how operations are ordered and how things are stored.
package rest
