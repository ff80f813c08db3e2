-- How long we have been trying in vain, and why Canvas is left alone.

-- Since when a debt cannot be paid; 0: it can, or nobody tried.
ALTER TABLE debt ADD COLUMN failing_since INTEGER NOT NULL DEFAULT 0;
CREATE INDEX debt_claimed ON debt (claimed_until) WHERE claimed_until > 0;

CREATE TABLE pause (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	since   INTEGER NOT NULL, -- 0: there is none
	until   INTEGER NOT NULL, -- nothing is asked of Canvas before
	refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
	why     TEXT NOT NULL
) STRICT;
INSERT INTO pause (id, since, until, refused, why) VALUES (1, 0, 0, 0, '');
