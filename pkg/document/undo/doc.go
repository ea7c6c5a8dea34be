// Package undo takes back what one has done in a document, and only that, whatever
// others have done since.
//
// [Stacks] hears of every edit of one's own before and after it is applied
// ([Stacks.Before], [Stacks.Did]) and of everybody else's when it has been
// ([Stacks.Foreign], [Stacks.Orphan]). Nothing of what is noted is touched until it is
// taken back:
//
//   - Entries, properties and values are known by their ids. To take back an insertion
//     is to remove the element with that id, wherever it is now; to take back a removal is
//     to put the element, with its id, behind the one that it was behind. What somebody else
//     has set or moved since is theirs, and stays.
//   - Text has no ids. The newest edit of a string on either stack collects what others
//     do to that string as some [patch]es, composed in such a way that n of their
//     edits cost each about log n. When that edit is taken back, it is moved past each of
//     them, and they past it, which changes little of them; they are then what the next
//     older edit of that string has collected.
//
// So what an edit of somebody else costs does not depend on how many steps there are.
//
// Two people who remove the same at the same time have removed it once: it is the one of
// them whom the server has heard first that brings it back. Who was second learns it
// by what has become of the operation on its way ([Stacks.Lost], [Stacks.Settle]).
//
// TestProveUndo of package document plays every short sequence of edits; what it cannot get
// right by its nature docs/guide/undo.md says to users.
//
// The files: stacks.go the steps and how one is taken back; entry.go what is noted of an
// edit; text.go that of strings, as patch.go moves it; inverse.go what takes an edit of anything else back;
// foreign.go what others do; sides.go on which side of something removed they do it; pairs.go an
// edit and its undo that are both on their way; keeping.go how steps outlive the program,
// in the form of form.go.
//
// Taking an edit back where others have edited since is to transform its inverse past what
// they have done, as in A. Prakash and M. Knister, A Framework for Undoing Actions in
// Collaborative Systems, 1994. That an edit and its undo must leave the edits of others as if
// neither had been (pairs.go) is what C. Sun, Undo as Concurrent Inverse in Group Editors, 2002,
// asks for; how it is done here, by making up for the difference, is of this package. Patches in
// layers of growing size are the logarithmic method of J. L. Bentley and J. B. Saxe,
// Decomposable Searching Problems I, 1980.
package undo
