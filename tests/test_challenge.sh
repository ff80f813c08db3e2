#!/bin/sh
# A mail that proves too little waits for one word from the mailbox on file.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

held() { desk held | wc -l | tr -d ' '; }
# yes NAME FILE | no NAME FILE: a button of a challenge, without any proof but its key
from() { sed "s/^From: .*/From: $1 <$1@campus.example>/"; }
yes() { press "$2" "$1" 1 | from "$1" | send "$1@campus.example" "${3:-}"; }
no() { press "$2" "$1" 2 | from "$1" | send "$1@campus.example" "${3:-}"; }
dump() { desk list --json; desk held; }

# -------------------------------------------------- a request nobody vouches for
stamp=unvouched
is "an unproved request" "$(ask stu 1 prof)" "AUTH_NONE : challenge>stu"
is "waits" "$(held) $(desk list | wc -l | tr -d ' ')" "1 0"
mail=$(inbox stu@campus.example)
is "the challenge" "$("$tools/letter" "$mail" Subject)" "Did you write this?"
is "passes on nothing of what a stranger wrote" "$(grep -c 'Grade export' "$mail")" 0
is "is not repeated that day" "$(ask stu 1 prof)" "AUTH_NONE : "
is "somebody else's YES" "$(yes ta "$mail")" "AUTH_NONE"
is "without a clear word" "$({ press "$mail" stu 1 | sed '$d'; echo 'Yes, but why?'; } | send stu@campus.example)" "AMBIGUOUS"
is "still waits" "$(desk list | wc -l | tr -d ' ')" 0
is "YES" "$(yes stu "$mail" 1)" "OK sponsor: received>stu sponsor-ask>prof"
is "the others still wait" "$(held)" 2
is "its grade" "$(desk log 1 --json | grep -c '"grade": *"challenge"')" 1
is "YES twice" "$(yes stu "$mail" 1)" "AUTH_NONE sponsor: "
mail=$(inbox stu@campus.example received)
is "the answer has no key of a challenge left" "$(desk list | wc -l | tr -d ' ')" 1

is "another one" "$(ask ta 2 prof)" "AUTH_NONE : challenge>ta"
is "NO" "$(no ta "$(inbox ta@campus.example)")" "OK"
is "is dropped" "$(desk held | grep -c 'ta@.*Token') $(desk list | wc -l | tr -d ' ')" "0 1"

is "from outside" "$({ header X x@elsewhere.example canvas-tokens@campus.example hello; form; } | send x@elsewhere.example)" "NOT_IN_DOMAINS"
failing() { echo 'Authentication-Results: mx.campus.example; dmarc=fail header.from=campus.example'; unvouched "$1"; }
stamp=failing
is "with a bad result" "$({ header staff staff@campus.example canvas-tokens@campus.example hello; form; } | send staff@campus.example)" "AUTH_FAIL"
stamp=unvouched
is "nobody was asked" "$(inbox staff@campus.example)$(inbox x@elsewhere.example)" ""

# ------------------------------------------------- an admin who answers no mail
is "the sponsor's key alone" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" \
    "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "an admin's key alone" "$(reply admin 1 review 'APPROVE 1')" "AUTH_NONE review: challenge>admin"
mail=$(inbox admin@campus.example)
is "is told, once" "$("$tools/letter" "$mail" Subject) $(reply admin 1 review 'DENY 1')" \
    "Held: a decision in your name AUTH_NONE review: "
is "and can not decide by a YES" "$("$tools/letter" "$mail" button 1; grep -c 'Ref: ' "$mail")" 0
stamp=
is "APPROVE without the key" "$(tell admin 1 'APPROVE 1')" "NO_KEY review: challenge>admin"
mail=$(mail_to admin 1 challenge)
is "what is asked" "$("$tools/letter" "$mail" text | grep -c '^  APPROVE 1')" 1
is "YES of another admin" "$(yes boss "$mail" 1)" "KEY_FOREIGN review: transcript>boss"
is "DENY instead of YES" "$({ press "$mail" admin 1 | sed '$d'; echo 'DENY 1'; } | send admin@campus.example 1)" "AMBIGUOUS review: transcript>admin"
other=$(tell boss 1 'DENY 1')
is "DENY of the other" "$other" "NO_KEY review: challenge>boss"
other=$(mail_to boss 1 challenge)
is "YES decides" "$(yes admin "$mail" 1)" "OK issued: decided-note>boss issued-note>prof issued>stu transcript>admin"
is "the other's YES comes too late" "$(yes boss "$other" 1 | cut -d' ' -f1,2)" "WRONG_STATE issued:"

# ---------------------------------------------------------- what time does to it
is "one more" "$(ask stu 2 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "confirmed" "$(reply prof 2 '' 'CONFIRM 2' | cut -d' ' -f1)" OK
is "APPROVE without the key" "$(tell admin 2 'APPROVE 2')" "NO_KEY review: challenge>admin"
mail=$(mail_to admin 2 challenge)
before=$(dump)
plain=$mailproc
mailproc="$plain --now $(date -u -d '+15 days' +%Y-%m-%dT%H:%M:%SZ)"
desk() { $mailproc -c "$campus/mailproc.conf" "$@"; }
idle=1
is "YES after two weeks" "$(yes admin "$mail" | cut -d' ' -f1)" KEY_STALE
is "changed nothing" "$(dump)" "$before"
mailproc=$plain
idle=
is "a new form" "$({ header Stu stu@campus.example canvas-tokens@campus.example "Re: [Canvas token #2] x"; form prof@campus.example 2 | sed 's/^Data.*/Data and courses: everything/'; } |
    send stu@campus.example 2 | cut -d' ' -f1)" OK
is "YES to what was before it" "$(yes admin "$mail" 2 | cut -d' ' -f1)" KEY_STALE
is "the same comes of its mails" "$(rebuilt)" ""

# ------------------------------------ the same revision, but it has been elsewhere
is "once more" "$(ask staff 3)" "OK review: received>staff review>admin review>boss"
is "APPROVE without its key" "$(tell admin 3 'APPROVE 3')" "NO_KEY review: challenge>admin"
mail=$(mail_to admin 3 challenge)
mailproc="$plain --now $(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)"
is "the other admin asks" "$(reply boss 3 review 'ASK 3: which course?' | cut -d' ' -f1,2)" "OK question:"
is "the answer" "$(reply staff 3 question 'All of them, and those of others.')" "OK review: review>admin review>boss"
is "YES to what was before the answer" "$(yes admin "$mail" 3 | cut -d' ' -f1,2)" "KEY_STALE review:"
