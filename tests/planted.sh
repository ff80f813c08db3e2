#!/bin/sh
# planted.sh - plant one bug after the other into a copy of a source file, and
# show which test goes red for it.  Each is what a hurried hand might write; one
# that no test notices fails.  Called by `make planted`, which says how to compile.
set -u
cd "${0%/*}/.." || exit 1
passed=0 failed=0
PATIENCE=100 # seconds: a test that does not end is red as well

# planted FILE SED: a copy of FILE changed at one place, compiled; a .inc with the
# .c that includes it
planted() {
	rm -rf "$dir"
	mkdir -p "$dir/bin" "$dir/$(dirname "${1:-x}")"
	ln -s "$(pwd)/$BUILD/libexec" "$dir/libexec"
	[ -n "$1" ] || return 0
	sed "$2" "$1" >"$dir/$1"
	[ "$(diff "$1" "$dir/$1" | grep -c '^[0-9]')" = 1 ] || {
		echo "the bug does not fit into $1 at exactly one place"
		return 1
	}
	case $1 in *.inc) from=${1%_*}.c ;; *) from=$dir/$1 ;; esac
	eval "$COMPILE -iquote $dir -w -c -o $dir/planted.o $from"
}
object() { [ ! -e "$dir/planted.o" ] || echo "$dir/planted.o"; }

# red TEST: does this test notice?  A .sh drives the desk, else it is built anew.
red() {
	case $1 in
	*.sh)
		eval "$COMPILE $LINK -o $dir/bin/mailproc $BUILD/obj/mailproc/main.o $(object) $ARCHIVES $DESK_LIBS" || return 2
		DESK=$(pwd)/$dir/bin/mailproc timeout $PATIENCE sh "$1" >"$dir/log" 2>&1 </dev/null
		[ $? = 124 ] || grep -q '^not ok' "$dir/log"
		;;
	*)
		eval "$COMPILE $LINK -o $dir/test $1 $(object) $ARCHIVES $TEST_LIBS" || return 2
		! timeout $PATIENCE "$dir/test" >"$dir/log" 2>&1 </dev/null
		;;
	esac
}
# by: the checks that went red, the first of them
by() { sed -n 's/^not ok - \([^:]*\).*/\1/p; s/^\[  FAILED  \] \([^0-9].*\)/\1/p' "$dir/log" | head -n 1; }

say() { # say BUG TEST RESULT
	printf '  %-44s %-16s %s\n' "$1" "$(basename "$2")" "$3"
}

# plant BUG TEST FILE SED
plant() {
	dir=$BUILD/planted/$(basename "$2" | cut -d. -f1)
	planted "$3" "$4"
	if [ $? != 0 ]; then
		say "$1" "$2" "NOT PLANTED"
		failed=$((failed + 1))
		return
	fi
	red "$2"
	case $? in
	0) say "$1" "$2" "red: $(by)"; passed=$((passed + 1)) ;;
	1) say "$1" "$2" "GREEN: nobody notices"; failed=$((failed + 1)) ;;
	*) say "$1" "$2" "DOES NOT COMPILE"; failed=$((failed + 1)) ;;
	esac
}

net=tests/mailproc/net

# as it is, all of them are green
for test in $net/test_worker.c $net/test_evidence.c $net/test_hearing.c $net/test_pay_token.c tests/state/test_debts.c \
    tests/test_whole.sh; do
	dir=$BUILD/planted/none
	planted "" ""
	if red $test; then
		say "none" "$test" "RED without a cause: $(by)"
		failed=$((failed + 1))
	else
		say "none" "$test" "green"
		passed=$((passed + 1))
	fi
done

plant "a mail is done before it is sent" $net/test_worker.c mailproc/net/pay_mail.c \
    's/^	rc = t->send(/	done(w, d, err);\n&/'
plant "a doubtful mail is repeated for ever" $net/test_worker.c mailproc/net/pay_mail.c \
    's/if (rc == ERR_UNKNOWN && doubted)/if (rc == ERR_UNKNOWN \&\& doubted \&\& d->tries < 0)/'
plant "a repeat has a fresh Message-ID" $net/test_evidence.c mailproc/net/pay_mail.c \
    's/^	rc = t->send(/	if (d->tries > 0)\n		memcpy(strstr(d->body, "<"), "<new", 4);\n&/'
plant "what was not taken is given up at once" $net/test_worker.c mailproc/net/patience.c \
    's/in_vain >= PATIENCE/in_vain >= 0/'
plant "a debt is tried for ever" $net/test_worker.c mailproc/net/patience.c \
    's/next.state = DEBT_FAILED;/next.state = DEBT_PLANNED;/'
plant "a POST without a list before it" $net/test_pay_token.c mailproc/net/pay_token.c \
    's/^	rc = making_clear(w, m, d->payload, doubtful(d), err);/	rc = OK;/'
plant "a lost answer counts as no" $net/test_pay_token.c mailproc/net/canvas.c \
    '/is_json(a) ? ERR_INPUT/,/}/s/return ERR_UNKNOWN;/return ERR_INPUT;/'
plant "\"tried\" is not committed before the POST" $net/test_evidence.c mailproc/net/pay_token.c \
    's/if ((rc = worker_tried(w, d, err)) != OK)/if (d == NULL)/'
plant "a wrong end is not looked at" $net/test_pay_token.c mailproc/net/backend_canvas.c \
    's/if (t->expires_at != wanted)/if (t->expires_at < 0)/'
plant "the commit of a result is split in two" $net/test_evidence.c mailproc/net/worker.c \
    's/^	rc = apply(w->engine, act, &o, err);/&\n	if (rc == OK)\n		rc = store_commit(st, err);/'
plant "the commit of a message is split in two" tests/test_whole.sh mailproc/settle.c \
    's/rc = message_put(e->store, &row, err);/rc = (store_commit(e->store, err), store_begin(e->store, err), message_put(e->store, \&row, err));/'
plant "a lease is ignored" tests/state/test_debts.c state/statements_debts.inc \
    's/ AND due_at <= ?1 AND claimed_until <= ?1"/ AND due_at <= ?1"/'
plant "who lost the lease goes on" $net/test_evidence.c state/statements_debts.inc \
    '/Q_DEBT_TRIED/,/Q_DEBT_KEEP/s/ AND claimed_by = ?2/ AND ?2 = ?2/'
plant "two talk to Canvas at once" tests/state/test_debts.c state/statements_debts.inc \
    's/busy.kind <> .mail./busy.id < 0/'
plant "a deletion is forgotten" $net/test_hearing.c state/statements_debts.inc \
    "s/debt \"kind = 'delete'/debt \"kind = 'none'/"
plant "a refused credential is told every time" $net/test_hearing.c mailproc/net/hearing.c \
    's/if (rc == OK && p->refused && !before->refused)/if (rc == OK \&\& p->refused)/'
plant "throttled, the next one asks all the same" $net/test_hearing.c mailproc/net/hearing.c \
    's/else if (throttled && !p.refused)/else if (throttled \&\& p.since < 0)/'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
