package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) webhookCommand() *cobra.Command {
	return a.withDomain(group("webhook", "Addresses that are called when something happens", a.addWebhook(), a.listWebhooks(), a.editWebhook(), a.testWebhook(), &cobra.Command{
		Use: "deliveries ID", Short: "List the newest calls of a webhook and what became of them", Args: arguments(1), Example: "  convergence webhook deliveries archive",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			if _, err := d.Webhook(ctx, args[0]); err != nil {
				return result{}, noWebhook(args[0], err)
			}
			all, err := d.DeliveriesBefore(ctx, args[0], 0, 50)
			var described []describedDelivery
			for i := range all {
				described = append(described, describeDelivery(&all[i]))
			}
			return listed(described, []string{"DELIVERY", "EVENT", "CREATED", "STATE", "ATTEMPTS", "STATUS", "ERROR"}, func(x describedDelivery) []string {
				return []string{x.ID, x.Event, x.Created.Format(time.DateTime), x.State, strconv.Itoa(x.Attempts), strconv.Itoa(x.Status), x.Error}
			}), err
		}),
	}, &cobra.Command{
		Use: "remove ID", Short: "Remove a webhook, and what was not delivered to it", Args: arguments(1), Example: "  convergence webhook remove archive",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("webhook %s is removed", args[0])}, noWebhook(args[0], d.RemoveWebhook(ctx, args[0]))
		}),
	}))
}

// noWebhook says what to do about a webhook that does not exist.
func noWebhook(id string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no webhook %q; see: convergence webhook list", id)
	}
	return err
}

// eventFlag is the help of --events.
func eventFlag() string {
	return "for which it is called: " + strings.Join(store.KindNames(store.EventKinds), ", ")
}

// invalid marks what makes no sense as a wrong use of a command.
func invalid(err error) error {
	if errors.Is(err, administration.ErrInvalid) {
		return fmt.Errorf("%w; %w", err, errUsage)
	}
	return err
}

func (a *app) addWebhook() *cobra.Command {
	var events []string
	w := store.Webhook{Enabled: true}
	c := &cobra.Command{
		Use: "add ID URL", Short: "Have an address called; the secret that signs the calls is shown once", Args: arguments(2),
		Long: `Have an address called with POST when something happens in the domain, as the specification of Standard Webhooks says.

The secret is shown once: whoever is called verifies the signature with it. Addresses are https, and of the public
Internet, unless the server runs with --webhook-private.`,
		Example: "  convergence webhook add archive https://example.org/convergence --events model.changed,model.removed",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			w.ID, w.URL, w.Events = args[0], args[1], store.EventKinds
			if len(events) > 0 {
				w.Events = store.KindsNamed(events)
			}
			made, err := administration.AddWebhook(ctx, d, w)
			return result{made.Secret, map[string]string{"id": made.ID, "secret": made.Secret}}, invalid(err)
		}),
	}
	c.Flags().StringSliceVar(&events, "events", nil, eventFlag()+"; left out, all of them")
	c.Flags().StringVar(&w.Description, "description", "", "what it is for")
	return c
}

func (a *app) editWebhook() *cobra.Command {
	var events []string
	var address, description string
	var enabled bool
	c := &cobra.Command{
		Use: "edit ID", Short: "Change a webhook, disable it, or enable it again", Args: arguments(1),
		Example: "  convergence webhook edit archive --url https://example.org/hooks\n  convergence webhook edit archive --enabled=false",
	}
	c.RunE = a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
		w, err := d.Webhook(ctx, args[0])
		if err != nil {
			return result{}, noWebhook(args[0], err)
		}
		for name, set := range map[string]func(){
			"events": func() { w.Events = store.KindsNamed(events) }, "url": func() { w.URL = address },
			"description": func() { w.Description = description }, "enabled": func() { w.Enabled = enabled },
		} {
			if c.Flags().Changed(name) {
				set()
			}
		}
		return result{text: fmt.Sprintf("webhook %s is changed", args[0])}, invalid(administration.SetWebhook(ctx, d, w))
	})
	c.Flags().StringSliceVar(&events, "events", nil, eventFlag())
	c.Flags().StringVar(&address, "url", "", "what is called")
	c.Flags().StringVar(&description, "description", "", "what it is for")
	c.Flags().BoolVar(&enabled, "enabled", true, "whether it is called")
	return c
}

// describedWebhook is a webhook as it is listed.
type describedWebhook struct {
	ID          string   `json:"id"`
	URL         string   `json:"url"`
	Events      []string `json:"events"`
	Enabled     bool     `json:"enabled"`
	Disabled    string   `json:"disabled"` // why the server has disabled it
	Description string   `json:"description"`
}

func (a *app) listWebhooks() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the webhooks, without their secrets", Args: arguments(0), Example: "  convergence webhook list",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			all, err := d.Webhooks(ctx)
			var described []describedWebhook
			for _, w := range all {
				described = append(described, describedWebhook{w.ID, w.URL, store.KindNames(w.Events), w.Enabled, w.Disabled, w.Description})
			}
			return listed(described, []string{"WEBHOOK", "URL", "EVENTS", "ENABLED", "DISABLED BECAUSE", "DESCRIPTION"}, func(w describedWebhook) []string {
				return []string{w.ID, w.URL, strings.Join(w.Events, ","), strconv.FormatBool(w.Enabled), w.Disabled, w.Description}
			}), err
		}),
	}
}

// describedDelivery is a call as it is listed.
type describedDelivery struct {
	ID       string    `json:"id"`
	Event    string    `json:"event"`
	Created  time.Time `json:"created"`
	State    string    `json:"state"`
	Attempts int       `json:"attempts"`
	Status   int       `json:"status"`
	Error    string    `json:"error"`
}

func describeDelivery(x *store.Delivery) describedDelivery {
	return describedDelivery{x.ID, string(x.Event), time.UnixMilli(x.Created).UTC(), administration.DeliveryStates[x.State], x.Attempts, x.Status, x.Error}
}

// testedWithin is how long a test waits for the server, which gives an address 15 seconds.
const testedWithin = 20 * time.Second

func (a *app) testWebhook() *cobra.Command {
	return &cobra.Command{
		Use: "test ID", Short: "Have the running server call a webhook, and say what became of it", Args: arguments(1), Example: "  convergence webhook test archive",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			id, err := administration.TestWebhook(ctx, d, args[0])
			if err != nil {
				return result{}, noWebhook(args[0], invalid(err))
			}
			for end := time.Now().Add(testedWithin); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
				all, err := d.DeliveriesBefore(ctx, args[0], 0, 100)
				if err != nil {
					return result{}, err
				}
				for i := range all {
					if x := &all[i]; x.ID == id && x.State == store.DeliveryDone {
						return result{fmt.Sprintf("webhook %s has answered with %d", args[0], x.Status), describeDelivery(x)}, nil
					} else if x.ID == id && x.Attempts > 0 {
						return result{}, fmt.Errorf("the call has failed: %s", x.Error)
					}
				}
			}
			return result{}, fmt.Errorf("no server has called it within %v; it is called when one runs", testedWithin)
		}),
	}
}
