-- Answers to what a site asks besides, of each revision; without one, no row.
CREATE TABLE answer (
	request  INTEGER NOT NULL REFERENCES request (id),
	revision INTEGER NOT NULL,
	name     TEXT NOT NULL,
	value    TEXT NOT NULL,
	PRIMARY KEY (request, revision, name)
) STRICT, WITHOUT ROWID;
