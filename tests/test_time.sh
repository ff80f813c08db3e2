#!/bin/sh
# What time brings, through the program: reminders, the end of waiting, the end
# of tokens, each once, however rarely `work` runs; a clock that jumps.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
unlisted=digest # has a test of its own
. tests/clock.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

# until_day DAY: a run of `work` on each, so that the clock is no surprise; all
# is what went out, a line for each day
until_day() {
	day=${now%%T*} all=
	while [ "$day" != "$1" ]; do
		day=$(date -u -d "$day +1 day" +%Y-%m-%d)
		on "${day}T22:00:00Z"
		[ -z "$sent" ] || all="$all${all:+
}${day#20??-} $sent"
	done
}
ask_and_confirm() { ask stu "$1" prof >/dev/null; reply prof "$1" sponsor-ask "CONFIRM $1" >/dev/null; }

# the sponsor says nothing
is "a request" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
first=$(mail_to prof 1 sponsor-ask)
until_day 2026-11-03
on 2026-11-04T21:59:59Z
is "a second too early" "$sent" ""
on 2026-11-04T22:00:00Z
is "two business days" "$sent" "sponsor-reminder>prof"
on 2026-11-04T22:00:00Z
first_sent=$sent
on 2026-11-05T22:00:00Z
is "once" "$first_sent$sent" ""
is "it says when it is too late" "$(reads prof 1 | sed -n 2p)" "If you do nothing, it ends on Monday, 16 November 2026 without a token."
on 2026-11-06T22:00:00Z
is "four" "$sent" "sponsor-reminder>prof"
is "the first key is still good" "$(reply_to prof 1 "$first" 'CONFIRM 1')" \
    "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "and now no longer" "$(reply prof 1 sponsor-reminder 'CONFIRM 1')" "ALREADY_DONE review: transcript>prof"

# the admins say nothing: came to review on Friday at 17:00
until_day 2026-11-13
is "no promise is broken yet" "$all" "11-11 review-reminder>admin review-reminder>boss
11-12 review-reminder>admin review-reminder>boss
11-13 overdue>admin overdue>boss overdue>help status>stu"
is "the requester is told so" "$(reads stu 1 status | sed -n 1p)" "Your request is late: no administrator has decided it in time."
is "the help desk can decide nothing" "$("$tools/letter" "$(mail_to help 1 overdue)" text | grep -cE '^Ref:|answer with')" 0
is "an admin can" "$("$tools/letter" "$(mail_to admin 1 overdue)" text | grep -cE '^Ref:|answer with')" 4
until_day 2026-11-18
is "once" "$all" ""

# a question stops the clock; without an answer the request ends
is "ASK by the reminder" "$(reply admin 1 review-reminder 'ASK 1 Which course?')" "OK question: question>stu transcript>admin"
until_day 2026-12-01
is "the question waits" "$all" ""
until_day 2026-12-03
is "ten business days" "$all" "12-02 lapsed>admin lapsed>boss lapsed>prof lapsed>stu"
is "it has ended" "$(state_of 1)" lapsed

# the clock of the promise stands while the question is open
until_day 2026-12-06
now=2026-12-07T15:00:00Z
ask_and_confirm 2
is "due in five days" "$(field 2 '  "due_at"')" 2026-12-14T22:00:00Z
now=2026-12-08T15:00:00Z
reply admin 2 review 'ASK 2 Which course?' >/dev/null
until_day 2026-12-09
now=2026-12-10T16:00:00Z
is "the answer" "$(reply stu 2 question 'BIO 101.')" "OK review: review>admin review>boss"
is "the time in question does not count" "$(field 2 '  "due_at"')" 2026-12-16T23:00:00Z
until_day 2026-12-12
is "nor for reminders" "$all" ""
on 2026-12-12T23:00:00Z
is "which come two days and an hour later" "$sent" "review-reminder>admin review-reminder>boss"
is "APPROVE" "$(reply boss 2 review-reminder 'APPROVE 2')" "OK issued: decided-note>admin issued-note>prof issued>stu transcript>boss"
token=$(tokens_of 101 | cut -d' ' -f1)

# the owner does not activate it
until_day 2026-12-21
is "five business days" "$all" "12-18 activate-reminder>stu"
break_canvas 502_html any 1000
until_day 2027-01-11
is "while Canvas is away nobody knows" "$all" ""
break_canvas 502_html any 0
until_day 2027-01-12
is "then it is deleted" "$all" "01-12 lapsed>prof lapsed>stu"
is "at Canvas, too" "$(tokens_of 101)/$(state_of 2)" "/lapsed"
is "the mail says what happened" "$(reads stu 2 lapsed | sed -n 1p)" "The token was not activated in time: it is deleted."

# the owner does, and nobody has noticed
until=2027-03-20
ask_and_confirm 3
reply boss 3 review 'APPROVE 3' >/dev/null
token=$(tokens_of 101 | cut -d' ' -f1)
activate 101 "$token"
until_day 2027-01-20
is "no reminder to activate what is active" "$all$(state_of 3)" active

# its end, across the beginning of summer time
until_day 2027-03-21
is "two warnings, and the end" "$all" "03-06 expiry-warning>stu
03-17 expiry-warning>stu
03-21 expired>prof expired>stu"
is "it names the day" "$(reads stu 3 expiry-warning | sed -n 1p)" "Your token ends on Saturday, 20 March 2027: answer RENEW to have another."
is "deleted at Canvas" "$(tokens_of 101)/$(state_of 3)" "/expired"
until_day 2027-04-30
is "nothing more, ever" "$all" ""

# a form that is never completed
{ header TA ta@campus.example canvas-tokens@campus.example Token; echo "Purpose: x"; } | send ta@campus.example 4 >/dev/null
until_day 2027-05-20
is "an incomplete request ends" "$all" "05-14 lapsed>ta"

# the machine sleeps for three weeks
until=2027-09-10
until_day 2027-05-23
now=2027-05-24T14:00:00Z
desk work
ask_and_confirm 5
on 2027-06-14T14:00:00Z
is "one mail for each, not six" "$sent" "overdue>admin overdue>boss overdue>help status>stu"
is "what the clock did is said" "$(sed 's/: no token.*//' "$campus/err")" "mailproc work: the clock jumped from 2027-05-24T14:00:00Z to 2027-06-14T14:00:00Z"
on 2027-06-14T14:30:00Z
is "once" "$sent$(cat "$campus/err")" ""
is "and in check" "$(desk check | grep -c '^fail clock  *it jumped from 2027-05-24')" 1
is "how to go on" "$(desk work --clock-is-right 2>&1)$(desk check | grep -c '^ok   clock  ')" 1
reply admin 5 overdue 'APPROVE 5' >/dev/null
activate 101 "$(tokens_of 101 | cut -d' ' -f1)"
on 2027-06-15T14:00:00Z >/dev/null

# years ahead: no token is deleted, until the operator says so
token=$(tokens_of 101)
on 2031-01-01T00:00:00Z
is "years ahead" "$sent" "expiry-warning>stu token-review>prof token-review>stu"
is "no token is deleted" "$(tokens_of 101)/$(state_of 5)" "$token/active"
on 2027-06-15T15:00:00Z
is "back again" "$sent/$(desk check | grep -c '^ok   clock  ')" "/1"
on 2027-06-15T16:00:00Z
is "and nothing was lost" "$sent/$(state_of 5)/$(tokens_of 101)" "/active/$token"
on 2027-12-01T15:00:00Z
is "half a year ahead" "$sent/$(tokens_of 101)" "/$token"
desk work --clock-is-right
is "which is right" "$(state_of 5)/$(tokens_of 101)/$(reads prof 5 expired | sed -n 1p)" "expired//The token has reached its end, and is deleted in Canvas."
on 2027-12-02T15:00:00Z
is "and goes on" "$sent$(cat "$campus/err")" ""

# two at work at once: everything once
until=2028-03-01
ask_and_confirm 6
until_day 2027-12-03
now=2027-12-08T22:00:00Z
before=$(last_debt)
for _ in 1 2 3 4; do desk work 2>/dev/null 8>&- 9<&- & pids="${pids:-} $!"; done
# shellcheck disable=SC2086
wait $pids
is "four at work at once" "$(mails_after "$before" | tr ' ' '\n' | sort | uniq -c | tr -s " \n" " ")" " 1 review-reminder>admin 1 review-reminder>boss "
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
is "the same comes of its mails" "$(rebuilt)" ""
