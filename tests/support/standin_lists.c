#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/standin_private.h"

#define PAGE_MAX 100

/* Where this page begins; a bookmark tells a client nothing. */
static size_t
page_start(const struct request *r)
{
	const char *mark = standin_query(r, "page");

	return strncmp(mark, "bookmark:", 9) == 0 ?
	    (size_t)strtoul(mark + 9, NULL, 16) :
	    0;
}

static size_t
page_size(const struct request *r)
{
	size_t n = (size_t)strtoul(standin_query(r, "per_page"), NULL, 10);

	return n == 0 ? 10 : n > PAGE_MAX ? PAGE_MAX : n;
}

static enum MHD_Result
add_argument(void *ctx, enum MHD_ValueKind kind, const char *key,
    const char *value)
{
	struct buf *out = ctx;

	(void)kind;
	if (strcmp(key, "page") == 0 || strcmp(key, "per_page") == 0)
		return MHD_YES;
	buf_addf(out, "&%s=", key);
	for (; value != NULL && *value != '\0'; value++)
		buf_addf(out, isalnum((unsigned char)*value) ? "%c" : "%%%02X",
		    (unsigned char)*value);
	return MHD_YES;
}

/* What was asked goes along to every page. */
static void
add_target(const struct request *r, struct buf *out, const char *page,
    const char *rel)
{
	if (r->fault == FAULT_NEXT_FOREIGN)
		buf_adds(out, "<http://evil.example");
	else if (r->fault == FAULT_NEXT_RELATIVE)
		buf_adds(out, "<");
	else
		buf_addf(out, "<http://127.0.0.1:%d", standin_port(r->s));
	buf_addf(out, "%s?page=%s&per_page=%zu", r->path, page, page_size(r));
	MHD_get_connection_values(r->c, MHD_GET_ARGUMENT_KIND, add_argument,
	    out);
	buf_addf(out, ">; rel=\"%s\"", rel);
}

static void
write_link(const struct request *r, size_t next, bool last, struct answer *a)
{
	struct buf link = BUF_INIT(sizeof a->link - 1);
	char mark[32];

	snprintf(mark, sizeof mark, "bookmark:%zx", page_start(r));
	add_target(r, &link, mark, "current");
	if (!last || r->fault == FAULT_NEXT_FOREIGN ||
	    r->fault == FAULT_NEXT_SELF) {
		snprintf(mark, sizeof mark, "bookmark:%zx", next);
		buf_adds(&link, ",");
		add_target(r, &link, mark, "next");
	}
	buf_adds(&link, ",");
	add_target(r, &link, "first", "first");
	snprintf(a->link, sizeof a->link, "%s", link.str);
	buf_free(&link);
}

bool
standin_page(const struct request *r, json_t *all, struct answer *a)
{
	size_t size = page_size(r), from = page_start(r), to = from + size;
	bool last = to >= json_array_size(all);

	a->doc = json_array();
	for (size_t i = from; i < to && i < json_array_size(all); i++)
		json_array_append(a->doc, json_array_get(all, i));
	write_link(r, r->fault == FAULT_NEXT_SELF ? from : to, last, a);
	json_decref(all);
	return last;
}

void
standin_list_tokens(const struct request *r, const struct standin_user *u,
    struct answer *a)
{
	int64_t now = standin_uptime();
	json_t *all = json_array();

	for (int i = 0; i < r->s->data.ntokens; i++) {
		struct standin_token *t = &r->s->data.token[i];

		if (t->user == u && t->hidden > 0)
			t->hidden--;
		else if (t->user == u && t->hidden_until <= now &&
		    strcmp(t->state, "deleted") != 0)
			json_array_append_new(all,
			    standin_token_json(t, r->string_ids, NULL));
	}
	if (standin_page(r, all, a))
		standin_listed(r->s, u);
}

/* u->courses: "TYPE:STATE TYPE:STATE". */
void
standin_list_enrollments(const struct request *r, const struct standin_user *u,
    struct answer *a)
{
	const char *type = standin_query(r, "type[]");
	const char *state = standin_query(r, "state[]");
	json_t *all = json_array();
	char is_type[32], is_state[16];
	int n = 0;

	for (const char *p = u->courses;
	     sscanf(p, " %31[^:]:%15s%n", is_type, is_state, &n) == 2; p += n)
		if ((type[0] == '\0' || strcmp(type, is_type) == 0) &&
		    (state[0] == '\0' || strcmp(state, is_state) == 0))
			json_array_append_new(all,
			    json_pack("{s:s, s:s}", "type", is_type,
				"enrollment_state", is_state));
	standin_page(r, all, a);
}

void
standin_search_users(const struct request *r, struct answer *a)
{
	const char *term = standin_query(r, "search_term");
	bool email = strcmp(standin_query(r, "include[]"), "email") == 0;
	json_t *all = json_array();

	for (int i = 0; i < standin_nusers; i++) {
		const struct standin_user *u = &standin_users[i];

		if (!u->deleted &&
		    (strcasestr(u->email, term) != NULL ||
			strcasestr(u->login, term) != NULL ||
			strcasestr(u->name, term) != NULL))
			json_array_append_new(all,
			    standin_user_json(u, r->string_ids, email));
	}
	standin_page(r, all, a);
}

void
standin_list_admins(const struct request *r, struct answer *a)
{
	const char *id = standin_query(r, "user_id[]");
	json_t *all = json_array();

	for (int i = 0; i < standin_nusers; i++) {
		const struct standin_user *u = &standin_users[i];

		if (u->admin && (id[0] == '\0' || strcmp(id, u->id) == 0))
			json_array_append_new(all,
			    json_pack("{s:s, s:o}", "role", "AccountAdmin",
				"user",
				standin_user_json(u, r->string_ids, false)));
	}
	standin_page(r, all, a);
}
