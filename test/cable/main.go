// Command cable is a network cable for the tests in browsers: it listens on a
// port of its own, which it prints, passes everything on to -to, and does what
// lines on its standard input say: "freeze" swallows everything without a word,
// "thaw" ends that, "cut" breaks all connections. It ends with its input.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
)

func main() {
	to := flag.String("to", "", "HOST:PORT of the server")
	flag.Parse()
	proxy, err := faultproxy.Listen(*to, faultproxy.Clean)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cable:", err)
		os.Exit(1)
	}
	defer proxy.Close()
	fmt.Println(proxy.Addr())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "freeze":
			proxy.Freeze()
		case "thaw":
			proxy.Thaw()
		case "cut":
			proxy.CutAll()
		default:
			fmt.Fprintf(os.Stderr, "cable: %q is not one of freeze, thaw and cut\n", lines.Text())
			os.Exit(2)
		}
	}
}
