package sqlite

// The steps that bring a file from one schema version to the next. A step that
// has been released is never changed; PRAGMA user_version counts those done.

var systemSteps = []string{`
CREATE TABLE domains (
	namespace TEXT NOT NULL COLLATE NOCASE, -- names become file names, and some file systems ignore case
	id        TEXT NOT NULL COLLATE NOCASE,
	anonymous INTEGER NOT NULL,
	created   INTEGER NOT NULL,
	PRIMARY KEY (namespace, id)
) WITHOUT ROWID;
`, emailsStep, makersStep, originsStep, administrationStep, quotasStep, availabilityStep, withWebhooksStep, filesStep}

// The log holds one row per run of operations, not per operation: a row costs
// far more than the few bytes of a typed character. The identity index finds
// the row of an operation by its greatest first sequence that is not above.
var domainSteps = []string{`
CREATE TABLE users (
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	first    TEXT NOT NULL,
	last     TEXT NOT NULL,
	display  TEXT NOT NULL,
	email    TEXT NOT NULL,
	password TEXT NOT NULL,
	disabled INTEGER NOT NULL,
	PRIMARY KEY (type, username)
) WITHOUT ROWID;
CREATE TABLE anonymous (last INTEGER NOT NULL);
INSERT INTO anonymous VALUES (0);
CREATE TABLE instances (
	key      INTEGER PRIMARY KEY,
	id       TEXT NOT NULL UNIQUE,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL
);
CREATE TABLE sessions (
	key       INTEGER PRIMARY KEY AUTOINCREMENT,
	type      INTEGER NOT NULL,
	username  TEXT NOT NULL,
	instance  INTEGER NOT NULL,
	method    TEXT NOT NULL,
	client    TEXT NOT NULL,
	remote    TEXT NOT NULL,
	connected INTEGER NOT NULL
);
CREATE TABLE tokens (
	hash     BLOB PRIMARY KEY,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	deadline INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tokens_deadline ON tokens (deadline);
CREATE TABLE collections (
	id    TEXT PRIMARY KEY,
	world INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE collection_users (
	collection TEXT NOT NULL,
	type       INTEGER NOT NULL,
	username   TEXT NOT NULL,
	rights     INTEGER NOT NULL,
	PRIMARY KEY (collection, type, username)
) WITHOUT ROWID;
CREATE TABLE models (
	key        INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT NOT NULL UNIQUE,
	collection TEXT NOT NULL,
	version    INTEGER NOT NULL,
	created    INTEGER NOT NULL,
	modified   INTEGER NOT NULL,
	ephemeral  INTEGER NOT NULL,
	prefix     INTEGER NOT NULL, -- last number given out
	override   INTEGER NOT NULL,
	world      INTEGER NOT NULL
);
CREATE INDEX models_collection ON models (collection);
CREATE INDEX models_ephemeral ON models (id) WHERE ephemeral;
CREATE TABLE model_users (
	model    INTEGER NOT NULL,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	rights   INTEGER NOT NULL,
	PRIMARY KEY (model, type, username)
) WITHOUT ROWID;
CREATE TABLE snapshots (
	model   INTEGER PRIMARY KEY,
	version INTEGER NOT NULL,
	data    BLOB NOT NULL
);
CREATE TABLE log (
	model      INTEGER NOT NULL,
	version    INTEGER NOT NULL, -- context version of the first operation
	count      INTEGER NOT NULL,
	session    TEXT NOT NULL,
	instance   INTEGER NOT NULL,
	first      INTEGER NOT NULL,
	millis     INTEGER NOT NULL,
	operations BLOB NOT NULL,
	inverses   BLOB NOT NULL,
	PRIMARY KEY (model, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX log_identity ON log (model, instance, first);
CREATE TABLE sequences (
	model    INTEGER NOT NULL,
	instance INTEGER NOT NULL,
	last     INTEGER NOT NULL,
	PRIMARY KEY (model, instance)
) WITHOUT ROWID;
`, `
CREATE TABLE groups (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE group_members (
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	grp      TEXT NOT NULL,
	PRIMARY KEY (type, username, grp)
) WITHOUT ROWID;
CREATE TABLE collection_groups (
	collection TEXT NOT NULL,
	grp        TEXT NOT NULL,
	rights     INTEGER NOT NULL,
	PRIMARY KEY (collection, grp)
) WITHOUT ROWID;
CREATE TABLE model_groups (
	model  INTEGER NOT NULL,
	grp    TEXT NOT NULL,
	rights INTEGER NOT NULL,
	PRIMARY KEY (model, grp)
) WITHOUT ROWID;
CREATE TABLE rights_changes ( -- one of the three is set; the oldest are dropped
	number     INTEGER PRIMARY KEY AUTOINCREMENT,
	model      TEXT,
	collection TEXT,
	type       INTEGER,
	username   TEXT
);
`, `
CREATE INDEX log_time ON log (model, millis);
CREATE TABLE documents ( -- JSON of models, for queries; made when it is asked for
	model   INTEGER PRIMARY KEY,
	version INTEGER NOT NULL, -- that the JSON is of; the model may be ahead
	json    TEXT NOT NULL
);
`, profilesStep, rolesStep, chatsStep, descriptionsStep, manageStep, accountsStep, usageStep, deletedStep, expiryStep, eventsStep, webhooksStep, namedVersionsStep}
