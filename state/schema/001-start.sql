-- The state of the desk, version 1.  Times are seconds UTC, ids are ours.

CREATE TABLE person (
	id             INTEGER PRIMARY KEY,
	address        TEXT NOT NULL UNIQUE CHECK (address = lower(address)),
	name           TEXT NOT NULL,
	standing       TEXT NOT NULL,
	canvas_login   TEXT NOT NULL,
	canvas_user_id TEXT NOT NULL,
	away           TEXT NOT NULL,
	has_left       INTEGER NOT NULL CHECK (has_left IN (0, 1))
) STRICT;

CREATE TABLE alias (
	address TEXT PRIMARY KEY CHECK (address = lower(address)),
	person  INTEGER NOT NULL REFERENCES person (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_person ON alias (person);

-- Requester, sponsor and deciding admin are three people.
CREATE TABLE request (
	id              INTEGER PRIMARY KEY,
	state           TEXT NOT NULL,
	version         INTEGER NOT NULL,
	revision        INTEGER NOT NULL,
	requester       INTEGER NOT NULL REFERENCES person (id),
	sponsor         INTEGER REFERENCES person (id),
	sponsor_answer  TEXT NOT NULL,
	sponsor_at      INTEGER NOT NULL,
	sponsor_comment TEXT NOT NULL,
	decider         INTEGER REFERENCES person (id),
	decision        TEXT NOT NULL,
	decided_at      INTEGER NOT NULL,
	reason          TEXT NOT NULL,
	opened_at       INTEGER NOT NULL,
	review_at       INTEGER NOT NULL,
	due_at          INTEGER NOT NULL,
	question_at     INTEGER NOT NULL,
	renews          INTEGER REFERENCES request (id),
	purpose         TEXT NOT NULL,
	use             TEXT NOT NULL,
	data            TEXT NOT NULL,
	application     TEXT NOT NULL,
	until           TEXT NOT NULL,
	sponsor_field   TEXT NOT NULL,
	agree           TEXT NOT NULL,
	token_id        TEXT NOT NULL,
	token_purpose   TEXT NOT NULL,
	token_expires   INTEGER NOT NULL,
	token_state     TEXT NOT NULL,
	updated_at      INTEGER NOT NULL,
	CONSTRAINT sponsor_is_somebody_else CHECK (sponsor <> requester),
	CONSTRAINT decider_is_somebody_else
	    CHECK (decider <> requester AND (sponsor IS NULL OR decider <> sponsor))
) STRICT;
CREATE INDEX request_requester ON request (requester, state);
CREATE INDEX request_sponsor ON request (sponsor) WHERE sponsor IS NOT NULL;
CREATE INDEX request_decider ON request (decider) WHERE decider IS NOT NULL;

CREATE TRIGGER ended_states_never_change BEFORE UPDATE OF state ON request
WHEN OLD.state IN ('denied', 'declined', 'cancelled', 'lapsed', 'expired', 'revoked')
	AND NEW.state <> OLD.state
BEGIN
	SELECT RAISE (ABORT, 'an ended request never changes');
END;

CREATE TABLE revision (
	request     INTEGER NOT NULL REFERENCES request (id),
	revision    INTEGER NOT NULL,
	at          INTEGER NOT NULL,
	purpose     TEXT NOT NULL,
	use         TEXT NOT NULL,
	data        TEXT NOT NULL,
	application TEXT NOT NULL,
	until       TEXT NOT NULL,
	sponsor     TEXT NOT NULL,
	agree       TEXT NOT NULL,
	PRIMARY KEY (request, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
	id          INTEGER PRIMARY KEY,
	at          INTEGER NOT NULL,
	message_id  TEXT NOT NULL,
	from_       TEXT NOT NULL,
	to_         TEXT NOT NULL,
	subject     TEXT NOT NULL,
	sender      TEXT NOT NULL,
	grade       TEXT NOT NULL,
	accepted    INTEGER NOT NULL CHECK (accepted IN (0, 1)),
	reason      TEXT NOT NULL,
	held        INTEGER NOT NULL CHECK (held IN (0, 1)),
	request     INTEGER REFERENCES request (id),
	digest      TEXT NOT NULL,
	bytes       INTEGER NOT NULL,
	raw         BLOB
) STRICT;
CREATE INDEX message_digest ON message (digest);
CREATE INDEX message_claim ON message (message_id) WHERE accepted = 1;
CREATE INDEX message_held ON message (held) WHERE held = 1;

-- A key is known by its SHA-256 alone.
CREATE TABLE key (
	hash       TEXT PRIMARY KEY,
	person     INTEGER NOT NULL REFERENCES person (id),
	request    INTEGER NOT NULL REFERENCES request (id),
	revision   INTEGER NOT NULL,
	role       INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	ended      TEXT NOT NULL CHECK (ended IN ('', 'spent', 'stale')),
	ended_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX key_request ON key (request);

CREATE TABLE debt (
	id            INTEGER PRIMARY KEY,
	kind          TEXT NOT NULL,
	state         TEXT NOT NULL,
	request       INTEGER REFERENCES request (id),
	created_at    INTEGER NOT NULL,
	due_at        INTEGER NOT NULL,
	tries         INTEGER NOT NULL,
	last_error    TEXT NOT NULL,
	claimed_by    TEXT NOT NULL,
	claimed_until INTEGER NOT NULL,
	done_at       INTEGER NOT NULL,
	to_           TEXT NOT NULL,
	sender        TEXT NOT NULL,
	template      TEXT NOT NULL,
	message_id    TEXT NOT NULL,
	payload       TEXT NOT NULL,
	body_hash     TEXT NOT NULL,
	body          BLOB
) STRICT;
CREATE INDEX debt_owed ON debt (due_at) WHERE state <> 'done';
CREATE INDEX debt_request ON debt (request, to_);
CREATE INDEX debt_answers ON debt (to_, payload, created_at);
CREATE UNIQUE INDEX debt_message ON debt (message_id) WHERE message_id <> '';

-- The trail: each row's hash covers the one before it.
CREATE TABLE audit (
	seq        INTEGER PRIMARY KEY,
	at         INTEGER NOT NULL,
	request    INTEGER,
	revision   INTEGER,
	event      TEXT NOT NULL,
	actor      TEXT NOT NULL,
	grade      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	note       TEXT NOT NULL,
	note_hash  TEXT NOT NULL,
	message_id TEXT NOT NULL,
	prev       TEXT NOT NULL,
	hash       TEXT NOT NULL
) STRICT;
CREATE INDEX audit_request ON audit (request);

-- Count and last hash, kept apart, so that cutting the end shows.
CREATE TABLE audit_head (
	id    INTEGER PRIMARY KEY CHECK (id = 1),
	count INTEGER NOT NULL,
	hash  TEXT NOT NULL
) STRICT;
INSERT INTO audit_head VALUES (1, 0,
	'0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER audit_is_never_rewritten BEFORE UPDATE ON audit
WHEN NEW.seq <> OLD.seq OR NEW.at <> OLD.at OR NEW.request IS NOT OLD.request
	OR NEW.revision IS NOT OLD.revision OR NEW.event <> OLD.event
	OR NEW.actor <> OLD.actor OR NEW.grade <> OLD.grade
	OR NEW.reason <> OLD.reason OR NEW.note_hash <> OLD.note_hash
	OR NEW.message_id <> OLD.message_id OR NEW.prev <> OLD.prev
	OR NEW.hash <> OLD.hash OR NEW.note <> ''
BEGIN
	SELECT RAISE (ABORT, 'the audit trail is never rewritten');
END;
CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit
BEGIN
	SELECT RAISE (ABORT, 'the audit trail is never cut');
END;
