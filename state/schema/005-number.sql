-- Numbers up to this one are taken, whatever the requests say: Canvas has a
-- token with such a number that a state put back does not know.
CREATE TABLE request_number (
	id   INTEGER PRIMARY KEY CHECK (id = 1),
	used INTEGER NOT NULL
) STRICT;
INSERT INTO request_number VALUES (1, 0);
