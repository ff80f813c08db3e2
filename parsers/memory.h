#ifndef PARSERS_MEMORY_H
#define PARSERS_MEMORY_H

#include <stddef.h>

/*
 * memory - libetpan never sees an allocation fail.
 *
 * In our copy of its archive (Makefile) these stand for the functions of the C
 * library.  Where memory ends, the process does: libetpan 1.9.4 would free
 * twice and go on.
 */
void *memory_malloc(size_t size);
void *memory_calloc(size_t n, size_t size);
void *memory_realloc(void *p, size_t size);
char *memory_strdup(const char *s);

#endif
