#ifndef PARSERS_QUESTIONS_H
#define PARSERS_QUESTIONS_H

#include "mailproc/base/err.h"
#include "mailproc/base/words.h"
#include "parsers/labels.h"

/*
 * questions - the fields of a request that a site asks for besides ours: their
 * labels, and whether an answer fits.
 */

/* Read forms with these from now on, in this process; NULL: with none. */
void questions_use(const struct site_words *site);

/* The question with this label, as label_bare() folds it, or NULL. */
const struct label *questions_label(const char *folded);

/* Is the answer one line?  One that has to fit a pattern is. */
bool question_one_line(enum field field);

/* Does the answer fit?  Of a field without a pattern, any does. */
bool question_fits(enum field field, const char *answer);

/*
 * Can they be asked?  ERR_CONFIG, worded "PATH:LINE: field NAME: ...", if a
 * label is one of ours or another's, or a pattern is none.
 */
enum status questions_check(const struct site_words *site, const char *path,
    struct err *err);

#endif
