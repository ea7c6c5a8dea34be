package sqlite

// administrationStep adds what the REST API keeps. A domain is written as its name, the
// whole server as nothing.
const administrationStep = `
CREATE TABLE administrators (
	name     TEXT PRIMARY KEY,
	password TEXT NOT NULL,
	created  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE admin_sessions (
	hash       BLOB PRIMARY KEY,
	name       TEXT NOT NULL,
	domain     TEXT NOT NULL,
	credential BLOB NOT NULL,
	created    INTEGER NOT NULL,
	deadline   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE admin_devices ( -- where the password of an administrator was right
	name   TEXT NOT NULL,
	domain TEXT NOT NULL,
	device TEXT NOT NULL,
	last   INTEGER NOT NULL,
	PRIMARY KEY (name, domain, device)
) WITHOUT ROWID;
CREATE TABLE api_keys (
	id          TEXT PRIMARY KEY,
	description TEXT NOT NULL,
	hash        BLOB NOT NULL UNIQUE,
	domain      TEXT NOT NULL,
	scopes      TEXT NOT NULL, -- with spaces between them
	created     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE audit ( -- the oldest are dropped
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	millis INTEGER NOT NULL,
	actor  TEXT NOT NULL,
	domain TEXT NOT NULL,
	act    TEXT NOT NULL,
	target TEXT NOT NULL,
	remote TEXT NOT NULL,
	status INTEGER NOT NULL
);
CREATE INDEX audit_domain ON audit (domain, number);
`

const emailsStep = `ALTER TABLE domains ADD COLUMN emails INTEGER NOT NULL DEFAULT 0`

// quotasStep gives domains quotas, and has those that are there go on without.
const quotasStep = `
ALTER TABLE domains ADD COLUMN max_models INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN max_storage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN max_chats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN user_models INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN user_storage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN user_chats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN keep_guests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN keep_sessions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN keep_chats INTEGER NOT NULL DEFAULT 0;
`

// keepHistoryStep has the domains that are there keep everything that was done in models.
const keepHistoryStep = `ALTER TABLE domains ADD COLUMN keep_history INTEGER NOT NULL DEFAULT 0`

// withWebhooksStep marks the domains that are served for their webhooks.
const withWebhooksStep = `ALTER TABLE domains ADD COLUMN webhooks INTEGER NOT NULL DEFAULT 0`
