package sqlite

// What was seen is kept apart from memberships, which come and go in rooms.
const chatsStep = `
CREATE TABLE chats (
	key        INTEGER PRIMARY KEY,
	id         TEXT NOT NULL UNIQUE,
	type       TEXT NOT NULL,
	membership TEXT NOT NULL,
	name       TEXT NOT NULL,
	topic      TEXT NOT NULL,
	created    INTEGER NOT NULL,
	last       INTEGER NOT NULL, -- number of the newest event
	last_time  INTEGER NOT NULL,
	direct     TEXT UNIQUE -- the members of a direct chat, else null
);
CREATE TABLE chat_members (
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	chat     INTEGER NOT NULL,
	PRIMARY KEY (type, username, chat)
) WITHOUT ROWID;
CREATE INDEX chat_members_chat ON chat_members (chat);
CREATE TABLE chat_seen (
	chat     INTEGER NOT NULL,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	number   INTEGER NOT NULL,
	PRIMARY KEY (chat, type, username)
) WITHOUT ROWID;
CREATE TABLE chat_events (
	chat         INTEGER NOT NULL,
	number       INTEGER NOT NULL,
	kind         TEXT NOT NULL,
	millis       INTEGER NOT NULL,
	type         INTEGER NOT NULL, -- of who did it
	username     TEXT NOT NULL,
	text         TEXT NOT NULL,
	topic        TEXT NOT NULL,
	subject_type INTEGER,
	subject      TEXT,
	members      TEXT, -- JSON, at creation
	instance     INTEGER,
	sequence     INTEGER,
	PRIMARY KEY (chat, number)
) WITHOUT ROWID;
CREATE INDEX chat_events_kind ON chat_events (chat, kind, number);
CREATE UNIQUE INDEX chat_events_identity ON chat_events (chat, instance, sequence) WHERE instance IS NOT NULL;
`

// deletedStep lists models that were deleted and of which there may be something left.
const deletedStep = `CREATE TABLE deleted (model INTEGER PRIMARY KEY)`

// Of a model that changes there is one row for each consumer, until that has taken the
// change: it says from which version on, and the model itself up to which. So nothing is
// lost when the server is killed, and an operation costs a statement only when the model
// was quiet before.
const eventsStep = `
CREATE TABLE events (
	number   INTEGER PRIMARY KEY AUTOINCREMENT,
	consumer INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	millis   INTEGER NOT NULL,
	data     TEXT NOT NULL -- JSON of store.Event
);
CREATE INDEX events_consumer ON events (consumer, number);
CREATE TABLE changing (
	model    INTEGER NOT NULL,
	consumer INTEGER NOT NULL,
	version  INTEGER NOT NULL, -- before the first change
	since    INTEGER NOT NULL,
	PRIMARY KEY (model, consumer)
) WITHOUT ROWID;
`

const descriptionsStep = `ALTER TABLE groups ADD COLUMN description TEXT NOT NULL DEFAULT ''`

// The triggers note every change of a profile, whoever makes it. The oldest
// notes are dropped.
const profilesStep = `
CREATE TABLE profile_changes (
	number   INTEGER PRIMARY KEY AUTOINCREMENT,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL
);
CREATE TRIGGER users_changed AFTER UPDATE OF first, last, display, email ON users
WHEN old.first <> new.first OR old.last <> new.last OR old.display <> new.display OR old.email <> new.email
BEGIN
	INSERT INTO profile_changes (type, username) VALUES (new.type, new.username);
	DELETE FROM profile_changes WHERE number <= (SELECT max(number) FROM profile_changes) - 100;
END;
CREATE INDEX group_members_group ON group_members (grp);
`

// manageStep takes the right to manage all models of a collection away from the world
// where it came with the collection: guests could take models from those who had made
// them. What somebody has set otherwise stays.
const manageStep = `UPDATE collections SET world = 23 WHERE world = 31`

// One row per name that somebody has on something. Who has no names has no row.
const rolesStep = `
CREATE TABLE roles (
	kind    INTEGER NOT NULL, -- 1 activity, 2 chat
	target  INTEGER NOT NULL, -- key of it
	grantee INTEGER NOT NULL, -- 0 world, 1 user, 2 group
	type    INTEGER NOT NULL,
	who     TEXT NOT NULL,
	name    TEXT NOT NULL,
	PRIMARY KEY (kind, target, grantee, type, who, name)
) WITHOUT ROWID;
CREATE TABLE activities (
	key       INTEGER PRIMARY KEY AUTOINCREMENT,
	type      TEXT NOT NULL,
	id        TEXT NOT NULL,
	ephemeral INTEGER NOT NULL,
	created   INTEGER NOT NULL,
	UNIQUE (type, id)
);
CREATE INDEX activities_ephemeral ON activities (type, id) WHERE ephemeral;
`

// accountsStep adds what sign-in keeps. Tokens that are there already have the family 0
// until they are used; which of the sessions are connected is not known.
const accountsStep = `
ALTER TABLE users ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN family INTEGER NOT NULL DEFAULT 0; -- key of the session that began it
CREATE INDEX tokens_family ON tokens (family);
CREATE INDEX tokens_user ON tokens (type, username);
ALTER TABLE sessions ADD COLUMN ended INTEGER;
UPDATE sessions SET ended = connected;
CREATE INDEX sessions_connected ON sessions (key) WHERE ended IS NULL;
CREATE TABLE devices ( -- where the password of a user was right
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	device   TEXT NOT NULL,
	last     INTEGER NOT NULL,
	PRIMARY KEY (type, username, device)
) WITHOUT ROWID;
CREATE TABLE keys (
	id      TEXT PRIMARY KEY,
	public  TEXT NOT NULL,
	private TEXT NOT NULL,
	admin   INTEGER NOT NULL,
	created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE account_changes ( -- of a user or a session; the oldest are dropped
	number   INTEGER PRIMARY KEY AUTOINCREMENT,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	session  TEXT NOT NULL
);
`

// usageStep records who has made what, and how much it is. Who has made the models that
// are there is not known. The sizes are kept with what they are of, so that counting a
// domain reads no operation.
const usageStep = `
ALTER TABLE models ADD COLUMN maker_type INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN maker TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN state_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE models SET state_bytes = coalesce((SELECT length(data) FROM snapshots WHERE model = key), 0),
	log_bytes = coalesce((SELECT sum(length(operations) + length(inverses)) FROM log WHERE model = key), 0);
ALTER TABLE chats ADD COLUMN maker_type INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN maker TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE chats SET bytes = coalesce((SELECT sum(length(CAST(text AS BLOB)) + length(CAST(topic AS BLOB)) + 64) FROM chat_events WHERE chat = key), 0),
	maker_type = coalesce((SELECT type FROM chat_events WHERE chat = key AND number = 0), 0),
	maker = coalesce((SELECT username FROM chat_events WHERE chat = key AND number = 0), '');
`

// expiryStep records what is needed to know whom nobody will ask for. What is there when
// it comes is kept: it is not known which sessions have changed something. The indexes
// are of guests only, so that others cost nothing.
const expiryStep = `
ALTER TABLE sessions ADD COLUMN wrote INTEGER NOT NULL DEFAULT 0; -- whether it is named in a log
UPDATE sessions SET wrote = 1;
CREATE INDEX sessions_ended ON sessions (ended) WHERE NOT wrote;
CREATE INDEX sessions_guests ON sessions (username) WHERE wrote AND type = 2;
ALTER TABLE instances ADD COLUMN wrote INTEGER NOT NULL DEFAULT 0; -- whether anything was accepted from it
ALTER TABLE instances ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
UPDATE instances SET wrote = 1;
ALTER TABLE users ADD COLUMN seen INTEGER NOT NULL DEFAULT 0; -- of guests
UPDATE users SET seen = ` + now + ` WHERE type = 2;
CREATE INDEX chat_events_guests ON chat_events (username) WHERE type = 2;
CREATE INDEX chat_events_guest_subjects ON chat_events (subject) WHERE subject_type = 2;
CREATE INDEX model_users_guests ON model_users (username) WHERE type = 2;
CREATE INDEX collection_users_guests ON collection_users (username) WHERE type = 2;
CREATE INDEX roles_guests ON roles (who) WHERE grantee = 1 AND type = 2;
`

const webhooksStep = `
CREATE TABLE webhooks (
	id          TEXT PRIMARY KEY,
	url         TEXT NOT NULL,
	secret      TEXT NOT NULL,
	description TEXT NOT NULL,
	events      TEXT NOT NULL, -- with spaces between them
	enabled     INTEGER NOT NULL,
	disabled    TEXT NOT NULL,
	failing     INTEGER NOT NULL,
	created     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE deliveries (
	number   INTEGER PRIMARY KEY AUTOINCREMENT,
	id       TEXT NOT NULL,
	webhook  TEXT NOT NULL,
	event    TEXT NOT NULL,
	subject  TEXT NOT NULL,
	body     BLOB,
	created  INTEGER NOT NULL,
	state    INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	due      INTEGER NOT NULL,
	tried    INTEGER NOT NULL DEFAULT 0,
	status   INTEGER NOT NULL DEFAULT 0,
	error    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_due ON deliveries (webhook, due, number) WHERE state = 0;
CREATE INDEX deliveries_first ON deliveries (webhook, subject, number) WHERE state = 0 AND attempts = 0;
CREATE INDEX deliveries_newest ON deliveries (webhook, number);
CREATE INDEX deliveries_ended ON deliveries (webhook, number) WHERE state <> 0;
`

const namedVersionsStep = `
CREATE TABLE named_versions (
	model    INTEGER NOT NULL,
	name     TEXT NOT NULL,
	version  INTEGER NOT NULL,
	millis   INTEGER NOT NULL,
	type     INTEGER NOT NULL, -- of who named it
	username TEXT NOT NULL,
	PRIMARY KEY (model, name)
) WITHOUT ROWID;
`
