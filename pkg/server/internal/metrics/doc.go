// Package metrics counts what a server does, for Prometheus. What is counted as it
// happens is here; what is looked at when somebody asks comes from a [State].
//
// No label is a user, a session, a model or anything else that clients name. Domains are
// labels up to a number of them, and the rest are one, see [Metrics.Domain]: how many time
// series there are does not depend on who connects.
package metrics
