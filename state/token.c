#include "state/token.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "state/calendar.h"

#define DAY_SECONDS 86400

const char *
token_tag(const struct config *c, int64_t request, char out[TAG_SIZE])
{
	snprintf(out, TAG_SIZE, "[%.16s-%" PRId64 "]", c->tag, request);
	return out;
}

const char *
token_purpose(const struct config *c, const struct request *r, const char *tail,
    char out[TOKEN_PURPOSE])
{
	const char *text = r->field[FIELD_PURPOSE];
	char tag[TAG_SIZE];
	struct buf line = BUF_INIT(16 << 10);
	size_t room, take;

	clean_line(&line, text, strlen(text));
	token_tag(c, r->id, tag);
	room = TOKEN_PURPOSE - 2 - strlen(tag) - strlen(tail);
	take = line.len < room ? line.len : room;
	while (take > 0 && take < line.len &&
	    ((unsigned char)line.str[take] & 0xc0) == 0x80)
		take--;
	snprintf(out, TOKEN_PURPOSE, "%s %.*s%s", tag, (int)take, line.str,
	    tail);
	buf_free(&line);
	return out;
}

static int64_t
end_in(int64_t now, int days)
{
	char day[DAY_SIZE];
	int64_t end;

	calendar_day(now + (int64_t)days * DAY_SECONDS, day);
	calendar_day_end(day, &end);
	return end;
}

/* By our own limit: Canvas has none for us. */
int64_t
token_end(const struct config *c, const struct request *r, enum standing owner,
    int64_t now)
{
	int64_t end, last = end_in(now, config_days_max(c, owner));

	if (r->field[FIELD_UNTIL][0] == '\0' ||
	    !calendar_day_end(r->field[FIELD_UNTIL], &end))
		end = end_in(now, c->policy.token_days);
	return end < last ? end : last;
}

bool
token_known(const struct token *t)
{
	return t->id[0] != '\0' || t->state[0] != '\0';
}

bool
token_to_delete(const struct config *c, const struct request *r)
{
	bool over = state_ended(r->state) || r->state == ST_REVIEW;

	return config_manual(c) && over && token_known(&r->token) &&
	    strcmp(r->token.state, "deleted") != 0;
}

json_t *
token_by_hand(const struct config *c, const struct request *r,
    const struct person *owner)
{
	bool make = config_manual(c) && r->state == ST_APPROVED;
	bool remove = token_to_delete(c, r);
	const char *login = owner->canvas_login[0] != '\0' ?
	    owner->canvas_login :
	    owner->address;
	char tag[TAG_SIZE], day[DAY_SIZE], ends_on[LONG_DAY_SIZE];

	if (!make && !remove)
		return json_null();
	calendar_day(r->token.expires_at, day);
	return json_pack(
	    "{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b}", "id",
	    (json_int_t)r->id, "tag", token_tag(c, r->id, tag), "login", login,
	    "owner", owner->name[0] == '\0' ? owner->address : owner->name,
	    "address", owner->address, "purpose", r->token.purpose, "day", day,
	    "ends_on", calendar_long_day(r->token.expires_at, ends_on), "make",
	    make, "remove", remove, "regenerate",
	    config_handover(c) == HANDOVER_REGENERATE);
}
