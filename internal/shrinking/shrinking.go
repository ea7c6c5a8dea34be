// Package shrinking deletes from maps so that they give memory back. A Go map
// keeps the room that it once needed; in a client that has had thousands of
// models open for a moment that would be most of what it uses afterwards.
package shrinking

import "maps"

// roomy is the number of entries up to which a map may keep its room.
const roomy = 64

// Room remembers how many entries a map has had.
type Room int

// Delete removes a key from the map that room belongs to. When most entries are
// gone the map is replaced by a smaller one; moving what is left is paid for by
// the deletions before it.
//
//go:noinline
func Delete[K comparable, V any](m *map[K]V, room *Room, key K) {
	*room = max(*room, Room(len(*m)))
	delete(*m, key)
	if *room <= roomy || Room(len(*m)) > *room/4 {
		return
	}
	small := make(map[K]V, len(*m))
	maps.Copy(small, *m)
	*m, *room = small, Room(len(small))
}
