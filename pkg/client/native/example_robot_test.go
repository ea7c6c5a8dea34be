//go:build !js

package native_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// A program signs in as a user of type convergence, who may do everything in the domain, and
// works on a document together with those who have it open. robotKey is the private key, in
// PEM, of which the domain has the public one.
func Example_robot() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	robot, err := native.Connect(ctx, url, native.Options{NewJWT: func() (string, error) {
		return webtoken.Sign(webtoken.Claims{Username: "robot"}, "robot", robotKey, time.Now(), 5*time.Minute)
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer robot.Close()
	data, err := native.Value(map[string]any{"title": "minutes", "words": 0})
	if err != nil {
		log.Fatal(err)
	}
	minutes, err := robot.AutoCreate(ctx, "minutes", client.Creation{Collection: "meetings", Data: data})
	if err != nil {
		log.Fatal(err)
	}
	title, words := minutes.Element().At("title"), minutes.Element().At("words")
	title.OnChange(func(c native.Change) {
		if !c.Local {
			words.Set(float64(len(strings.Fields(title.Value().(string)))))
		}
	})

	ada, err := native.Connect(ctx, url, native.Options{Username: "demo", Password: "demo"})
	if err != nil {
		log.Fatal(err)
	}
	defer ada.Close()
	hers, err := ada.Open(ctx, "minutes")
	if err != nil {
		log.Fatal(err)
	}
	counted := make(chan string, 1)
	hers.Element().At("words").OnChange(func(c native.Change) {
		counted <- fmt.Sprintf("%s counts %v words", c.By.User.Username, c.Element.Value())
	})
	if err := hers.Element().At("title").Insert(7, " of the first meeting"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-counted)
	// Output:
	// robot counts 5 words
}
