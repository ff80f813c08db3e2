#ifndef MAILPROC_BASE_BUILTIN_H
#define MAILPROC_BASE_BUILTIN_H

/*
 * builtin - texts that were files when the program was built
 * (templates/embed.sh makes the arrays).  Each array ends with a row whose name
 * is NULL.
 */
struct builtin {
	const char *name; /* of the file, without its folder */
	const char *text;
};

extern const struct builtin builtin_templates[]; /* templates/ */
extern const struct builtin builtin_schema[];    /* state/schema/, in order */

#endif
