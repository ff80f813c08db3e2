#!/bin/sh
# corpus.sh [detail] - run the corpora ($MAILPROC_CORPORA) through `explain`,
# each message in a process of its own, and print how well they were understood.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
corpora=${MAILPROC_CORPORA:-../shared/corpora}
if [ ! -f "$corpora/index.tsv" ]; then
	echo "skip - no corpora at $corpora (MAILPROC_CORPORA)"
	exit 0
fi
campus_start
mkdir "$campus/corpus"
node tests/corpus.mjs list "$corpora" "$campus/corpus" >"$campus/files" || exit 1
"$tools/each" "$mailproc" -c "$campus/mailproc.conf" explain --json \
    <"$campus/files" >"$campus/results" || exit 1
[ -z "${KEEP:-}" ] || cp "$campus/results" "$KEEP"
node tests/corpus.mjs score "$corpora" "$campus/corpus" "$campus/results" "$@"
