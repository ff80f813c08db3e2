#!/bin/sh
# Policy as configuration: what differs by role, how many tokens a sponsor may
# carry, and what check thinks of a policy that contradicts itself.  A check is
# the reason, the state after, and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }' \
    'policy { sponsor_tokens_max = 2 policy_url = "https://campus.example/aup" }' \
    'role student { token_days_max = 30 risk = "A student who leaves the group deletes the token that day." }'
conf=$campus/mailproc.conf
flat() { tr -s ' \n' ' '; }
says() { reads "$1" "$2" "$3" | flat | grep -cF -- "$4"; }
by_day() { # by_day NAME ID DAYS [SPONSOR]: a request that ends in so many days
	{ header "$1" "$1@campus.example" canvas-tokens@campus.example "Token"
		form "${4:+$4@campus.example}" "$2" | sed "s/^Needed until:.*/Needed until: $(TZ=America/New_York date -d "+$3 days" +%Y-%m-%d)/"; } |
	    send "$1@campus.example" "$2"
}
ends() { desk show "$1" --json | sed -n 's/.*"expires_at": "\(.*\)T.*/\1/p'; }

# the longest life
is "a student, too long" "$(by_day stu 1 31 prof)" "MISSING_FIELDS incomplete: missing>stu"
is "is told how long" "$(says stu 1 missing 'A token lives 30 days at most here')" 1
is "and asked for that alone" "$(reads stu 1 missing | grep -cE '^(Purpose|Intended use|Data and courses|Application or vendor|Needed until|Sponsor|Agreement to the policy): *$')" 1
is "as long as may be" "$(reply stu 1 missing "Needed until: $(TZ=America/New_York date -d '+30 days' +%Y-%m-%d)")" "OK sponsor: received>stu sponsor-ask>prof"
is "staff, as long as in general" "$(by_day staff 2 120)" "OK review: received>staff review>admin review>boss"
is "HELP says the student's own" "$(tell stu '' HELP >/dev/null; "$tools/letter" "$(inbox stu@campus.example 'How to ask')" text | grep -c 'at most 30 days ahead')" 1

# the risks
is "the sponsor reads them" "$(says prof 1 sponsor-ask 'A student who leaves the group deletes the token that day.')" 1
is "the requester, too" "$(says stu 1 received 'A student who leaves the group deletes the token that day.')" 1
is "of students only" "$(says staff 2 received 'A student who leaves')" 0

# the end of a token without a date
reply prof 1 sponsor-ask 'CONFIRM 1' >/dev/null
is "APPROVE" "$(reply admin 1 review 'APPROVE 1')" "OK issued: decided-note>boss issued-note>prof issued>stu transcript>admin"
is "ends where it was asked to" "$(ends 1)" "$(TZ=America/New_York date -d '+31 days' +%Y-%m-%d)"
is "a request without a date" "$({ header stu stu@campus.example canvas-tokens@campus.example Token; form prof@campus.example 3 | grep -v '^Needed'; } | send stu@campus.example 3)" \
    "OK sponsor: received>stu sponsor-ask>prof"

# how many tokens a sponsor may carry: one lives, one is asked for
is "one more than prof may carry" "$(ask ta 4 prof)" "MISSING_FIELDS incomplete: missing>ta"
is "asks for another sponsor" "$(says ta 4 missing 'already sponsors as many tokens as one person may; please name another')" 1
is "who has room" "$(reply ta 4 missing 'Sponsor: big@campus.example')" "OK sponsor: received>ta sponsor-ask>big"
is "SPONSOR cannot name prof either" "$(tell ta 4 'SPONSOR 4 prof@campus.example')" "MISSING_FIELDS sponsor: missing>ta"
sed -i 's/sponsor_tokens_max = 2/sponsor_tokens_max = 1/' "$conf"
is "CONFIRM, now that one is the limit" "$(reply prof 3 sponsor-ask 'CONFIRM 3')" "NOT_ALLOWED sponsor: transcript>prof"
is "says why, and what helps" "$(says prof 3 transcript 'You already sponsor as many tokens and requests as one person may (1)')/$(says prof 3 transcript 'by REVOKE, or DECLINE this one')" 1/1
is "REVOKE the other" "$(tell prof 1 'REVOKE 1')" "OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
is "makes room" "$(reply prof 3 sponsor-ask 'CONFIRM 3')" "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "APPROVE" "$(reply admin 3 review 'APPROVE 3')" "OK issued: decided-note>boss issued-note>prof issued>stu transcript>admin"
is "without a date it ends with the student's longest life" "$(ends 3)" "$(TZ=America/New_York date -d '+31 days' +%Y-%m-%d)"
is "RENEW: the same sponsor carries one, as before" "$(tell stu 3 'RENEW 3')" "OK issued: received>stu sponsor-ask>prof"

# check, and a configuration that cannot be
cp "$conf" "$campus/good.conf"
checks() { # checks LINE...: what check says of the policy with these further lines
	cp "$campus/good.conf" "$conf"
	for line in "$@"; do
		sed -i "/^${line%% *} /d" "$conf"
		echo "$line" >>"$conf"
	done
	desk check --json | tr -d '\n' | sed 's/}/&\n/g' |
	    sed -n 's/.*"check": "policy", *"result": "\([a-z]*\)", *"detail": "\([^"]*\)".*/\1 \2/p'
	cp "$campus/good.conf" "$conf"
}
is "all is well" "$(checks)" "ok nothing in it contradicts itself"
is "nobody may ask" "$(checks 'role ta { }' 'policy { may_request = {} }')" "warn may_request is empty: nobody may ask"
is "who needs a sponsor may not ask" "$(checks 'role ta { }' 'policy { may_request = {"student", "faculty"} }')" \
    "warn needs_sponsor names people who may not ask: ta"
is "a section for who may not ask" "$(checks 'role staff { token_days_max = 10 }' 'policy { may_request = {"student", "ta"} }')" \
    "warn there is a section role for people who may not ask: staff"
is "a reminder that comes too late" "$(checks 'time { review_days = 4 }')" \
    "warn review_remind names a day on which the request is overdue already: that reminder is never sent"
is "a warning before there is a token" "$(checks 'time { expiry_warn = {120} }')" \
    "warn expiry_warn names a day before any token is made: that warning is never sent"
is "two approvals, two admins" "$(checks 'role faculty { approvals = 2 }')" \
    "warn two admins have to approve, and there are but two: while one is away, or asks or sponsors, nobody can"
is "two addresses of one person" "$(checks 'role faculty { approvals = 2 }' 'admins = {"prof@campus.example", "p.essor@campus.example"}')" \
    "fail two admins have to approve, and all the addresses in admins are one person's"
echo 'role ta { token_days_max = 500 }' >>"$conf"
is "no mail is lost on it" "$(desk list 2>&1; echo $?)/$(ask stu 9 prof 2>/dev/null)" \
    "mailproc list: $conf:$(wc -l <"$conf"): role ta.token_days_max: expected at most policy.token_days_max, which is 120
78/status 75
 : "
