#ifndef MAILPROC_PIPELINE_H
#define MAILPROC_PIPELINE_H

#include "mailproc/mail.h"
#include "mailproc/settle.h"

/*
 * pipeline - the life of one message:
 *
 *	read -> parse -> who -> decide -> commit
 *
 * deliver, held release and explain are the same walk; explain throws the
 * transaction away at the end, and so tells the truth.
 */
struct message {
	const char *raw; /* borrowed, the bytes as they came */
	size_t len;
	struct envelope envelope;
	int64_t again; /* a held message that is released, 0: a new one */
	bool explain;  /* change nothing; find everything */
};

/*
 * m and j are filled and freed by the caller (mail_free(), judgement_free()),
 * also after a failure.  OK: dealt with, even if the answer is no.  ERR_RETRY
 * and the like: nothing has changed, bring the message again.
 */
enum status pipeline_run(struct engine *e, const struct message *msg,
    struct mail *m, struct judgement *j, struct err *err);

#endif
