-- What several servers of a domain find each other's changes by. The changes of a domain, but for
-- appends to logs, wait for each other: so the numbers of a sequence are in the order in which
-- they are committed.

CREATE SEQUENCE chat_places;
ALTER TABLE chats
	ADD COLUMN changed  BIGINT NOT NULL DEFAULT 0, -- place of the last change
	ADD COLUMN revision BIGINT NOT NULL DEFAULT 0; -- how many there were since it was made
ALTER TABLE chats ALTER COLUMN changed SET DEFAULT nextval('chat_places');
CREATE INDEX chats_changed ON chats (changed);
ALTER TABLE chat_events ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_events ALTER COLUMN place SET DEFAULT nextval('chat_places');
CREATE INDEX chat_events_place ON chat_events (place);
CREATE FUNCTION place_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.changed := nextval('chat_places');
	NEW.revision := OLD.revision + 1;
	RETURN NEW;
END $$;
CREATE TRIGGER chats_placed BEFORE UPDATE ON chats FOR EACH ROW EXECUTE FUNCTION place_chat();

CREATE TABLE room_sessions ( -- which sessions, of all servers, are in a room
	chat     BIGINT NOT NULL,
	session  BIGINT NOT NULL,
	type     BIGINT NOT NULL,
	username TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (chat, session)
);
CREATE INDEX room_sessions_session ON room_sessions (session);
CREATE INDEX room_sessions_user ON room_sessions (type, username);

-- Chats that have just been removed, and who was in them.
CREATE TABLE removed_chats (
	key     BIGINT PRIMARY KEY,
	id      TEXT COLLATE "C" NOT NULL,
	place   BIGINT NOT NULL DEFAULT nextval('chat_places'),
	removed TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX removed_chats_place ON removed_chats (place);
CREATE INDEX removed_chats_removed ON removed_chats (removed);
CREATE TABLE removed_chat_members (
	chat     BIGINT NOT NULL REFERENCES removed_chats ON DELETE CASCADE,
	type     BIGINT NOT NULL,
	username TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (chat, type, username)
);
CREATE FUNCTION note_removed_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM removed_chats WHERE removed < now() - interval '10 minutes';
	INSERT INTO removed_chats (key, id) VALUES (OLD.key, OLD.id);
	INSERT INTO removed_chat_members SELECT OLD.key, type, username FROM chat_members WHERE chat = OLD.key
		UNION SELECT OLD.key, type, username FROM room_sessions WHERE chat = OLD.key;
	DELETE FROM room_sessions WHERE chat = OLD.key;
	RETURN OLD;
END $$;
CREATE TRIGGER chats_removed BEFORE DELETE ON chats FOR EACH ROW EXECUTE FUNCTION note_removed_chat();

ALTER TABLE activities ADD COLUMN revision BIGINT NOT NULL DEFAULT 0; -- another one when its roles have changed
CREATE FUNCTION place_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		UPDATE activities SET revision = revision + 1 WHERE key = OLD.target;
	ELSE
		UPDATE activities SET revision = revision + 1 WHERE key = NEW.target;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER activities_given AFTER INSERT ON roles FOR EACH ROW WHEN (NEW.kind = 1) EXECUTE FUNCTION place_activity();
CREATE TRIGGER activities_taken AFTER DELETE ON roles FOR EACH ROW WHEN (OLD.kind = 1) EXECUTE FUNCTION place_activity();

CREATE TABLE holders ( -- which servers have what is ephemeral open
	kind   BIGINT NOT NULL, -- 1 model, 2 activity
	target BIGINT NOT NULL,
	node   TEXT COLLATE "C" NOT NULL,
	until  TIMESTAMPTZ, -- of one that does not live any more: how long it counts
	PRIMARY KEY (kind, target, node)
);
CREATE FUNCTION let_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM holders WHERE kind = CAST(TG_ARGV[0] AS BIGINT) AND target = OLD.key;
	RETURN NULL;
END $$;
CREATE TRIGGER models_let_go AFTER DELETE ON models FOR EACH ROW WHEN (OLD.ephemeral) EXECUTE FUNCTION let_go(1);
CREATE TRIGGER activities_let_go AFTER DELETE ON activities FOR EACH ROW WHEN (OLD.ephemeral) EXECUTE FUNCTION let_go(2);
