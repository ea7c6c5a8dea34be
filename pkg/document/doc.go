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
package document
