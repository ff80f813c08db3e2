#!/bin/sh
# faults-all.sh [SAMPLE SEED] - all three kinds of tests/faults.sh, every point or
# a sample of each; adds up what they counted.
set -u
cd "${0%/*}/.." || exit 1
: "${BUILD:=build}"
export BUILD
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM

[ $# = 0 ] || echo "sample $1 of each kind, seed $2: make faults SAMPLE=$1 SEED=$2"
for kind in kill errno malloc; do
	sh tests/faults.sh $kind "$@" >"$log" 2>&1
	rc=$?
	sed '$d' "$log"
	counts=$(tail -n 1 "$log" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
	if [ -n "$counts" ]; then
		passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
	else
		failed=$((failed + 1))
		echo "faults $kind ended with status $rc"
		tail -n 1 "$log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
