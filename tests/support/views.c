#include "tests/support/views.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/buf.h"
#include "tests/test.h"

#define MAX (1 << 20)

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

void
views_configure(struct config *config, bool plus)
{
	*config = (struct config){ .address =
				       text("canvas-tokens@campus.example"),
		.help_desk = text("IT Help Desk <help@campus.example>"),
		.organisation = text("Campus"),
		.templates = text(""),
		.plus_addressing = plus,
		.policy = { .policy_name = text("Acceptable Use"),
		    .policy_url = text("https://campus.example/aup"),
		    .token_days_max = 120 },
		.time = { .review_days = 5 },
		.backend = text("canvas"),
		.tag = text("CT"),
		.unlock_url = text("https://it.campus.example/unlock.html"),
		.activate_url = text("https://community.example/kb/662901") };
}

static json_t *
one(json_t *row)
{
	json_t *rows = json_array();

	json_array_append_new(rows, row);
	return rows;
}

static json_t *
digest_saying(const char *s, const char *name)
{
	json_t *broken = json_pack("{s:i,s:s,s:s,s:s,s:i,s:b,s:s}", "debt", 7,
	    "kind", "mail", "template", "review", "to", "admin@campus.example",
	    "request", 42, "given_up", 1, "why", s);
	json_t *d = json_pack("{s:s,s:s,s:i,s:i,s:s}", "day", "Monday",
	    "stopped", s, "more", 3, "rows", 12, "hash", "00ff");

	json_object_set_new(d, "waiting",
	    one(json_pack("{s:i,s:s,s:s,s:s,s:b,s:b,s:b,s:b}", "id", 42, "name",
		name, "purpose", s, "due_on", "Monday", "overdue", 1, "manual",
		0, "remove", 0, "decides", 1)));
	json_object_set_new(d, "ending",
	    one(json_pack("{s:i,s:s,s:s}", "id", 42, "purpose", s, "ends_on",
		"Monday")));
	json_object_set_new(d, "failed", one(json_incref(broken)));
	json_object_set_new(d, "stuck", one(broken));
	json_object_set_new(d, "held",
	    one(json_pack("{s:i,s:s,s:s}", "message", 3, "reason", "AUTH_NONE",
		"from", name)));
	return d;
}

static json_t *
doubtful(const char *s, const char *name)
{
	return json_pack("{s:i,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b}", "id", 42,
	    "owner", name, "sponsor", name, "purpose", s, "state", "review",
	    "ends_on", "Monday", "requester_left", 1, "sponsor_left", 1,
	    "unanswered", 1);
}

json_t *
view_saying(const char *s, const char *name)
{
	json_t *v = json_pack("{s:{s:i,s:s,s:s,s:i,s:s,s:s,s:s}}", "request",
	    "id", 42, "tag", "[Canvas token #42]", "state", "review",
	    "revision", 1, "purpose", s, "due_on", "Monday, 30 November 2026",
	    "waiting_for", "admin");
	static const char *const plain[] = { "comment", "reason", "question",
		"answer", "canvas_said", "forged_by", "risk" };
	static const char *const no[] = { "regenerate", "manual", "unchanged",
		"for_requester", "for_sponsor", "for_admin", "told", "decides",
		"unproved", "overdue", "news", "at_sponsor", "ended", "gone",
		"replaced", "in_person", "again", "second" };

	for (size_t i = 0; i < N(plain); i++)
		json_object_set_new(v, plain[i], json_string(s));
	for (size_t i = 0; i < N(no); i++)
		json_object_set_new(v, no[i], json_false());
	json_object_set_new(v, "requester",
	    json_pack("{s:s,s:s,s:s}", "address", "stu@campus.example", "name",
		name, "role", "student"));
	json_object_set_new(v, "sponsor",
	    json_pack("{s:s,s:s,s:s,s:s}", "address", "prof@campus.example",
		"name", name, "role", "faculty", "comment", s));
	json_object_set_new(v, "decision",
	    json_pack("{s:s,s:s,s:s,s:s}", "verb", "APPROVE", "name", name,
		"address", "admin@campus.example", "on", "Monday"));
	json_object_set_new(v, "first",
	    json_pack("{s:s,s:s,s:s,s:s}", "verb", "APPROVE", "name", name,
		"address", "boss@campus.example", "on", "Friday"));
	json_object_set_new(v, "token",
	    json_pack("{s:s,s:s,s:s}", "id", "4711", "purpose", s, "ends_on",
		"Saturday, 20 February 2027"));
	json_object_set_new(v, "fields",
	    one(json_pack("{s:s,s:s}", "label", "Intended use", "value", s)));
	json_object_set_new(v, "missing",
	    one(json_pack("{s:s,s:s,s:s}", "label", "Sponsor", "why", s,
		"suggestion", s)));
	json_object_set_new(v, "changes",
	    one(json_pack("{s:s,s:s,s:s}", "label", "Purpose", "before", s,
		"after", s)));
	json_object_set_new(v, "lines",
	    one(json_pack("{s:s,s:b,s:s,s:n}", "line", s, "done", 1, "text", s,
		"by_hand")));
	json_object_set_new(v, "away",
	    one(json_pack("{s:s,s:s}", "name", name, "text", s)));
	json_object_set_new(v, "requests",
	    one(json_pack("{s:i,s:s,s:s,s:s,s:s,s:s,s:s,s:[{s:s,s:s}]}", "id",
		42, "state", "review", "purpose", s, "role", "requester",
		"since", "Monday", "waiting_for", "admin", "due_on", "Friday",
		"away", "name", name, "text", s)));
	json_object_set_new(v, "trail",
	    one(json_pack("{s:s,s:s,s:s,s:s,s:i}", "on", "Monday", "event",
		"APPROVE", "actor", s, "reason", "AMBIGUOUS", "request", 42)));
	json_object_set_new(v, "offers", json_pack("[s, s]", "CONFIRM", s));
	json_object_set_new(v, "by_hand",
	    json_pack("{s:i,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b}", "id", 42,
		"tag", "[CT-42]", "login", s, "owner", name, "address",
		"stu@campus.example", "purpose", s, "day", "2027-02-20",
		"ends_on", "Saturday, 20 February 2027", "make", 1, "remove", 1,
		"regenerate", 0));
	json_object_set_new(v, "sealed", json_true());
	json_object_set_new(v, "digest", digest_saying(s, name));
	json_object_set_new(v, "batch",
	    one(json_pack("{s:s}", "line", "APPROVE 42")));
	json_object_set_new(v, "renewal", json_pack("{s:i}", "id", 43));
	json_object_set_new(v, "doubts",
	    json_pack("{s:b, s:o, s:o}", "some", 1, "tokens",
		one(doubtful(s, name)), "open", one(doubtful(s, name))));
	json_object_set_new(v, "sealed_url",
	    json_string("https://it.campus.example/unlock.html#AbC_-9"));
	json_object_set_new(v, "sponsor_away",
	    json_pack("{s:s,s:s}", "name", name, "text", s));
	json_object_set_new(v, "sent_at", json_string("Monday"));
	json_object_set_new(v, "tag", json_string("CT"));
	json_object_set_new(v, "ends_by",
	    json_string("Wednesday, 30 September 2026"));
	return v;
}

json_t *
view_of(enum view_kind kind)
{
	struct buf s = BUF_INIT(MAX);
	char name[200];
	json_t *v, *member;
	const char *key;

	if (kind == VIEW_HOSTILE) {
		buf_adds(&s,
		    "</p><script>alert(1)</script>\" onclick=\"x\" {{key}} "
		    "\r\nBcc: all@campus.example\r\n\r\n"
		    "\xe2\x80\xae\xf0\x9f\x98\x80 Z\xc3\xb6\xc3\xab =?utf-8?B?eA==?= "
		    "http://evil.example/ 1234~ZYXWVUTSRQPONMLKJIHGFEDCBA ");
		for (int i = 0; i < 3000; i++)
			buf_adds(&s, i % 700 == 0 ? "w w " : "long");
	} else
		buf_adds(&s, "grade export");
	snprintf(name, sizeof name, "%s", s.str);
	for (char *c = name; *c != '\0'; c++)
		*c = *c == '\r' || *c == '\n' ? ' ' : *c;
	v = view_saying(s.str, name);
	buf_free(&s);
	if (kind != VIEW_NULL)
		return v;
	json_object_foreach(v, key, member) if (!json_is_boolean(member) &&
	    strcmp(key, "tag") != 0) json_object_set_new(v, key,
	    json_is_array(member) ? json_array() : json_null());
	return v;
}
