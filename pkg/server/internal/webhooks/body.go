package webhooks

import (
	"encoding/json"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// message is the body of a call. What an event does not have is left out.
type message struct {
	Type      store.EventKind `json:"type"`
	Timestamp string          `json:"timestamp"`
	Data      data            `json:"data"`
}

type data struct {
	Domain     string         `json:"domain"`
	Model      modeldata.Text `json:"model,omitempty"`
	Collection modeldata.Text `json:"collection,omitempty"`
	From       int64          `json:"fromVersion,omitempty"`
	Version    int64          `json:"version,omitempty"`
	Chat       modeldata.Text `json:"chat,omitempty"`
	Number     int64          `json:"number,omitempty"`
	Text       modeldata.Text `json:"text,omitempty"`
	Session    string         `json:"session,omitempty"`
	Method     string         `json:"method,omitempty"`
	Client     modeldata.Text `json:"client,omitempty"`
	User       *user          `json:"user,omitempty"`
}

type user struct {
	Type string         `json:"type"`
	Name modeldata.Text `json:"name"`
}

func bodyOf(domain string, e *store.Event) ([]byte, error) {
	m := message{Type: e.Kind, Timestamp: time.UnixMilli(e.Millis).UTC().Format("2006-01-02T15:04:05.000Z"), Data: data{
		Domain: domain, Model: modeldata.Text(e.Model), Collection: modeldata.Text(e.Collection), From: e.From, Version: e.Version,
		Chat: modeldata.Text(e.Chat), Number: e.Message, Text: modeldata.Text(e.Text), Session: e.Session, Method: e.Method, Client: modeldata.Text(e.Client),
	}}
	if e.User.Username != "" {
		m.Data.User = &user{administration.TypeNames[e.User.Type], modeldata.Text(e.User.Username)}
	}
	return json.Marshal(m)
}

// subjectOf names what the deliveries of an event come in order for. Messages of a chat
// have numbers, and would wait for each other where many come.
func subjectOf(e *store.Event) string {
	switch {
	case e.Model != "":
		return "model " + e.Model
	case e.Session != "":
		return "session " + e.Session
	}
	return ""
}
