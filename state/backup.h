#ifndef STATE_BACKUP_H
#define STATE_BACKUP_H

#include "state/store.h"

/*
 * backup - a copy of the state, as a file that can take its place.
 *
 * Of one moment, while others read and write; mode 0600.  It gets its name only
 * when it is whole: copied, found sound, its trail unbroken, written to the
 * disk.  Not in it is the certainty that no token was made since: what is owed
 * to Canvas there is looked for before it is made.
 *
 * ERR_INPUT if there is a file of this name, which is left as it is, if the
 * folder cannot be written, or if the trail does not hold; ERR_CONFIG if the
 * state is damaged.  After a failure nothing new is there.
 */
enum status backup(struct store *st, const char *path, struct err *err);

/*
 * A copy for our own use, in a file of our own beside `near`: name gets its
 * path, out is the open copy.  scratch_end() closes and removes it.
 */
#define SCRATCH_PATH 4200
enum status scratch_copy(struct store *st, const char *near,
    char name[SCRATCH_PATH], struct store **out, struct err *err);
void scratch_end(struct store *copy, const char *name);

/*
 * Such a copy becomes a file that stays, as a backup does: verified, closed (in
 * any case), written to the disk, named.  Then scratch_end(NULL, name).
 */
enum status scratch_name(struct store *copy, const char *name, const char *path,
    struct err *err);

#endif
