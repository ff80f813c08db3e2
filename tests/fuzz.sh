#!/bin/sh
# fuzz.sh SECONDS FUZZER... - run libFuzzer targets from their seeds, each once
# as it is and once with every input grown to a megabyte (tests/fuzz/fuzz.h),
# the latter for a third of the time.  What was found stays in $BUILD/fuzz.
set -u
cd "${0%/*}/.." || exit 1
: "${BUILD:=build-fuzz}"
seconds=$1
shift
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM

# run NAME WHAT SECONDS ARGUMENT...: -timeout is per input, of instrumented code
run() {
	name=$1 what=$2 for=$3
	shift 3
	corpus=$BUILD/fuzz/corpus/$name${what:+-grown}
	mkdir -p "$corpus"
	seeds=tests/fuzz/seeds/$name
	[ "$name$what" != message ] || seeds="$seeds tests/parsers/mail"
	# shellcheck disable=SC2086
	if "$BUILD/fuzz/$name" -max_total_time="$for" -timeout=10 \
	    -rss_limit_mb=1024 -malloc_limit_mb=256 -print_final_stats=1 \
	    -dict="tests/fuzz/$name.dict" -artifact_prefix="$BUILD/fuzz/$name-" \
	    "$@" "$corpus" $seeds >"$log" 2>&1; then
		passed=$((passed + 1))
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		printf '  ok   %s: %s inputs%s in %s s\n' "$name" "$runs" "$what" "$for"
	else
		failed=$((failed + 1))
		printf '  FAIL %s%s\n' "$name" "$what"
		tail -n 60 "$log"
	fi
}

export ASAN_OPTIONS="quarantine_size_mb=16:${ASAN_OPTIONS:-}"
for fuzzer in "$@"; do
	name=${fuzzer##*/}
	run "$name" '' "$seconds" -max_len=16384
	FUZZ_GROW=1 run "$name" ' of a megabyte' $(((seconds + 2) / 3)) -max_len=1024
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
