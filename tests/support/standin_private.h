#ifndef TESTS_SUPPORT_STANDIN_PRIVATE_H
#define TESTS_SUPPORT_STANDIN_PRIVATE_H

#include <pthread.h>

#include <microhttpd.h>

#include "mailproc/base/buf.h"
#include "tests/support/standin.h"
#include "tests/support/standin_data.h"

#define STANDIN_ARMED 8

/* A fault that waits for its request. */
struct armed {
	enum fault fault;
	char method[8]; /* "": any */
	char part[64];  /* of the path; "": any */
	int count;
};

/* A POST that no list followed yet, and what stands in front of its purpose. */
struct posted {
	const struct standin_user *user;
	char tag[64];
};

/* What the files of the stand-in share; private to them. */
struct standin {
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool ending;
	struct standin_data data;
	struct standin_counters counters;
	char service_token[256];
	struct armed armed[STANDIN_ARMED];
	struct posted posted[STANDIN_TOKENS];
	int nposted;
};

/* One request while its body comes in. */
struct request {
	struct standin *s;
	struct MHD_Connection *c;
	const char *method;
	char path[512];
	bool string_ids;
	bool counted; /* as in flight */
	enum fault fault;
	struct buf body;
};

/* An answer before it goes out. */
struct answer {
	unsigned code;
	const char *type;
	json_t *doc; /* or */
	const char *text;
	char link[4096];
	char location[256];
	bool drop;
	bool truncate;
	bool slow;
	bool long_header;
	enum fault stream; /* FAULT_CUT_SHORT, FAULT_ENDLESS, or none */
};

/* standin_request.c: reading what was asked, wording errors. */
const char *standin_header(const struct request *r, const char *name);
const char *standin_query(const struct request *r, const char *name);
/* A field of the form; false if it is not there. */
bool standin_field(const struct request *r, const char *name, char *out,
    size_t size);
/* Is there any field token[...]? */
bool standin_has_token(const struct request *r);
void standin_error(struct answer *a, unsigned code, const char *message);
void standin_not_permitted(struct answer *a);
void standin_not_there(struct answer *a);

/* standin_faults.c */
enum fault standin_fault_named(const char *name);
/* What is armed for this request, used up by one. */
enum fault standin_fault_take(struct standin *s, const char *method,
    const char *path);
/* Faults that come before anything is looked at.  False: go on. */
bool standin_fault_early(const struct request *r, struct answer *a);
/* Faults of an answer that would have been right. */
void standin_fault_late(const struct request *r, struct answer *a);

/* standin_routes.c: whose request is it, and what for. */
void standin_route(struct request *r, struct answer *a);
/* All tokens of this user were listed. */
void standin_listed(struct standin *s, const struct standin_user *u);

/* standin_api.c: /api/v1/users/... and /api/v1/accounts/... */
void standin_api(struct request *r, const struct standin_user *me,
    const char *rest, struct answer *a);
/* For whom this request makes a token; NULL if it makes none. */
const struct standin_user *standin_posted_for(const struct request *r);

/* standin_lists.c: rows and pages.  page() takes the list over and returns true
 * if this was its last page. */
bool standin_page(const struct request *r, json_t *all, struct answer *a);
void standin_list_tokens(const struct request *r, const struct standin_user *u,
    struct answer *a);
void standin_list_enrollments(const struct request *r,
    const struct standin_user *u, struct answer *a);
void standin_search_users(const struct request *r, struct answer *a);
void standin_list_admins(const struct request *r, struct answer *a);

#endif
