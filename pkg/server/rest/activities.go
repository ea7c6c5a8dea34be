package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Activity is what people do together.
type Activity struct {
	Type      string    `json:"type"`
	ID        string    `json:"id"`
	Ephemeral bool      `json:"ephemeral" doc:"whether it ends with its last session"`
	Created   time.Time `json:"created"`
}

func activityOf(a store.Activity) Activity {
	return Activity{a.Type, a.ID, a.Ephemeral, time.UnixMilli(a.Created).UTC()}
}

// Participant is a session that takes part in an activity.
type Participant struct {
	Session string          `json:"session"`
	User    Member          `json:"user"`
	State   json.RawMessage `json:"state" doc:"an object"`
}

// ActivityWithParticipants is an activity with who takes part.
type ActivityWithParticipants struct {
	Activity
	Participants []Participant `json:"participants" nullable:"false"`
}

func (a *API) declareActivities() {
	const tag, path = "Activities", domainPath + "/activities"
	const between = "\x00" // the two parts of a name, in a cursor
	serve(a, route{id: "list-activities", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "activities:read", errors: []int{http.StatusBadRequest}, summary: "Activities, by type and id"},
		func(ctx context.Context, in *InList) (*Listed[Activity], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.Activity, error) {
				kind, id, _ := strings.Cut(after, between)
				return d.Store.ActivitiesAfter(ctx, protocol.ActivityName{Type: kind, ID: id}, in.Limit+1)
			}, func(a store.Activity) string { return a.Type + between + a.ID }, activityOf)
		})
	type oneInput struct {
		InDomain
		Type string `path:"type" maxLength:"255" doc:"type of the activity"`
		ID   string `path:"activity" maxLength:"255" doc:"id of the activity"`
	}
	serve(a, route{id: "get-activity", method: http.MethodGet, path: path + "/{type}/{activity}", tag: tag, who: ofDomain, scope: "activities:read", summary: "An activity with who takes part, and their states"},
		func(ctx context.Context, in *oneInput) (*struct{ Body ActivityWithParticipants }, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			info, states, who, err := d.Look(ctx, protocol.ActivityName{Type: in.Type, ID: in.ID})
			if err != nil {
				return nil, missing("activity", in.Type+"/"+in.ID, err)
			}
			out := ActivityWithParticipants{activityOf(info), []Participant{}}
			for i, s := range states {
				out.Participants = append(out.Participants, Participant{s.SessionID, memberOf(who[i].User.UserID), stateOf(s.State)})
			}
			return &struct{ Body ActivityWithParticipants }{out}, nil
		})
}

// stateOf writes a state as JSON, by key.
func stateOf(state map[string]protocol.JSON) []byte { return appendState(nil, state) }

// appendState appends JSON that came from a client. The standard encoder would replace
// halves of characters.
func appendState(dst []byte, v protocol.JSON) []byte {
	text := func(s string) []byte {
		t, _ := ot.NewText(s) // which the wire has checked
		return document.AppendJSON(dst, ot.Value{Kind: ot.KindString, Text: t})
	}
	switch x := v.(type) {
	case bool:
		return document.AppendJSON(dst, ot.Value{Kind: ot.KindBoolean, Bool: x})
	case float64:
		return document.AppendJSON(dst, ot.Value{Kind: ot.KindNumber, Number: x})
	case string:
		return text(x)
	case []protocol.JSON:
		dst = append(dst, '[')
		for i := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendState(dst, x[i])
		}
		return append(dst, ']')
	case map[string]protocol.JSON:
		return appendState(dst, protocol.Sorted(x))
	case protocol.Object:
		dst = append(dst, '{')
		for i := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = text(x[i].Key)
			dst = appendState(append(dst, ':'), x[i].Value)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}
