package store

import "context"

// Counts are how much a domain has.
type Counts struct {
	Users, Guests, Groups, Collections, Models, Chats, Activities, Sessions int64
	Operations                                                              int64 // in the logs of its models
	Bytes                                                                   int64 // of its file, without what waits to be written into it
}

// Counter counts.
type Counter interface {
	// Counts counts what a domain has. It takes longer the more that is.
	Counts(ctx context.Context) (Counts, error)
}
