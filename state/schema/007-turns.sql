-- How many mails in a row a mail is the last of to which the other side said
-- nothing that counts; 0: it reports a change, or begins something.
ALTER TABLE debt ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
CREATE INDEX debt_to ON debt (to_, id) WHERE to_ <> '';
CREATE INDEX debt_turn ON debt (to_, created_at) WHERE turn > 0;
CREATE INDEX message_limited ON message (from_, at) WHERE reason = 'RATE_LIMIT';
