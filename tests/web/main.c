/*
 * web - one HTTP call, for the demo and the shell tests.
 *
 *	web METHOD URL [TEXT]	the bearer, if any, is the first line of
 *				standard input; prints the code and the body
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/net/http.h"

int
main(int argc, char **argv)
{
	char bearer[4096] = "";
	struct http_answer a;
	struct err err = ERR_INIT;
	struct http_request req = { .bearer = bearer, .timeout = 10 };

	if (argc < 3) {
		fprintf(stderr, "usage: web METHOD URL [TEXT]\n");
		return 64;
	}
	if (fgets(bearer, sizeof bearer, stdin) != NULL)
		bearer[strcspn(bearer, "\n")] = '\0';
	req.method = argv[1];
	req.url = argv[2];
	req.form = argc > 3 ? argv[3] : NULL;
	if (http_do(&req, &a, &err) != OK) {
		fprintf(stderr, "web: %s\n", err.text);
		return 1;
	}
	printf("%ld\n%s\n", a.code, a.body.str);
	http_answer_free(&a);
	return 0;
}
