#!/bin/sh
# The rules on senders, written twice: the program and tests/judge/judge.mjs must
# agree on the hostile mails and on mutations of them.
set -u
cd "${0%/*}/.." || exit 1
if log=$(node tests/judge/mutants.mjs "${JUDGE:-${BUILD:-build}/tests/bin/judge}" 2000); then
	echo "ok - $(echo "$log" | head -n 1)"
else
	echo "not ok - two programs judge a mail differently"
	echo "$log"
fi
