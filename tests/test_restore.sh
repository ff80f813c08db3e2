#!/bin/sh
# An older state is put back: what Canvas has and the state does not know is
# found by its tag, adopted or deleted; numbers are not given out twice.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
ask_and_confirm() { ask "$1" "$2" prof >/dev/null; reply prof "$2" sponsor-ask "CONFIRM $2" >/dev/null; }
approve() { reply admin "$1" review "APPROVE $1" >/dev/null; }
# restore FILE: stop, copy, start; a log of the old state must not stay
restore() {
	rm -f "$campus"/state.db*
	cp "$campus/$1" "$campus/state.new"
	mv "$campus/state.new" "$campus/state.db"
	rm -f "$campus"/mail/new/* # numbers of debts come again, too
}
found() { desk check --canvas | sed -n 's/^fail //p' | tr -s ' ' | sed 's/, ends [0-9TZ:-]*: /: /'; }
first() { field "$1" '    "id"' | tail -n 1; }

printf '%s\n' email,name,role,canvas_login,aliases bstu@campus.example,B,student,bstu, >"$campus/more.csv"
desk people import "$campus/more.csv" >/dev/null
# 1: a token is owed; 2: issued; 3: in review; 4: for a staff member, revoked
ask_and_confirm stu 1
ask_and_confirm ta 2; approve 2
ask_and_confirm bstu 3
ask staff 4 >/dev/null; approve 4; tell staff 4 'REVOKE 4' >/dev/null
idle=yes approve 1
is "nothing is wrong yet" "$(desk check --canvas | tr -s ' ' | cut -d' ' -f1 | tr '\n' ' '; found)" "ok ok "
is "--json, and the exit status" "$(desk check --canvas --json >"$campus/out"; echo $?; grep -c '"check"' "$campus/out")" "0
2"
desk backup "$campus/then"

# what happens then, and is lost
idle=
desk work
activate 101 "$(first 1)"
tell ta 2 'RESEND 2' >/dev/null
approve 3
ask staff 5 >/dev/null; approve 5
lost="$(tokens_of 101)/$(tokens_of 103)/$(tokens_of 107)/$(tokens_of 104)"
is "the world then" "$lost" "4713 active/4714 pending/4715 pending/4716 pending"

# stop, copy, check
restore then
is "check finds a sound state" "$(desk check | grep -cE '^(ok   state|ok   audit trail)')" 2
is "check --canvas finds what it does not know" "$(found)" \
"token 4715 pending of bstu@campus.example, tag 3: request 3 is in the state \"review\" and has no token
token 4716 pending of staff@campus.example, tag 5: the state has no request 5
token 4713 active of stu@campus.example, tag 1: request 1 is in the state \"approved\" and has no token
token 4714 pending of ta@campus.example, tag 2: request 2 is in the state \"issued\" and has the token 4711
token 4711 Canvas has it no longer: request 2 of ta@campus.example is in the state \"issued\"
request numbers Canvas has the tag 5, our newest request is 4: numbers would be given out twice"
is "and how to mend it" "$(desk check --canvas | grep -c -e '-> if its owner was given it: `mailproc token adopt 4714 ta@campus.example`; otherwise: `mailproc token delete 4714 ta@campus.example`')" 1
is "it ends with 1, and has changed nothing" "$(desk check --canvas --json >"$campus/out"; echo $?; desk log | wc -l; grep -c '"result": "fail"' "$campus/out")" \
    "1
$("$mailproc" -c "$campus/mailproc.conf" log | wc -l)
6"
is "no code of a hand-over is shown" "$(desk check --canvas | grep -c 'unlock code')" 0

# adopt, delete, number
is "adopt what was owed" "$(desk token adopt 4713 stu@campus.example)" "request 1 has token 4713 and is active"
is "adopt what was not decided here" "$(desk token adopt 4715 bstu@campus.example)" "request 3 has token 4715 and is issued"
is "adopt what was made anew" "$(desk token adopt 4714 ta@campus.example)" "request 2 has token 4714 and is issued"
is "what has no request cannot be adopted" "$(desk token adopt 4716 staff@campus.example 2>&1)" "mailproc token: the state has no request 5"
is "what is known is not deleted" "$(desk token delete 4713 stu@campus.example 2>&1)" "mailproc token: it is the token of request 1: REVOKE ends that"
is "nor what another has" "$(desk token delete 4713 ta@campus.example 2>&1)" "mailproc token: ta@campus.example has no token 4713 with our tag in Canvas"
is "delete" "$(desk token delete 4716 staff@campus.example)" 'token 4716 is deleted by the next `mailproc work`'
is "which is said" "$(desk check --canvas | tr -s ' ' | grep -c '^warn token 4716 .*its deletion is owed')" 1
is "the number" "$(desk token number 5)" "the next request is 6"
desk work
is "nothing was made, one deleted" "$(tokens_of 101)/$(tokens_of 103)/$(tokens_of 107)/$(tokens_of 104)" "4713 active/4714 pending/4715 pending/"
is "nothing is wrong any more" "$(desk check --canvas >"$campus/out"; echo $?)" 0
is "nothing is owed" "$(desk outbox | wc -l)" 0
is "the states" "$(state_of 1) $(state_of 2) $(state_of 3)" "active issued issued"
is "the code is not in the state" "$(cat "$campus"/state.db* | grep -ac 'unlock code [A-Z2-7]')" 0
is "the trail says who did it" "$(desk log | awk '$5 == "operator" && $4 ~ /^(token|request)_/ { print $4 }' | sort | uniq -c | tr -s ' \n' ' ')" \
    " 1 request_number 3 token_adopt 1 token_delete "
is "the sponsor can end it" "$(tell prof 3 'REVOKE 3')" "OK revoked: revoked>admin revoked>boss revoked>bstu revoked>prof"
is "which deletes the adopted token" "$(tokens_of 107)" ""
is "a new request" "$(ask staff 6)" "OK review: received>staff review>admin review>boss"
is "the trail holds" "$(desk audit verify | grep -c unbroken)" 1

# nobody looked: what was owed is looked for before it is made, and a number
# that is given out twice takes nobody's token
restore then
token=$(tokens_of 101)
desk work 2>/dev/null
is "one live token for what was owed" "$token/$(tokens_of 101)" "4713 active/4717 pending"
is "which is the one on record" "$(state_of 1)/$(first 1)" "issued/4717"
ask staff 5 >/dev/null; approve 5
desk token delete "$(tokens_of 104 | cut -d' ' -f1)" staff@campus.example >/dev/null 2>&1
is "a request with a number that is not taken in Canvas" "$(state_of 5)" issued
restore then
ask staff 5 >/dev/null; approve 5
is "with one that is: the token stays, no second one" "$(state_of 5)/$(tokens_of 104)" "approved/4718 pending"
is "the operator reads why" "$(desk outbox | grep -c 'token  planned .* Canvas has token 4718 with the tag \[CT-5\] already, and the state does not know it: run `mailproc check --canvas`')" 1
desk token delete 4718 staff@campus.example >/dev/null
desk work
desk retry "$(desk outbox --json | tr -d '",' | awk '$1 == "id:" { id = $2 } $1 == "kind:" && $2 == "token" { print id }')" >/dev/null
desk work
is "once that is mended it is made" "$(state_of 5)/$(tokens_of 104)" "issued/4720 pending"
break_canvas 502_html GET 1
is "while Canvas is away nothing is compared" "$(desk check --canvas | tr -s ' ' | grep -c '^fail tokens in Canvas .*: 502')" 1

# while mails come in: the mail server brings again what it was told to
mkdir "$campus/done" "$campus/mails"
for n in $(seq 40); do
	{ header ta ta@campus.example canvas-tokens@campus.example "x $n"; echo "STATUS"; } | vouch ta@campus.example |
	    sed "s/^Message-ID:.*/Message-ID: <par$n@campus.example>/" >"$campus/mails/par$n"
done
export mailproc campus
ls "$campus/mails" | xargs -P 4 -I N sh -c 'until "$mailproc" -c "$campus/mailproc.conf" deliver -f ta@campus.example <"$campus/mails/N" 2>/dev/null
    do [ $? = 75 ] || echo N >>"$campus/bounced"; : >>"$campus/deferred"; sleep 0.2; done; : >"$campus/done/N"' &
until [ "$(ls "$campus/done" | wc -l)" -ge 5 ]; do sleep 0.05; done
mkdir "$campus/old"
mv "$campus"/state.db* "$campus/old"
until [ -e "$campus/deferred" ]; do sleep 0.05; done
cp "$campus/then" "$campus/state.new"
mv "$campus/state.new" "$campus/state.db"
wait $!
taken() { sed "s|^state .*|state = \"$1\"|" "$campus/mailproc.conf" >"$campus/other.conf"
	"$mailproc" -c "$campus/other.conf" log --json | sed -n 's/.*"message_id":"\(par[0-9]*\)@.*/\1/p' | sort -u; }
is "every mail was taken, none bounced" "$(ls "$campus/done" | wc -l)/$(cat "$campus/bounced" 2>/dev/null)" 40/
is "each is in the old state or in the new one" "$({ taken "$campus/old/state.db"; taken "$campus/state.db"; } | sort -u | wc -l)" 40
is "and in one of them only" "$({ taken "$campus/old/state.db"; taken "$campus/state.db"; } | sort | uniq -d | wc -l)" 0
is "the new one got some" "$([ "$(taken "$campus/state.db" | wc -l)" -gt 0 ] && echo yes)" yes
is "its trail holds" "$(desk audit verify | grep -c unbroken)" 1
