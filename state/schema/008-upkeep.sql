-- A token once it is made: when Canvas was looked at about it, what it said, and
-- whether the unlock code still stands in its purpose.
CREATE TABLE upkeep (
	request   INTEGER PRIMARY KEY REFERENCES request (id),
	made_at   INTEGER NOT NULL, -- its newest secret
	looked_at INTEGER NOT NULL,
	used_at   INTEGER NOT NULL, -- by Canvas; 0: never
	code      TEXT NOT NULL CHECK (code IN ('none', 'there', 'owed')),
	told      TEXT NOT NULL     -- how it differs from our record, as told last
) STRICT;

CREATE INDEX request_renews ON request (renews) WHERE renews IS NOT NULL;
