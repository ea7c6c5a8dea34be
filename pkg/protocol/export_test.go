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

// What a buffer writes.
var (
	AppendUint   = appendUint
	AppendInt    = appendInt
	AppendArray  = appendArray
	AppendString = appendString
	AppendBinary = appendBinary
)

// ReadInt, ReadArray and ReadBytes are what a reader reads, and how far it comes.
func ReadInt(data []byte) (int64, int, bool) {
	r := reader{data: data}
	v, ok := r.int()
	return v, r.pos, ok
}

func ReadArray(data []byte) (int, int, bool) {
	r := reader{data: data}
	v, ok := r.array()
	return v, r.pos, ok
}

func ReadBytes(data []byte) ([]byte, int, bool) {
	r := reader{data: data}
	v, ok := r.bytes()
	return v, r.pos, ok
}
