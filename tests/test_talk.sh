#!/bin/sh
# Conversation: a sponsor who is away, one who takes back what was confirmed, a
# change after the admins have read it, and what works where something does not.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
asked="review>admin review>boss"
confirmed="OK review: $asked sponsor-confirmed>stu sponsor-thanks>prof"
made="issued-note>prof issued>stu"
confirm() { reply prof "$1" sponsor-ask "CONFIRM $1"; }
says() { reads "$1" "$2" "$3" | tr '\n' ' ' | tr -s ' ' | grep -c "$4"; }
vacation() { # vacation NAME ID TEXT
	{ answer "$(mail_to "$1" "$2")" "$1" | sed 's/^To: /Auto-Submitted: auto-replied\n&/'; } <<-TEXT |
	$3
	TEXT
	    send "$1@campus.example" "$2"
}

# ------------------------------------------------------------------ away
is "a student asks" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "the sponsor is away" "$(vacation prof 1 'In the field until 3 May.')" "AUTO_SUBMITTED sponsor: status>stu"
mail=$(mail_to stu 1 status)
is "what it says" "$("$tools/letter" "$mail" text | sed -n 1p)" "Prof Essor is away: you may name somebody else as your sponsor."
is "and until when we wait" "$("$tools/letter" "$mail" text | sed -n 2p | grep -c '^If you do nothing, we wait for them until [A-Z].* 20[0-9]*\.$')" 1
is "in their words" "$(says stu 1 status 'answered by a machine: "In the field until 3 May."')" 1
is "once" "$(vacation prof 1 'In the field until 3 May.')" "AUTO_SUBMITTED sponsor: "
is "another request of somebody else says it by itself" "$(ask ta 2 prof)/$(reads ta 2 received | grep -c '^Away: Prof Essor, ')" "OK sponsor: received>ta sponsor-ask>prof/1"
is "nobody waits for a student who is away" "$(vacation ta 2 'On a trip')" "AUTO_SUBMITTED sponsor: "
old=$(mail_to prof 1 sponsor-ask)
is "as it says" "$(reply_to stu 1 "$mail" 'SPONSOR big@campus.example')" "OK sponsor: received>stu sponsor-ask>big sponsor-released>prof"
is "the new one reads it as a change" "$(says big 1 sponsor-ask 'Changed: Sponsor before: prof@campus.example now: big@campus.example')" 1
is "the old one is too late" "$(reply_to prof 1 "$old" 'CONFIRM 1')" "KEY_STALE sponsor: transcript>prof"
is "here again, and away once more" "$(vacation prof 2 'Ill.')" "AUTO_SUBMITTED sponsor: status>ta"
is "only whose request waits is told" "$(says ta 2 status 'by a machine: "Ill."')" 1
is "and back to the first" "$(reply stu 1 received 'SPONSOR 1 prof@campus.example')" "OK sponsor: received>stu sponsor-ask>prof sponsor-released>big"
tell stu 1 'CANCEL 1' >/dev/null; tell ta 2 'CANCEL 2' >/dev/null

# ------------------------------------------------------- taking it back
ask stu 3 prof >/dev/null
is "REVOKE of what was never confirmed" "$(tell prof 3 'REVOKE 3')" "WRONG_STATE sponsor: transcript>prof"
is "says what works" "$(says prof 3 transcript 'DECLINE 3 ends the request')" 1
is "confirmed" "$(confirm 3)" "$confirmed"
is "DECLINE afterwards" "$(tell prof 3 'DECLINE 3')" "WRONG_STATE review: transcript>prof"
is "says what was and what works" "$(says prof 3 transcript 'It was confirmed by prof@campus.example on .* To take your confirmation back, answer NOTME 3: ')" 1
is "DECLINE with the key that confirmed" "$(reply prof 3 sponsor-ask 'DECLINE 3')" "KEY_SPENT review: transcript>prof"
is "says it too" "$(says prof 3 transcript 'answer NOTME 3: ')" 1
is "so does REVOKE" "$(tell prof 3 'REVOKE 3')/$(says prof 3 transcript 'answer NOTME 3: ')" "WRONG_STATE review: transcript>prof/1"
reply admin 3 review 'ASK 3 Why?' >/dev/null
is "while the requester is asked" "$(tell prof 3 'REVOKE 3')/$(says prof 3 transcript 'once that is answered, NOTME 3 takes')" "WRONG_STATE question: transcript>prof/1"
reply stu 3 question 'Because.' >/dev/null
is "the question is told with its answer" "$(says admin 3 review 'An administrator asked: Why? The requester answers: Because\.')" 1
is "NOTME" "$(tell prof 3 'NOTME 3')" "OK sponsor: forged>admin forged>boss sponsor-ask>prof status>stu"
is "the admins read what goes on" "$(reads admin 3 forged | sed -n 2p)" "Nothing goes on until the sponsor answers anew; nothing else need be done."
is "now DECLINE works" "$(reply prof 3 sponsor-ask 'DECLINE 3 I have thought again')" "OK declined: sponsor-declined>stu sponsor-thanks>prof"
is "says that it has ended" "$(reads prof 3 sponsor-thanks | sed -n 2p)" "Nothing is left to do: the request has ended, and its writer is told."

ask stu 4 prof >/dev/null; confirm 4 >/dev/null
is "REVOKE of the requester without a token" "$(tell stu 4 'REVOKE 4')/$(says stu 4 transcript 'CANCEL 4 ends the request')" "WRONG_STATE review: transcript>stu/1"
idle=yes
reply admin 4 review 'APPROVE 4' >/dev/null
is "REVOKE of the sponsor while the token is owed" "$(tell prof 4 'REVOKE 4')" "WRONG_STATE approved: transcript>prof"
is "CANCEL of the requester" "$(tell stu 4 'CANCEL 4')" "WRONG_STATE approved: transcript>stu"
idle=
desk work
is "say what works" "$(says prof 4 transcript 'answer NOTME 4: ')$(says stu 4 transcript 'REVOKE 4 ends it')" 11
is "DECLINE when it is made" "$(state_of 4) $(tell prof 4 'DECLINE 4')/$(says prof 4 transcript 'REVOKE 4 ends the token')" "issued WRONG_STATE issued: transcript>prof/1"
is "as it says" "$(tell prof 4 'REVOKE 4')" "OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
is "RENEW afterwards" "$(tell stu 4 'RENEW 4')/$(says stu 4 transcript 'please send a new request')" "WRONG_STATE revoked: transcript>stu/1"

# ------------------------------------- a change after the admins have read it
ask stu 5 prof >/dev/null; confirm 5 >/dev/null
is "nothing has changed yet" "$(reads admin 5 review | grep -c 'Changed:')" 0
reply stu 5 received 'Application or vendor: Postman' >/dev/null
reply stu 5 received 'Data and courses: CHEM 210' >/dev/null
is "the sponsor reads the last change" "$(says prof 5 sponsor-ask 'Changed: Data and courses before: Grades of BIO 101, nothing else now: CHEM 210')" 1
is "and confirms it" "$(confirm 5)" "$confirmed"
is "the admins read all since they were asked" "$(says admin 5 review 'Changed: Data and courses before: .* now: CHEM 210 Changed: Application or vendor before: my own Python script now: Postman')" 1
is "APPROVE says what follows" "$(reply admin 5 review 'APPROVE 5')/$(says admin 5 transcript 'Done: the request is approved\.')" "OK issued: decided-note>boss $made transcript>admin/1"
is "a question is no reason" "$(reads boss 5 decided-note | grep -c 'The reason')" 0
