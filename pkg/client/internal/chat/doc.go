// Package chat has the chats that somebody here follows, and the messages on their way.
//
// A description is current, or late: the connection is a new one, and what was missed
// is being fetched; what happens meanwhile is held. A message is pending, sent on this
// connection, refused, or over; with a store it is kept until the server has answered.
package chat
