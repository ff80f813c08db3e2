#!/bin/sh
# lint.sh FILE... - style, manual pages, static analysis.  Changes nothing.
set -u
rc=0
clang-format --dry-run -Werror "$@" || rc=1
mandoc -T lint -W warning docs/*.[15] || rc=1
# one file at a time: given several, clang-tidy 14 reports what is not there
for file in "$@"; do
	case $file in
	tests/* | *.h) continue ;;
	esac
	clang-tidy --quiet "$file" -- -std=c11 -D_GNU_SOURCE -I. \
	    '-DMAILPROC_VERSION=""' '-DMAILPROC_NET=""' 2>/dev/null || rc=1
done
exit $rc
