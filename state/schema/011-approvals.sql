-- The first of two admins who approve: somebody else than everybody else.
ALTER TABLE request ADD COLUMN first_decider INTEGER REFERENCES person (id)
	CONSTRAINT first_decider_is_somebody_else
	    CHECK (first_decider <> requester
	    AND (sponsor IS NULL OR first_decider <> sponsor)
	    AND (decider IS NULL OR first_decider <> decider));
ALTER TABLE request ADD COLUMN first_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX request_first ON request (first_decider)
	WHERE first_decider IS NOT NULL;
