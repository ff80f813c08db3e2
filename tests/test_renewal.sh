#!/bin/sh
# RENEW: a new request, linked, with the same words; the old token lives until
# the new one is active, and not a look longer.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
unlisted=digest # has a test of its own
. tests/clock.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
issue() { # issue ID: token is what Canvas calls it
	reply prof "$1" sponsor-ask "CONFIRM $1" >/dev/null
	reply admin "$1" review "APPROVE $1" >/dev/null
	token=$(field "$1" '    "id"' | tail -n 1)
}

# by the button of the warning
ask stu 1 prof >/dev/null; issue 1
activate 101 "$token"
now=2027-01-16T22:00:00Z
desk work 2>/dev/null; desk work --clock-is-right
on 2027-01-17T22:00:00Z
is "two weeks before its end" "$sent/$(state_of 1)" "expiry-warning>stu/active"
is "Renew it" "$(press "$(mail_to stu 1 expiry-warning)" stu 1 | send stu@campus.example 1)" "OK active: received>stu sponsor-ask>prof"
is "a new request" "$(state_of 2)/$(field 2 '    "purpose"')/$(field 2 '    "until"')" "sponsor/Grade export in group 1/null"
is "once" "$(tell stu 1 'RENEW 1')" "ALREADY_DONE active: transcript>stu"
is "which one it is" "$(reads stu 1 transcript | tr -s ' \n' ' ' | grep -c 'Request 2 renews it')" 1
is "there is no third" "$(state_of 3)" ""

days 2
on 2027-01-28T05:00:00Z
desk work --clock-is-right
is "the next warning names it" "$sent/$(reads stu 1 expiry-warning | sed -n 1p)" \
    "expiry-warning>stu sponsor-reminder>prof/Your token ends on Sunday, 31 January 2027; request #2 is to renew it."
is "and asks for no other" "$(reads stu 1 expiry-warning | grep -c RENEW)" 0

# what becomes of the old one
issue 2
is "made, and pending" "$(tokens_of 101)" "4711 active 4712 pending"
is "twice, while it is pending" "$(tell stu 1 'RENEW 1')" "ALREADY_DONE active: transcript>stu"
days 2
is "the old token lives" "$(state_of 1)/$(tokens_of 101)" "active/4711 active 4712 pending"
activate 101 4712
days 1
is "until the new one is active" "$sent/$(state_of 1)/$(state_of 2)" "expired>prof expired>stu/expired/active"
is "deleted in Canvas" "$(tokens_of 101)/$(desk outbox)" "4712 active/"
is "the mail says why" "$(reads stu 1 expired | sed -n 1p)" "The older token is deleted in Canvas: the one that renews it is active."

# a renewal that leads to nothing leaves the token alone, and may be tried again
is "RENEW" "$(tell stu 2 'RENEW 2')" "OK active: received>stu sponsor-ask>prof"
is "DECLINE" "$(reply prof 3 sponsor-ask 'DECLINE 3 no')" "OK declined: sponsor-declined>stu sponsor-thanks>prof"
is "the token lives" "$(state_of 2)/$(tokens_of 101)" "active/4712 active"
is "RENEW again" "$(tell stu 2 'RENEW 2')" "OK active: received>stu sponsor-ask>prof"
issue 4
is "RENEW of the renewal" "$(tell stu 4 'RENEW 4')" "OK issued: received>stu sponsor-ask>prof"
issue 5
activate 101 "$token"
days 1
is "ends all that came before it" "$(state_of 2)/$(state_of 4)/$(state_of 5)/$(tokens_of 101)" "expired/expired/active/4714 active"

# the old one ends by itself meanwhile; Canvas is away for a week around it
tell stu 5 'RENEW 5' >/dev/null
end=$(field 5 '    "expires_at"')
while [ "$(date -u -d "$now" +%s)" -lt "$(date -u -d "$end -2 days" +%s)" ]; do days 1; done
break_canvas 502_html any 100000
days 3
is "its last day, while Canvas is away" "$(state_of 5)/$(desk outbox | grep -c 'delete')/$(tokens_of 101)" "expired/1/4714 active"
days 4
is "is owed for a week" "$(desk outbox | grep -c 'delete')" 1
break_canvas 502_html any 0
days 1
is "and done" "$(desk outbox)/$(tokens_of 101)" "/"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
