#ifndef STATE_PAUSE_H
#define STATE_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "state/store.h"

/*
 * pause - Canvas is left alone for a while: it refused our own credential, or
 * it said that we ask too often.  One for all who share the state, so that
 * the next process does not ask, and tell, the same again.
 */
struct pause {
	int64_t since; /* 0: there is none */
	int64_t until; /* nothing is asked before; then one question is */
	bool refused;  /* our credential, or the installation */
	char why[256]; /* fit for the operator */
};

enum status pause_load(struct store *st, struct pause *out, struct err *err);
/* Inside a caller's transaction, or one of its own. */
enum status pause_save(struct store *st, const struct pause *p,
    struct err *err);
/* Ask at once: the operator has mended something. */
enum status pause_skip(struct store *st, struct err *err);

#endif
