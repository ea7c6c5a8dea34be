package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) sessionCommand() *cobra.Command {
	return a.withDomain(group("session", "Who is connected", a.listSessions(), &cobra.Command{
		Use: "kick ID", Short: "End a session; its user may sign in again", Args: arguments(1), Example: "  convergence session kick 2f",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			err := d.Kick(ctx, args[0])
			if errors.Is(err, store.ErrNotFound) {
				err = fmt.Errorf("session %q is not connected; see: convergence session list", args[0])
			}
			return result{text: fmt.Sprintf("session %s is ended", args[0])}, err
		}),
	}))
}

// describedSession is a session as it is listed.
type describedSession struct {
	ID          string    `json:"id"`
	User        string    `json:"user"`
	UserType    string    `json:"userType"`
	DisplayName string    `json:"displayName"`
	Method      string    `json:"method"`
	Client      string    `json:"client"`
	Remote      string    `json:"remote"`
	Connected   time.Time `json:"connected"`
}

func (a *app) listSessions() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the sessions that are connected, as the server last said", Args: arguments(0), Example: "  convergence session list --json",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			all, err := d.Connected(ctx)
			var described []describedSession
			for _, s := range all {
				described = append(described, describedSession{s.ID, s.User.Username, administration.TypeNames[s.User.Type], s.User.DisplayName,
					s.Method, s.Client, s.Remote, time.UnixMilli(s.Connected).UTC()})
			}
			return listed(described, []string{"SESSION", "USER", "TYPE", "METHOD", "FROM", "SINCE"}, func(s describedSession) []string {
				return []string{s.ID, s.User, s.UserType, s.Method, s.Remote, s.Connected.Format(time.DateTime)}
			}), err
		}),
	}
}
