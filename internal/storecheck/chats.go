package storecheck

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// Chats reads all events of chats of the domain convergence/default, by number.
func Chats(data string, ids []string) (map[string][]protocol.ChatEvent, error) {
	ctx := context.Background()
	system, err := sqlite.Open(ctx, data)
	if err != nil {
		return nil, err
	}
	defer system.Close()
	d, err := system.OpenDomain(ctx, store.DomainName{Namespace: "convergence", ID: "default"})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	all := make(map[string][]protocol.ChatEvent)
	for _, id := range ids {
		chat, err := d.Chat(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("chat %s: %w", id, err)
		}
		for {
			page, total, err := d.ChatHistory(ctx, chat.Key, store.ChatPage{Forward: true, Offset: len(all[id]), Limit: 1000})
			if err != nil {
				return nil, fmt.Errorf("chat %s: %w", id, err)
			}
			all[id] = append(all[id], page...)
			if len(page) == 0 || len(all[id]) >= total {
				break
			}
		}
		if last := int64(len(all[id])) - 1; last < chat.LastEventNumber {
			return nil, fmt.Errorf("chat %s says that it has %d events, and has %d", id, chat.LastEventNumber+1, last+1)
		}
	}
	return all, nil
}
