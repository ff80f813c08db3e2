#!/bin/sh
# People leave: the admins get one list of their tokens, as lines to keep or to
# delete, once; who waits for a sponsor that has left is asked for another.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
unlisted=digest # has a test of its own
. tests/clock.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }' 'policy { policy_url = "https://campus.example/aup" open_requests = 100 }'
issue() { # issue NAME ID SPONSOR
	ask "$1" "$2" "$3" >/dev/null
	reply "$3" "$2" sponsor-ask "CONFIRM $2" >/dev/null
	reply admin "$2" review "APPROVE $2" >/dev/null
	token=$(field "$2" '    "id"' | tail -n 1)
}
# leave NAME...: the directory comes without them
leave() {
	pattern=$(echo "$*" | sed 's/ /\\|/g')
	grep -v "^\($pattern\)@" "$campus/people.csv" >"$campus/fewer.csv"
	desk people import --full "$campus/fewer.csv" | sed 's/.*, \(.*\) marked as left/\1/'
}
list="revoke-list>admin revoke-list>boss"

# 1 and 2 of stu, both with prof; 3 of ta with big; 4 and 5 on their way, 6 ended
issue stu 1 prof
activate 101 "$token"
issue stu 2 prof
issue ta 3 big
ask ta 4 prof >/dev/null
ask ta 5 prof >/dev/null
reply prof 5 sponsor-ask 'CONFIRM 5' >/dev/null
ask ta 6 prof >/dev/null
tell ta 6 'CANCEL 6' >/dev/null
ask stu 7 big >/dev/null

later "1 hour"
is "nobody has left" "$sent" ""
is "the student and the sponsor leave" "$(leave stu prof)" 2
later "1 hour"
is "one list, and who waits is asked for another sponsor" "$sent" "$list sponsor-left>ta sponsor-left>ta"
later "1 hour"
is "once" "$sent" ""
is "the same file again" "$(leave stu prof)" 0
later "1 hour"
is "nothing new" "$sent" ""

mail=$(inbox admin@campus.example 'look at these tokens')
"$tools/letter" "$mail" text >"$campus/text"
is "the lines" "$(sed -n 's/^    \(REVOKE .*\)/\1/p' "$campus/text" | tr '\n' ' ')" "REVOKE 1 REVOKE 2 "
is "its first line" "$(head -n 1 "$campus/text")" "Please answer with the lines of the tokens that are to be revoked."
is "why" "$(grep -cE '^ +Its owner has left' "$campus/text")/$(grep -cE '^ +Its sponsor, Prof Essor, has left' "$campus/text")" 2/3
is "requests without a token" "$(grep -E '^  #[0-9]+, .* no token yet' "$campus/text" | sed 's/^  #\([0-9]*\).*(state "\(.*\)").*/\1 \2/' | tr '\n' ' ')" "5 review 7 sponsor "
is "no line begins with a command" "$(grep -ciE '^(approve|deny|ask|confirm|decline|cancel|revoke|yes|no)\b' "$campus/text")" 0
is "the trail says which" "$(desk log --json | sed -n 's/.*"event":"revoke_list".*"note":"\([^"]*\)".*/\1/p')" "1 2 5 7"

# answered: one line kept, one deleted
is "one line is enough" "$(printf 'REVOKE 2\n' | answer "$mail" admin | send admin@campus.example 2)" \
    "OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
is "the other stays" "$(state_of 1)/$(tokens_of 101)" "active/4711 active"
is "not what it does not list" "$(printf 'REVOKE 3\n' | answer "$mail" admin | send admin@campus.example 3)" "ID_MISMATCH issued: transcript>admin"
is "nor by who is no admin" "$(printf 'REVOKE 1\n' | answer "$mail" ta | sed 's/^From: .*/From: <ta@campus.example>/' | send ta@campus.example 1)" "KEY_FOREIGN active: transcript>ta"
is "all of them, by the other" "$(inbox boss@campus.example 'look at these tokens' >"$campus/name"; printf 'REVOKE 1\nREVOKE 2\n' | answer "$(cat "$campus/name")" boss | send boss@campus.example 1)" \
    "ALREADY_DONE revoked: revoked>admin revoked>boss revoked>prof revoked>stu transcript>boss"
is "nothing is left" "$(tokens_of 101)" ""

# another sponsor, by the line that the mail shows
is "who was asked before" "$(reply ta 4 sponsor-left 'Sponsor: big@campus.example')" "OK sponsor: sponsor-ask>big sponsor-released>prof"
is "in review as well" "$(reply ta 5 sponsor-left 'Sponsor: big@campus.example')" "OK sponsor: sponsor-ask>big sponsor-released>prof"
is "the buttons" "$("$tools/letter" "$(mail_to ta 5 sponsor-left)" button 1 | sed -n 3p | tr -d ' \r') $("$tools/letter" "$(mail_to ta 5 sponsor-left)" button 2 | tail -n 1)" "Sponsor: CANCEL 5"
is "nobody who has left" "$(reply ta 5 sponsor-left 'Sponsor: prof@campus.example')" "MISSING_FIELDS sponsor: missing>ta"

# a token that is being made waits for the list until it is there
ask staff 8 >/dev/null
break_canvas 502_html any 1000
reply admin 8 review 'APPROVE 8' >/dev/null
desk people import "$campus/people.csv" >/dev/null # everybody is back
is "leaves while it is made" "$(leave staff)" 1
later "1 hour"
is "not yet" "$sent/$(state_of 8)" "/approved"
break_canvas 502_html any 0
later "2 hours"
later "1 minute"
is "when it is there" "$sent/$(state_of 8)" "$list/issued"
is "is listed" "$("$tools/letter" "$(inbox admin@campus.example 'look at these tokens')" text | sed -n 's/^    \(REVOKE .*\)/\1/p')" "REVOKE 8"

# comes back, and leaves again; more than one mail can hold
desk people import "$campus/people.csv" >/dev/null
n=9
while [ $n -lt 31 ]; do ask staff $n >/dev/null; reply admin $n review "APPROVE $n" >/dev/null; n=$((n + 1)); done
is "leaves again" "$(leave staff)" 1
later "1 hour"
is "two mails each" "$sent" "revoke-list>admin revoke-list>admin revoke-list>boss revoke-list>boss"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
