#ifndef PARSERS_DATES_H
#define PARSERS_DATES_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"

/*
 * dates - a day in digits or in words: English, German, French, Spanish.
 *
 * Only what can mean exactly one day is a date: ISO; a month in letters with
 * day and four-digit year; three numbers of which only one can be the month.
 * "02/03/2027", a year of two digits, no year, "end of term" are none, nor is a
 * weekday that does not fit.  Whether the calendar has the day (31 February)
 * and whether it is past is for others to say.
 */
#define DATE_SIZE 11 /* "2027-02-20" and NUL */

bool date_read(const char *s, size_t len, char out[DATE_SIZE]);

/*
 * The dates that stand in running text, each once, as "2027-02-20", separated
 * by blanks, at most max of them.
 */
void dates_in(const char *text, size_t max, struct buf *out);

#endif
