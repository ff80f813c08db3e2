#include "parsers/memory.h"

#include <stdlib.h>
#include <string.h>

static void *
there(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

void *
memory_malloc(size_t size)
{
	return there(malloc(size > 0 ? size : 1));
}

void *
memory_calloc(size_t n, size_t size)
{
	return there(calloc(n > 0 ? n : 1, size > 0 ? size : 1));
}

void *
memory_realloc(void *p, size_t size)
{
	return there(realloc(p, size > 0 ? size : 1));
}

char *
memory_strdup(const char *s)
{
	return there(strdup(s));
}
