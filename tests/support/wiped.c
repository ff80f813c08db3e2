#include "tests/support/wiped.h"

#include <stddef.h>
#include <string.h>

/* Both names: the second is what _FORTIFY_SOURCE makes of the first. */
void wiped_bzero(void *p, size_t len) __asm__("explicit_bzero");
void wiped_bzero_checked(void *p, size_t len, size_t room) __asm__(
    "__explicit_bzero_chk");

static const char *watched;
static int count;

void
wiped_watch(const char *text)
{
	watched = text;
	count = 0;
}

int
wiped_count(void)
{
	return count;
}

void
wiped_bzero(void *p, size_t len)
{
	volatile unsigned char *octet = p;

	if (watched != NULL && memmem(p, len, watched, strlen(watched)) != NULL)
		count++;
	while (len-- > 0)
		*octet++ = 0;
}

void
wiped_bzero_checked(void *p, size_t len, size_t room)
{
	(void)room;
	wiped_bzero(p, len);
}
