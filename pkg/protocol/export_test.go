package protocol

// NewMessage makes an empty message for a body number, nil for an unknown one.
func NewMessage(b Body) Message { return newMessage(b) }

// IsQuick reports whether a message has a way of its own to be written and read.
func IsQuick(m Message) bool { return quickly(m) != nil }

// AppendGeneric appends the fields of a message as its fields method has them.
func AppendGeneric(dst []byte, m Message) ([]byte, error) {
	return appendField(dst, func(c *codec) { c.array(m.fields) })
}

// DecodeGeneric reads the fields of a message as its fields method has them.
func DecodeGeneric(m Message, data []byte) error {
	return decodeField(data, func(c *codec) { c.array(m.fields) })
}

// AppendQuick is AppendGeneric in the quick way.
func AppendQuick(dst []byte, m Message) ([]byte, error) {
	return appendField(dst, m.(quick).write)
}

// DecodeQuick is DecodeGeneric in the quick way.
func DecodeQuick(m Message, data []byte) error {
	return decodeField(data, func(c *codec) {
		m.(quick).read(c)
		c.skip(c.left)
	})
}
