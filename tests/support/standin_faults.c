#include <stdio.h>
#include <string.h>

#include "tests/support/standin_private.h"

static const char *const names[FAULT_COUNT] = {
	[FAULT_NONE] = "none",
	[FAULT_DROP_BEFORE] = "drop_before",
	[FAULT_DROP_AFTER] = "drop_after",
	[FAULT_500_AFTER] = "500_after",
	[FAULT_502_HTML] = "502_html",
	[FAULT_THROTTLE_403] = "throttle_403",
	[FAULT_THROTTLE_429] = "throttle_429",
	[FAULT_EXPIRED_401] = "expired_401",
	[FAULT_FORBIDDEN_403] = "forbidden_403",
	[FAULT_HTML_200] = "html_200",
	[FAULT_REDIRECT_302] = "redirect_302",
	[FAULT_REDIRECT_LOOP] = "redirect_loop",
	[FAULT_TRUNCATED] = "truncated",
	[FAULT_CUT_SHORT] = "cut_short",
	[FAULT_ENDLESS] = "endless",
	[FAULT_HEADER_100K] = "header_100k",
	[FAULT_SLOW_AFTER] = "slow_after",
	[FAULT_HIDDEN] = "hidden",
	[FAULT_HIDDEN_1S] = "hidden_1s",
	[FAULT_EXPIRES_MISSING] = "expires_missing",
	[FAULT_EXPIRES_SHORT] = "expires_short",
	[FAULT_SECRET_MISSING] = "secret_missing",
	[FAULT_NEXT_FOREIGN] = "next_foreign",
	[FAULT_NEXT_SELF] = "next_self",
	[FAULT_NEXT_RELATIVE] = "next_relative",
	[FAULT_IDS_NUMBERS] = "ids_numbers",
	[FAULT_IDS_HUGE] = "ids_huge",
	[FAULT_RIGHT_MISSING] = "right_missing",
};

enum fault
standin_fault_named(const char *name)
{
	for (int i = 0; i < FAULT_COUNT; i++)
		if (strcmp(names[i], name) == 0)
			return (enum fault)i;
	return FAULT_COUNT;
}

static void
arm(struct standin *s, const struct armed *wanted)
{
	struct armed *slot = NULL;

	if (wanted->fault == FAULT_NONE && wanted->method[0] == '\0') {
		memset(s->armed, 0, sizeof s->armed);
		return;
	}
	for (size_t i = 0; i < STANDIN_ARMED && slot == NULL; i++)
		if (strcmp(s->armed[i].method, wanted->method) == 0 &&
		    strcmp(s->armed[i].part, wanted->part) == 0)
			slot = &s->armed[i];
	for (size_t i = 0; i < STANDIN_ARMED && slot == NULL; i++)
		if (s->armed[i].count == 0)
			slot = &s->armed[i];
	if (slot != NULL)
		*slot = *wanted;
}

void
standin_arm(struct standin *s, enum fault fault, const char *where, int count)
{
	struct armed wanted = { .fault = fault, .count = count };

	if (where != NULL)
		sscanf(where, "%7s %63s", wanted.method, wanted.part);
	pthread_mutex_lock(&s->lock);
	arm(s, &wanted);
	pthread_mutex_unlock(&s->lock);
}

enum fault
standin_fault_take(struct standin *s, const char *method, const char *path)
{
	for (size_t i = 0; i < STANDIN_ARMED; i++) {
		struct armed *a = &s->armed[i];

		if (a->count == 0 ||
		    (a->method[0] != '\0' && strcmp(a->method, method) != 0) ||
		    strstr(path, a->part) == NULL)
			continue;
		a->count--;
		return a->fault;
	}
	return FAULT_NONE;
}

bool
standin_fault_early(const struct request *r, struct answer *a)
{
	switch (r->fault) {
	case FAULT_DROP_BEFORE:
		a->drop = true;
		return true;
	case FAULT_502_HTML:
		a->code = 502;
		a->type = "text/html";
		a->text = "<html><body>Bad Gateway</body></html>";
		return true;
	case FAULT_THROTTLE_403:
	case FAULT_THROTTLE_429:
		a->code = r->fault == FAULT_THROTTLE_403 ? 403 : 429;
		a->type = "text/plain";
		a->text = "403 Forbidden (Rate Limit Exceeded)";
		return true;
	case FAULT_EXPIRED_401:
		standin_error(a, 401, "Expired access token.");
		return true;
	case FAULT_FORBIDDEN_403:
		standin_not_permitted(a);
		return true;
	case FAULT_HTML_200:
		a->type = "text/html";
		a->text = "<html><body>Log in to Canvas</body></html>";
		return true;
	case FAULT_REDIRECT_302:
		a->code = 302;
		a->text = "";
		snprintf(a->location, sizeof a->location,
		    "http://127.0.0.1:1/stolen");
		return true;
	case FAULT_REDIRECT_LOOP:
		a->code = 307;
		a->text = "";
		snprintf(a->location, sizeof a->location,
		    "http://127.0.0.1:%d%.200s", standin_port(r->s), r->path);
		return true;
	default:
		return false;
	}
}

/* Only what stands in the answer can be bent. */
static void
replace(json_t *doc, const char *key, json_t *value)
{
	if (json_object_get(doc, key) != NULL)
		json_object_set(doc, key, value);
	json_decref(value);
}

void
standin_fault_late(const struct request *r, struct answer *a)
{
	switch (r->fault) {
	case FAULT_DROP_AFTER:
		a->drop = true;
		break;
	case FAULT_HIDDEN:
	case FAULT_HIDDEN_1S:
		a->drop = strcmp(r->method, "POST") == 0;
		break;
	case FAULT_500_AFTER:
		json_decref(a->doc);
		standin_error(a, 500, "An error occurred.");
		json_object_set_new(a->doc, "error_report_id", json_integer(7));
		break;
	case FAULT_TRUNCATED:
		a->truncate = true;
		break;
	case FAULT_CUT_SHORT:
	case FAULT_ENDLESS:
		a->stream = r->fault;
		break;
	case FAULT_HEADER_100K:
		a->long_header = true;
		break;
	case FAULT_SLOW_AFTER:
		a->slow = true;
		break;
	case FAULT_EXPIRES_MISSING:
		replace(a->doc, "expires_at", json_null());
		break;
	case FAULT_EXPIRES_SHORT:
		replace(a->doc, "expires_at",
		    json_string("2026-01-01T00:00:00Z"));
		break;
	case FAULT_SECRET_MISSING:
		json_object_del(a->doc, "visible_token");
		break;
	default:
		break;
	}
}
