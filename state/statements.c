#include "state/statements.h"

#include "state/statements_other.h"

#define PERSON                                                              \
	"id, address, name, standing, canvas_login, canvas_user_id, away, " \
	"has_left"

#define REQUEST "id, state, version, " REQUEST_REST ", " UPKEEP

#define REQUEST_REST                                                           \
	"revision, requester, sponsor, sponsor_answer, "                       \
	"sponsor_at, sponsor_comment, decider, decision, decided_at, reason, " \
	"opened_at, review_at, due_at, question_at, renews, purpose, use, "    \
	"data, application, until, sponsor_field, agree, token_id, "           \
	"token_purpose, token_expires, token_state, since, first_decider, "    \
	"first_at"

#define UPKEEP                                                         \
	"made_at, looked_at, used_at, code, told, kept_at, asked_at, " \
	"kept_by"

#define REQUESTS "request LEFT JOIN upkeep ON upkeep.request = request.id"

#define ENVELOPE                                                             \
	"id, at, message_id, from_, to_, subject, sender, grade, accepted, " \
	"reason, held, request, digest"

#define MESSAGE ENVELOPE ", bytes, fetched"

/* A mail that may be out already. */
#define DOUBTED "kind = 'mail' AND state IN ('tried', 'unknown')"

#define AUDIT                                                             \
	"seq, at, request, revision, event, actor, grade, reason, note, " \
	"note_hash, message_id, prev, hash"

#define ENDED \
	"('denied', 'declined', 'cancelled', 'lapsed', 'expired', 'revoked')"

/* The newest number that a request has, or that is taken. */
#define NEWEST                                                 \
	"SELECT max(n) FROM (SELECT max(id) AS n FROM request" \
	" UNION ALL SELECT used FROM request_number) AS numbers"

/* clang-format off */
const char *const statements[Q_COUNT] = {
[Q_BEGIN] = "BEGIN IMMEDIATE",
[Q_BEGIN_READ] = "BEGIN",
[Q_COMMIT] = "COMMIT",
[Q_ROLLBACK] = "ROLLBACK",
[Q_APPLICATION_ID] = "PRAGMA application_id",
[Q_USER_VERSION] = "PRAGMA user_version",
[Q_DATA_VERSION] = "PRAGMA data_version",
[Q_QUICK_CHECK] = "PRAGMA quick_check(1)",

[Q_PERSON_BY_ADDRESS] =
	"SELECT " PERSON " FROM person WHERE address = ?1"
	" UNION ALL "
	"SELECT " PERSON " FROM person WHERE id ="
	" (SELECT person FROM alias WHERE address = ?1)",
[Q_PERSON_BY_ID] = "SELECT " PERSON " FROM person WHERE id = ?1",
[Q_PERSON_INSERT] =
	"INSERT INTO person (address, name, standing, canvas_login,"
	" canvas_user_id, away, has_left) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
	" RETURNING id",
[Q_PERSON_UPDATE] =
	"UPDATE person SET address = ?2, name = ?3, standing = ?4,"
	" canvas_login = ?5, has_left = ?6 WHERE id = ?1",
[Q_PERSON_DELETE] = "DELETE FROM person WHERE id = ?1",
[Q_PERSON_CANVAS] = "UPDATE person SET canvas_user_id = ?2 WHERE id = ?1",
[Q_PERSON_LEAVES] =
	"UPDATE person SET has_left = 1 WHERE id = ?1 AND has_left = 0",
[Q_PERSON_AWAY] = "UPDATE person SET away = ?2 WHERE id = ?1",
[Q_PEOPLE] = "SELECT " PERSON " FROM person ORDER BY address",
[Q_ALIASES] = "SELECT address FROM alias WHERE person = ?1 ORDER BY address",
[Q_ALIAS_PUT] =
	"INSERT INTO alias (address, person) VALUES (?1, ?2)"
	" ON CONFLICT (address) DO UPDATE SET person = excluded.person",
[Q_ALIASES_MOVE] = "UPDATE alias SET person = ?2 WHERE person = ?1",
[Q_REQUESTER_MOVE] = "UPDATE request SET requester = ?2 WHERE requester = ?1",
[Q_SPONSOR_MOVE] = "UPDATE request SET sponsor = ?2 WHERE sponsor = ?1",
[Q_DECIDER_MOVE] = "UPDATE request SET decider = ?2 WHERE decider = ?1",
[Q_FIRST_MOVE] =
	"UPDATE request SET first_decider = ?2 WHERE first_decider = ?1",
[Q_KEYS_MOVE] = "UPDATE key SET person = ?2 WHERE person = ?1",
[Q_TWO_ROLES] =
	"SELECT id FROM request WHERE"
	" (requester IN (?1, ?2) AND sponsor IN (?1, ?2))"
	" OR (requester IN (?1, ?2) AND decider IN (?1, ?2))"
	" OR (sponsor IN (?1, ?2) AND decider IN (?1, ?2))"
	" OR (first_decider IN (?1, ?2) AND (requester IN (?1, ?2)"
	" OR sponsor IN (?1, ?2) OR decider IN (?1, ?2)))"
	" ORDER BY id LIMIT 1",

[Q_REQUEST_INSERT] =
	"INSERT INTO request (state, version, revision, requester, sponsor,"
	" sponsor_answer, sponsor_at, sponsor_comment, decider, decision,"
	" decided_at, reason, opened_at, review_at, due_at, question_at, renews,"
	" purpose, use, data, application, until, sponsor_field, agree, token_id,"
	" token_purpose, token_expires, token_state, since, updated_at,"
	" first_decider, first_at, id)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
	" ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28,"
	" ?29, ?30, ?31, ?32, 1 + (" NEWEST ")) RETURNING id",
[Q_REQUEST_BY_ID] = "SELECT " REQUEST " FROM " REQUESTS " WHERE id = ?1",
[Q_REQUEST_NUMBER] = NEWEST,
[Q_REQUEST_NUMBER_SET] =
	"UPDATE request_number SET used = ?1 WHERE id = 1 AND used < ?1",
[Q_REQUEST_UPDATE] =
	"UPDATE request SET state = ?1, version = ?2, revision = ?3,"
	" requester = ?4, sponsor = ?5, sponsor_answer = ?6, sponsor_at = ?7,"
	" sponsor_comment = ?8, decider = ?9, decision = ?10, decided_at = ?11,"
	" reason = ?12, opened_at = ?13, review_at = ?14, due_at = ?15,"
	" question_at = ?16, renews = ?17, purpose = ?18, use = ?19, data = ?20,"
	" application = ?21, until = ?22, sponsor_field = ?23, agree = ?24,"
	" token_id = ?25, token_purpose = ?26, token_expires = ?27,"
	" token_state = ?28, since = ?29, updated_at = ?30,"
	" first_decider = ?31, first_at = ?32"
	" WHERE id = ?33 AND version = ?2 - 1",
[Q_REQUESTS] =
	"SELECT " REQUEST " FROM " REQUESTS
	" WHERE (?2 = 0 OR requester = ?2 OR sponsor = ?2 OR decider = ?2"
	" OR first_decider = ?2) ORDER BY id",
[Q_REQUESTS_IN] =
	"SELECT " REQUEST " FROM " REQUESTS " WHERE state = ?1"
	" AND (?2 = 0 OR requester = ?2 OR sponsor = ?2 OR decider = ?2"
	" OR first_decider = ?2)"
	" ORDER BY id",
[Q_REQUESTS_OPEN] =
	"SELECT count(*) FROM request WHERE requester = ?1"
	" AND state NOT IN ('issued', 'active') AND state NOT IN " ENDED,
[Q_REQUESTS_WITH] =
	"SELECT count(*) FROM request WHERE"
	" (requester = ?1 OR sponsor = ?1 OR decider = ?1"
	" OR first_decider = ?1)"
	" AND state NOT IN " ENDED,
[Q_REQUESTS_SPONSORED] =
	"SELECT count(*) FROM request WHERE sponsor = ?1"
	" AND id NOT IN (?2, ?3) AND state NOT IN ('incomplete')"
	" AND (?4 = 0 OR state NOT IN ('checking', 'sponsor'))"
	" AND state NOT IN " ENDED,
[Q_REQUEST_RENEWAL] =
	"SELECT id FROM request WHERE renews = ?1 AND state NOT IN " ENDED
	" ORDER BY id DESC LIMIT 1",
[Q_UPKEEP_PUT] =
	"INSERT INTO upkeep (request, made_at, looked_at, used_at, code, told,"
	" kept_at, asked_at, kept_by)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
	" ON CONFLICT (request) DO UPDATE SET"
	" made_at = excluded.made_at, looked_at = excluded.looked_at,"
	" used_at = excluded.used_at, code = excluded.code,"
	" told = excluded.told, kept_at = excluded.kept_at,"
	" asked_at = excluded.asked_at, kept_by = excluded.kept_by",
[Q_DOUBT_PUT] =
	"INSERT INTO doubt (request, why, told_at) VALUES (?1, ?2, 0)",
[Q_DOUBTS_LEFT] =
	"INSERT INTO doubt (request, why, told_at)"
	" SELECT id, CASE WHEN requester = ?1 THEN 'requester_left'"
	" ELSE 'sponsor_left' END, 0 FROM request"
	" WHERE (requester = ?1 OR sponsor = ?1) AND state NOT IN " ENDED,
[Q_DOUBTS] =
	"SELECT request, why FROM doubt WHERE told_at = 0"
	" ORDER BY request, why",
[Q_DOUBT_TOLD] =
	"UPDATE doubt SET told_at = ?2 WHERE request = ?1 AND told_at = 0",
[Q_REVISION_PUT] =
	"INSERT INTO revision (request, revision, at, purpose, use, data,"
	" application, until, sponsor, agree)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
[Q_REVISION_GET] =
	"SELECT purpose, use, data, application, until, sponsor, agree"
	" FROM revision WHERE request = ?1 AND revision = ?2",

[Q_ANSWER_PUT] =
	"INSERT INTO answer (request, revision, name, value)"
	" VALUES (?1, ?2, ?3, ?4)",
[Q_ANSWERS] =
	"SELECT name, value FROM answer WHERE request = ?1 AND revision = ?2",

[Q_KEY_PUT] =
	"INSERT INTO key (hash, person, request, revision, role, created_at,"
	" expires_at, ended, ended_at)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', 0)",
[Q_KEYS_REVISION] =
	"SELECT coalesce(max(revision), 0) FROM key WHERE request = ?1"
	" AND role = ?2",
[Q_KEY_FIND] =
	"SELECT person, request, revision, role, expires_at, ended"
	" FROM key WHERE hash = ?1",
[Q_KEYS_END] =
	"UPDATE key SET ended = ?2, ended_at = ?3"
	" WHERE request = ?1 AND ended = ''",

[Q_BATCH_PUT] =
	"INSERT INTO batch (hash, person, created_at, expires_at)"
	" VALUES (?1, ?2, ?3, ?4)",
[Q_BATCH_FIND] = "SELECT person, expires_at FROM batch WHERE hash = ?1",

[Q_CHALLENGE_PUT] =
	"INSERT INTO challenge (hash, address, message, request, revision,"
	" created_at, expires_at, ended)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
[Q_CHALLENGE_FIND] =
	"SELECT address, message, request, revision, expires_at, ended,"
	" created_at FROM challenge WHERE hash = ?1",
[Q_CHALLENGE_END] = "UPDATE challenge SET ended = 'spent' WHERE hash = ?1",
[Q_CHALLENGES_SINCE] =
	"SELECT count(*) FROM challenge"
	" WHERE address = ?1 AND request IS NULL AND created_at > ?2",

[Q_MESSAGE_PUT] =
	"INSERT INTO message (at, message_id, from_, to_, subject, sender, grade,"
	" accepted, reason, held, request, digest, bytes, raw, fetched)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
	" ?15)"
	" RETURNING id",
[Q_MESSAGE_SAME] =
	"SELECT 1 FROM message WHERE digest = ?1 AND (accepted = 1 OR ?2 = 0)"
	" LIMIT 1",
[Q_MESSAGE_CLAIMED] =
	"SELECT 1 FROM message WHERE message_id = ?1 AND accepted = 1"
	" AND digest <> ?2 LIMIT 1",
[Q_MESSAGE_WAITS] = "SELECT 1 FROM message WHERE id = ?1 AND held = 1",
[Q_MESSAGE_DEALT] =
	"SELECT 1 FROM message WHERE digest = ?1 AND id <> ?2 AND accepted = 1"
	" AND held = 0 AND reason <> 'DUPLICATE' LIMIT 1",
[Q_MESSAGE_BY_ID] = "SELECT " MESSAGE ", raw FROM message WHERE id = ?1",
[Q_MESSAGE_UNHOLD] = "UPDATE message SET held = 0 WHERE id = ?1",
[Q_MESSAGE_SETTLED] =
	"UPDATE message SET held = 0, reason = ?2, grade = ?3, accepted = ?4,"
	" request = ?5, digest = ?6 WHERE id = ?1",
[Q_MESSAGES_HELD] =
	"SELECT " MESSAGE " FROM message WHERE held = 1 ORDER BY id",
[Q_MESSAGES] =
	"SELECT " ENVELOPE ", CASE WHEN raw IS NULL THEN 0 ELSE bytes END,"
	" fetched FROM message ORDER BY id",

#include "state/statements_debts.inc"

[Q_PURGE_MESSAGES] =
	"UPDATE message SET raw = NULL WHERE raw IS NOT NULL AND held = 0"
	" AND at < ?1",
[Q_PURGE_MAILS] =
	"UPDATE debt SET body = NULL WHERE body IS NOT NULL"
	" AND state = 'failed' AND created_at < ?1",
/* of words that people and their programs wrote */
[Q_PURGE_NOTES] =
	"UPDATE audit SET note = '' WHERE note <> '' AND at < ?1"
	" AND actor <> 'operator' AND event <> 'digest'",
[Q_EMPTY_LOG] = "PRAGMA wal_checkpoint(TRUNCATE)",
/* when a copy is put back nobody knows what was made since */
[Q_COPY_DOUBTS] =
	"UPDATE debt SET state = 'unknown' WHERE kind = 'token'"
	" AND state = 'planned'",
OTHER_STATEMENTS
[Q_STATS] =
	"SELECT 'requests', state, count(*) FROM request GROUP BY state"
	" UNION ALL SELECT 'requests_overdue', '', count(*) FROM request"
	" WHERE state = 'review' AND due_at > 0 AND due_at <= ?1"
	" UNION ALL SELECT 'requests_newest', '', (" NEWEST ")"
	" UNION ALL SELECT 'tokens', token_state, count(*) FROM request"
	" WHERE state IN ('issued', 'active') AND token_id <> ''"
	" GROUP BY token_state"
	" UNION ALL SELECT 'tokens_ending', '', count(*) FROM request"
	" WHERE state IN ('issued', 'active') AND token_id <> ''"
	" AND token_expires <= ?1 + 14 * 86400"
	" UNION ALL SELECT 'held', reason, count(*) FROM message WHERE held = 1"
	" GROUP BY reason"
	" UNION ALL SELECT 'messages', '', count(*) FROM message"
	" UNION ALL SELECT 'outbox', state, count(*) FROM debt GROUP BY state"
	" UNION ALL SELECT 'outbox_due', '', count(*) FROM debt"
	" WHERE state IN ('planned', 'tried', 'unknown') AND due_at <= ?1"
	" UNION ALL SELECT 'outbox_oldest_due_seconds', '',"
	" coalesce(?1 - min(due_at), 0) FROM debt"
	" WHERE state IN ('planned', 'tried', 'unknown') AND due_at <= ?1"
	" UNION ALL SELECT 'mails_last_hour', '', count(*) FROM debt"
	" WHERE kind = 'mail' AND done_at > ?1 - 3600 AND done_at <= ?1"
	" AND last_error <> 'void'"
	" UNION ALL SELECT 'people', '', count(*) FROM person WHERE has_left = 0"
	" UNION ALL SELECT 'audit_rows', '', count FROM audit_head",

[Q_AUDIT_HEAD] = "SELECT count, hash FROM audit_head WHERE id = 1",
[Q_AUDIT_HEAD_SET] = "UPDATE audit_head SET count = ?1, hash = ?2 WHERE id = 1",
[Q_AUDIT_PUT] =
	"INSERT INTO audit (" AUDIT ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
	" ?9, ?10, ?11, ?12, ?13)",
[Q_AUDIT] =
	"SELECT " AUDIT " FROM audit WHERE ?1 = 0 OR request = ?1 ORDER BY seq",
[Q_AUDIT_SINCE] = "SELECT " AUDIT " FROM audit WHERE seq > ?1 ORDER BY seq",
[Q_AUDIT_WHEN] = "SELECT at FROM audit WHERE seq = ?1",

[Q_HOLIDAYS] = "SELECT day FROM holiday ORDER BY day",
[Q_HOLIDAYS_DROP] = "DELETE FROM holiday",
[Q_HOLIDAY_PUT] = "INSERT INTO holiday (day) VALUES (?1)",
[Q_HOLIDAY_FILE] = "SELECT hash FROM holiday_file WHERE id = 1",
[Q_HOLIDAY_FILE_SET] =
	"INSERT INTO holiday_file (id, hash, read_at) VALUES (1, ?1, ?2)"
	" ON CONFLICT (id) DO UPDATE SET hash = excluded.hash,"
	" read_at = excluded.read_at",
[Q_AUDIT_LAST] =
	"SELECT " AUDIT " FROM audit WHERE (?1 = 0 OR request = ?1)"
	" AND (?2 = '' OR actor = ?2) ORDER BY seq DESC LIMIT ?3",

[Q_CLOCK] =
	"SELECT ran_at, pace, message, jumped_from, jumped_to FROM clock"
	" WHERE id = 1",
[Q_CLOCK_SET] =
	"UPDATE clock SET ran_at = ?1, pace = ?2, message = ?3,"
	" jumped_from = ?4, jumped_to = ?5 WHERE id = 1",
[Q_MESSAGES_SINCE] = "SELECT id, at FROM message WHERE id > ?1 ORDER BY id",
[Q_DEADLINES] = "SELECT name, since FROM deadline WHERE request = ?1",
[Q_DEADLINE_PUT] =
	"INSERT INTO deadline (request, name, since, due_at, done_at, result)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};
/* clang-format on */
