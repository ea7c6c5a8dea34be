package store

import "context"

// Changes is implemented by a [System] that has all domains in one database, and says for many at
// once what other processes have changed: whoever has them open need not ask each.
type Changes interface {
	// DomainStates returns those of the named domains that exist, and those in which there is a webhook
	// or was one.
	DomainStates(ctx context.Context, names []DomainName) (map[DomainName]DomainState, error)
}

// DomainState is what is known of a domain without opening it, and what has changed there.
type DomainState struct {
	DomainInfo
	Webhooks bool         // whether there is a webhook, or was one
	Changed  [Kinds]int64 // numbers that grow with each change of a kind
}

// ChangeKind is what a change of a domain is of.
type ChangeKind int

// The kinds of changes.
const (
	ChangedRights   ChangeKind = iota // see [RightsKeeper.RightsChanges]
	ChangedProfiles                   // see [Profiles.ProfileChanges]
	ChangedAccounts                   // see [Accounts.AccountChanges]
	ChangedChats                      // see [ChatsTogether.ChatNews]
	Kinds           = iota            // how many there are
)
