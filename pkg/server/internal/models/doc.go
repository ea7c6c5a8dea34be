// Package models is the models of a domain: it opens them for sessions, orders their
// operations and keeps them. One goroutine owns each model that is in memory, its
// sequencer; it gathers what is waiting, transforms and applies it, and gives the group
// to the committer, which writes the groups of all busy models in one transaction. Only
// then is it acknowledged and sent to the others.
//
// A sequencer is in one of these states. It ends when nobody has held it for a while,
// and when the server stops:
//
//	state    event                                     next
//	loading  the store has the model; has it not       exists; missing
//	loading  the store fails                           broken
//	missing  the model is created                      exists
//	exists   the model is deleted                      missing
//	exists   memory and store may disagree             broken: everybody has to resynchronise
//
// A session in a model is a member of it, in one of these states:
//
//	state      event                                   next
//	new        an open request, and it may read        open
//	new        a resync request, and it may read       replaying: it is sent the log
//	replaying  it has been sent what is committed      resyncing: it hears of operations
//	resyncing  the client has caught up, keeps it open open
//	resyncing  the client has caught up otherwise      gone
//	any        the request is refused, the client
//	           closes it or is lost, the server
//	           closes it                               gone
//
// Others know of a member that is open, and of one that replays or resynchronises that it
// does. A client that says that it has caught up while it is replaying is heard when it is
// resyncing.
//
// References take the same way as operations, but for the disk: they move with every
// operation and are sent behind those that they are relative to. Queries, history and
// changes of permissions run beside the read loop, one at a time for each connection. Who
// may do what with a model is decided in permissions.go.
package models
