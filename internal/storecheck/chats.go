package storecheck

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Chats reads all events of chats of the domain convergence/default, by number.
func Chats(data string, ids []string) (map[string][]protocol.ChatEvent, error) {
	all := make(map[string][]protocol.ChatEvent)
	return all, inDomain(data, func(ctx context.Context, d store.Domain) error {
		for _, id := range ids {
			chat, err := d.Chat(ctx, id)
			if err != nil {
				return fmt.Errorf("chat %s: %w", id, err)
			}
			for {
				page, total, err := d.ChatHistory(ctx, chat.Key, store.ChatPage{Forward: true, Offset: len(all[id]), Limit: 1000})
				if err != nil {
					return fmt.Errorf("chat %s: %w", id, err)
				}
				all[id] = append(all[id], page...)
				if len(page) == 0 || len(all[id]) >= total {
					break
				}
			}
			if last := int64(len(all[id])) - 1; last < chat.LastEventNumber {
				return fmt.Errorf("chat %s says that it has %d events, and has %d", id, chat.LastEventNumber+1, last+1)
			}
		}
		return nil
	})
}
