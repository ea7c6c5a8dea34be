// Package archive writes a domain as one file of JSON lines, and makes a domain of such a
// file. The format is in docs/archive.md; the types of its lines are in lines.go.
//
// An archive is written from a snapshot and read in one go: neither takes more memory than
// the largest model, and its longest line, need. What is read is checked as a client's
// messages are: operations have to apply, one after the other, and to lead to the state
// that the archive says. Nothing of an archive that is wrong stays, see
// [store.Archives.ImportDomain].
//
// The package refuses to know how a domain is kept.
package archive
