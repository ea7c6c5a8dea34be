//go:build !js

package native_test

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// TestTruncatedMessage has a connection end, without a word, behind the head of
// a message: that is a lost connection and no message.
func TestTruncatedMessage(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r, err := http.ReadRequest(bufio.NewReader(c))
			if err != nil {
				c.Close()
				continue
			}
			sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
			fmt.Fprintf(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
				base64.StdEncoding.EncodeToString(sum[:]), r.Header.Get("Sec-WebSocket-Protocol"))
			c.Write([]byte{0x82, 100}) // a binary message of 100 bytes
			c.(*net.TCPConn).CloseWrite()
		}
	}()
	heard := &ears{events: make(chan string, 10)}
	(&native.Host{}).Dial(nil, "ws://"+l.Addr().String(), "sub", heard)
	for _, want := range []string{"opened", "closed"} {
		select {
		case got := <-heard.events:
			if got != want {
				t.Fatalf("heard %q, want %q", got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("heard nothing of %q", want)
		}
	}
}

// ears hear about a socket.
type ears struct{ events chan string }

var _ client.SocketHandler = (*ears)(nil)

func (e *ears) Opened() { e.events <- "opened" }
func (e *ears) Message(data []byte, _ bool) {
	e.events <- fmt.Sprintf("message of %d bytes", len(data))
}
func (e *ears) Text()              { e.events <- "text" }
func (e *ears) Closed(int, string) { e.events <- "closed" }
