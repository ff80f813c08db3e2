-- A mail that puts several decisions up, by the SHA-256 of its key; what may be
-- decided by it is keys of its own in table key (state/batch.h).
CREATE TABLE batch (
	hash       TEXT PRIMARY KEY,
	person     INTEGER NOT NULL REFERENCES person (id),
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
