package archive

import (
	"encoding/json"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Format is the version of the format. One that is newer is refused.
const Format = 1

// The types of lines, in the order in which they come. What was accepted and operations
// follow their model and end with a state, its named versions come after that; events follow
// their chat.
const (
	lineArchive    = "archive"
	lineSettings   = "settings"
	lineUser       = "user"
	lineClient     = "client"
	lineSession    = "session"
	lineKey        = "jwt-key"
	lineGroup      = "group"
	lineCollection = "collection"
	lineModel      = "model"
	lineAccepted   = "accepted"
	lineOperations = "operations"
	lineState      = "state"
	lineVersion    = "version"
	lineChat       = "chat"
	lineEvent      = "event"
	lineActivity   = "activity"
	lineEnd        = "end"
)

// header is the first line. Times, here and below, are milliseconds since 1970.
type header struct {
	Type    string `json:"type"`
	Format  int    `json:"format"`
	Domain  string `json:"domain"`
	Program string `json:"program"` // that has written it
	Made    int64  `json:"made"`
	History string `json:"history"` // full or none
}

// The histories that an archive can have.
const (
	historyFull = "full"
	historyNone = "none"
)

// ParseHistory reads which history an archive has, full or none.
func ParseHistory(name string) (none bool, err error) {
	if name != historyFull && name != historyNone {
		return false, fmt.Errorf("history %q is neither %s nor %s", name, historyFull, historyNone)
	}
	return name == historyNone, nil
}

type settingsLine struct {
	Type        string        `json:"type"`
	Anonymous   bool          `json:"anonymous"`
	Emails      string        `json:"emails"`
	Collections string        `json:"collections"`
	Origins     []string      `json:"origins"`
	Quotas      store.Quotas  `json:"quotas"`
	Keeping     store.Keeping `json:"keeping"`
	Available   string        `json:"availability"`
	Guests      int64         `json:"guestsNumbered"`
	Sessions    int64         `json:"sessionsNumbered"`
}

// member is a user by type and name.
type member struct {
	Type string `json:"type"`
	Name text   `json:"name"`
}

type userLine struct {
	Type        string `json:"type"`
	User        member `json:"user"`
	FirstName   text   `json:"firstName"`
	LastName    text   `json:"lastName"`
	DisplayName text   `json:"displayName"`
	Email       text   `json:"email"`
	Password    text   `json:"passwordHash"`
	Disabled    bool   `json:"disabled"`
	Removed     bool   `json:"removed"`
	Seen        int64  `json:"seen"`
}

type clientLine struct {
	Type  string `json:"type"`
	ID    text   `json:"id"`
	User  member `json:"user"`
	Seen  int64  `json:"seen"`
	Wrote bool   `json:"wrote"`
}

type sessionLine struct {
	Type      string `json:"type"`
	ID        string `json:"id"`
	User      member `json:"user"`
	Client    text   `json:"client"`
	Connected int64  `json:"connected"`
}

type keyLine struct {
	Type    string `json:"type"`
	ID      text   `json:"id"`
	Public  text   `json:"public"`
	Admin   bool   `json:"admin"`
	Created int64  `json:"created"`
}

type groupLine struct {
	Type        string   `json:"type"`
	ID          text     `json:"id"`
	Description text     `json:"description"`
	Members     []member `json:"members"`
}

// rights are who may do what with a collection or a model.
type rights struct {
	World  []string      `json:"world"`
	Users  []userRights  `json:"users"`
	Groups []groupRights `json:"groups"`
}

type userRights struct {
	User   member   `json:"user"`
	Rights []string `json:"rights"`
}

type groupRights struct {
	Group  text     `json:"group"`
	Rights []string `json:"rights"`
}

type collectionLine struct {
	Type string `json:"type"`
	ID   text   `json:"id"`
	rights
}

type modelLine struct {
	Type       string `json:"type"`
	ID         text   `json:"id"`
	Collection text   `json:"collection"`
	Created    int64  `json:"created"`
	Modified   int64  `json:"modified"`
	Version    int64  `json:"version"` // after the operations
	Ephemeral  bool   `json:"ephemeral"`
	Maker      member `json:"maker"`
	Prefixes   uint64 `json:"prefixes"`
	Overrides  bool   `json:"overridesCollection"`
	rights
	Data json.RawMessage `json:"data"` // before the operations
}

// identity is what lines with operations begin with, and says of them which they are.
type identity struct {
	Type    string `json:"type"`
	Version int64  `json:"version"` // before the first
	Session text   `json:"session"`
	Client  text   `json:"client"`
	First   uint64 `json:"first"` // sequence of the first
}

// identityOf is that of an entry, on a line of a type.
func identityOf(kind string, e *store.Entry) identity {
	return identity{kind, e.Version, text(e.Session), text(e.Instance), e.First}
}

// entry is the entry of the log that a line of so many operations stands for, without them.
func (i *identity) entry(count int, millis int64) store.Entry {
	return store.Entry{Version: i.Version, Count: count, Session: string(i.Session), Instance: string(i.Client), First: i.First, Millis: millis}
}

// acceptedLine is operations that are not kept any more.
type acceptedLine struct {
	identity
	Count int   `json:"count"`
	Time  int64 `json:"time"` // of the last
}

type operationsLine struct {
	identity
	Time       int64           `json:"time"`
	Operations json.RawMessage `json:"operations"`
}

type stateLine struct {
	Type    string `json:"type"`
	Version int64  `json:"version"`
	SHA256  string `json:"sha256"` // of what data would be now
}

type versionLine struct {
	Type    string `json:"type"`
	Name    text   `json:"name"`
	Version int64  `json:"version"`
	Time    int64  `json:"time"` // when it was named
	User    member `json:"user"` // who named it
}

// roles are who has which roles in a chat or an activity.
type roles struct {
	World  []text       `json:"world"`
	Users  []userRoles  `json:"users"`
	Groups []groupRoles `json:"groups"`
}

type userRoles struct {
	User  member `json:"user"`
	Roles []text `json:"roles"`
}

type groupRoles struct {
	Group text   `json:"group"`
	Roles []text `json:"roles"`
}

type chatLine struct {
	Type       string   `json:"type"`
	ID         text     `json:"id"`
	ChatType   text     `json:"chatType"`
	Membership text     `json:"membership"`
	Name       text     `json:"name"`
	Topic      text     `json:"topic"`
	Created    int64    `json:"created"`
	Maker      member   `json:"maker"`
	Direct     text     `json:"direct,omitempty"`
	Members    []member `json:"members"`
	Seen       []seen   `json:"seen"`
	Roles      roles    `json:"roles"`
}

type seen struct {
	User   member `json:"user"`
	Number int64  `json:"number"`
}

type eventLine struct {
	Type     string   `json:"type"`
	Number   int64    `json:"number"`
	Kind     text     `json:"kind"`
	Time     int64    `json:"time"`
	User     member   `json:"user"`
	Text     text     `json:"text,omitempty"`
	Topic    text     `json:"topic,omitempty"`
	Subject  *member  `json:"subject,omitempty"`
	Members  []member `json:"members,omitempty"`
	Client   text     `json:"client,omitempty"`
	Sequence uint64   `json:"sequence,omitempty"`
}

type activityLine struct {
	Type         string `json:"type"`
	ActivityType text   `json:"activityType"`
	ID           text   `json:"id"`
	Ephemeral    bool   `json:"ephemeral"`
	Created      int64  `json:"created"`
	Roles        roles  `json:"roles"`
}

// Counts say how much an archive has.
type Counts struct {
	Users       int64 `json:"users"`
	Clients     int64 `json:"clients"`
	Sessions    int64 `json:"sessions"`
	Keys        int64 `json:"jwtKeys"`
	Groups      int64 `json:"groups"`
	Collections int64 `json:"collections"`
	Models      int64 `json:"models"`
	Operations  int64 `json:"operations"`
	Chats       int64 `json:"chats"`
	Events      int64 `json:"events"`
	Activities  int64 `json:"activities"`
}

type endLine struct {
	Type   string `json:"type"`
	Counts Counts `json:"counts"`
	SHA256 string `json:"sha256"` // of all lines before
}
