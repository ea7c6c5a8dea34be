// Package nodes makes a server one of several that have one store: it says in the store that it
// lives, finds out which node leads a model, and carries between nodes what they pass on to each
// other and the news of what is stored. It refuses to know how operations are ordered, see
// package ordering, and what else there is in a domain.
//
// On the bus, d.NAMESPACE.DOMAIN.m.MODEL has what was stored of a model, and n.NODE takes what is passed on
// to a node and answers. d.NAMESPACE.DOMAIN.PART has what all who have the domain open are told, see [Part],
// d.NAMESPACE.DOMAIN.a.TYPE.ID what those are told who have an activity open, and begun that a node has
// begun. Whoever can write to the bus is trusted as a server is.
package nodes
