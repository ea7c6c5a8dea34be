// Package presence is who is there, in memory: who has sessions, the state that all
// sessions of a user share, and who wants to hear of it.
//
// A user is in one of these states:
//
//	state    event                              next
//	away     a session enters                   there
//	there    the last session leaves            away
//	there    the last session is lost           awaited, for the time that Leave is given
//	awaited  a session enters                   there; nobody has noticed
//	awaited  the time is over                   away
package presence
