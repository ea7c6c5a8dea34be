package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
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

// large makes a model with a text of about n bytes, which takes several messages.
func large(ctx context.Context, url, model string, n int) error {
	p, err := enter(ctx, url)
	if err != nil {
		return err
	}
	defer p.drop()
	if err := p.create(model, text(min(n, 7<<20))); err != nil {
		return err
	}
	opened, err := p.open(model)
	if err != nil {
		return err
	}
	acknowledged := 0
	for left, i := n-7<<20, uint64(1); left > 0; left, i = left-1<<20, i+1 {
		err := p.tell(&protocol.OperationSubmission{Resource: opened.Resource, First: i, Version: opened.Version,
			Operations: []ot.Op{{Kind: ot.StringSplice, ID: "t", Text: letters("", min(left, 1<<20)).Text}}})
		if err != nil {
			return err
		}
		ack, err := wait[*protocol.OperationAck](p)
		if err != nil {
			return err
		}
		acknowledged += ack.Count
	}
	return nil
}

// historyRequests asks for the state of a model of 20 MB.
func historyRequests(ctx context.Context, url string) error {
	if err := large(ctx, url, "large", 20<<20); err != nil {
		return err
	}
	crowd(ctx, 8, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		for range 500 {
			if err := p.ask(&protocol.HistoryDataRequest{ModelID: "large"}); err != nil {
				return err
			}
		}
		p.stay()
		return nil
	})
	return nil
}

// stay keeps a connection without reading, until the server has enough of it.
func (p *peer) stay() {
	for p.tell(&protocol.Pong{}) == nil && p.ctx.Err() == nil {
		time.Sleep(time.Second)
	}
}

// unread opens a model of 40 MB.
func unread(ctx context.Context, url string) error {
	if err := large(ctx, url, "large", 40<<20); err != nil {
		return err
	}
	crowd(ctx, 40, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		if err := p.ask(&protocol.OpenRequest{ModelID: "large"}); err != nil {
			return err
		}
		p.stay()
		return nil
	})
	return nil
}

// fullQueue sends operations faster than one model can take them.
func fullQueue(ctx context.Context, url string) error {
	return submitting(ctx, url, 8, 280<<10)
}

// submitting has guests send operations of a size to one model, without waiting.
func submitting(ctx context.Context, url string, guests, size int) error {
	maker, err := enter(ctx, url)
	if err != nil {
		return err
	}
	if err := maker.create("queue", text(10)); err != nil {
		return err
	}
	maker.drop()
	piece := letters("", size).Text
	crowd(ctx, guests, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		opened, err := p.open("queue")
		if err != nil {
			return err
		}
		go p.read()
		for i := uint64(1); ; i++ {
			op := ot.Op{Kind: ot.StringSplice, ID: "t", Text: piece}
			if i%2 == 0 { // what was inserted goes again, so that the model stays small
				op.Kind, op.Text = ot.StringSet, ot.Text{}
			}
			err := p.tell(&protocol.OperationSubmission{Resource: opened.Resource, First: i, Version: opened.Version, Operations: []ot.Op{op}})
			if err != nil {
				return err
			}
		}
	})
	return nil
}

// slowReaders have a model open that gets operations of 1 MB, and do not read.
func slowReaders(ctx context.Context, url string) error {
	maker, err := enter(ctx, url)
	if err != nil {
		return err
	}
	if err := maker.create("queue", text(10)); err != nil {
		return err
	}
	go crowd(ctx, 20, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		if _, err := p.open("queue"); err != nil {
			return err
		}
		p.stay()
		return nil
	})
	opened, err := maker.open("queue")
	if err != nil {
		return err
	}
	piece := letters("", 1<<20).Text
	for i := uint64(1); ; i++ {
		op := ot.Op{Kind: ot.StringSet, ID: "t", Text: piece}
		if err := maker.tell(&protocol.OperationSubmission{Resource: opened.Resource, First: i, Version: opened.Version, Operations: []ot.Op{op}}); err != nil {
			return err
		}
		if _, err := wait[*protocol.OperationAck](maker); err != nil {
			return err
		}
	}
}

// queries runs four heavy ones at any time, over models that it makes before.
func queries(ctx context.Context, url string) error {
	p, err := enter(ctx, url)
	if err != nil {
		return err
	}
	for i := range 40 {
		items := make([]ot.Value, 5000)
		for n := range items {
			items[n] = ot.Value{Kind: ot.KindString, ID: fmt.Sprint("e", n), Text: ot.MustText(fmt.Sprint("entry ", n, " of model ", i, " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))}
		}
		data := ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "list", Value: ot.Value{Kind: ot.KindArray, ID: "@:1", Items: items}},
			{Key: "text", Value: ot.Value{Kind: ot.KindString, ID: "@:2", Text: letters("", 200_000).Text}}}}
		if err := p.create(fmt.Sprint("model ", i), data); err != nil {
			return err
		}
	}
	p.drop()
	like := "%"
	for range 12 {
		like += "x%"
	}
	crowd(ctx, 4, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		for n := 0; ; n++ {
			for range 20 {
				err := p.ask(&protocol.QueryRequest{Query: `SELECT * FROM hostile WHERE text LIKE "` + like + `y" OR list[4999] LIKE "` + like + `" ORDER BY list[77] LIMIT 1000`})
				if err != nil {
					return err
				}
			}
			time.Sleep(200 * time.Millisecond)
		}
	})
	return nil
}

// references shares as many large references as it can, and edits before them.
func references(ctx context.Context, url string) error {
	maker, err := enter(ctx, url)
	if err != nil {
		return err
	}
	if err := maker.create("marked", text(100_000)); err != nil {
		return err
	}
	maker.drop()
	positions := make([]int, 8000)
	for i := range positions {
		positions[i] = 10 * i
	}
	crowd(ctx, 4, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		opened, err := p.open("marked")
		if err != nil {
			return err
		}
		go p.read()
		for i := range 1000 {
			err := p.tell(&protocol.ShareReference{Resource: opened.Resource, Version: opened.Version,
				ReferenceName: protocol.ReferenceName{Element: "t", Key: fmt.Sprint("r", i)}, Values: ot.Reference{Kind: ot.ReferenceIndex, Indexes: positions}})
			if err != nil {
				return err
			}
		}
		for i := uint64(1); ; i++ {
			err := p.tell(&protocol.OperationSubmission{Resource: opened.Resource, First: i, Version: opened.Version,
				Operations: []ot.Op{{Kind: ot.StringSplice, ID: "t", Text: ot.MustText("y")}}})
			if err != nil {
				return err
			}
		}
	})
	return nil
}

// outdated makes a long log and sends operations that have seen nothing of it.
func outdated(ctx context.Context, url string) error {
	maker, err := enter(ctx, url)
	if err != nil {
		return err
	}
	if err := maker.create("old", text(10)); err != nil {
		return err
	}
	opened, err := maker.open("old")
	if err != nil {
		return err
	}
	for i := range 100 {
		ops := make([]ot.Op, 1000)
		for n := range ops {
			ops[n] = ot.Op{Kind: ot.StringSplice, ID: "t", Index: n % 7, Text: ot.MustText("z")}
		}
		if err := maker.tell(&protocol.OperationSubmission{Resource: opened.Resource, First: uint64(i*1000 + 1), Version: opened.Version, Operations: ops}); err != nil {
			return err
		}
		for got := 0; got < 1000; {
			ack, err := wait[*protocol.OperationAck](maker)
			if err != nil {
				return err
			}
			got += ack.Count
		}
	}
	maker.drop()
	crowd(ctx, 8, func(ctx context.Context, _ int) error {
		for {
			p, err := enter(ctx, url)
			if err != nil {
				return err
			}
			if err = p.ask(&protocol.ResyncRequest{ModelID: "old", Version: 1}); err == nil {
				var answer *protocol.ResyncResponse
				if answer, err = wait[*protocol.ResyncResponse](p); err == nil {
					err = p.tell(&protocol.OperationSubmission{Resource: answer.Resource, First: 1, Version: 1,
						Operations: []ot.Op{{Kind: ot.StringSplice, ID: "t", Text: ot.MustText("y")}}})
				}
				if err == nil {
					_, err = wait[*protocol.OperationAck](p)
				}
			}
			p.drop()
			if err != nil {
				return err
			}
		}
	})
	return nil
}

// creating makes models as fast as one connection can.
func creating(ctx context.Context, url string) error {
	crowd(ctx, 1, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		for {
			err := p.many(500, func(int) (bool, protocol.Message) {
				return true, &protocol.CreateRequest{Creation: protocol.Creation{Collection: "hostile", Data: text(100)}}
			})
			if err != nil {
				return err
			}
		}
	})
	return nil
}

// opening opens models that are to be created and never says with which data.
func opening(ctx context.Context, url string) error {
	crowd(ctx, 8, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		for range 20 {
			err := p.many(500, func(int) (bool, protocol.Message) {
				return true, &protocol.OpenRequest{ModelID: rand.Text(), AutoCreate: 1}
			})
			if err != nil {
				return err
			}
		}
		<-ctx.Done()
		return nil
	})
	return nil
}

// deleting makes a model with a long log and deletes it, again and again.
func deleting(ctx context.Context, url string) error {
	crowd(ctx, 1, func(ctx context.Context, _ int) error {
		p, err := enter(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		model := rand.Text()
		if err := p.create(model, text(10)); err != nil {
			return err
		}
		opened, err := p.open(model)
		if err != nil {
			return err
		}
		piece := letters("", 1<<20).Text
		for i := uint64(1); i <= 50; i++ { // each takes 2 MB, with its inverse
			err := p.tell(&protocol.OperationSubmission{Resource: opened.Resource, First: i, Version: opened.Version,
				Operations: []ot.Op{{Kind: ot.StringSet, ID: "t", Text: piece}}})
			if err == nil {
				_, err = wait[*protocol.OperationAck](p)
			}
			if err != nil {
				return err
			}
		}
		if err := p.ask(&protocol.DeleteRequest{ModelID: model}); err != nil {
			return err
		}
		_, err = wait[*protocol.DeleteResponse](p)
		return err
	})
	return nil
}

// makeLarge makes a model of 3 MB with an honest client.
func makeLarge(ctx context.Context, url string) error {
	d, err := native.Connect(ctx, url, native.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	id, err := d.Create(ctx, "", client.Creation{Collection: "honest", Data: text(3_000_000)})
	if err == nil && id == "" {
		err = errors.New("no id")
	}
	return err
}
