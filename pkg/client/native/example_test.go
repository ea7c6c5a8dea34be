//go:build !js

package native_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// Two programs edit one document. url is the address of a domain, such as
// http://localhost:8000/api/realtime/convergence/default.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ada, err := native.Connect(ctx, url, native.Options{Username: "demo", Password: "demo"})
	if err != nil {
		log.Fatal(err)
	}
	defer ada.Close()
	bob, err := native.Connect(ctx, url, native.Options{DisplayName: "Bob"})
	if err != nil {
		log.Fatal(err)
	}
	defer bob.Close()

	data, err := native.Value(map[string]any{"title": "Plan", "steps": []any{}})
	if err != nil {
		log.Fatal(err)
	}
	mine, err := ada.AutoCreate(ctx, "plan", client.Creation{Collection: "examples", Data: data})
	if err != nil {
		log.Fatal(err)
	}
	his, err := bob.Open(ctx, "plan")
	if err != nil {
		log.Fatal(err)
	}

	heard := make(chan string, 10)
	his.Element().OnChange(func(c native.Change) {
		heard <- fmt.Sprintf("%s changed %v", c.By.User.Username, c.Element.Value())
	})
	if err := mine.Element().At("title").Insert(4, "s"); err != nil {
		log.Fatal(err)
	}
	if err := mine.Element().At("steps").InsertEntry(0, "write it down"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-heard)
	fmt.Println(<-heard)
	if err := mine.Committed(ctx); err != nil { // survives a crash of the server from here on
		log.Fatal(err)
	}
	fmt.Println(his.Element().Value().(map[string]any)["title"])
	// Output:
	// demo changed Plans
	// demo changed [write it down]
	// Plans
}
