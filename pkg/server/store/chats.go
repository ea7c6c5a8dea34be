package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Chat is a chat without its events. Key is made by the caller, at random, and
// never used again; it distinguishes a chat from an earlier one of the same id.
type Chat struct {
	protocol.ChatInfo // Members: of rooms none, they are kept by nobody
	Key               int64
	Direct            string // of a direct chat: what stands for its set of members
	Maker             protocol.UserID
	Bytes             int64 // of its events
	Roles             protocol.Roles
}

// ChatEntry is an event to be kept. Instance and Sequence are the identity of a
// message, if it has one.
type ChatEntry struct {
	protocol.ChatEvent
	Instance string
	Sequence uint64
}

// Bytes returns about how many bytes an event takes.
func (e *ChatEntry) Bytes() int64 { return int64(len(e.Text) + len(e.Topic) + 64) }

// ChatChange is everything that changes in a chat at once. The order is:
// Create, Events, the other fields, Delete.
type ChatChange struct {
	Key    int64
	Last   int64 // the number of the last event before; not looked at with Create
	Create *Chat
	Events []ChatEntry // numbered from Last+1, or from 0 with Create
	Name   *string
	Topic  *string
	Add    []protocol.UserID // members; of a room too, to be forgotten by the caller
	Remove []protocol.UserID
	Seen   []protocol.ChatMember // never goes back; outlives a membership
	Roles  []RolesChange
	Delete bool

	// Enter and Exit are sessions that come into a room and leave it, of several servers only. A
	// user joins a room with the first session and leaves it with the last one, which Events have
	// to say: else ChangeChats fails with ErrVersion, because others came or left meanwhile.
	Enter, Exit []RoomSession
}

// ChatSearch finds chats that a user may see. Text is never a pattern.
type ChatSearch struct {
	Text       string
	Fields     []string // id, name, topic
	Types      []string // none: all
	Membership string   // empty: any
	After      string   // only those with ids behind this one
	Offset     int
	Limit      int
	Viewer     protocol.UserID // sees public chats and those of which he is a member
	All        bool            // sees all
}

// ChatPage asks for events of a chat.
type ChatPage struct {
	Start   *int64 // first number in the direction, inclusive
	Forward bool
	Kinds   []string // none: all
	Offset  int
	Limit   int
}

// Chats keeps chats and what happened in them.
type Chats interface {
	// Chat returns a chat, or ErrNotFound.
	Chat(ctx context.Context, id string) (Chat, error)
	// DirectChat returns the id of the direct chat of a set of members, or
	// ErrNotFound.
	DirectChat(ctx context.Context, direct string) (string, error)
	// ChangeChats makes all changes in one transaction or none of them. It fails
	// with ErrVersion when a chat is not at Last or gone, with ErrExists when an
	// id or a set of direct members is taken, with ErrSequence when an identity
	// was accepted before, and with ErrNotFound when an instance is not known.
	ChangeChats(ctx context.Context, changes []ChatChange) error
	// ChatsOf returns the ids of the chats of which a user is a member, by id.
	ChatsOf(ctx context.Context, user protocol.UserID) ([]string, error)
	// SearchChats returns a page of the ids of chats, by id, and how many there are.
	SearchChats(ctx context.Context, s ChatSearch) (ids []string, total int, err error)
	// ChatHistory returns a page of events and how many there are.
	ChatHistory(ctx context.Context, key int64, p ChatPage) (events []protocol.ChatEvent, total int, err error)
	// ChatMessage returns number and time of a message by its identity, or
	// ErrNotFound.
	ChatMessage(ctx context.Context, key int64, instance string, sequence uint64) (number, millis int64, err error)
	// ChatSeen returns up to which event users have seen a chat, those who have.
	ChatSeen(ctx context.Context, key int64) ([]protocol.ChatMember, error)
}
