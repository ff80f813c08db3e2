#!/bin/sh
# The layer check is silent on the tree, and sees one planted violation per row
# of its tables: per room, per library, per banned call, a bare extern included.
set -u
cd "${0%/*}/.." || exit 1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT INT TERM

if out=$(sh tests/layers.sh 2>&1); then
	echo "ok - the tree keeps its layers"
else
	echo "not ok - the tree keeps its layers"
	echo "$out"
fi

# A small house of our own: quick to check, and every violation stands alone.
fresh() {
	rm -rf "$tree/house"
	for room in mailproc/base parsers state templates mailproc mailproc/net tests; do
		mkdir -p "$tree/house/$room"
		name=$(echo "$room" | tr / _)
		echo "int ${name}_word(void);" >"$tree/house/$room/$name.h"
		printf '#include "%s/%s.h"\nint\n%s_word(void)\n{\n\treturn 0;\n}\n' \
		    "$room" "$name" "$name" >"$tree/house/$room/$name.c"
	done
	rm "$tree/house/tests/tests.c"
}

# plant WHAT FILE TEXT EXPECTED: the text goes on top of the file.
plant() {
	fresh
	{
		printf '%b\n' "$3"
		cat "$tree/house/$2"
	} >"$tree/new" && mv "$tree/new" "$tree/house/$2"
	if out=$(sh tests/layers.sh "$tree/house" 2>&1); then
		echo "not ok - $1: went unseen"
	elif echo "$out" | grep -q -- "$4"; then
		echo "ok - $1"
	else
		echo "not ok - $1: seen for another reason"
		echo "$out"
	fi
}

fresh
if out=$(sh tests/layers.sh "$tree/house" 2>&1); then
	echo "ok - a house without fault"
else
	echo "not ok - a house without fault"
	echo "$out"
fi

inc() { echo "#include \"$1/$(echo "$1" | tr / _).h\""; }
plant "base includes state" mailproc/base/mailproc_base.c "$(inc state)" "mailproc/base may not include"
plant "parsers include state" parsers/parsers.c "$(inc state)" "parsers may not include"
plant "parsers include templates" parsers/parsers.c "$(inc templates)" "parsers may not include"
plant "state includes templates" state/state.c "$(inc templates)" "state may not include"
plant "state includes the desk" state/state.c "$(inc mailproc)" "state may not include"
plant "templates include parsers" templates/templates.c "$(inc parsers)" "templates may not include"
plant "net includes parsers" mailproc/net/mailproc_net.c "$(inc parsers)" "mailproc/net may not include"
plant "net includes the desk" mailproc/net/mailproc_net.c "$(inc mailproc)" "mailproc/net may not include"
plant "the desk includes net" mailproc/mailproc.c "$(inc mailproc/net)" "mailproc may not include"
plant "the desk includes a test" mailproc/mailproc.c "$(inc tests)" "mailproc may not include"

plant "libetpan in the desk" mailproc/mailproc.c '#include <libetpan/libetpan.h>' "only parsers/message.c"
plant "pcre2 in templates" templates/templates.c '#define PCRE2_CODE_UNIT_WIDTH 8\n#include <pcre2.h>' "only parsers/pattern.c"
plant "sqlite in net" mailproc/net/mailproc_net.c '#include <sqlite3.h>' "only state/store.c"
plant "confuse in state" state/state.c '#include <stdio.h>\n#include <confuse.h>' "only mailproc/base/config.c"
plant "curl in the desk" mailproc/mailproc.c '#include <curl/curl.h>' "only mailproc/net/http.c"
plant "libical in the desk" mailproc/mailproc.c '#include <libical/ical.h>' "only mailproc/net/ical.c"
plant "nettle in net" mailproc/net/mailproc_net.c '#include <nettle/sha2.h>' "only mailproc/base/"
plant "jansson in parsers" parsers/parsers.c '#include <jansson.h>' "only mailproc/base/"
plant "cmocka in state" state/state.c '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <cmocka.h>' "only tests/"
plant "microhttpd in net" mailproc/net/mailproc_net.c '#include <microhttpd.h>' "only tests/"
plant "seccomp in the desk" mailproc/mailproc.c '#include <seccomp.h>' "only mailproc/base/filter/main.c"
plant "a filter by hand" mailproc/mailproc.c '#include <linux/seccomp.h>' "only mailproc/base/confine.c"
plant "a library in a header" state/state.h '#include <sqlite3.h>' "only state/store.c"

plant "an extern of its own" mailproc/mailproc.c 'extern int sqlite3_libversion_number(void);\nint sneaky(void);\nint sneaky(void) { return sqlite3_libversion_number(); }' "an extern of its own"
plant "a library's call by a prototype" state/state.c 'int curl_sneak(void);\nint sneaky(void);\nint sneaky(void) { return curl_sneak(); }' "may call"
plant "a call of libical by a prototype" state/state.c 'int icaltime_today(void);\nint sneaky(void);\nint sneaky(void) { return icaltime_today(); }' "only mailproc/net/ical.c may call"
plant "a socket in the desk" mailproc/mailproc.c '#include <sys/socket.h>\nint sneaky(void);\nint sneaky(void) { return socket(1, 1, 0); }' "may call socket"
plant "a filter by a prototype" mailproc/mailproc.c 'int seccomp_sneak(void);\nint sneaky(void);\nint sneaky(void) { return seccomp_sneak(); }' "may call"
plant "a limit in state" state/state.c '#include <sys/resource.h>\nint sneaky(struct rlimit *r);\nint sneaky(struct rlimit *r) { return setrlimit(RLIMIT_CPU, r); }' "may call setrlimit"
plant "a secret in the desk" mailproc/mailproc.c 'int secret_read(void);\nint sneaky(void);\nint sneaky(void) { return secret_read(); }' "may call secret_read"
plant "exec in state" state/state.c '#include <unistd.h>\nint sneaky(char **v);\nint sneaky(char **v) { return execv(v[0], v); }' "may call execv"
plant "fork in templates" templates/templates.c '#include <unistd.h>\nint sneaky(void);\nint sneaky(void) { return fork(); }' "may call fork"

banned() {
	plant "banned: $1" mailproc/mailproc.c "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <time.h>\nvoid sneaky(char *b, const char *s, time_t *t, struct tm *m);\nvoid sneaky(char *b, const char *s, time_t *t, struct tm *m)\n{\n(void)b; (void)s; (void)t; (void)m;\n$2;\n}" "may call $1"
}
banned strcpy 'strcpy(b, s)'
banned strcat 'strcat(b, s)'
banned strncpy 'strncpy(b, s, strlen(s))'
banned strncat 'strncat(b, s, strlen(s))'
banned sprintf 'sprintf(b, "%s%d", s, 1)'
banned strtok 'strtok(b, s)'
banned atoi 'exit(atoi(s))'
banned system 'exit(system(s))'
banned popen 'popen(s, s)'
banned gmtime 'b[0] = (char)gmtime(t)->tm_sec'
banned localtime 'b[0] = (char)localtime(t)->tm_sec'
banned asctime 'puts(asctime(m))'
banned ctime 'puts(ctime(t))'
banned mktemp 'puts(mktemp(b))'
banned tmpnam 'puts(tmpnam(b))'
