#!/bin/sh
# Every mail that `make mails` shows: a life in which all of them are met, and
# nothing in them that a person should not have to read.
set -u
cd "${0%/*}/.." || exit 1
: "${BUILD:=build}"
is() { if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: \"$2\", not \"$3\""; fi; }
shown=$(sh tests/mails.sh 2>&1)
is "each template is met" "$(echo "$shown" | tail -n 1 | grep -c "^======== [0-9]* mails of [0-9]* templates, in $BUILD/mails$")" 1
texts="$BUILD/mails/*.txt"
# shellcheck disable=SC2086
{
is "no leftovers of a template" "$(grep -lE '\{\{|\}\}|\(null\)' $texts $BUILD/mails/*.html)" ""
is "no line is too long, links aside" "$(cat $texts | sed '/^[A-Z][a-z]*: /d' | awk 'length > 78 && !/^ *https:/')" ""
is "two lines say what is asked, and what if not" "$(for f in $texts; do sed '1,/^$/d' "$f" | sed -n '1p;2p;3p' | awk '
	NR < 3 && !/^[A-Z].*[.?]$/ || NR == 3 && !/^$/ { print FILENAME, $0 }'; done)" ""
is "nothing runs into the closing lines" "$(for f in $texts; do grep -B 1 '^Questions?' "$f" | sed -n 1p; done)" ""
is "no blank at an end of a line" "$(grep -hE '[^-:] $' $texts)" ""
}
