// Package chats is what people say to each other. One goroutine owns the chats of a
// domain: it takes what sessions ask for, decides all of it in memory, writes what has
// changed in one transaction, and only then answers and notifies others.
//
// A task is in one of these states:
//
//	state    event                               next
//	waiting  it is its turn                      decided
//	decided  what it has changed is written      done: answers and events go out
//	decided  writing failed, others were with it waiting, alone
//	decided  writing failed                      failed: nothing has changed
package chats
