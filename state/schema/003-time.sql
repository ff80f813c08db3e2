-- Version 3: what depends on time.

-- Days that are no business days, as read from the holidays file.
CREATE TABLE holiday (
	day INTEGER PRIMARY KEY -- days since 1970-01-01
) STRICT;

-- Which file, read for which years, the rows above come from.
CREATE TABLE holiday_file (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	hash    TEXT NOT NULL,
	read_at INTEGER NOT NULL
) STRICT;

-- When a request came to where it is, or was asked for anew there.
ALTER TABLE request ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE request SET since = updated_at;
CREATE INDEX request_state ON request (state);

-- What time has brought: each deadline once for each time that its clock began.
CREATE TABLE deadline (
	request INTEGER NOT NULL REFERENCES request (id),
	name    TEXT NOT NULL,
	since   INTEGER NOT NULL,
	due_at  INTEGER NOT NULL,
	done_at INTEGER NOT NULL,
	result  TEXT NOT NULL CHECK (result IN ('done', 'overtaken')),
	PRIMARY KEY (request, name, since)
) STRICT, WITHOUT ROWID;

-- The last run of `work`, and a jump of the clock that nobody has explained.
CREATE TABLE clock (
	id          INTEGER PRIMARY KEY CHECK (id = 1),
	ran_at      INTEGER NOT NULL,
	pace        INTEGER NOT NULL, -- seconds between the last two runs
	message     INTEGER NOT NULL, -- the newest one then
	jumped_from INTEGER NOT NULL, -- 0: no jump
	jumped_to   INTEGER NOT NULL
) STRICT;
INSERT INTO clock VALUES (1, 0, 0, 0, 0, 0);
