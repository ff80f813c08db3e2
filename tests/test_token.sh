#!/bin/sh
# The life of a request by mail, once it is approved: NOTME, RESEND, REVOKE,
# RENEW, and a token that cannot be made.  A check is the reason, the state
# after, and the mails: template>person; and what Canvas has.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
made="issued-note>prof issued>stu"
approved="decided-note>boss transcript>admin"
void="OK review: forged>admin forged>boss forged>prof forged>stu"
revoked="OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
ask_and_confirm() { ask stu "$1" prof >/dev/null; reply prof "$1" sponsor-ask "CONFIRM $1" >/dev/null; }
approve() { reply admin "$1" review "APPROVE $1"; }

# NOTME while the token is owed: nothing is made, and nobody decides but anew
ask_and_confirm 1
old=$(mail_to admin 1 review)
idle=yes
is "APPROVE" "$(approve 1)" "OK approved: $approved"
is "NOTME of an admin who did not decide" "$(tell boss 1 'NOTME 1')" "NOT_ALLOWED approved: transcript>boss"
is "NOTME of the sponsor" "$(tell prof 1 'NOTME 1')" "$void"
desk work
is "the mail says whose decision it was" "$(reads boss 1 forged | grep -c 'The decision was APPROVE by')" 1
is "the debt is void" "$(tokens_of 101)/$(desk outbox | wc -l)" "/0"
is "the old key stays spent" "$(reply_to admin 1 "$old" 'APPROVE 1')" "KEY_SPENT review: transcript>admin"
is "APPROVE with the key of that mail" "$(reply boss 1 forged 'APPROVE 1')" "OK approved: decided-note>admin transcript>boss"
is "NOTME of the admin who decided" "$(tell boss 1 'NOTME 1')" "$void"
desk work
is "APPROVE once more" "$(reply admin 1 forged 'APPROVE 1')" "OK approved: $approved"
is "NOTME of the requester" "$(tell stu 1 'NOTME 1')" "$void"
desk work
is "still nothing was made" "$(tokens_of 101)" ""

# the same, when the answer of Canvas was lost: the token is there, unknown
idle=
break_canvas drop_after POST 1
is "APPROVE, and the answer is lost" "$(reply admin 1 forged 'APPROVE 1')" "OK approved: $approved"
is "a token is there" "$(tokens_of 101)" "4711 pending"
break_canvas 502_html any 1
is "NOTME then, while Canvas is away" "$(tell prof 1 'NOTME 1')" "$void"
is "it is not deleted yet" "$(tokens_of 101)" "4711 pending"
is "APPROVE waits for that" "$(reply admin 1 forged 'APPROVE 1')" "OK approved: $approved"
desk retry "$(desk outbox --json | tr -d '",' | awk '$1 == "id:" { id = $2 } $2 == "delete" { print id }')" >/dev/null
desk work
is "it is deleted, then another is made" "$(state_of 1)/$(tokens_of 101)/$(desk outbox | wc -l)" "issued/4712 pending/0"
is "NOTME of the sponsor, issued" "$(tell prof 1 'NOTME 1')" "OK revoked: forged>admin forged>boss revoked>prof revoked>stu"
is "deletes it" "$(tokens_of 101)" ""
is "for good" "$(tell prof 1 'NOTME 1')" "WRONG_STATE revoked: transcript>prof"

# RESEND, RENEW, REVOKE
ask_and_confirm 2
is "RESEND is too early" "$(tell stu 2 'RESEND 2')" "WRONG_STATE review: transcript>stu"
is "REVOKE is too early" "$(tell prof 2 'REVOKE 2')" "WRONG_STATE review: transcript>prof"
is "DONE is not for this backend" "$(reply admin 2 review 'DONE 2')" "WRONG_STATE review: transcript>admin"
is "APPROVE" "$(approve 2)" "OK issued: decided-note>boss $made transcript>admin"
is "a token" "$(tokens_of 101)" "4713 pending"
is "DENY afterwards" "$(reply boss 2 review 'DENY 2 no')" "KEY_SPENT issued: transcript>boss"
is "CANCEL afterwards" "$(tell stu 2 'CANCEL 2')" "WRONG_STATE issued: transcript>stu"
is "RESEND of the sponsor" "$(tell prof 2 'RESEND 2')" "NOT_ALLOWED issued: transcript>prof"
is "RESEND" "$(press "$(mail_to stu 2 issued)" stu 1 | send stu@campus.example 2)" "OK issued: $made"
is "another token, the old one deleted" "$(tokens_of 101)" "4714 pending"
is "is the one on record" "$(field 2 '    "id"' | tail -n 1)" 4714
is "RENEW of the sponsor" "$(tell prof 2 'RENEW 2')" "NOT_ALLOWED issued: transcript>prof"
is "RENEW" "$(tell stu 2 'RENEW 2')" "OK issued: received>stu sponsor-ask>prof"
is "is a new request" "$(state_of 3)/$(field 3 '    "purpose"')/$(field 3 '    "until"')" "sponsor/Grade export for BIO 101 in group 2/null"
is "the token stays" "$(tokens_of 101)" "4714 pending"
is "REVOKE of somebody else" "$(tell ta 2 'REVOKE 2')" "NOT_ALLOWED issued: transcript>ta"
is "REVOKE of an admin without a key" "$(tell admin 2 'REVOKE 2')" "NO_KEY issued: challenge>admin"
is "REVOKE of the sponsor" "$(press "$(mail_to prof 2 issued-note)" prof 1 | send prof@campus.example 2)" "$revoked"
is "deletes the token" "$(tokens_of 101)/$(field 2 '    "state"')" "/deleted"
is "REVOKE again" "$(tell stu 2 'REVOKE 2')" "ALREADY_DONE revoked: transcript>stu"
is "RENEW of what has ended" "$(tell stu 2 'RENEW 2')" "WRONG_STATE revoked: transcript>stu"
ask_and_confirm 4; approve 4 >/dev/null
is "RESEND, and Canvas says no" "$(break_canvas forbidden_403 POST 1; tell stu 4 'RESEND 4')" "OK review: problem>admin problem>boss"
is "APPROVE with the key of that mail" "$(reply admin 4 problem 'APPROVE 4')" "OK issued: decided-note>boss $made transcript>admin"
is "REVOKE of the requester" "$(press "$(mail_to stu 4 issued)" stu 2 | send stu@campus.example 4)" "$revoked"
is "leaves nothing" "$(tokens_of 101)" ""
sed -i 's/authserv_id = /require_key = false authserv_id = /' "$campus/mailproc.conf"
ask_and_confirm 5; approve 5 >/dev/null
is "REVOKE of an admin where no key is required" "$(tell boss 5 'REVOKE 5')" "$revoked"
is "deletes the token too" "$(tokens_of 101)" ""
sed -i 's/require_key = false //' "$campus/mailproc.conf"

# a token that Canvas will not make
ask_and_confirm 6
break_canvas forbidden_403 POST 1
is "APPROVE, and Canvas says no" "$(approve 6)" "OK review: decided-note>boss problem>admin problem>boss transcript>admin"
is "the mail says what Canvas said" "$(reads boss 6 problem | grep -c 'not authorized')" 1
is "the old key is spent" "$(approve 6)" "KEY_SPENT review: transcript>admin"
is "DENY with the key of that mail" "$(reply boss 6 problem 'DENY 6 Canvas will not')" \
    "OK denied: decided-note>admin denied>prof denied>stu transcript>boss"
is "an administrator of Canvas asks" "$(ask admin 7)" "OK review: received>admin review>boss"
is "cannot approve it, having no key" "$(tell admin 7 'APPROVE 7')" "NOT_ALLOWED review: transcript>admin"
is "APPROVE of the other" "$(reply boss 7 review 'APPROVE 7')" "OK review: decided-note>admin problem>boss transcript>boss"
is "it says why not" "$(reads boss 7 problem | tr -s ' \n' ' ' | grep -c 'a Canvas administrator')" 1

# the last day passes before the token is made
{ header Stu stu@campus.example canvas-tokens@campus.example Token
  form prof@campus.example | sed "s/^Needed until:.*/Needed until: $(date -d '+1 day' +%Y-%m-%d)/"; } | send stu@campus.example >/dev/null
reply prof 8 sponsor-ask 'CONFIRM 8' >/dev/null
idle=yes
is "APPROVE, and nobody works for three days" "$(approve 8)" "OK approved: $approved"
idle=
desk --now "$(date -u -d '+3 days' +%Y-%m-%dT%H:%M:%SZ)" work
is "no token that has ended already" "$(state_of 8)/$(tokens_of 101)" "review/"
is "the admins are told" "$(reads boss 8 problem | tr -s ' \n' ' ' | grep -c 'the day it was to end is over')" 1
tell stu 8 'CANCEL 8' >/dev/null

# more open requests than one may have
ask_and_confirm 9; approve 9 >/dev/null
for n in 10 11; do ask stu $n prof >/dev/null; done
is "one too many" "$(ask stu 12 prof)" "NOT_ALLOWED : transcript>stu"
is "and as a RENEW" "$(tell stu 9 "RENEW 9")" "NOT_ALLOWED issued: transcript>stu"
is "says why" "$(reads stu 9 transcript | tr -s ' \n' ' ' | grep -c 'Nothing has changed. You already have 3 requests')" 1
is "there is none more" "$(desk list --mine stu@campus.example --state sponsor --json | grep -c "^    \"id\"")" 3
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
