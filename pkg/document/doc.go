// Package document is the tree of elements of one model: it applies
// operations, finds elements by id and path, detaches subtrees and tells an
// observer what changed.
//
// The tree knows the current state and nothing else: no versions, no sessions,
// no permissions, and operations have been transformed before they get here
// (package concurrency). It is not safe for concurrent use; its owner is one
// goroutine. No function changes what it is given.
//
// All positions and lengths in text are UTF-16 code units.
//
// # The order of properties
//
// Two documents with the same operations have the properties of each object in
// the same order: the order of the server's operations. A property that is added
// goes behind all others, one that is set keeps its place, one that is removed
// and added again goes to the end, and setting a whole object brings the order of
// the new value. The inverse of a removal has the place that the property had.
//
// A client has operations that the server has not ordered yet. Its document shows
// the server's order with those on top: what it has added itself comes last until
// it is acknowledged, and what others add meanwhile goes in front of that. So an
// operation made here is marked as such ([Document.Stamp]) before it is applied,
// and its acknowledgement is told ([Document.Acknowledge]). Where transformation
// changes what a pending operation is, the place follows:
//
//   - Others have added the property too: it is theirs, and goes in front of what
//     is pending.
//   - Others have set a property that was removed here: it is back at the place
//     that it had, which the document has kept until then.
//   - Others have removed a property that was set here: the set has become an
//     addition, and the property goes to where the additions made here are.
//
// Law: at every moment the document of a client is the state of the server with
// what is pending applied to it, in the order of properties as well.
package document
