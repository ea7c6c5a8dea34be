// Package nodes makes a server one of several that have one store: it says in the store that it
// lives, finds out which node leads a model, and carries between nodes what they pass on to each
// other and the news of what is stored. It refuses to know how operations are ordered, see
// package ordering, and what else there is in a domain.
//
// On the bus, d.NAMESPACE.DOMAIN.m.MODEL has what was stored of a model and who has it open. Below
// the same domain, p says who is there, c what was stored of chats, a who asks for an activity,
// a.TYPE.ID what is done in one, and u what was added to the domain. n.NODE takes what is passed on to a
// node and answers, and begun says that a node has begun. Whoever can write to the bus is trusted as
// a server is.
package nodes
