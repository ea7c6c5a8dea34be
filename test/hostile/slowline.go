package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// slowLine makes a model of 3 MB over a line that takes 15 seconds for it.
func slowLine(ctx context.Context, target string) error {
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", u.Host)
			if err != nil {
				near.Close()
				continue
			}
			go pace(far, near)
			go pace(near, far)
		}
	}()
	begin()
	start := time.Now()
	if err := makeLarge(ctx, strings.Replace(target, u.Host, l.Addr().String(), 1)); err != nil {
		fmt.Printf("%s after %.0f s: %v\n", notArrived, time.Since(start).Seconds(), err)
		return nil
	}
	fmt.Printf("3 MB arrived after %.0f s\n", time.Since(start).Seconds())
	return nil
}

// notArrived is what is said of an honest message that has not arrived.
const notArrived = "NOT ARRIVED"

// lineRate is in bytes per second.
const lineRate = 200_000

func pace(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	from.(*net.TCPConn).SetReadBuffer(64 << 10)
	buffer := make([]byte, lineRate/50)
	free := time.Now() // when the line has taken what was sent
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
			if now := time.Now(); free.Before(now.Add(-time.Second / 5)) {
				free = now
			}
			free = free.Add(time.Duration(n) * time.Second / lineRate)
			time.Sleep(time.Until(free))
		}
		if err != nil {
			return
		}
	}
}

// makeLarge makes a model of 3 MB with an honest client.
func makeLarge(ctx context.Context, url string) error {
	d, err := native.Connect(ctx, url, native.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.Create(ctx, "", client.Creation{Collection: "honest", Data: text(3_000_000)})
	return err
}
