#!/bin/sh
# What is set aside: the rest flows on, the operator looks, releases or drops,
# one message or many; a release is the same pipeline, and nothing happens twice.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 }' \
    'policy { policy_url = "https://campus.example/aup" open_requests = 20 }'
us=canvas-tokens@campus.example
# the desk with a parser that dies of what its subject says
poisoned() { "$tools/mailproc-attacked" -c "$campus/mailproc.conf" deliver 2>/dev/null; }
held() { desk held "$@" | awk '{ print $1 ":" $3 }' | tr '\n' ' ' | sed 's/ $//'; }
newest() { desk held | tail -n 1 | awk '{ print $1 }'; }
requests() { desk list | wc -l; }
events() { desk log --json | sed -n 's/.*"event":"\([^"]*\)".*"reason":"\([^"]*\)".*/\1 \2/p' | grep -c "$1"; }
# mail NAME SUBJECT NUMBER: a request, as it arrives
mail() { { header "$1" "$1@campus.example" $us "$2"; form prof@campus.example "$3"; } | vouch "$1@campus.example"; }

# ------------------------------------------------ poison among the others
sh tests/hostile_bytes.sh many_parameters_inside >"$campus/poison.eml"
mail stu Token 1 >"$campus/a.eml"
mail ta Token 2 >"$campus/b.eml"
for f in a poison b; do
	desk deliver <"$campus/$f.eml" 2>/dev/null 8>&- 9<&- &
	pids="${pids:-} $!"
done
for pid in $pids; do wait "$pid"; ends="${ends:-}$?"; done
is "poison: set aside, the rest flow on" "$ends $(requests) $(held | cut -d: -f2)" "000 2 PARSER_DIED"
is "it may come again: it is held once" "$(desk deliver <"$campus/poison.eml"; echo $?) $(held | wc -w)" "0 1"
id=$(newest)
is "shown it is what came in" "$(desk held "$id" | cmp - "$campus/poison.eml" && echo same)" same
is "released it dies again and stays" "$(desk held "$id" release 2>"$campus/err"; cut -d: -f2- "$campus/err"; held)" "$id: hold, PARSER_DIED
 message $id is still held: PARSER_DIED
$id:PARSER_DIED"

# ------------------------------------------------ a parser that was mended
mail staff oversized 3 >"$campus/in.eml"
debt=$(last_debt)
is "a request dies in a broken parser" "$(poisoned <"$campus/in.eml"; poisoned <"$campus/in.eml"; requests; held | tr ' ' '\n' | cut -d: -f2)" "2
PARSER_DIED
PARSER_DIED"
id=$(newest)
is "released by a whole one" "$(desk held "$id" release; state_of 3) $(mails_after "$debt")" "$id: act, OK
review received>staff review>admin review>boss"
is "with the grade that it came with" "$(desk show 3 --json | grep -c '"grade": "dmarc"')" 1
is "once more: nothing" "$(desk held "$id" release 2>&1; echo $?) $(requests)" "mailproc held: no message $id is held
1 3"
is "brought once more: nothing" "$(desk deliver <"$campus/in.eml"; echo $?) $(requests) $(held | wc -w)" "0 3 1"
desk work >/dev/null 2>&1

# both at once: one of them does it
mail staff truncated 4 >"$campus/in.eml"
poisoned <"$campus/in.eml"
id=$(newest)
for n in 1 2 3 4 5 6 7 8; do
	desk held "$id" release >"$campus/release.$n" 2>&1 8>&- 9<&- &
	last="${last:-} $!"
done
wait $last
is "eight at once: it is one request" "$(requests) $(grep -l 'act, OK' "$campus"/release.* | wc -l) $(grep -l "no message $id is held" "$campus"/release.* | wc -l) $(events 'held_release OK')" "4 1 7 3"

# ------------------------------------------------ held, and dealt with otherwise
mail staff Token 5 | grep -v ^Authentication-Results >"$campus/none.eml"
{ echo "Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example"; cat "$campus/none.eml"; } >"$campus/good.eml"
desk deliver <"$campus/none.eml"
is "not proved: held" "$(held | cut -d' ' -f2 | cut -d: -f2) $(requests)" "AUTH_NONE 4"
id=$(newest)
desk work >/dev/null 2>&1
is "proved, it is a request" "$(desk deliver <"$campus/good.eml"; requests)" 5
debt=$(last_debt)
is "the older copy is a duplicate" "$(desk held "$id" release; requests) $(mails_after "$debt")" "$id: ignore, DUPLICATE
5 "
is "its author's YES as well" "$(echo YES | answer "$(inbox staff@campus.example)" staff | unvouched staff@campus.example >"$campus/in.eml"; desk deliver <"$campus/in.eml"; requests) $(held | wc -w)" "5 1"

mail ta Token 6 | grep -v ^Authentication-Results >"$campus/none.eml"
desk deliver <"$campus/none.eml"
desk work >/dev/null 2>&1
desk held "$(newest)" drop >/dev/null
is "dropped, and then YES: it stays dropped" "$(echo YES | answer "$(inbox ta@campus.example)" ta | unvouched ta@campus.example >"$campus/in.eml"; desk deliver <"$campus/in.eml"; requests)" 5
is "which is said" "$(desk log --json | tail -n 1 | grep -c KEY_STALE)" 1

# ------------------------------------------------ what is not whole
{ mail staff Token 7; yes "more and more words"; } | head -c 12000000 >"$campus/big.eml"
desk deliver <"$campus/big.eml"
id=$(newest)
sed -i 's/^limits.*/limits { message = "20M" }/' "$campus/mailproc.conf"
is "too big, and only its beginning is there" "$(held | cut -d' ' -f2 | cut -d: -f2) $(desk held "$id" release 2>&1; echo $?) $(requests)" "TOO_BIG mailproc held: of message $id only the beginning was kept: it was too big; ask for it again
1 5"
desk held "$id" drop >/dev/null

# ------------------------------------------------ many
sed -i 's/^limits.*/limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 }/' "$campus/mailproc.conf"
desk held --reason PARSER_DIED drop >/dev/null
for n in 1 2 3 4; do
	mail big oversized 1$n | poisoned
	printf 'From: prof@campus.example\nTo: %s\nSubject: x\nMessage-ID: <%s@campus.example>\n\nhello\n' $us $n | desk deliver
done
ids=$(desk held | awk '{ print $1 }' | tr '\n' ' ')
set -- $ids
is "of one reason" "$(held --reason PARSER_DIED) $(desk held --reason AUTH_NONE --json | grep -c '"reason": "AUTH_NONE"')" "$1:PARSER_DIED $3:PARSER_DIED $5:PARSER_DIED $7:PARSER_DIED 4"
is "two of them" "$(desk held "$1" "$3" release; echo $?) $(requests)" "$1: act, OK
$3: act, OK
0 7"
is "one that is gone among others" "$(desk held "$1" "$5" 999 release 2>"$campus/err"; cut -d: -f2- "$campus/err"; requests)" "$1: not released: no message $1 is held
$5: act, OK
999: not released: no message 999 is held
 2 of 3 messages were not released
8"
is "all with a reason; some stay" "$(desk held --reason AUTH_NONE release 2>&1 >/dev/null) $(held | wc -w)" "mailproc held: 4 of 4 messages were not released 5"
is "dropped" "$(desk held --reason AUTH_NONE drop | grep -c dropped) $(held)" "4 $7:PARSER_DIED"
is "the last one" "$(desk held --reason PARSER_DIED release; desk held --reason PARSER_DIED release; echo $?) $(held) $(requests)" "$7: act, OK
0  9"
for wrong in "--reason NONSENSE" "--reason OK release x" "1 2" "release" "--reason PARSER_DIED 1 drop" "1 both" "x release"; do
	# shellcheck disable=SC2086
	is "held $wrong" "$(desk held $wrong >/dev/null 2>"$campus/err"; echo $?) $(grep -c 'usage: ' "$campus/err")" "64 1"
done
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
