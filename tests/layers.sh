#!/bin/sh
# layers.sh [ROOT] - who may enter which room (docs/architecture.md): by what
# the compiler sees (gcc -MM) and by what the objects call (nm -u).  Prints what
# is wrong; ends with 1 if anything is.
set -u
root=${1:-.}
: "${CC:=gcc}"
cd "$root" || exit 2
obj=$(mktemp -d)
trap 'rm -rf "$obj"' EXIT INT TERM
bad=0
wrong() { echo "$*"; bad=1; }

room_of() {
	case $1 in
	mailproc/base/*) echo mailproc/base ;;
	mailproc/net/*) echo mailproc/net ;;
	*) echo "${1%%/*}" ;;
	esac
}

allowed() {
	case $1 in
	mailproc/base) echo "mailproc/base" ;;
	parsers) echo "parsers mailproc/base" ;;
	state) echo "state mailproc/base" ;;
	templates) echo "templates mailproc/base" ;;
	mailproc/net) echo "mailproc/net mailproc/base state templates" ;;
	mailproc) echo "mailproc mailproc/base parsers state templates" ;;
	esac
}

# The header of a library, and the files or rooms that may include it.
libraries() {
	cat <<-TABLE
	libetpan/	parsers/message.c
	pcre2	parsers/pattern.c
	sqlite3	state/store.c
	confuse	mailproc/base/config.c
	curl/	mailproc/net/http.c mailproc/net/transport_smtp.c
	libical/	mailproc/net/ical.c
	nettle/	mailproc/base/
	jansson	mailproc/base/ state/ templates/ mailproc/
	cmocka	tests/
	microhttpd	tests/
	gnutls/	tests/support/tls.c
	seccomp.h	mailproc/base/filter/main.c
	linux/(seccomp|landlock).h	mailproc/base/confine.c
	TABLE
}

# The symbols of a library, and who may call them.
symbols() {
	cat <<-TABLE
	mail(mime|imf|stream)_|charconv|mmap_string_	parsers/message.c
	pcre2_	parsers/pattern.c
	sqlite3_	state/store.c
	cfg_	mailproc/base/config.c
	curl_	mailproc/net/http.c mailproc/net/transport_smtp.c
	ical(component|property|parameter|parser|value|time|timezone|recur|error|errno|duration)[a-z]*(_|$)	mailproc/net/ical.c
	nettle_	mailproc/base/
	json(_|$)	mailproc/base/ state/ templates/ mailproc/
	MHD_	tests/
	seccomp_	mailproc/base/filter/main.c
	(prctl|setrlimit)$	mailproc/base/confine.c mailproc/base/process.c mailproc/jail.c
	secret_read$	mailproc/net/
	(socket|connect|bind|listen|accept4?|getaddrinfo)$	mailproc/net/
	(execve|execv|execvp|posix_spawnp?)$	mailproc/net/ mailproc/app.c
	(fork|vfork)$	mailproc/net/ mailproc/app.c mailproc/jail.c
	(strcpy|strcat|strncpy|strncat|v?sprintf|gets|strtok|atoi|atol)$	nobody
	(system|popen|gmtime|localtime|asctime|ctime|mktemp|tmpnam)$	nobody
	TABLE
}

# May this file do what only the places in the list may?
may() {
	file=$1
	shift
	for place in "$@"; do
		case $place in
		*/) case $file in "$place"*) return 0 ;; esac ;;
		*) [ "$file" = "$place" ] && return 0 ;;
		esac
	done
	return 1
}

sources=$(ls mailproc/base/*.c mailproc/base/*/*.c parsers/*.c state/*.c templates/*.c mailproc/*.c mailproc/net/*.c 2>/dev/null)
[ -n "$sources" ] || { echo "no sources"; exit 1; }

for file in $sources; do
	room=$(room_of "$file")
	seen=$($CC -std=c11 -D_GNU_SOURCE -DMAILPROC_VERSION='""' -DMAILPROC_NET='""' -I. -M "$file" 2>&1) || {
		wrong "$file: does not compile: $seen"
		continue
	}
	for inc in $(echo "$seen" | tr -d '\\' | tr ' ' '\n' |
	    grep -E '^(\./)?(mailproc|parsers|state|templates|tests)/' | sed 's|^\./||' | grep '\.h$'); do
		target=$(room_of "$inc")
		case " $(allowed "$room") " in
		*" $target "*) ;;
		*) wrong "$file: $room may not include $inc" ;;
		esac
	done
	# a private header of a room stays in it
	libraries | while IFS='	' read -r header places; do
		grep -qE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$header" "$file" || continue
		# shellcheck disable=SC2086
		may "$file" $places || echo "$file: only $places may include <$header>"
	done >"$obj/out"
	[ -s "$obj/out" ] && { cat "$obj/out"; bad=1; }
	grep -nE '^[[:space:]]*extern[[:space:]].*\(|^[[:space:]]*extern[[:space:]]+[a-z]' "$file" >"$obj/out" &&
		{ sed "s|^|$file: an extern of its own: |" "$obj/out"; bad=1; }
	$CC -std=c11 -O0 -D_GNU_SOURCE -DMAILPROC_VERSION='""' -DMAILPROC_NET='""' -I. -w -c -o "$obj/o.o" "$file" || { bad=1; continue; }
	nm -u "$obj/o.o" | awk '{print $2}' >"$obj/calls"
	symbols | while IFS='	' read -r pattern places; do
		grep -E "^_*($pattern)" "$obj/calls" >"$obj/hits" || continue
		# shellcheck disable=SC2086
		may "$file" $places || sed "s|^|$file: only $places may call |" "$obj/hits"
	done >"$obj/out"
	[ -s "$obj/out" ] && { cat "$obj/out"; bad=1; }
done

# Headers must obey the library table too.
for file in mailproc/base/*.h parsers/*.h state/*.h templates/*.h mailproc/*.h mailproc/net/*.h; do
	[ -f "$file" ] || continue
	libraries | while IFS='	' read -r header places; do
		grep -qE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$header" "$file" || continue
		# shellcheck disable=SC2086
		may "$file" $places || echo "$file: only $places may include <$header>"
	done
done >"$obj/out"
[ -s "$obj/out" ] && { cat "$obj/out"; bad=1; }
exit $bad
