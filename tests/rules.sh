#!/bin/sh
# rules.sh [RULE...] - switch off one rule of mailproc/base/rule.h after the
# other in a build of its own: the tests must go red for each, and stay green for
# none.  Called by `make rules`, which says how to compile.
set -u
cd "${0%/*}/.." || exit 1
files="parsers/header.c mailproc/results.c mailproc/trust.c mailproc/examine.c state/permit.c"
all=$(sed -n 's/^	RULE_\([A-Z0-9_]*\).*/\1/p' mailproc/base/rule.h)
passed=0 failed=0

# build RULE: objects, and the programs that the tests run
build() {
	dir=$BUILD/rules/$1
	rm -rf "$dir"
	mkdir -p "$dir/bin" "$dir/obj"
	ln -s ../../libexec "$dir/libexec"
	for f in $files; do
		eval "$COMPILE -DRULE_OFF=RULE_$1 -c -o $dir/obj/$(basename "$f" .c).o $f" || return 1
	done
	eval "$COMPILE $LINK -o $dir/test_trust tests/mailproc/test_trust.c $dir/obj/*.o $ARCHIVES $TEST_LIBS" &&
	    eval "$COMPILE $LINK -o $dir/judge $BUILD/obj/tests/judge/main.o $dir/obj/*.o $ARCHIVES $TEST_LIBS"
}
build_desk() {
	eval "$COMPILE $LINK -o $dir/bin/mailproc $BUILD/obj/mailproc/main.o $dir/obj/*.o $ARCHIVES $DESK_LIBS"
}
# the quick tests first: what is noticed there need not run through a state
noticed_by() {
	if ! "$dir/test_trust" >"$dir/log" 2>&1; then
		echo "test_trust"
	elif JUDGE=$dir/judge sh tests/test_mutants.sh >"$dir/log" 2>&1; grep -q '^not ok' "$dir/log"; then
		echo "test_mutants"
	elif ! build_desk >"$dir/log" 2>&1; then
		echo "the compiler"
	elif DESK=$(pwd)/$dir/bin/mailproc sh tests/test_forged.sh >"$dir/log" 2>&1; grep -q '^not ok' "$dir/log"; then
		echo "test_forged"
	fi
}

for rule in ${*:-$all}; do
	if ! build "$rule"; then
		echo "$rule does not compile"
		exit 1
	fi
	by=$(noticed_by)
	case $rule/$by in
	NONE/) result="green, as it is" ;;
	NONE/*) result="RED without a cause: $by" ;;
	*/"") result="GREEN: no test notices" ;;
	*) result="red: $by" ;;
	esac
	printf '  %-14s %s\n' "$rule" "$result"
	case $result in "red: test"* | green*) passed=$((passed + 1)) ;; *) failed=$((failed + 1)) ;; esac
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
