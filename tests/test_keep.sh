#!/bin/sh
# Once a year: is this token still used?  Owner and sponsor say so, or the admins
# get a list of lines to revoke.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
unlisted=digest # has a test of its own
. tests/clock.sh
until=2029-10-31
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }' \
    'policy { policy_url = "https://campus.example/aup" token_days_max = 1200 }'
issue() { # issue NAME ID [SPONSOR]
	[ $# = 2 ] || reply "$3" "$2" sponsor-ask "CONFIRM $2" >/dev/null
	reply admin "$2" review "APPROVE $2" >/dev/null
	token=$(field "$2" '    "id"' | tail -n 1)
}
year() { # the clock goes on by a year, and is said to be right
	later "$1"
	desk work --clock-is-right 2>/dev/null
}

# 1 with a sponsor; 2 of staff, who needs none; 3 without an answer
ask stu 1 prof >/dev/null; issue stu 1 prof; activate 101 "$token"
ask staff 2 >/dev/null; issue staff 2; activate 104 "$token"
ask ta 3 big >/dev/null; issue ta 3 big; activate 103 "$token"
later "1 hour"
is "active" "$(state_of 1) $(state_of 2) $(state_of 3)" "active active active"
year "364 days"
is "a day too early" "$sent" ""
days 1
is "after a year" "$sent" \
    "token-review>big token-review>prof token-review>staff token-review>stu token-review>ta"
days 1
is "once" "$sent" ""
is "its first lines" "$(reads stu 1 token-review | head -n 1)" "Please answer CONFIRM if this token is still used, or REVOKE if it is not."

# answers
is "the owner" "$(reply stu 1 token-review 'CONFIRM 1')" "OK active: transcript>stu"
is "the sponsor, by one word" "$(reply prof 1 token-review 'YES')" "OK active: transcript>prof"
is "again" "$(reply prof 1 token-review 'YES')" "ALREADY_DONE active: transcript>prof"
is "the owner again" "$(reply stu 1 token-review 'CONFIRM 1')" "ALREADY_DONE active: transcript>stu"
is "an owner without a sponsor, by the button" "$(press "$(mail_to staff 2 token-review)" staff 1 | send staff@campus.example 2)" "OK active: transcript>staff"
is "somebody else" "$(tell staff 3 'CONFIRM 3')" "NOT_ALLOWED active: transcript>staff"
is "the sponsor alone" "$(reply big 3 token-review 'CONFIRM 3')" "OK active: transcript>big"
is "the trail has each" "$(desk log --json | grep -c '"event":"keep".*"reason":"OK"')" 4
days 14
is "who did not answer, and nobody else" "$(desk log --json | grep -c '"event":"unanswered"') $(mails_after 0 | tr ' ' '\n' | grep -c revoke-list)" "1 2"
is "the line" "$("$tools/letter" "$(inbox boss@campus.example 'look at these tokens')" text | sed -n 's/^    \(REVOKE .*\)/\1/p')" "REVOKE 3"
is "a late answer counts" "$(reply ta 3 token-review 'CONFIRM 3')" "OK active: transcript>ta"
is "REVOKE by the list" "$(inbox boss@campus.example 'look at these tokens' >"$campus/name"; printf 'REVOKE 3\n' | answer "$(cat "$campus/name")" boss | send boss@campus.example 3)" \
    "OK revoked: revoked>admin revoked>big revoked>boss revoked>ta"

# a renewal goes on where the one before it stood: the year is that of the chain
is "RENEW" "$(tell stu 1 'RENEW 1')" "OK active: received>stu sponsor-ask>prof"
issue stu 4 prof; activate 101 "$token"
later "1 hour"
is "renewed" "$(state_of 1) $(state_of 4)" "expired active"
now=2028-11-01T16:00:00Z
on "$now"; desk work --clock-is-right 2>/dev/null
is "asked a year after it was asked last" "$(mails_after 0 | tr ' ' '\n' | grep -c 'token-review>stu')/$(desk log 4 --json | grep -c still_used)" "2/1"

# off
sed -i 's/^policy /time { review_tokens_after = 0 }\n&/' "$campus/mailproc.conf"
until=2030-10-31
ask staff 5 >/dev/null; issue staff 5; activate 104 "$token"
later "1 hour"
year "370 days"
is "0 is never" "$(state_of 5)/$(desk log 5 --json | grep -c still_used)" active/0
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
