#!/bin/sh
# The life of a request by mail, in review: form, question, NOTME, CANCEL, and
# two admins at once.  A check is the reason, the state after, and the mails:
# template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
asked="review>admin review>boss"
confirmed="OK review: $asked sponsor-confirmed>stu sponsor-thanks>prof"
confirm() { reply prof "$1" sponsor-ask "CONFIRM $1"; }

# the form changes while an admin is asked
is "a student asks" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "CONFIRM with a comment" "$(reply prof 1 sponsor-ask 'CONFIRM 1
For my own group.')" "$confirmed"
is "the admin reads the comment" "$(reads admin 1 review | grep -c 'For my own group\.')" 1
is "it is due" "$(field 1 '  "due_at"' | grep -c '^20')" 1
old=$(mail_to admin 1 review)
is "a new form" "$(reply stu 1 '' 'Data and courses: Grades of BIO 102')" "OK sponsor: sponsor-ask>prof"
is "the sponsor reads the difference" "$(reads prof 1 sponsor-ask | grep -cE 'before: Grades of BIO 101, nothing else|now: *Grades of BIO 102')" 2
is "the confirmation is void" "$(field 1 '    "answer"')" null
is "nothing is due" "$(field 1 '  "due_at"')" null
is "APPROVE with the older key" "$(reply_to admin 1 "$old" 'APPROVE 1')" "KEY_STALE sponsor: transcript>admin"
is "the answer shows what changed" "$(reads admin 1 transcript | grep -c 'now: *Grades of BIO 102')" 1
is "CONFIRM with the fresh key" "$(confirm 1)" "$confirmed"
is "a staff member asks" "$(ask staff 2)" "OK review: received>staff $asked"
old=$(mail_to boss 2 review)
is "a new form without a sponsor" "$(reply staff 2 '' 'Application or vendor: Postman')" "OK review: $asked"
is "the admin reads the difference" "$(reads boss 2 review | grep -cE 'before: my own Python script|now: *Postman')" 2
is "DENY with the older key" "$(reply_to boss 2 "$old" 'DENY 2 no')" "KEY_STALE review: transcript>boss"

# a question
is "ASK without a question" "$(reply admin 1 review 'ASK 1')" "AMBIGUOUS review: transcript>admin"
old=$(mail_to admin 1 review)
is "ASK" "$(reply admin 1 review 'ASK 1 Which spreadsheet?')" "OK question: question>stu transcript>admin"
is "the requester reads the question" "$(reads stu 1 question | grep -c 'The question: Which spreadsheet?')" 1
is "it waits for the requester" "$(field 1 '  "waiting_for"')" requester
is "the other admin's key is spent" "$(reply boss 1 review 'APPROVE 1')" "KEY_SPENT question: transcript>boss"
is "the sponsor cannot answer it" "$(reply prof 1 '' 'The one of our group.')" "NO_COMMAND question: transcript>prof"
is "the answer" "$(reply stu 1 question 'The one of our group,
in our own cloud.')" "OK review: $asked"
is "both admins read it" "$(reads admin 1 review | grep -c 'The one of our group')/$(reads boss 1 review | grep -c 'The one of our group')" 1/1
is "the older key stays spent" "$(reply_to admin 1 "$old" 'APPROVE 1')" "KEY_SPENT review: transcript>admin"
is "ASK once more, the question below" "$(reply boss 1 review 'ASK 1
For how long?')" "OK question: question>stu transcript>boss"
is "a new form for an answer" "$(reply stu 1 question 'Intended use: for one night only')" "OK sponsor: sponsor-ask>prof"
is "and the sponsor again" "$(confirm 1)" "$confirmed"

# the sponsor did not confirm
old=$(mail_to admin 1 review)
is "NOTME of an admin who decided nothing" "$(reply boss 1 review 'NOTME 1')" "NOT_ALLOWED review: transcript>boss"
is "NOTME of the sponsor" "$(reply prof 1 sponsor-thanks "NOTME 1")" \
    "OK sponsor: forged>admin forged>boss sponsor-ask>prof status>stu"
is "says who reported it" "$(reads admin 1 forged | grep -c 'Reported by prof@campus.example')" 1
is "the admins' keys are dead" "$(reply_to admin 1 "$old" 'APPROVE 1')" "KEY_STALE sponsor: transcript>admin"
is "the sponsor's fresh key confirms" "$(confirm 1)" "$confirmed"

# two admins at once
{ answer "$(mail_to admin 1 review)" admin | vouch admin@campus.example >"$campus/a.eml"; } <<-TEXT
	APPROVE 1
TEXT
{ answer "$(mail_to boss 1 review)" boss | vouch boss@campus.example >"$campus/b.eml"; } <<-TEXT
	DENY 1 not yet
TEXT
desk deliver -f admin@campus.example <"$campus/a.eml" &
desk deliver -f boss@campus.example <"$campus/b.eml"
wait $!
is "of two decisions at once one counts" "$(desk log 1 --json | grep -E '"event":"(APPROVE|DENY)"' |
    grep -cE '"reason":"OK"')" 1
is "the other is refused" "$(desk log 1 --json | tail -n 2 | grep -c '"reason":"KEY_SPENT"')" 1
case $(state_of 1) in
denied) won=DENY late=admin made= ;;
*) won=APPROVE late=boss made='4711 pending' ;;
esac
is "its writer reads who was first" "$(desk work; reads $late 1 transcript | grep -c "$won by ")" 1

is "Canvas has what that means" "$(tokens_of 101)" "$made"

# the same decision of both
is "the second request" "$(reply admin 2 review 'DENY 2 too wide')" "OK denied: decided-note>boss denied>staff transcript>admin"
is "the reason is told" "$(reads staff 2 denied | grep -c 'too wide')" 1
is "the same of the other admin" "$(reply boss 2 review 'DENY 2')" "ALREADY_DONE denied: transcript>boss"
is "says who decided" "$(reads boss 2 transcript | grep -c 'DENY by admin@campus.example')" 1

# the sponsor leaves after confirming: the request stays what it was
ask ta 3 big >/dev/null; reply big 3 sponsor-ask "CONFIRM 3" >/dev/null
grep -v "^big@" "$campus/people.csv" >"$campus/fewer.csv"
desk people import --full "$campus/fewer.csv" >/dev/null
desk work
is "DENY after that" "$(reply admin 3 review "DENY 3 no")" "OK denied: decided-note>boss denied>big denied>ta transcript>admin"
is "the sponsor stays on record" "$(desk show 3 --json | grep -c "\"address\": \"big@campus.example\"")" 1
desk people import "$campus/people.csv" >/dev/null

# CANCEL
id=4
cancel_in() { # cancel_in STATE MAILS: request $id is in that state; MAILS go out
	is "now in $1" "$(state_of $id)" "$1"
	is "CANCEL of somebody else in $1" "$(tell ta $id "CANCEL $id")" "NOT_ALLOWED $1: transcript>ta"
	is "CANCEL in $1" "$(tell stu $id "CANCEL $id")" "OK cancelled: $2"
	is "CANCEL again" "$(tell stu $id "CANCEL $id")" "ALREADY_DONE cancelled: transcript>stu"
	id=$((id + 1))
}
{ header Stu stu@campus.example canvas-tokens@campus.example Token; form; } | send stu@campus.example >/dev/null
cancel_in incomplete "cancelled>stu"
ask stu 5 prof >/dev/null
cancel_in sponsor "cancelled>prof cancelled>stu"
is "CONFIRM is too late" "$(confirm 5)" "KEY_SPENT cancelled: transcript>prof"
ask stu 6 prof >/dev/null; confirm 6 >/dev/null
cancel_in review "cancelled>admin cancelled>boss cancelled>prof cancelled>stu"
is "APPROVE is too late" "$(reply admin 6 review 'APPROVE 6')" "KEY_SPENT cancelled: transcript>admin"
ask stu 7 prof >/dev/null; confirm 7 >/dev/null; reply admin 7 review 'ASK 7 Why?' >/dev/null
cancel_in question "cancelled>admin cancelled>boss cancelled>prof cancelled>stu"
is "nothing more was made in Canvas" "$(tokens_of 101)" "$made"
is "the same comes of its mails" "$(rebuilt)" ""
