#!/bin/sh
# Many at once: deliveries, decisions, workers; and a worker that dies with what
# it had claimed.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100000 answers_per_person_day = 100000 mails_per_hour = 100000 }' \
    'policy { policy_url = "https://campus.example/aup" open_requests = 50 }'
us=canvas-tokens@campus.example
n=0
{ echo email,name,role,canvas_login,aliases
while [ $n -lt 200 ]; do echo "f$n@campus.example,F $n,faculty,,"; n=$((n + 1)); done; } >"$campus/more.csv"
desk people import "$campus/more.csv" >/dev/null
request() { { header "$1" "$1@campus.example" $us Token; form "" "${2:-}"; } | vouch "$1@campus.example"; }
# give FILE...: all of them at once; how many ended with which status
give() {
	: >"$campus/ends"
	for f; do
		{ desk deliver <"$f" 2>/dev/null; echo $? >>"$campus/ends"; } 8>&- 9<&- &
		pids="${pids:-} $!"
	done
	wait $pids
	pids=
	sort "$campus/ends" | uniq -c | tr -s ' ' | tr '\n' ' ' | sed 's/^ //; s/ $//'
}

# ------------------------------------------------ decisions
round=1
while [ $round -le 9 ]; do
	request staff "1$round" >"$campus/in.eml"
	desk deliver <"$campus/in.eml"
	round=$((round + 1))
done
sed -i "\$a sendmail { command = {\"$campus/sendmail\"} }" "$campus/mailproc.conf"
desk work >/dev/null 2>&1
won= told= state= decisions=
for id in 1 2 3 4 5 6; do
	debt=$(last_debt)
	printf 'APPROVE %s\n' $id | answer "$(mail_to admin $id review)" admin | vouch admin@campus.example >"$campus/yes.eml"
	printf 'DENY %s no, not this\n' $id | answer "$(mail_to boss $id review)" boss | vouch boss@campus.example >"$campus/no.eml"
	won="$won $(give "$campus/yes.eml" "$campus/no.eml")"
	decisions="$decisions $(desk log $id --json | grep -c '"event":"\(APPROVE\|DENY\)".*"reason":"OK"')$(desk log $id --json | grep -c '"event":"\(APPROVE\|DENY\)".*"reason":"\(ALREADY_DONE\|WRONG_STATE\|KEY_SPENT\)"')"
	case $(state_of $id):$(mails_after "$debt") in
	"approved:decided-note>boss transcript>admin transcript>boss") state=${state}y ;;
	"denied:decided-note>admin denied>staff transcript>admin transcript>boss") state=${state}y ;;
	*) state="$state $(state_of $id):$(mails_after "$debt")" ;;
	esac
done
is "APPROVE and DENY at once: both are dealt with" "$won" " 2 0 2 0 2 0 2 0 2 0 2 0"
is "exactly one counts" "$decisions" " 11 11 11 11 11 11"
is "and both are told, one that it came too late" "$state" yyyyyy

# ------------------------------------------------ workers
mails() { desk outbox --all | awk '$2 == "mail"' | grep -c "$1"; }
before=$(mails ' done ')
for id in 7 8 9; do
	printf 'APPROVE %s\n' $id | answer "$(mail_to admin $id review)" admin | vouch admin@campus.example >"$campus/in.eml"
	desk deliver <"$campus/in.eml"
done
cat >"$campus/sendmail" <<'SH'
#!/bin/sh
here=${0%/*}
for to; do :; done
mail=$(cat)
[ ! -f "$here/deadly" ] || { echo $$ >"$here/deadly"; exec sleep 30; }
printf '%s\n' "$mail" | sed -n "s/^Message-ID: /$to /p" >>"$here/taken"
SH
chmod 700 "$campus/sendmail"
: >"$campus/taken"
sed -i 's/^transport .*/transport = "sendmail"/' "$campus/mailproc.conf"
for n in 21 22 23 24 25; do
	request staff $n >"$campus/in.eml"
	desk deliver <"$campus/in.eml"
done
for n in 1 2 3 4; do
	desk work 2>/dev/null 8>&- 9<&- &
	pids="${pids:-} $!"
done
wait $pids
desk --now "$(date -ud '+6 minutes' +%Y-%m-%dT%H:%M:%SZ)" work
is "four at work: each mail once" "$(sort "$campus/taken" | uniq -d | wc -l) $(desk outbox | wc -l) $(wc -l <"$campus/taken")" "0 0 $(($(mails .) - before))"
is "one token for each approval" "$(($(tokens_of 104 | wc -w) / 2)) $(desk list --state approved | wc -l)" "$(desk list --state issued | wc -l) 0"

request staff 31 >"$campus/in.eml"
desk deliver <"$campus/in.eml"
: >"$campus/deadly"
{ exec "$mailproc" -c "$campus/mailproc.conf" work 2>/dev/null; } 8>&- 9<&- &
worker=$!
while [ ! -s "$campus/deadly" ]; do sleep 0.05; done
kill -9 $worker
wait $worker 2>/dev/null
kill -9 "$(cat "$campus/deadly")"
rm "$campus/deadly"
: >"$campus/taken"
is "killed at work: what it had claimed is left alone" "$(desk work; echo $?; wc -l <"$campus/taken"; desk outbox | awk '{ print $3, $6 }')" "0
2
tried 1"
later=$(date -ud '+6 minutes' +%Y-%m-%dT%H:%M:%SZ)
is "until its time is up" "$(desk --now "$later" work; echo $?; wc -l <"$campus/taken"; desk outbox | wc -l)" "0
3
0"
is "each is there once" "$(sort "$campus/taken" | uniq -d | wc -l)" 0

# ------------------------------------------------ deliveries
request f0 >"$campus/same.eml"
debt=$(last_debt)
set -- "$campus/same.eml" "$campus/same.eml" "$campus/same.eml" "$campus/same.eml" "$campus/same.eml"
is "the same message 200 times at once" "$(give "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" \
    "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@")" "200 0"
is "it is one request, with its mails" "$(desk list --mine f0@campus.example | wc -l) $(mails_after "$debt")" "1 received>f0 review>admin review>boss"
is "the others are duplicates" "$(desk log --json | grep -c '"reason":"DUPLICATE"')" 199
mkdir "$campus/many"
n=0
while [ $n -lt 200 ]; do request f$n 2 >"$campus/many/$n"; n=$((n + 1)); done
is "200 messages at once" "$(give "$campus"/many/*)" "200 0"
is "each is a request" "$(desk list | grep -c ' f[0-9]*@') $(desk outbox | grep -c ' review to admin')" "201 201"
is "of another person each" "$(desk list | awk '{ print $5 }' | grep ^f | sort -u | wc -l)" 200
is "one trail" "$(desk audit verify | grep -c unbroken) $(desk log --json | grep -c '"event":"request".*"actor":"f')" "1 201"
