package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Guests who make work for the server.

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
