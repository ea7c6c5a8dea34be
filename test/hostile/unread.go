package main

import (
	"context"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Guests who ask for much and do not read it, or send more than can be taken.

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
