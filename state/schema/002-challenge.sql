-- "Did you write this?": a message that waits for its author's word.  Known by
-- the SHA-256 of its key alone.
CREATE TABLE challenge (
	hash       TEXT PRIMARY KEY,
	address    TEXT NOT NULL,
	message    INTEGER NOT NULL REFERENCES message (id),
	request    INTEGER REFERENCES request (id),
	revision   INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	ended      TEXT NOT NULL CHECK (ended IN ('', 'spent'))
) STRICT, WITHOUT ROWID;
CREATE INDEX challenge_address ON challenge (address, created_at);
