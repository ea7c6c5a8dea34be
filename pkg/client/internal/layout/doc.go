// Package layout is what the records of a client's store mean: keys.go has the keys,
// the other files have the values, each named after what it holds.
//
// Layout, version 1 (a segment is text as [appendSegment] writes it; numbers
// are big-endian and 8 bytes long, so that they sort by value):
//
//	00                                 marker and schema version    storage.Schema
//	10 model                           listing, small: all models   Listing
//	11 model 01                        state of one model           ModelState
//	11 model 02 part                   snapshot, in parts           Snapshot, bytes
//	11 model 03 version instance       acknowledged since then      Tail
//	11 model 04                        to be created at the server  Creation
//	11 model 05 instance sequence      not yet acknowledged         Pending
//	11 model 06 instance               the server may have them     empty
//	11 model 07 instance number        steps to be undone           Steps (0), pages
//	11 model 07 instance sequence|1<<63  acknowledged behind them   Pending
//	12 instance model                  this instance has pending operations there
//	13 type username                   user                         protocol.User
//	15 instance sequence               chat message to be sent      Message
//	16 chat                            description of a chat        protocol.ChatInfo
//	17 chat                            which events are here        Span
//	18 instance sequence               own presence to be sent      protocol.PresenceChangeRequest
//	19 chat number                     event of a chat              protocol.ChatEvent
//	1a group                           group                        protocol.Group
//	1b type username                   groups of a user             protocol.UserGroups
//	1c model number                    edits the server has refused Refused
//
// 14 is not used any more. A new kind of record is no new version: code that does
// not know it leaves it alone.
//
// Two tabs never write the same record of operations: both kinds carry the
// instance. Who takes the operations of another instance over deletes or changes
// its mark (12), which guards what that one may still write. The snapshot of a model
// is replaced by compare-and-set.
//
// So one range read finds what models there are, one loads a model, and one
// finds the queues of a tab that died.
//
// The package refuses to know who sends what when, and what an operation means.
package layout
