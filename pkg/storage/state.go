package storage

// State says how safe the records of a store are.
type State uint8

// The states.
const (
	// StateDurable: the platform has promised to keep the records.
	StateDurable State = iota + 1
	// StateBestEffort: the records survive a restart, but the browser may delete
	// them when it needs the room.
	StateBestEffort
	// StateMemory: the records live as long as this program.
	StateMemory
	// StateFull: the last write found no room. The state before returns with the
	// next write that succeeds.
	StateFull
	// StateLost: the records have vanished and nothing is kept any more.
	StateLost
	// StateBlocked: another tab keeps us from the store, or newer code has taken
	// it over; the error that comes with it tells which.
	StateBlocked
)

var stateNames = [...]string{"unknown", "durable", "best-effort", "memory", "full", "lost", "blocked"}

// String returns the name that applications see.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return stateNames[0]
}

// Observer hears of every change of a store's state and what caused it, nil
// when things went well. It is called like the callbacks of the store. A store
// that is still being opened may already be told to be blocked.
type Observer func(State, error)
