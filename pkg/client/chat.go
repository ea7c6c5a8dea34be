package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/chat"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What chats have, under the names that it has here.
type (
	// ChatEvent is something that happened in a chat, or that this user's standing
	// in it changed.
	ChatEvent = chat.Event
	// MissedEvents are events that are not emitted, since there were too many while
	// there was no connection, or since they cannot be had. They are in the history.
	MissedEvents = chat.MissedEvents
	// PendingMessage is a chat message that the server has not answered yet, or one
	// of an earlier program that it has refused.
	PendingMessage = chat.PendingMessage
)

// GetChats fetches chats by id and follows them. Those that do not exist or may
// not be read are left out. Without a connection they come from the offline
// store, which must have all.
func (d *Domain) GetChats(ids []string, done func([]protocol.ChatInfo, *Error)) {
	d.chats.Get(ids, done)
}

// DirectChats fetches the direct chats with each list of users, makes those
// that are missing, and follows them.
func (d *Domain) DirectChats(lists [][]protocol.UserID, done func([]protocol.ChatInfo, *Error)) {
	d.chats.Direct(lists, done)
}

// JoinChat joins a chat and follows it.
func (d *Domain) JoinChat(id string, done func(protocol.ChatInfo, *Error)) { d.chats.Join(id, done) }

// LeaveChat leaves a chat; a room is not joined again after a reconnect.
func (d *Domain) LeaveChat(id string, done func(*Error)) { d.chats.Leave(id, done) }

// ForgetChat ends the keeping of a chat's description, except in the offline
// store.
func (d *Domain) ForgetChat(id string) { d.chats.Forget(id) }

// ChatInfo returns the description of a followed chat and whether this user is
// a member; for a room, whether this session is.
func (d *Domain) ChatInfo(id string) (info protocol.ChatInfo, member, ok bool) {
	return d.chats.Info(id)
}

// PublishChat sends a message, after all that wait. With an offline store it
// can be called without a connection: the message is kept, and done is called
// when the server has answered.
func (d *Domain) PublishChat(id, text string, done func(*protocol.ChatPublishResponse, *Error)) {
	d.chats.Publish(id, text, done)
}

// PendingMessages returns the messages of a chat, or of all chats for "", that
// the server has not answered or has refused.
func (d *Domain) PendingMessages(chat string) []PendingMessage { return d.chats.Pending(chat) }

// DiscardMessage gives up a message that was refused or is not on its way. It
// reports false when there is none with this identity.
func (d *Domain) DiscardMessage(instance string, sequence uint64) bool {
	return d.chats.Discard(instance, sequence)
}
