// Package ordering is how several nodes, servers that have one store, agree on the order of the
// operations of a model. What the store has taken as a version is that version for all; it takes
// an append only at the version at which the model is (compare-and-set), and each operation,
// named by client instance and sequence number, only once.
//
// A [Replica] is what one node has of one model. Operations of its own clients wait in it
// until they are stored. It says what to do next, and is told what came of that:
//
//	[Ask]     find out which node leads the model           [Replica.Led]
//	[Append]  append runs of operations to the store        [Replica.Appended]
//	[Pass]    have the node that leads append operations    [Replica.Answered]
//	[Await]   wait until what was passed on is answered     [Replica.Answered]
//	[Read]    read what the store has beyond a version      [Replica.Learn], [Replica.Reload]
//
// The leader appends what its own clients and the other nodes have sent it together; that is all
// there is to leading. An append that meets a newer version is no fault: the replica goes back to
// what it knows to be stored, reads what it has missed and places its operations behind that.
// So two nodes that both think that they lead, or one that appends by itself because the leader
// does not answer, cost reads and never a difference. Whatever is in doubt is read.
//
// A client's operations are passed on in the form in which they apply at the version that the
// node has, each client's on their own: the leader transforms them past what it has besides, and
// when the node hears of them it knows them by their names and does the same with the
// operations as the client has sent them. So each operation is transformed past the others in
// the order in which they are stored, here, at the leader and at the client, and no more is
// asked of transformation than with one server.
//
// Several Passed may be on their way at once, of different clients: of one client nothing more is
// passed on before it is known what became of the last. So none of them refers to another, and it
// does not matter in which order they come, or whether some are lost. While what is waited for is
// only answers, more may be submitted, and news are learned.
//
// It has no clock, no goroutines and does no input or output, so that the simulation of many
// nodes in its test runs what the server runs. A replica belongs to one goroutine.
package ordering
