#ifndef STATE_STATEMENTS_OTHER_H
#define STATE_STATEMENTS_OTHER_H

/*
 * statements_other - the rows of state/statements.c that see two states, this
 * one and another beside it: state/recall.c.  Private to statements.c.
 */
/* clang-format off */
#define MAIL_SENT "request, to_, template, message_id"
#define MAILS     "debt WHERE kind = 'mail' AND request IS NOT NULL"

/* What one of two states has and the other has not. */
#define DIFFER(columns, table)                                      \
	"SELECT * FROM (SELECT " columns " FROM main." table        \
	" EXCEPT SELECT " columns " FROM other." table ")"          \
	" UNION ALL SELECT * FROM (SELECT " columns " FROM other." table \
	" EXCEPT SELECT " columns " FROM main." table ")"

#define OTHER_STATEMENTS \
[Q_OTHER] = "ATTACH ?1 AS other", \
[Q_OTHER_PEOPLE] = "INSERT INTO main.person SELECT * FROM other.person", \
[Q_OTHER_ALIASES] = "INSERT INTO main.alias SELECT * FROM other.alias", \
[Q_OTHER_HOLIDAYS] = "INSERT INTO main.holiday SELECT * FROM other.holiday", \
[Q_OTHER_MAIL] = \
	"SELECT message_id FROM other.debt AS o WHERE request IS ?1" \
	" AND to_ = ?2 AND template = ?3 AND created_at = ?4 AND kind = 'mail'" \
	" AND NOT EXISTS (SELECT 1 FROM main.debt AS d" \
	" WHERE d.message_id = o.message_id AND d.message_id <> '')" \
	" ORDER BY id LIMIT 1", \
[Q_OTHER_MESSAGE] = \
	"INSERT INTO main.message SELECT id, at, message_id, from_, to_," \
	" subject, sender, grade, accepted, reason, held, NULL, digest, bytes," \
	" raw, fetched FROM other.message WHERE id = ?1", \
[Q_OTHER_SENT] = \
	"UPDATE main.debt SET state = 'done', done_at = ?1, body = NULL" \
	" WHERE kind = 'mail' AND state = 'planned'", \
[Q_OTHER_DIFFERS] = \
	"SELECT id FROM (" DIFFER("id, state, " REQUEST_REST, "request") ")" \
	" UNION SELECT request FROM (" DIFFER("*", "revision") ")" \
	" UNION SELECT request FROM (" DIFFER("*", "key") ")" \
	" UNION SELECT request FROM (" DIFFER("*", "answer") ")" \
	" UNION SELECT request FROM (" DIFFER(MAIL_SENT, MAILS) ")" \
	" ORDER BY 1", \
[Q_OTHER_DROP_KEYS] = "DELETE FROM main.key WHERE request = ?1", \
[Q_OTHER_DROP_REVISIONS] = "DELETE FROM main.revision WHERE request = ?1", \
[Q_OTHER_DROP_REQUEST] = "DELETE FROM main.request WHERE id = ?1", \
[Q_OTHER_TAKE_REQUEST] = \
	"INSERT INTO main.request SELECT * FROM other.request WHERE id = ?1", \
[Q_OTHER_TAKE_REVISIONS] = \
	"INSERT INTO main.revision SELECT * FROM other.revision" \
	" WHERE request = ?1", \
[Q_OTHER_TAKE_KEYS] = \
	"INSERT INTO main.key SELECT * FROM other.key WHERE request = ?1",
/* clang-format on */

#endif
