package local

// SaveState says where edits are safe.
type SaveState uint8

// The answers, from the worst to the best.
const (
	Unsaved       SaveState = iota // some edits exist in this program only
	SavedOnDevice                  // they survive a crash here, and the server has not acknowledged some
	SavedOnServer                  // the server has acknowledged all
)

func (s SaveState) String() string { return [...]string{"unsaved", "device", "server"}[s] }
