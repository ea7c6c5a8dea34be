// Package replica is what a client and the server share of one model: the operations
// of the client that the server has not ordered yet, the names under which it knows
// them, and whether it has the model open for us. What the replica is kept for is its
// [Holder], an open model or a synchronisation of what is stored; what keeps its
// operations over the end of the program is its [Journal].
//
//	detached    the server does not have it open for us: edits wait
//	asking      a connection has come: the server is asked for what we missed
//	catching up it has answered, and its operations arrive
//	resending   they have arrived, and what was not acknowledged is sent again under
//	            the names of before
//	attached    edits are sent at the end of the turn
//	closed      nothing is sent or taken any more
//
// State, event → next state:
//
//	detached    Resync → asking
//	asking      the server lets us have it → catching up
//	            it does not, because of a trouble of its own → detached, and asking
//	            again after a pause, see [Replica.ResyncLater]
//	            it refuses → closed
//	catching up the version of the answer is reached, and the journal has noted that
//	            operations are sent → resending
//	resending   the server has everything → attached
//	attached    the server has given it up because of a trouble of its own → detached
//	            it has closed it for another reason → closed
//	all of these the connection is gone → detached
//	            client and server no longer agree, or an edit can never be sent → closed
package replica
