/*
 * judge - who wrote these mails?  Many of them through one pipe, for comparison
 * with judge.mjs, which was written from the rules alone.
 *
 *	LENGTH PROFILE REQUIRE_DKIM AUTHSERV_ID	a line, "-" for no id
 *	...					so many bytes
 *
 * answers each with a line: reason, From, grade; "-" for what is not known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/address.h"
#include "mailproc/trust.h"

#define MAIL_MAX (16 << 20)

static enum trust_profile
profile_named(const char *s)
{
	if (strcmp(s, "below") == 0)
		return TRUST_BELOW;
	return strcmp(s, "m365") == 0 ? TRUST_M365 : TRUST_TOP;
}

static void
judge(const struct trust_config *t, const char *raw, size_t len)
{
	static struct header h;
	struct err err = ERR_INIT;
	enum reason why = RE_OK;
	char from[ADDRESS_MAX + 1], text[256];

	if (header_scan(&h, raw, len, &why, &err) != OK ||
	    header_from(&h, from, &why, &err) != OK)
		printf("%s - -\n", reason_name(why));
	else
		printf("OK %s %s\n", from,
		    grade_name(trust_grade(t, &h, from, text)));
}

int
main(void)
{
	char line[256], profile[16], id[64];
	char *raw;
	size_t len;
	int dkim;

	while (fgets(line, sizeof line, stdin) != NULL) {
		if (sscanf(line, "%zu %15s %d %63s", &len, profile, &dkim,
			id) != 4 ||
		    len > MAIL_MAX)
			return 65;
		/* exactly as long as it is, so that one octet more is seen */
		if ((raw = malloc(len == 0 ? 1 : len)) == NULL ||
		    fread(raw, 1, len, stdin) != len)
			return 74;
		const struct trust_config t = { .profile =
						    profile_named(profile),
			.authserv_id =
			    strcmp(id, "-") == 0 ? (char[]){ "" } : id,
			.require_dkim = dkim != 0 };

		judge(&t, raw, len);
		free(raw);
	}
	return 0;
}
