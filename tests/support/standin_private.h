#ifndef TESTS_SUPPORT_STANDIN_PRIVATE_H
#define TESTS_SUPPORT_STANDIN_PRIVATE_H

#include <pthread.h>

#include <microhttpd.h>

#include "mailproc/base/buf.h"
#include "tests/support/standin.h"
#include "tests/support/standin_data.h"

/* What the files of the stand-in share; private to them. */
struct standin {
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock;
	struct standin_data data;
	struct standin_counters counters;
	int in_flight;
	char service_token[256];
	enum fault fault;
	char fault_method[8];
	int fault_count;
	bool listed; /* since the last POST */
	char posted_for[32];
};

/* One request while its body comes in. */
struct request {
	struct standin *s;
	struct MHD_Connection *c;
	const char *method;
	char path[512];
	bool string_ids;
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
};

/* standin_request.c: reading what was asked, wording errors. */
const char *standin_header(const struct request *r, const char *name);
const char *standin_query(const struct request *r, const char *name);
/* A field of the form; false if it is not there. */
bool standin_field(const struct request *r, const char *name, char *out,
    size_t size);
void standin_decode(const char *s, size_t len, char *out, size_t size);
void standin_error(struct answer *a, unsigned code, const char *message);
void standin_not_permitted(struct answer *a);
void standin_not_there(struct answer *a);

/* standin_api.c: /api/v1/users/... and /api/v1/accounts/... */
void standin_api(struct request *r, const struct standin_user *me,
    const char *rest, struct answer *a);
void standin_list_tokens(const struct request *r, const struct standin_user *u,
    struct answer *a);

#endif
