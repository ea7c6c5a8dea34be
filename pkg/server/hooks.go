package server

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime/debug"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Hooks let the program that a server is part of decide who is let in and who may do what,
// and hear of what happens. Those that are nil are not there. They are called from many
// goroutines at once, with a context that ends when nobody waits for the answer any more:
// within [Options.HookTime], and when the server stops or the domain is removed. Then they
// have to return, which [Server.Shutdown] waits for. A hook that panics has failed.
type Hooks struct {
	// Authenticate says who somebody is who signs in with a password, a token (the clients'
	// connectWithJwt takes any text) or without a name. With [ErrPass] the server decides as
	// it does without the hook; a [*Denied] refuses, and its reason is told; with any other
	// error, which is logged, the client may try again. Wrong passwords slow down the next
	// ones as always. Who comes back with a reconnect token, see [Options.TokenLife], is let
	// in without being asked again.
	Authenticate func(ctx context.Context, r AuthRequest) (User, error)

	// Authorize returns what somebody may do with a model, or in a collection, of what it is
	// told that they may by the rights that the server keeps. It can narrow that, or decide
	// alone. Users of type convergence may do everything, and are not asked about. What it
	// says holds for who has the model open until the kept rights change or
	// [Server.ReviewRights] is called. Everybody who has the model open waits for the answer, so
	// it is best given from memory, and it does not call ReviewRights itself. Without an answer,
	// which is logged, nothing is allowed: who has the model open has it closed, keeps their
	// edits and comes back when there is an answer. Queries find what the kept rights and the
	// hook both let a user read: it is asked about each model that one finds, before LIMIT and
	// OFFSET, up to [Options.MaxAsked].
	Authorize func(ctx context.Context, r AccessRequest) (protocol.Permissions, error)

	// AuthorizeRoles is Authorize for chats and activities: it returns the roles that somebody
	// has on one, by the names that clients use, such as join_chat and view_state. Who may know
	// of a chat is who is a member or has join_chat; what members say and read takes no role.
	// Who makes a chat needs create_chat, and who makes an activity join. It is asked at every
	// request, and about those who are in an activity when its rights change and by
	// ReviewRights. All who use the chats of a domain, or that activity, wait for the answer.
	// Without one nothing is allowed, and who is in the activity is put out. A search finds
	// chats up to [Options.MaxAsked].
	AuthorizeRoles func(ctx context.Context, r RolesRequest) ([]string, error)

	// What has happened is told in the order in which it has, for each domain, one after the
	// other, and at least once: also after the server was killed, when the domain is next
	// used. A hook that fails is called again, a few times, after which the event is left out and
	// the log says so. Up to [store.MostEvents] of a domain wait meanwhile. Changes of a model are told together, see [Options.ChangedQuiet].
	OnModelCreated        func(ctx context.Context, e ModelEvent) error
	OnModelChanged        func(ctx context.Context, e ModelEvent) error
	OnModelRemoved        func(ctx context.Context, e ModelEvent) error
	OnChatMessage         func(ctx context.Context, e ChatEvent) error
	OnSessionConnected    func(ctx context.Context, e SessionEvent) error
	OnSessionDisconnected func(ctx context.Context, e SessionEvent) error
}

// AuthRequest is somebody who wants to be let in.
type AuthRequest struct {
	Domain      store.DomainName
	Method      protocol.AuthMethod // AuthPassword, AuthJWT or AuthAnonymous
	Username    string              // with a password
	Secret      string              // the password, or the token
	DisplayName string              // of who comes without a name
	Remote      netip.Addr
}

// User is who somebody is. What is empty stays as it is in the server; a user whom it does
// not know is made.
type User struct {
	protocol.User          // of type normal or convergence
	Groups        []string // exactly those that the user is in; nil leaves them as they are
}

// AccessRequest asks what somebody may do.
type AccessRequest struct {
	Domain     store.DomainName
	User       protocol.UserID
	Collection string
	Model      string               // empty: make models in the collection
	Kept       protocol.Permissions // what they may by the rights that are kept
}

// RolesRequest asks what somebody may do with a chat or an activity.
type RolesRequest struct {
	Domain   store.DomainName
	User     protocol.UserID
	Chat     string                // id; empty for an activity
	Activity protocol.ActivityName // zero for a chat
	New      bool                  // whether it is to be made; then all roles are kept, as who makes it has them
	Direct   []protocol.UserID     // the members of a direct chat that is to be made
	Kept     []string              // the roles that are kept; in a public chat everybody has join_chat
}

// ErrPass is returned by Authenticate for whom the server is to let in, or not, by itself.
var ErrPass = errors.New("the server decides")

// Denied is the error of Authenticate for whom is not let in.
type Denied struct{ Reason string }

func (d *Denied) Error() string { return d.Reason }

// guarded makes a call of a hook, which may panic, for as long as it may take.
func (s *Server) guarded(ctx context.Context, call func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.HookTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("a hook has panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("the hook has panicked: %v", p)
		}
	}()
	return call(ctx)
}

// byProgram has the program say who the client is; passed says that it does not.
func (c *connection) byProgram(m *protocol.ConnectionRequest, d *domain, info *store.DomainInfo) (who authenticated, no *refusal, passed bool) {
	r := AuthRequest{Domain: c.name, Method: m.Method, Username: m.Username, Secret: m.Secret, Remote: c.remote.Addr()}
	if m.DisplayName != nil {
		r.DisplayName = *m.DisplayName
	}
	var user User
	var denial *Denied
	ask := func() (right bool, err error) {
		err = c.server.guarded(c.entering, func(ctx context.Context) (err error) {
			user, err = c.server.options.Hooks.Authenticate(ctx, r)
			return err
		})
		if no, ok := errors.AsType[*Denied](err); ok {
			denial = no
			return false, nil
		}
		return err == nil, err
	}
	device := ""
	var err error
	if m.Method == protocol.AuthPassword {
		guesser, failed := c.guesser(d, protocol.UserID{Type: protocol.UserNormal, Username: m.Username})
		if err = failed; err == nil {
			_, err = c.server.signIns.Ask(c.entering, guesser, ask)
			device = guesser.Address
		}
	} else {
		_, err = ask()
	}
	switch {
	case errors.Is(err, ErrPass):
		return who, nil, true
	case denial != nil:
		who, no = denied(protocol.CodeAuthenticationFailed, "%s", denial.Reason)
		return who, no, false
	case err == nil && (user.Username == "" || user.Type != protocol.UserNormal && user.Type != protocol.UserConvergence):
		err = fmt.Errorf("the hook lets in a user of type %d with the name %q", user.Type, user.Username)
	}
	if err == nil {
		if x := c.server.options.Limits.User(user.User); x != nil {
			err = x
		}
	}
	if err != nil {
		who, no = c.notLookedUp(err)
		return who, no, false
	}
	who, no = c.vouched(d, info, "the program's answer", user.UserID, user.over, user.Groups)
	who.device = device
	return who, no, false
}

// over returns a profile with what is said of the user in it.
func (u *User) over(was protocol.User) protocol.User {
	for _, part := range []struct {
		is   *string
		said string
	}{
		{&was.FirstName, u.FirstName}, {&was.LastName, u.LastName}, {&was.DisplayName, u.DisplayName}, {&was.Email, u.Email},
	} {
		if part.said != "" {
			*part.is = part.said
		}
	}
	return was
}

// authorize is what the models of a domain ask of the program, nil when there is nothing to
// ask.
func (d *domain) authorize() func(ctx context.Context, user protocol.UserID, collection, model string, kept store.Rights) (store.Rights, error) {
	hook := d.server.options.Hooks.Authorize
	if hook == nil {
		return nil
	}
	return func(ctx context.Context, user protocol.UserID, collection, model string, kept store.Rights) (rights store.Rights, err error) {
		err = d.server.guarded(ctx, func(ctx context.Context) (err error) {
			rights, err = hook(ctx, AccessRequest{Domain: d.name, User: user, Collection: collection, Model: model, Kept: kept})
			return err
		})
		return rights, err
	}
}

// authorizeRoles is authorize for the chats and activities of a domain.
func (d *domain) authorizeRoles() roles.Ask {
	hook := d.server.options.Hooks.AuthorizeRoles
	if hook == nil {
		return nil
	}
	return func(ctx context.Context, user protocol.UserID, about roles.Subject, kept []string) (names []string, err error) {
		err = d.server.guarded(ctx, func(ctx context.Context) (err error) {
			names, err = hook(ctx, RolesRequest{Domain: d.name, User: user, Chat: about.Chat, Activity: about.Activity, New: about.New, Direct: about.Direct, Kept: kept})
			return err
		})
		return names, err
	}
}

// ReviewRights has Authorize asked again about everybody who has a model open; with an
// empty id it is any model of a domain, and AuthorizeRoles is asked about everybody who is in an
// activity. When it returns, who may no longer read one has it closed, and who may no longer join
// an activity has left it.
func (s *Server) ReviewRights(name store.DomainName, model string) {
	s.mu.Lock()
	d := s.domains[name]
	s.mu.Unlock()
	if d != nil {
		if model == "" && d.server.options.Hooks.AuthorizeRoles != nil {
			d.activities.Review()
		}
		d.models.RightsChanged([]store.RightsChange{{Model: model}})
	}
}
