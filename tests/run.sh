#!/bin/sh
# run.sh TEST... - run cmocka programs and shell tests, add up their counts.
# A shell test prints "ok - what" or "not ok - what" per check, as TAP does, or
# "skip - what".
set -u
: "${BUILD:=build}"
export BUILD
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM

count() { grep -cE "$1" "$log" || :; }

for test in "$@"; do
	case $test in
	*.sh)
		sh "$test" >"$log" 2>&1 </dev/null
		rc=$?
		p=$(count '^ok - ') f=$(count '^not ok - ') s=$(count '^skip - ')
		;;
	*)
		"./$test" >"$log" 2>&1 </dev/null
		rc=$?
		p=$(count '^\[       OK \]') f=$(count '^\[  FAILED  \] [^0-9]')
		s=$(count '^\[  SKIPPED \] [^0-9]')
		# the closing list names every failed or skipped test once more
		f=$(((f + 1) / 2)) s=$(((s + 1) / 2))
		;;
	esac
	if [ "$rc" != 0 ] && [ "$f" = 0 ]; then
		f=1
		echo "ended with status $rc" >>"$log"
	fi
	if [ $((p + f + s)) = 0 ]; then
		f=1
		echo "ran no test" >>"$log"
	fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	if [ "$f" = 0 ]; then
		printf '  %-4s %4d  %s\n' ok "$p" "$test"
		grep -E '^skip - ' "$log"
	else
		printf '  %-4s %4d  %s\n' FAIL "$f" "$test"
		cat "$log"
	fi
done
if [ "$skipped" = 0 ]; then
	echo "$passed passed, $failed failed"
else
	echo "$passed passed, $failed failed, $skipped skipped"
fi
[ "$failed" = 0 ]
