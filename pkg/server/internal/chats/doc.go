// Package chats is what people say to each other. One goroutine owns the chats of a
// domain: it takes what sessions ask for, decides all of it in memory, writes what has
// changed in one transaction, and only then answers and notifies others. Several servers
// that have a domain together do so each: see together.go.
//
// A task is in one of these states:
//
//	state    event                               next
//	waiting  it is its turn                      decided
//	decided  what it has changed is written      done: answers and events go out
//	decided  writing failed, others were with it waiting, alone
//	decided  writing failed                      failed: nothing has changed
//	decided  others wrote first                  waiting, a few times
//	decided  of several servers: it is refused   waiting, once: the store is asked for news
package chats
