#!/bin/sh
# What cannot be paid: tried for five days, then the operator is told by `check`
# and the digest, and `retry` takes it up again; our own credential refused, told
# once, while mails go on; two workers at once, and one that died of it.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
# 2027-03-01 is a Monday; 8:00 in New York is 13:00 UTC
at() { now=$1; shift; desk --now "$now" "$@"; }
works() { at "$1" work >/dev/null 2>&1; echo $?; }
rows() { desk log --json | grep -c "\"event\":\"$1\""; }
arrives() { vouch "$1@campus.example" >"$campus/in.eml"; at "$2" deliver <"$campus/in.eml"; }
counter() { "$tools/web" GET "$canvas/_standin/counters" </dev/null | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
approve() { # approve ID TIME: from a request to a token that is owed
	{ header Stu stu@campus.example canvas-tokens@campus.example Token
	form prof@campus.example "$1" | sed "s/^Needed until: .*/Needed until: 2027-05-03/"; } | arrives stu "$2"
	at "$2" work >/dev/null 2>&1
	echo "CONFIRM $1" | answer "$(mail_to prof "$1" sponsor-ask)" Prof | arrives prof "$2"
	at "$2" work >/dev/null 2>&1
	echo "APPROVE $1" | answer "$(mail_to admin "$1" review)" Admin | arrives admin "$2"
}
debt_of() { # debt_of KIND REQUEST: id and state
	desk outbox --all --json | tr -d '",' | awk -v kind="$1" -v about="$2" '
		$1 == "id:" { id = $2 } $1 == "kind:" { is = $2 } $1 == "state:" { state = $2 }
		$1 == "request:" && $2 == about && is == kind { print id, state }'
}
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

# Canvas is away for a week
approve 1 2027-03-01T14:00:00Z
break_canvas 502_html any 9999
is "a token cannot be made" "$(works 2027-03-01T14:00:00Z) $(state_of 1)" "75 approved"
for day in 02 03 04 05; do works "2027-03-${day}T14:00:00Z" >/dev/null; done
is "is tried for five days" "$(rows debt_failed) $(debt_of token 1 | cut -d' ' -f2)" "0 planned"
id=$(debt_of token 1 | cut -d' ' -f1)
works 2027-03-06T14:00:01Z >/dev/null
is "then it is given up" "$(rows debt_failed) $(debt_of token 1)" "1 $id failed"
is "and no more tried" "$(works 2027-03-07T14:00:00Z) $(rows debt_failed)" "0 1"
is "the request waits" "$(state_of 1)" approved
"$tools/web" POST "$canvas/_standin/fault" none </dev/null >/dev/null
at 2027-03-07T15:00:00Z check >"$campus/check"
is "check ends with 1" "$?" 1
is "check names it" "$(grep '^fail given up' "$campus/check" | tr -s ' ' | cut -d: -f1,2)" "fail given up debt $id, token for #1: given up after 5 days"
is "and the command" "$(grep -A1 '^fail given up' "$campus/check" | grep -c "\`mailproc retry $id\`")" 1
works 2027-03-08T14:00:00Z >/dev/null
"$tools/letter" "$(inbox boss@campus.example look)" text >"$campus/text"
is "the digest too" "$(grep -c "Given up: token, about #1 (debt $id)" "$campus/text")" 1
at 2027-03-08T15:00:00Z retry "$id" >/dev/null
is "retry makes it" "$(works 2027-03-08T15:00:00Z) $(state_of 1) $(tokens_of 101)" "0 issued 4711 pending"
is "check is content" "$(at 2027-03-08T15:01:00Z check | grep -c '^fail')" 0

# our own credential is refused
break_canvas expired_401 any 9999
asked=$(counter requests)
approve 2 2027-03-09T14:00:00Z
approve 3 2027-03-09T14:00:00Z
is "Canvas refuses us" "$(works 2027-03-09T14:01:00Z) $(($(counter requests) - asked))" "75 2"
is "the mails went out" "$(desk outbox | grep -c ' mail ')" 0
for minute in 02 03 04 05 06 07 08 09 10 11 12 13 14 15; do works "2027-03-09T14:$minute:00Z" >/dev/null; done
is "told once" "$(rows canvas_stopped) $(rows debt_failed)" "1 1"
is "asked now and then" "$(($(counter requests) - asked < 7))" 1
at 2027-03-09T14:20:00Z check >"$campus/check"
is "check says so" "$(grep '^fail Canvas queue' "$campus/check" | tr -s ' ' | sed "s, wait:.*, wait,")" "fail Canvas queue stopped since 2027-03-09T14:00:00Z, 2 debts wait"
is "twice, with the repair" "$(grep -c 'canvas.token_file' "$campus/check")" 3
works 2027-03-10T14:00:00Z >/dev/null
"$tools/letter" "$(inbox boss@campus.example look)" text >"$campus/text"
is "and the digest" "$(tr -s '\n ' ' ' <"$campus/text" | grep -c 'Canvas is not asked for anything: .* Expired access token')" 1
"$tools/web" POST "$canvas/_standin/fault" none </dev/null >/dev/null
is "mended, check says so" "$(at 2027-03-10T14:00:01Z check | grep '^warn Canvas queue' | tr -s ' ')" \
    "warn Canvas queue was stopped; Canvas takes our credential now"
at 2027-03-10T14:15:00Z work
at 2027-03-10T14:16:00Z work
is "all is made" "$(state_of 2) $(state_of 3) $(rows canvas_stopped) $(rows canvas_resumed)" "issued issued 1 1"
is "no POST without a list" "$(counter posts_without_list)" 0
is "one request in flight" "$(counter in_flight_most)" 1
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
