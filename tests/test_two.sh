#!/bin/sh
# Two admins have to approve what people of some roles ask for: two people, the
# same revision.  Admins who are away.  A check is the reason, the state after,
# and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'admins = {"admin@campus.example", "boss@campus.example", "p.essor@campus.example"}' \
    'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }' \
    'role faculty { approvals = 2 } role student { approvals = 2 }'
flat() { tr -s ' \n' ' '; }
says() { reads "$1" "$2" "$3" | flat | grep -cF -- "$4"; }
# what keeps its word although it is an admin who asks or sponsors: prof is one
review="review>admin review>boss"
first="OK review: decided-note>boss decided-note>prof transcript>admin"
made="OK issued: decided-note>admin decided-note>prof issued>big transcript>boss"
approvals() { desk show "$1" --json | grep -c '"event": "APPROVE"'; }

# two of three
is "a teacher asks" "$(ask big 1)" "OK review: received>big $review review>prof"
is "the first approves" "$(reply admin 1 review 'APPROVE 1')" "$first"
is "is told that it takes two" "$(says admin 1 transcript 'That is one of two: another administrator has to approve it, too.')" 1
is "nothing is owed to Canvas" "$(tokens_of 301)/$(desk outbox | wc -l)" "/0"
is "the others are asked" "$(says boss 1 decided-note 'Please answer APPROVE, DENY or ASK: Ad Min has approved, and two have to.')" 1
is "with all that there is to know" "$(says boss 1 decided-note 'Intended use: A script of my own')" 1
is "the same admin again" "$(reply admin 1 review 'APPROVE 1')" "ALREADY_DONE review: transcript>admin"
is "reads who did" "$(says admin 1 transcript 'APPROVE by admin@campus.example on')/$(says admin 1 transcript 'A second administrator has to approve it')" 1/1
is "it still waits for an admin" "$(field 1 '  "waiting_for"')" admin
is "the second approves" "$(reply boss 1 decided-note 'APPROVE 1')" "$made"
is "a third is told of both" "$(says prof 1 decided-note 'Bo Ss has decided this request: APPROVE.')/$(says prof 1 decided-note 'Approved before by Ad Min')" 1/1
is "the history has both" "$(approvals 1)/$(desk audit verify >/dev/null; echo $?)" 3/0
is "the first, afterwards" "$(reply admin 1 review 'APPROVE 1')" "ALREADY_DONE issued: transcript>admin"
is "NOTME of the first" "$(tell admin 1 'NOTME 1')" "OK revoked: forged>admin forged>boss forged>prof revoked>big"

# by a button, with an alias, in another case
is "a teacher asks" "$(ask big 2)" "OK review: received>big $review review>prof"
is "the first approves" "$(reply prof 2 review 'APPROVE 2')" "OK review: decided-note>admin decided-note>boss transcript>prof"
is "from another address of the same person" \
    "$(printf 'APPROVE 2\n' | answer "$(mail_to prof 2 review)" prof | sed 's/^From:.*/From: P <P.Essor@Campus.Example>/' | send p.essor@campus.example 2)" \
    "ALREADY_DONE review: transcript>prof"
is "by the second's button" "$(press "$(mail_to admin 2 decided-note)" admin 1 | send admin@campus.example 2)" \
    "OK issued: decided-note>boss decided-note>prof issued>big transcript>admin"

# what voids the first
is "a teacher asks" "$(ask big 3)" "OK review: received>big $review review>prof"
is "the first approves" "$(reply admin 3 review 'APPROVE 3')" "$first"
is "the request is edited" "$(reply big 3 received 'Data and courses: All of BIO 101')" "OK review: $review review>prof"
is "the second's old mail is stale" "$(reply boss 3 decided-note 'APPROVE 3')" "KEY_STALE review: transcript>boss"
is "the second is the first now" "$(reply boss 3 review 'APPROVE 3')" "OK review: decided-note>admin decided-note>prof transcript>boss"
is "NOTME of that one" "$(tell boss 3 'NOTME 3')" "OK review: forged>admin forged>boss forged>prof"
is "says what is void" "$(says admin 3 forged 'The decision was APPROVE by Bo Ss')" 1
is "old keys are dead" "$(reply admin 3 review 'APPROVE 3')" "KEY_STALE review: transcript>admin"
is "it takes two again" "$(reply admin 3 forged 'APPROVE 3')" "$first"
is "ASK of the second" "$(reply boss 3 decided-note 'ASK 3 which group?')" "OK question: question>big transcript>boss"
is "the answer changes no field" "$(reply big 3 question 'Group 3.')" "OK review: $review review>prof"
is "the reviewers read of the first" "$(says boss 3 review 'Approved by Ad Min on')" 1
is "one is enough then" "$(reply boss 3 review 'APPROVE 3')" "OK issued: decided-note>admin decided-note>prof issued>big transcript>boss"

# DENY by any admin, also by the first
is "a teacher asks" "$(ask big 4)" "OK review: received>big $review review>prof"
is "the first approves" "$(reply admin 4 review 'APPROVE 4')" "$first"
is "and denies after all" "$(reply admin 4 review 'DENY 4 on second thought')" "OK denied: decided-note>boss decided-note>prof denied>big transcript>admin"
is "the second is late" "$(reply boss 4 review 'APPROVE 4')" "KEY_SPENT denied: transcript>boss"

# sponsor, requester and the two are four people
is "a student asks" "$(ask stu 5 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "an admin sponsors" "$(reply prof 5 sponsor-ask 'CONFIRM 5')" "OK review: $review sponsor-confirmed>stu sponsor-thanks>prof"
is "the first approves" "$(reply admin 5 review 'APPROVE 5')" "OK review: decided-note>boss transcript>admin"
is "the sponsor is no second" "$(tell prof 5 'APPROVE 5')" "ALREADY_DONE review: transcript>prof"
is "the sponsor takes it back" "$(tell prof 5 'NOTME 5')" "OK sponsor: forged>admin forged>boss forged>prof sponsor-ask>prof status>stu"
is "confirmed once more" "$(reply prof 5 sponsor-ask 'CONFIRM 5')" "OK review: $review sponsor-confirmed>stu sponsor-thanks>prof"
is "the first approval is void" "$(reply boss 5 review 'APPROVE 5')" "OK review: decided-note>admin transcript>boss"
is "the second, and Canvas says no" "$(break_canvas forbidden_403 POST 1; reply admin 5 decided-note 'APPROVE 5')" \
    "OK review: decided-note>boss decided-note>prof problem>admin problem>boss transcript>admin"
is "it takes two again" "$(reply admin 5 problem 'APPROVE 5')" "OK review: decided-note>boss transcript>admin"
is "and the other one" "$(reply boss 5 decided-note 'APPROVE 5')" "OK issued: decided-note>admin decided-note>prof issued-note>prof issued>stu transcript>boss"
is "a TA needs one" "$(ask ta 6 big >/dev/null; reply big 6 sponsor-ask 'CONFIRM 6' >/dev/null; reply boss 6 review 'APPROVE 6')" \
    "OK issued: decided-note>admin decided-note>prof issued-note>big issued>ta transcript>boss"

# absence: whoever is there reads who is not
away() { # away NAME TEXT: an out-of-office
	{ header "$1" "$1@campus.example" canvas-tokens@campus.example "Automatic reply: x" "Auto-Submitted: auto-replied"; echo "$2"; } |
	    send "$1@campus.example" >/dev/null
}
is "a TA asks" "$(ask ta 7 big >/dev/null; reply big 7 sponsor-ask 'CONFIRM 7')" "OK review: $review review>prof sponsor-confirmed>ta sponsor-thanks>big"
away boss "Back on the first of May."
is "the list says who is away" "$(desk list --state review | grep -c '^ *away: Bo Ss: Back on the first of May\.$')" 1
is "the requester's STATUS, too" "$(tell ta 7 'STATUS 7' >/dev/null; says ta 7 status 'away: Bo Ss, "Back on the first of May."')" 1
at() { desk --now "$(date -u -d "+$1 days" +%Y-%m-%dT%H:%M:%SZ)" work >/dev/null 2>&1; }
at 5; at 6 # the third business day is over by then, the fifth not by both
is "the other admins read it in the reminder" "$(says admin 7 review-reminder 'Away: Bo Ss, "Back on the first of May."')" 1
is "who is away need not" "$(says boss 7 review-reminder 'Away: ')" 0
for n in 7 8 9 10; do [ -n "$(inbox admin@campus.example 'The desk this morning')" ] || at "$n"; done
is "and in the digest" "$("$tools/letter" "$(inbox admin@campus.example 'The desk this morning')" text | grep -c 'Away: Bo Ss, "Back on the first of May\."')" 1
is "any other admin decides" "$(reply prof 7 review 'APPROVE 7')" "OK issued: decided-note>admin decided-note>boss issued-note>big issued>ta transcript>prof"
