package layout

import (
	"encoding/binary"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// The first byte of a key says what the record is.
const (
	spaceListing  = 0x10
	spaceModel    = 0x11
	spaceInstance = 0x12
	spaceUser     = 0x13
	spaceQueue    = 0x15
	spaceChat     = 0x16
	spaceSpan     = 0x17
	spacePresence = 0x18
	spaceEvent    = 0x19
	spaceGroup    = 0x1A
	spaceMember   = 0x1B
	spaceRefused  = 0x1C
)

// Part says which part of a model a record holds. Parts sort in this order, so
// that a reader of a model meets its state first.
type Part uint8

// The parts of a model.
const (
	PartState Part = iota + 1
	PartSnapshot
	PartTail
	PartCreation
	PartPending
	PartSent
	PartSteps
)

// appendSegment appends text in a form that ends by itself and sorts as the
// text does: a zero byte becomes 00 FF, and 00 01 follows the last byte.
func appendSegment(key []byte, text string) []byte {
	for i := 0; i < len(text); i++ {
		if key = append(key, text[i]); text[i] == 0 {
			key = append(key, 0xFF)
		}
	}
	return append(key, 0, 1)
}

// takeSegment reads a segment and returns what follows it.
func takeSegment(key []byte) (text string, rest []byte, ok bool) {
	var b []byte
	for i := 0; i+1 < len(key); i++ {
		if key[i] != 0 {
			b = append(b, key[i])
			continue
		}
		i++
		switch key[i] {
		case 1:
			return string(b), key[i+1:], true
		case 0xFF:
			b = append(b, 0)
		default:
			return "", nil, false
		}
	}
	return "", nil, false
}

func modelKey(model string, part Part, extra int) []byte {
	key := make([]byte, 0, len(model)+4+extra)
	return append(appendSegment(append(key, spaceModel), model), byte(part))
}

// ListingKey is the key of a model's [Listing].
func ListingKey(model string) []byte { return appendSegment([]byte{spaceListing}, model) }

// ListingRange is the range of all listings.
func ListingRange() (from, to []byte) { return []byte{spaceListing}, []byte{spaceListing + 1} }

// ModelKey is the key of a model's [ModelState].
func ModelKey(model string) []byte { return modelKey(model, PartState, 0) }

// ModelRange is the range of everything that belongs to a model, except its
// listing and the marks of instances.
func ModelRange(model string) (from, to []byte) {
	from = appendSegment([]byte{spaceModel}, model)
	return from, storage.PrefixEnd(from)
}

// PartRange is the range of one part of a model.
func PartRange(model string, part Part) (from, to []byte) {
	from = modelKey(model, part, 0)
	return from, storage.PrefixEnd(from)
}

// SnapshotKey is the key of the i-th part of a snapshot. Part 0 is the
// [Snapshot], its data is in parts 1 and up.
func SnapshotKey(model string, i int) []byte {
	return binary.BigEndian.AppendUint32(modelKey(model, PartSnapshot, 4), uint32(i))
}

// TailKey is the key of a [Tail] that an instance has written, by the version
// of the model after its last operation. All that a snapshot of version v makes
// superfluous is therefore below TailKey(model, v+1, "").
func TailKey(model string, end int64, instance string) []byte {
	key := binary.BigEndian.AppendUint64(modelKey(model, PartTail, 10+len(instance)), uint64(end))
	if instance == "" {
		return key
	}
	return appendSegment(key, instance)
}

// CreationKey is the key of a model's [Creation].
func CreationKey(model string) []byte { return modelKey(model, PartCreation, 0) }

// PendingKey is the key of the [Pending] whose first operation has this
// identity.
func PendingKey(model, instance string, sequence uint64) []byte {
	return numberedKey(model, PartPending, instance, sequence)
}

// StepsKey is the key of a record of the undo steps that an instance has left: 0 is the
// [Steps], others are the pages. With handled it is that of a [Pending] of it, by the
// sequence of the first operation.
func StepsKey(model, instance string, number uint64, handled bool) []byte {
	if handled {
		number |= handledBit
	}
	return numberedKey(model, PartSteps, instance, number)
}

const handledBit = 1 << 63

func numberedKey(model string, part Part, instance string, number uint64) []byte {
	return binary.BigEndian.AppendUint64(appendSegment(modelKey(model, part, len(instance)+10), instance), number)
}

// StepsRemoval removes the steps that an instance has left of a model.
func StepsRemoval(model, instance string) storage.Change {
	from := StepsKey(model, instance, 0, false)
	return storage.DeleteRange(from, storage.PrefixEnd(from[:len(from)-8]))
}

// PendingRange is the range of the pending operations of one instance on a
// model with from <= sequence < to; to 0 means all.
func PendingRange(model, instance string, first, to uint64) (from, end []byte) {
	from = PendingKey(model, instance, first)
	if to == 0 {
		return from, storage.PrefixEnd(from[:len(from)-8])
	}
	return from, PendingKey(model, instance, to)
}

// SentKey is the key of a record that says that the server may have some of the
// pending operations of an instance on a model. Its value is empty.
func SentKey(model, instance string) []byte {
	return appendSegment(modelKey(model, PartSent, len(instance)+2), instance)
}

// InstanceKey is the key of the mark that an instance has pending operations on
// a model. Its value is a [Mark]. It is written with the first of them and deleted
// with the last.
func InstanceKey(instance, model string) []byte {
	return appendSegment(appendSegment([]byte{spaceInstance}, instance), model)
}

// InstanceRange is the range of the marks of one instance, or of all instances
// for "".
func InstanceRange(instance string) (from, to []byte) {
	from = []byte{spaceInstance}
	if instance != "" {
		from = appendSegment(from, instance)
	}
	return from, storage.PrefixEnd(from)
}

// ParseInstanceKey reads a key of [InstanceRange].
func ParseInstanceKey(key []byte) (instance, model string, err error) {
	ok := len(key) > 0 && key[0] == spaceInstance
	if ok {
		var rest []byte
		if instance, rest, ok = takeSegment(key[1:]); ok {
			model, rest, ok = takeSegment(rest)
			ok = ok && len(rest) == 0
		}
	}
	if !ok {
		return "", "", fmt.Errorf("read the key %x of an instance: %w", key, storage.ErrCorrupt)
	}
	return instance, model, nil
}

// UserKey is the key of a user in the identity cache.
func UserKey(id protocol.UserID) []byte {
	return appendSegment([]byte{spaceUser, byte(id.Type)}, id.Username)
}

// QueueKey is the key of the [Message] that an instance wants to say, by its
// sequence number.
func QueueKey(instance string, sequence uint64) []byte {
	return binary.BigEndian.AppendUint64(appendSegment([]byte{spaceQueue}, instance), sequence)
}

// QueueRange is the range of the messages of all instances.
func QueueRange() (from, to []byte) { return []byte{spaceQueue}, []byte{spaceQueue + 1} }

// ParseQueueKey reads a key of [QueueRange].
func ParseQueueKey(key []byte) (instance string, sequence uint64, err error) {
	return parseNumbered(key, spaceQueue)
}

// ChatKey is the key of the description of a chat, a [protocol.ChatInfo].
func ChatKey(chat string) []byte { return appendSegment([]byte{spaceChat}, chat) }

// SpanKey is the key of the [Span] of a chat.
func SpanKey(chat string) []byte { return appendSegment([]byte{spaceSpan}, chat) }

// EventKey is the key of an event of a chat.
func EventKey(chat string, number int64) []byte {
	return binary.BigEndian.AppendUint64(appendSegment([]byte{spaceEvent}, chat), uint64(number))
}

// PresenceKey is the key of a change that an instance has made to the state of
// its user and the server has not answered, a [protocol.PresenceChangeRequest].
func PresenceKey(instance string, sequence uint64) []byte {
	return binary.BigEndian.AppendUint64(appendSegment([]byte{spacePresence}, instance), sequence)
}

// PresenceRange is the range of those changes of all instances.
func PresenceRange() (from, to []byte) { return []byte{spacePresence}, []byte{spacePresence + 1} }

// GroupKey is the key of a [protocol.Group].
func GroupKey(id string) []byte { return appendSegment([]byte{spaceGroup}, id) }

// MemberKey is the key of the [protocol.UserGroups] of a user.
func MemberKey(id protocol.UserID) []byte {
	return appendSegment([]byte{spaceMember, byte(id.Type)}, id.Username)
}

// RefusedKey is the key of a [Refused]: number 0 is that of edits that are sent
// again, all others are of edits that were set aside.
func RefusedKey(model string, number uint64) []byte {
	return binary.BigEndian.AppendUint64(appendSegment([]byte{spaceRefused}, model), number)
}

// RefusedRange is the range of what was refused of all models.
func RefusedRange() (from, to []byte) { return []byte{spaceRefused}, []byte{spaceRefused + 1} }

// KnownRange is the range of what a client reads when it opens the store; see
// [DecodeKnown].
func KnownRange() (from, to []byte) { return []byte{spaceUser}, []byte{spaceEvent} }

// parseNumbered reads a key of one segment and a number.
func parseNumbered(key []byte, space byte) (name string, number uint64, err error) {
	ok := len(key) > 0 && key[0] == space
	if ok {
		var rest []byte
		name, rest, ok = takeSegment(key[1:])
		if ok = ok && len(rest) == 8; ok {
			number = binary.BigEndian.Uint64(rest)
		}
	}
	if !ok {
		return "", 0, fmt.Errorf("read the key %x: %w", key, storage.ErrCorrupt)
	}
	return name, number, nil
}

// ModelPart is where a key of [ModelRange] belongs.
type ModelPart struct {
	Model    string
	Part     Part
	Number   uint64 // part of the snapshot, end of the tail, first sequence, or page of steps
	Instance string // PartTail and all behind PartCreation
}

// ParseModelKey reads a key of [ModelRange].
func ParseModelKey(key []byte) (ModelPart, error) {
	if len(key) == 0 || key[0] != spaceModel {
		return ModelPart{}, corruptModelKey(key)
	}
	model, rest, ok := takeSegment(key[1:])
	if !ok || len(rest) == 0 {
		return ModelPart{}, corruptModelKey(key)
	}
	p := ModelPart{Model: model, Part: Part(rest[0])}
	rest = rest[1:]
	switch p.Part {
	case PartState, PartCreation:
		ok = len(rest) == 0
	case PartSnapshot:
		if ok = len(rest) == 4; ok {
			p.Number = uint64(binary.BigEndian.Uint32(rest))
		}
	case PartTail:
		if ok = len(rest) > 8; ok {
			p.Number = binary.BigEndian.Uint64(rest)
			p.Instance, rest, ok = takeSegment(rest[8:])
			ok = ok && len(rest) == 0
		}
	case PartPending, PartSteps:
		if p.Instance, rest, ok = takeSegment(rest); ok {
			if ok = len(rest) == 8; ok {
				p.Number = binary.BigEndian.Uint64(rest)
			}
		}
	case PartSent:
		p.Instance, rest, ok = takeSegment(rest)
		ok = ok && len(rest) == 0
	default:
		ok = false
	}
	if !ok {
		return ModelPart{}, corruptModelKey(key)
	}
	return p, nil
}

func corruptModelKey(key []byte) error {
	return fmt.Errorf("read the key %x of a model: %w", key, storage.ErrCorrupt)
}
