/*
 * standin - the Canvas stand-in as a program: prints "port N" and serves until
 * standard input ends.
 *
 *	standin --token-file FILE [--port N]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/standin.h"

int
main(int argc, char **argv)
{
	char token[256] = "";
	struct standin *s;
	FILE *f = NULL;
	int port = 0;

	for (int i = 1; i + 1 < argc; i += 2)
		if (strcmp(argv[i], "--token-file") == 0)
			f = fopen(argv[i + 1], "r");
		else if (strcmp(argv[i], "--port") == 0)
			port = (int)strtol(argv[i + 1], NULL, 10);
	if (f == NULL || fgets(token, sizeof token, f) == NULL) {
		fprintf(stderr,
		    "usage: standin --token-file FILE [--port N]\n");
		return 64;
	}
	fclose(f);
	token[strcspn(token, "\n")] = '\0';
	if ((s = standin_start(port, token)) == NULL)
		return 1;
	printf("port %d\n", standin_port(s));
	fflush(stdout);
	while (getchar() != EOF)
		;
	standin_stop(s);
	return 0;
}
