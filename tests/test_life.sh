#!/bin/sh
# The life of a request by mail, up to the decision: sponsor, form, question.
# A check is the reason, the state after, and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

# what was missing, sponsor first: the label of a line is no command
is "a form without a sponsor" "$({ header TA ta@campus.example canvas-tokens@campus.example Token; form | grep -v Agreement; } | send ta@campus.example 1)" \
    "MISSING_FIELDS incomplete: missing>ta"
is "completed by its last two lines" "$(reply ta 1 missing "Sponsor: prof@campus.example
Agreement to the policy: I agree")" "OK sponsor: received>ta sponsor-ask>prof"
is "completed in part" "$({ header TA ta@campus.example canvas-tokens@campus.example Token; echo "Purpose: x"; } | send ta@campus.example 2; reply ta 2 missing "Intended use: reading")" \
    "MISSING_FIELDS incomplete: missing>ta
MISSING_FIELDS incomplete: missing>ta"
is "the newest mail asks for the rest" "$(reads ta 2 | grep -cE "^(Purpose|Intended use|Data and courses|Application or vendor|Sponsor|Agreement to the policy): *$")" 4

# another sponsor
is "a student asks" "$(ask stu 3 prof)" "OK sponsor: received>stu sponsor-ask>prof"
old=$(mail_to prof 3)
is "SPONSOR names another" "$(tell stu 3 'SPONSOR 3 big@campus.example')" \
    "OK sponsor: received>stu sponsor-ask>big sponsor-released>prof"
is "the old sponsor's key is dead" "$(reply_to prof 3 "$old" 'CONFIRM 3')" "KEY_STALE sponsor: transcript>prof"
is "the revision counts" "$(field 3 '  "revision"')" 2
is "SPONSOR names the same again" "$(tell stu 3 'SPONSOR 3 big@campus.example')" "ALREADY_DONE sponsor: transcript>stu"
is "SPONSOR names nobody's teacher" "$(tell stu 3 'SPONSOR 3 staff@campus.example')" "MISSING_FIELDS sponsor: missing>stu"
is "is told what is wrong with that" "$(reads stu 3 missing | grep -c '^Sponsor: *$')" 1
is "and changes nothing" "$(desk list --mine big@campus.example --json | grep -c '"state": "sponsor"')" 1
is "somebody else names a sponsor" "$(tell ta 3 'SPONSOR 3 prof@campus.example')" "NOT_ALLOWED sponsor: transcript>ta"

# the form changes while the sponsor is asked
old=$(mail_to big 3)
is "a new form" "$(reply stu 3 '' 'Purpose: Grade export for BIO 102')" "OK sponsor: sponsor-ask>big"
is "shows the difference" "$(reads big 3 sponsor-ask | sed -n '/Changed:/,/now:/p' | tr -s ' ' | tr '\n' '|')" \
    " Changed: Purpose| before: Grade export for BIO 101 in group 3| now: Grade export for BIO 102|"
is "is a revision of its own" "$(field 3 '  "revision"')" 3
is "the key of the older one is dead" "$(reply_to big 3 "$old" 'CONFIRM 3')" "KEY_STALE sponsor: transcript>big"
is "the answer shows what changed" "$(reads big 3 transcript | grep -c 'now: *Grade export for BIO 102')" 1
is "the same form again" "$(reply stu 3 '' 'Purpose: Grade export for BIO 102')" "ALREADY_DONE sponsor: transcript>stu"
is "a form with a day that is over" "$(reply stu 3 '' 'Needed until: 2020-01-31')" "MISSING_FIELDS sponsor: missing>stu"
is "leaves the old day" "$(field 3 '    "until"')" "$(date -d '+60 days' +%Y-%m-%d)"
is "a form that names another sponsor" "$(reply stu 3 '' 'Sponsor: prof@campus.example')" \
    "OK sponsor: sponsor-ask>prof sponsor-released>big"

# DECLINE, and what comes after the end
is "DECLINE with a reason" "$(reply prof 3 sponsor-ask 'DECLINE 3 I do not know this person.')" \
    "OK declined: sponsor-declined>stu sponsor-thanks>prof"
is "the requester reads the reason" "$(reads stu 3 | grep -c 'I do not know this person\.')" 1
is "DECLINE again" "$(reply prof 3 sponsor-ask 'DECLINE 3')" "ALREADY_DONE declined: transcript>prof"
is "CONFIRM after it" "$(reply prof 3 sponsor-ask 'CONFIRM 3')" "KEY_SPENT declined: transcript>prof"
is "the answer says who decided" "$(reads prof 3 transcript | tr -s ' \n' ' ' | grep -c 'declined by prof@campus.example')" 1
is "a new form after the end" "$(reply stu 3 '' 'Purpose: something else')" "WRONG_STATE declined: transcript>stu"
is "CANCEL after the end" "$(tell stu 3 'CANCEL 3')" "WRONG_STATE declined: transcript>stu"
is "the same comes of its mails" "$(rebuilt)" ""
