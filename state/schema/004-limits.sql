-- What limits mails: those handed over, by time; and the words of a mail
-- without a command that was answered, by their SHA-256, so that a machine that
-- answers our answers is found out.
CREATE INDEX debt_sent ON debt (done_at) WHERE kind = 'mail' AND done_at > 0;

CREATE TABLE echo (
	address TEXT NOT NULL,
	words   TEXT NOT NULL,
	at      INTEGER NOT NULL
) STRICT;
CREATE INDEX echo_words ON echo (address, words, at);
