#!/bin/sh
# A token between the day it is made and its end: Canvas is looked at, the unlock
# code leaves the purpose, what is changed or deleted there by hand is told.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
unlisted=digest # has a test of its own
. tests/clock.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

issue() { # issue NAME ID: token is what Canvas calls it
	ask "$1" "$2" prof >/dev/null
	reply prof "$2" sponsor-ask "CONFIRM $2" >/dev/null
	reply admin "$2" review "APPROVE $2" >/dev/null
	token=$(field "$2" '    "id"' | tail -n 1)
}
token_state() { field "$1" '    "state"'; }
used() { desk show "$1" | sed -n 's/^  token .*, used //p'; }
calls() { "$tools/web" GET "$canvas/_standin/counters" </dev/null | sed -n 's/.*"requests": *\([0-9]*\).*/\1/p'; }
# by_hand METHOD USER TOKEN [FORM]: an administrator in Canvas, not through us
by_hand() { "$tools/web" "$1" "$canvas/api/v1/users/$2/tokens/$3" "${4:-}" <"$campus/canvas.token" >/dev/null; }
use() { "$tools/web" POST "$canvas/_standin/use/$1/$2/$3" "" </dev/null >/dev/null; }
purposes() {
	"$tools/web" GET "$canvas/_standin/settings/$1" </dev/null | sed 1d | tr '{' '\n' |
	    sed -n 's/.*"purpose":"\([^"]*\)".*/\1/p' | sed 's/code [A-Z2-7-]*/code .../'
}

# activated, and soon seen
issue stu 1
is "the code stands in Canvas alone" "$(purposes 101)/$(field 1 '    "purpose"' | head -n 1)" \
    "[CT-1] Grade export in group 1 | unlock code .../[CT-1] Grade export in group 1"
asked=$(calls)
on 2026-11-02T15:05:00Z
is "too early to look" "$(($(calls) - asked))" 0
activate 101 "$token"
on 2026-11-02T15:10:00Z
is "ten minutes later" "$(state_of 1)/$(token_state 1)/$sent" "active/active/"
is "in one call" "$(($(calls) - asked))" 1
is "no code leaves that nobody has read yet" "$(purposes 101)" "[CT-1] Grade export in group 1 | unlock code ..."
use 101 "$token" 2026-11-02T15:40:00Z
on 2026-11-02T16:09:00Z
is "not looked at yet" "$(used 1)" -
on 2026-11-02T16:10:00Z
is "used" "$(used 1)" 2026-11-02T15:40:00Z
is "the code leaves" "$(purposes 101)" "[CT-1] Grade export in group 1"
is "nothing is owed, the trail has it" "$(desk outbox)/$(desk log 1 --json | grep -c '"event":"code_removed"')" /1
asked=$(calls)
on 2026-11-02T16:11:00Z
on 2026-11-02T17:00:00Z
is "and that is that" "$(($(calls) - asked))/$(desk outbox --all --json | grep -c '"kind": "purpose"')" 0/1

# one list for all tokens of their owner, once a day
issue stu 2
activate 101 "$token"
on 2026-11-02T17:10:00Z
is "the other is active as well" "$(state_of 2)" active
days 3
asked=$(calls)
on 2026-11-06T17:09:00Z
is "not twice a day" "$(($(calls) - asked))" 0
on 2026-11-06T17:10:00Z
is "one call for two tokens" "$(($(calls) - asked))" 1

# seven days after it was activated, unused; Canvas refuses once, is away once
days 2
on 2026-11-09T17:09:00Z
is "six days" "$(purposes 101 | grep -c 'unlock code')" 1
break_canvas 500_after PUT 1
on 2026-11-09T17:10:00Z
is "an answer that is lost stays owed" "$(desk outbox --json | sed -n 's/.*"\(kind\|state\)": "\(.*\)",/\2/p' | tr '\n' ' ')" "purpose unknown "
on 2026-11-09T17:20:00Z
is "and is asked again" "$(purposes 101 | grep -c 'unlock code')/$(desk outbox)" 0/

# changed by hand
days 3
by_hand PUT 101 "$token" 'token%5Bexpires_at%5D=2026-12-31T23%3A59%3A59Z'
on 2026-11-13T20:00:00Z
told="token-changed>admin token-changed>boss token-changed>prof token-changed>stu"
is "an earlier end is told" "$sent" "$told"
is "what is different" "$(reads stu 2 token-changed | grep -c 'What is different there: It ends on Thursday, 31 December 2026')" 1
is "our record follows" "$(field 2 '    "expires_at"')" 2026-12-31T23:59:59Z
by_hand PUT 101 "$token" 'token%5Bexpires_at%5D=2029-12-31T23%3A59%3A59Z'
on 2026-11-14T20:00:00Z
is "a later end is told" "$sent" "$told"
is "and not granted" "$(field 2 '    "expires_at"')" 2026-12-31T23:59:59Z
on 2026-11-15T20:00:00Z
is "once" "$sent" ""
by_hand PUT 101 "$token" 'token%5Bpurpose%5D=mine'
by_hand PUT 101 "$token" 'token%5Bregenerate%5D=1'
on 2026-11-16T20:00:00Z
is "a new secret and no tag" "$sent/$(state_of 2)/$(token_state 2)" "$told/active/pending"
is "the requester reads how to go on" "$(reads stu 2 token-changed | tr -s ' \n' ' ' | grep -c 'answer RESEND')" 1
is "an admin ends it by a button" "$(press "$(mail_to admin 2 token-changed)" admin 1 | send admin@campus.example 2)" \
    "OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
is "tag or not" "$(tokens_of 101)" "4711 active"

# RESEND of an active one: a new secret, a new code, looked at soon again
now=2026-11-17T20:00:00Z
is "RESEND" "$(tell stu 1 'RESEND 1')" "OK issued: issued-note>prof issued>stu"
is "pending again, with a code" "$(tokens_of 101)/$(purposes 101)" "4711 pending/[CT-1] Grade export in group 1 | unlock code ..."
on 2026-11-17T20:10:00Z
is "an old use is no use of the new one" "$(purposes 101 | grep -c 'unlock code')/$(state_of 1)" 1/issued
activate 101 4711
on 2026-11-17T20:20:00Z
is "seen ten minutes later" "$(state_of 1)" active

# deleted by hand, but first Canvas is away or tells only half
by_hand DELETE 101 4711
on 2026-11-18T19:00:00Z
is "never made anew" "$sent/$(state_of 1)/$(token_state 1)" \
    "revoked>admin revoked>boss revoked>prof revoked>stu/revoked/deleted"
is "and said to be gone" "$(reads stu 1 revoked | sed -n 1p)" "The token is gone: somebody deleted it in Canvas, not through us."
on 2026-11-18T20:00:00Z
is "nothing more" "$sent/$(tokens_of 101)/$(desk outbox)" "//"
issue ta 3
activate 103 "$token"
for fault in 502_html html_200 drop_before truncated next_foreign forbidden_403; do
	break_canvas $fault GET 1
	days 1
	is "$fault is no token that is gone" "$(state_of 3 | sed 's/issued/active/')/$sent" active/
done
issue ta 4
"$tools/web" POST "$canvas/_standin/hide/103/$token" "" </dev/null >/dev/null
later "10 minutes"
is "nor one that no list shows yet" "$(state_of 4)/$sent" issued/
break_canvas 502_html GET 1000
by_hand DELETE 103 "$token"
later "2 hours"
is "while nobody answers, nothing is known" "$(state_of 4)/$sent" issued/
break_canvas 502_html GET 0
later "1 hour"
is "then it is" "$(state_of 4)/$sent" "revoked/revoked>admin revoked>boss revoked>prof revoked>ta"

# a clock years ahead takes no code out, and back again looks as before
issue ta 5
activate 103 "$token"
later "10 minutes"
right=$now
on 2031-01-01T00:00:00Z
is "years ahead" "$(purposes 103 | grep -c '^\[CT-5.*unlock code')" 1
on "$(date -u -d "$right +1 hour" +%Y-%m-%dT%H:%M:%SZ)"
use 103 "$token" "$now"
later "2 hours"
is "back again, used" "$(purposes 103 | grep -c '^\[CT-5.*unlock code')/$(state_of 5)" 0/active

# a deletion that Canvas refuses stays owed and visible
break_canvas forbidden_403 DELETE 1000
is "REVOKE" "$(tell ta 5 'REVOKE 5')" "OK revoked: revoked>admin revoked>boss revoked>prof revoked>ta"
days 6
is "refused for days, owed and visible" "$(desk outbox | grep -c 'delete *failed *5 .*not authorized')/$(tokens_of 103 | grep -c "$token active")" 1/1
break_canvas forbidden_403 DELETE 0
later "1 day"
is "then done" "$(desk outbox)/$(tokens_of 103 | grep -c "$token")/$(token_state 5)" /0/deleted
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
