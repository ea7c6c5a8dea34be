package main

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What guests can do, whom everybody is who asks to be let in.

// message is as large as the server takes, with room for the envelope.
const message = 8<<20 - 4096

// smallValues makes models of which each value takes three bytes on the wire.
func smallValues(ctx context.Context, url string) error {
	items := make([]ot.Value, message/3)
	for i := range items {
		items[i].Kind = ot.KindNull
	}
	data, err := protocol.Encode(1, 0, &protocol.CreateRequest{Creation: protocol.Creation{Collection: "hostile",
		Data: ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "a", Value: ot.Value{Kind: ot.KindArray, ID: "@:1", Items: items}}}}}})
	if err != nil {
		return err
	}
	items = nil
	crowd(ctx, 16, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		for {
			if err := p.write(data); err != nil {
				return err
			}
		}
	})
	return nil
}

// missing asks for models, chats and people that are not there, and never reads.
func missing(ctx context.Context, url string) error {
	names := make([]string, 2000)
	users := make([]protocol.UserID, len(names))
	for i := range names {
		names[i] = rand.Text()
		users[i].Username = names[i]
	}
	crowd(ctx, 16, func(ctx context.Context, i int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		for {
			err := p.many(1000, func(int) (bool, protocol.Message) {
				switch i % 4 {
				case 0:
					return true, &protocol.OpenRequest{ModelID: rand.Text()}
				case 1:
					return true, &protocol.HistoryDataRequest{ModelID: rand.Text()}
				case 2:
					return true, &protocol.DeleteRequest{ModelID: rand.Text() + string(make([]byte, 220))}
				}
				return false, &protocol.OperationSubmission{Resource: 77, First: 1, Version: 1}
			})
			if err == nil {
				err = p.many(4, func(n int) (bool, protocol.Message) {
					if n%2 == 0 {
						return true, &protocol.UsersRequest{Users: users}
					}
					return true, &protocol.ChatsExistRequest{IDs: names}
				})
			}
			if err != nil {
				return err
			}
		}
	})
	return nil
}

// loaded makes models of 50,000 small values each, and keeps them open.
func loaded(ctx context.Context, url string) error {
	items := make([]ot.Value, 50_000)
	for i := range items {
		items[i] = ot.Value{Kind: ot.KindNull, ID: fmt.Sprintf("1:%x", i)}
	}
	data := ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "a", Value: ot.Value{Kind: ot.KindArray, ID: "@:1", Items: items}}}}
	crowd(ctx, 16, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		for {
			model := rand.Text()
			if err := p.create(model, data); err != nil {
				return err
			}
			if _, err := p.open(model); err != nil {
				return err
			}
		}
	})
	return nil
}

// states joins as many activities as it may, each with the largest state there is, and is there with
// such a state too.
func states(ctx context.Context, url string) error {
	list := make([]protocol.JSON, 6500) // which are nine bytes each, as states are counted
	for i := range list {
		list[i] = []protocol.JSON{}
	}
	state := map[string]protocol.JSON{"k": list}
	crowd(ctx, 16, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		if err := p.tell(&protocol.PresenceSetState{State: state}); err != nil {
			return err
		}
		for {
			name := protocol.ActivityName{Type: "hostile", ID: rand.Text()}
			if err := p.ask(&protocol.ActivityJoinRequest{ActivityName: name, State: state, Create: &protocol.ActivityCreation{Ephemeral: true}}); err != nil {
				return err
			}
		}
	})
	return nil
}
