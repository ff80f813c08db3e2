#!/bin/sh
# Backend manual: the same workflow, row by row, with an administrator who makes
# and deletes tokens by hand and answers DONE; hand-over none and regenerate.  A
# check is the reason, the state after, and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'backend = "manual"' 'handover = "none"' \
    'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
approved="OK approved: decided-note>boss transcript>admin"
made="OK issued: issued-note>prof issued>stu"
revoked="OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
void="OK review: forged>admin forged>boss forged>prof forged>stu"
ask_and_confirm() { ask stu "$1" prof >/dev/null; reply prof "$1" sponsor-ask "CONFIRM $1" >/dev/null; }
approve() { reply admin "$1" review "APPROVE $1"; }
flat() { tr -s ' \n' ' '; }
says() { # says NAME ID TEMPLATE TEXT: how often that mail says so
	reads "$1" "$2" "$3" | flat | grep -cF -- "$4"
}
token_is() { desk show "$1" --json | tr -d ' \n' | sed -n 's/.*"token":{\([^}]*\)}.*/\1/p;s/.*"token":\(null\).*/\1/p'; }
owed() { desk outbox --json | tr -d '",' | awk '$1 == "kind:" { kind = $2 } $1 == "request:" { print kind "#" $2 }' | tr '\n' ' '; }
day=$(date -d '+60 days' +%Y-%m-%d)

# request to DONE
is "a student asks" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "the sponsor confirms" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" \
    "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "the review says what APPROVE does" "$(says admin 1 review 'brings you the steps to make the token by hand')" 1
is "DONE is too early" "$(reply admin 1 review 'DONE 1')" "WRONG_STATE review: transcript>admin"
is "APPROVE" "$(approve 1)" "$approved"
is "nothing is asked of Canvas" "$(owed)/$(tokens_of 101)" "/"
is "work has nothing left to do" "$(desk work; echo $?)" 0
is "the steps name the login" "$(says admin 1 transcript 'the person whose login is stu, letter by letter')" 1
is "and the purpose with its tag" "$(says admin 1 transcript '[CT-1] Grade export for BIO 101 in group 1')" 1
is "and the day" "$(says admin 1 transcript "expires on $day at 23:59")" 1
is "and what to answer, but not the secret" \
    "$(says admin 1 transcript 'Answer DONE 1 alone')/$(says admin 1 transcript 'never by mail, and never to us')" 1/1
is "there is no token yet" "$(token_is 1)" null
is "it waits for an administrator" "$(field 1 '  "waiting_for"')" admin
is "the others are told" "$(says boss 1 decided-note 'to be made by hand; Ad Min has the steps')" 1
is "the admin's STATUS says so" "$(tell admin 1 'STATUS 1')" "OK approved: status>admin"
is "in words" "$(says admin 1 status '#1 approved, waiting for: admin')" 1
is "DONE of the requester" "$(tell stu 1 'DONE 1')" "WRONG_STATE approved: transcript>stu"
is "DONE of the sponsor" "$(tell prof 1 'DONE 1')" "NOT_ALLOWED approved: transcript>prof"
is "DONE of an admin without a key" "$(tell boss 1 'DONE 1')" "NO_KEY approved: challenge>boss"
is "DONE as an answer to the steps" "$(reply admin 1 transcript 'DONE 1')" "$made"
is "the token as far as we know it" "$(token_is 1 | sed 's/T[0-9:]*Z/T/')" \
    "\"id\":null,\"purpose\":\"[CT-1]GradeexportforBIO101ingroup1\",\"expires_at\":\"$(date -d "$day +1 day" +%Y-%m-%d)T\",\"state\":\"pending\""
is "its owner reads how to get it" "$(says stu 1 issued 'handed to you by an administrator, in person')" 1
is "and that we cannot see it" "$(says stu 1 issued 'answer with the line below, or we take it for unused. DONE 1')" 1
is "no unlock code, nothing to regenerate" "$(reads stu 1 issued | grep -ciE 'unlock|regenerate')" 0
is "DONE again" "$(reply boss 1 review 'DONE 1')" "ALREADY_DONE issued: transcript>boss"
is "the owner says that it is active" "$(tell stu 1 'DONE 1')" "OK active: transcript>stu"
is "and again" "$(tell stu 1 'DONE 1')" "ALREADY_DONE active: transcript>stu"

# REVOKE: a task for the admins that stays until somebody has seen to it
is "REVOKE of the sponsor" "$(tell prof 1 'REVOKE 1')" "$revoked"
is "work does not pretend to delete it" "$(desk work; echo $?)/$(owed)/$(field 1 '    "state"')" "0/delete#1 /active"
is "the admins get the steps" "$(says admin 1 revoked 'Delete every one whose purpose begins with [CT-1]')" 1
is "the others read who does it" "$(says stu 1 revoked 'an administrator deletes it in Canvas, by hand')/$(reads stu 1 revoked | grep -c 'DONE')" 1/0
is "DONE of the sponsor" "$(tell prof 1 'DONE 1')" "NOT_ALLOWED revoked: transcript>prof"
is "DONE of an admin, by the button" "$(press "$(mail_to boss 1 revoked)" boss 1 | send boss@campus.example 1)" "OK revoked: transcript>boss"
is "it is off the list" "$(owed)/$(field 1 '    "state"')" "/deleted"
is "DONE again" "$(reply admin 1 revoked 'DONE 1')" "ALREADY_DONE revoked: transcript>admin"
is "the trail says who" "$(desk log 1 | grep -cE 'DONE  *boss@campus.example .*OK$')" 1

# NOTME while it is to be made
ask_and_confirm 2
is "APPROVE" "$(approve 2)" "$approved"
is "NOTME of the sponsor" "$(tell prof 2 'NOTME 2')" "$void"
is "the admins are asked to delete what was made already" "$(says boss 2 forged 'begins with [CT-2], please delete it')" 1
is "DONE then" "$(reply admin 2 forged 'DONE 2')" "WRONG_STATE review: transcript>admin"
is "APPROVE with a fresh key" "$(reply boss 2 forged 'APPROVE 2')" "OK approved: decided-note>admin transcript>boss"
is "DONE of the other admin" "$(printf '%s\n' 'DONE 2' | answer "$(mail_to boss 2 transcript)" boss | send boss@campus.example 2)" "$made"

# RESEND: made by hand once more
is "RESEND" "$(tell stu 2 'RESEND 2')" "OK approved: decided-note>admin decided-note>boss"
is "every admin reads the steps" "$(says admin 2 decided-note 'Please make the token by hand once more')/$(says admin 2 decided-note 'begins with [CT-2], delete it')" 1/1
is "DONE" "$(reply admin 2 decided-note 'DONE 2')" "$made"
is "NOTME of the sponsor, issued" "$(tell prof 2 'NOTME 2')" "OK revoked: forged>admin forged>boss revoked>prof revoked>stu"
is "with the steps to delete it" "$(says admin 2 forged 'Delete every one whose purpose begins with [CT-2]')" 1
is "DONE" "$(reply admin 2 forged 'DONE 2')" "OK revoked: transcript>admin"

# several at once: each line has its steps
ask_and_confirm 3; ask_and_confirm 4
is "two approvals in a mail" "$({ header admin admin@campus.example canvas-tokens@campus.example x; printf 'APPROVE 3\nAPPROVE 4\n'; } | send admin@campus.example)" NO_KEY
is "DENY, CANCEL and the like are as ever" "$(reply admin 3 review 'DENY 3 no')" \
    "OK denied: decided-note>boss denied>prof denied>stu transcript>admin"
is "CANCEL" "$(tell stu 4 'CANCEL 4')" "OK cancelled: cancelled>admin cancelled>boss cancelled>prof cancelled>stu"

# time: the reminder, the end of what was never activated, the end date
ask_and_confirm 5; approve 5 >/dev/null; reply admin 5 transcript 'DONE 5' >/dev/null
ask_and_confirm 6; approve 6 >/dev/null; reply admin 6 transcript 'DONE 6' >/dev/null; tell stu 6 'DONE 6' >/dev/null
at() { # at DAYS ID: what time brings by then; the digest has a check of its own
	debt=$(last_debt)
	desk --now "$(date -u -d "+$1 days" +%Y-%m-%dT%H:%M:%SZ)" work --clock-is-right >/dev/null 2>&1
	echo "$(state_of "$2"): $(unlisted=digest mails_after "$debt")"
}
is "reminded of activating" "$(at 10 5)" "issued: activate-reminder>stu"
is "asked to say that it is" "$(says stu 5 activate-reminder 'and answer DONE when it is')" 1
is "never activated" "$(at 32 5)" "lapsed: lapsed>prof lapsed>stu"
is "not the one that was" "$(state_of 6)" active
is "to be deleted by hand" "$(owed)/$(says stu 5 lapsed 'an administrator deletes it')" "delete#5 /1"
at 48 6 >/dev/null
is "the end date" "$(at 62 6)" "expired: expired>prof expired>stu"
is "is no work for Canvas" "$(says stu 6 expired 'and works no more.')/$(owed)" "1/delete#5 delete#6 "
for n in 63 64 65 66; do at "$n" 6 >/dev/null; done # one is a business day
digest=$(inbox admin@campus.example "The desk this morning")
is "the digest lists both" "$("$tools/letter" "$digest" text | grep -c 'Waiting: #[56], Stu Dent, the token is to be deleted by hand')" 2
is "DONE" "$(tell admin 6 'DONE 6')" "NO_KEY expired: challenge>admin"
is "and YES" "$(reply admin 6 challenge YES)" "OK expired: transcript>admin"
is "is off the list" "$(owed)" "delete#5 "

# RENEW: the old one is to be deleted when its owner says that the new one is active
ask_and_confirm 7; approve 7 >/dev/null; reply admin 7 transcript 'DONE 7' >/dev/null; tell stu 7 'DONE 7' >/dev/null
is "RENEW" "$(tell stu 7 'RENEW 7')" "OK active: received>stu sponsor-ask>prof"
reply prof 8 sponsor-ask 'CONFIRM 8' >/dev/null; approve 8 >/dev/null
is "DONE" "$(reply admin 8 transcript 'DONE 8')" "$made"
is "the old one lives" "$(state_of 7)" active
is "the owner says that the new one is active" "$(tell stu 8 'DONE 8')" "OK active: expired>prof expired>stu transcript>stu"
is "the old one is to be deleted" "$(state_of 7)/$(says stu 7 expired 'The older token is to be deleted by hand')/$(owed)" "expired/1/delete#5 delete#7 "

# hand-over regenerate, and what check thinks of the combinations
sed -i 's/^handover.*/handover = "regenerate"/' "$campus/mailproc.conf"
is "all is well" "$(desk check | grep -c '^ok  *hand-over  *regenerate')" 1
ask_and_confirm 9; approve 9 >/dev/null
is "the admin need not copy it" "$(says admin 9 transcript 'leave it there, uncopied')" 1
is "DONE" "$(reply admin 9 transcript 'DONE 9')" "$made"
is "its owner has Canvas show it" "$(says stu 9 issued 'Press "regenerate" in the same row: Canvas shows you the token, once')/$(says stu 9 issued 'in person')" 1/0
sed -i 's/^handover.*/handover = "sealed"/' "$campus/mailproc.conf"
is "sealed is no hand-over by hand" "$(desk check | grep -A1 '^warn hand-over' | grep -c 'set handover = "none"')" 1
sed -i 's/directory = false/directory = true/; s/^canvas *{/& directory = true /' "$campus/mailproc.conf"
is "nor is there a directory to ask" "$(desk check 2>&1; echo $?)" \
    "mailproc check: $campus/mailproc.conf:$(grep -n '^canvas' "$campus/mailproc.conf" | cut -d: -f1): canvas.directory: expected false, because backend is manual: nobody asks Canvas then
78"
