-- Several servers on one database. Times are those of its clock.

CREATE TABLE nodes (
	id       TEXT COLLATE "C" PRIMARY KEY, -- another one with each start of a server
	addr     TEXT COLLATE "C" NOT NULL,
	release  TEXT COLLATE "C" NOT NULL,
	started  TIMESTAMPTZ NOT NULL DEFAULT now(),
	seen     TIMESTAMPTZ NOT NULL DEFAULT now(), -- when it has last said that it lives
	sessions BIGINT NOT NULL DEFAULT 0,
	models   BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE leads ( -- which node appends to the log of a model for all of them, while that lives
	domain TEXT COLLATE "C" NOT NULL,
	model  BIGINT NOT NULL,
	node   TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (domain, model)
);
CREATE INDEX leads_node ON leads (node);
