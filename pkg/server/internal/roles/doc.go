// Package roles is what people may do with chats and activities: names that are given
// to everybody, to users and to groups. What they may do with models is another
// matter, see permissions.go of package models.
package roles
