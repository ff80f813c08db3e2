#!/bin/sh
# Requests by mail where Canvas is asked who people are, and where an admin makes
# the token by hand.  A check is the reason, the state after, and the mails:
# template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
sed -i -e 's/^canvas  *{/canvas { directory = true/' \
    -e 's/^policy  *{/policy { may_request = {"student", "ta", "staff", "faculty", "unknown"}/' "$campus/mailproc.conf"
grep -v '^big@' "$campus/people.csv" >"$campus/fewer.csv"
echo 'twin@campus.example,A Twin,staff,twin,' >>"$campus/fewer.csv"
rm "$campus"/state.db*
desk init >/dev/null; desk people import "$campus/fewer.csv" >/dev/null
unfound="missing>"

# found, and allowed
idle=yes
is "a student asks" "$(ask stu 1 prof)" "OK checking: received>stu"
is "waits for us" "$(field 1 '  "waiting_for"')" mailproc
is "CONFIRM is too early" "$(tell prof 1 'CONFIRM 1')" "WRONG_STATE checking: transcript>prof"
idle=
last=$(last_debt)
desk work
is "is found" "$(state_of 1): $(mails_after "$last")" "sponsor: sponsor-ask>prof"
is "CONFIRM" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "a staff member, who needs no sponsor but names one" "$(ask staff 2 bstu)" "OK review: received>staff review>admin review>boss"
is "somebody whom only Canvas knows" "$(ask bstu 3 prof)" "OK sponsor: received>bstu sponsor-ask>prof"
is "a sponsor whom only Canvas knows to teach" "$(ask ta 4 big)" "OK sponsor: received>ta sponsor-ask>big"
is "who confirms" "$(reply big 4 sponsor-ask 'CONFIRM 4')" "OK review: review>admin review>boss sponsor-confirmed>ta sponsor-thanks>big"

# Canvas is away: it is looked up later
break_canvas 502_html GET 1
is "Canvas is away" "$(ask stu 5 prof)" "OK checking: received>stu"
owed=$(desk outbox --json | sed -n 's/^    "id": \(.*\),$/\1/p')
desk retry "$owed" >/dev/null; desk work
is "Canvas is back" "$(state_of 5)" sponsor

# not found, or not allowed
is "nobody whom Canvas knows" "$(ask new 6 prof)" "OK incomplete: ${unfound}new received>new"
is "is told so" "$(reads new 6 missing | tr -s ' \n' ' ' | grep -c 'Canvas has no user with the address "new@campus.example"')" 1
is "and that alone" "$(reads new 6 missing | grep -cE '^(Purpose|Sponsor|Agreement to the policy): *$')" 0
is "asks to look again" "$(reply new 6 missing 'I have an account now.')" "OK incomplete: ${unfound}new received>new"
is "several" "$(ask twin 7)" "OK incomplete: ${unfound}twin received>twin"
is "are told so" "$(reads twin 7 missing | tr -s ' \n' ' ' | grep -c 'more than one user with the login "twin"')" 1
is "an administrator of Canvas" "$(ask admin 8)" "OK incomplete: ${unfound}admin received>admin"
is "is told so" "$(reads admin 8 missing | tr -s ' \n' ' ' | grep -c 'a Canvas administrator')" 1
is "a sponsor who does not teach" "$(ask stu 9 bstu)" "OK incomplete: ${unfound}stu received>stu"
is "is told so" "$(reads stu 9 missing | tr -s ' \n' ' ' | grep -c 'bstu@campus.example does not teach')" 1
is "another is asked for" "$(reads stu 9 missing | grep -c '^Sponsor: *$')" 1
is "names another" "$(reply stu 9 missing 'Sponsor: prof@campus.example')" "OK sponsor: received>stu sponsor-ask>prof"
is "a sponsor whom nobody knows" "$(ask ta 10 nobody)" "OK incomplete: ${unfound}ta received>ta"
is "another is asked for as well" "$(reads ta 10 missing | grep -c '^Sponsor: *$')" 1
is "a sponsor who is known not to be faculty" "$(ask ta 11 staff)" "MISSING_FIELDS incomplete: missing>ta"

# CANCEL while it is looked up
idle=yes
is "another request" "$(ask bstu 12 prof)" "OK checking: received>bstu"
is "CANCEL" "$(tell bstu 12 'CANCEL 12')" "OK cancelled: cancelled>bstu"
idle=
desk work
is "nothing more comes of it" "$(state_of 12)/$(desk outbox | wc -l)" cancelled/0

# by hand
echo 'backend = "manual"' >>"$campus/mailproc.conf"
sed -i 's/directory = true//' "$campus/mailproc.conf"
asked=$("$tools/web" GET "$canvas/_standin/counters" </dev/null | grep -o '"requests":[0-9]*')
is "APPROVE" "$(reply admin 1 review 'APPROVE 1')" "OK approved: decided-note>boss transcript>admin"
is "owes nothing to Canvas" "$(desk outbox | wc -l)" 0
is "DONE of the sponsor" "$(tell prof 1 'DONE 1')" "NOT_ALLOWED approved: transcript>prof"
is "DONE without a key" "$(tell boss 1 'DONE 1')" "NO_KEY approved: challenge>boss"
is "NOTME" "$(tell prof 1 'NOTME 1')" "OK review: forged>admin forged>boss forged>prof forged>stu"
is "APPROVE once more" "$(reply boss 1 forged 'APPROVE 1')" "OK approved: decided-note>admin transcript>boss"
sed -i 's/authserv_id = /require_key = false authserv_id = /' "$campus/mailproc.conf"
is "DONE where no key is required" "$(tell boss 1 'DONE 1')" "OK issued: issued-note>prof issued>stu"
is "says who hands it over" "$(reads stu 1 issued | tr -s ' \n' ' ' | grep -c 'handed to you by an administrator')" 1
is "DONE again" "$(tell admin 1 'DONE 1')" "ALREADY_DONE issued: transcript>admin"
is "REVOKE" "$(tell stu 1 'REVOKE 1')" "OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
is "Canvas was not asked" "$("$tools/web" GET "$canvas/_standin/counters" </dev/null | grep -o '"requests":[0-9]*')" "$asked"
is "it stays owed until an admin has deleted it" "$(desk outbox | grep -c delete)" 1
is "DONE" "$(tell admin 1 'DONE 1')" "OK revoked: transcript>admin"
is "and nothing is left to do" "$(desk outbox | wc -l)" 0
