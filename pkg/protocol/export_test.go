package protocol

// NewMessage makes an empty message for a body number, nil for an unknown one.
func NewMessage(b Body) Message { return newMessage(b) }
