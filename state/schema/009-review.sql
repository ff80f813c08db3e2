-- Is a token still used?  Asked once a year, of its owner and its sponsor.
ALTER TABLE upkeep ADD COLUMN kept_at INTEGER NOT NULL DEFAULT 0; -- since when
	-- it is held to be used; of a renewal, since the first of its chain
ALTER TABLE upkeep ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0; -- 0: not open
ALTER TABLE upkeep ADD COLUMN kept_by INTEGER NOT NULL DEFAULT 0; -- bits: roles

-- What the admins are to be asked about, in one list: a token that nobody says
-- is still used, whatever somebody who left takes part in.
CREATE TABLE doubt (
	id      INTEGER PRIMARY KEY,
	request INTEGER NOT NULL REFERENCES request (id),
	why     TEXT NOT NULL
	    CHECK (why IN ('requester_left', 'sponsor_left', 'unanswered')),
	told_at INTEGER NOT NULL -- 0: not yet
) STRICT;
CREATE INDEX doubt_open ON doubt (request) WHERE told_at = 0;
