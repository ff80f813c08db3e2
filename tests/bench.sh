#!/bin/sh
# bench.sh [RUNS] - what one delivery costs, as a ratio to the least that such
# work can cost on this machine (tests/floor), measured in turn.
#
# Every run brings a message of its own from a sender that is accepted; in the
# end the requests are counted, so that what is measured is the real path.
# FLOOR="/path/program arguments" measures against another program.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
runs=${1:-100}

campus_start \
    'policy { open_requests = 1000 policy_url = "https://campus.example/aup" }' \
    'limits { answers_per_person_hour = 10000 answers_per_person_day = 10000 }'

# a thousand students
{
	echo email,name,role,canvas_login,aliases
	seq 1000 1999 | sed 's/.*/stu&@campus.example,Student &,student,stu&,/'
} >"$campus/students.csv"
desk people import "$campus/students.csv" >/dev/null || exit 1

# kept FILE: a process that holds this database open until the bench ends
mkfifo "$campus/hold"
kept() { "$tools/floor" "$1" hold <"$campus/hold" >/dev/null 8>&- 9<&- & }

{
	echo "From: Stu Dent <stu@PP@@campus.example>"
	echo "To: canvas-tokens@campus.example"
	echo "Subject: Token @ID@"
	echo "Message-ID: <@ID@@campus.example>"
	echo "Date: $(LC_ALL=C date -R)"
	echo
	form prof@campus.example | sed "s|^Purpose: .*|& @ID@|"
	yes 'And some more words, as people write them below their forms.' | head -n 25
} | vouch stu@PP@@campus.example >"$campus/message"

"$tools/floor" "$campus/floor.db" <"$campus/message"
"$tools/floor" "$campus/floor-kept.db" <"$campus/message"
before=$(desk list | wc -l)

echo "a request of $(wc -c <"$campus/message") octets, $runs runs each in turn"
echo
echo "the database kept open by another process, as under \"work --watch\""
kept "$campus/floor-kept.db"
kept "$campus/state.db"
exec 7>"$campus/hold"
"$tools/bench" "$runs" "$campus/message" \
    floor="${FLOOR:-$tools/floor $campus/floor-kept.db}" \
    deliver="$mailproc -c $campus/mailproc.conf deliver" || exit 1
exec 7>&-
echo
echo "and alone"
"$tools/bench" "$runs" "$campus/message" \
    floor="${FLOOR:-$tools/floor $campus/floor.db}" \
    deliver="$mailproc -c $campus/mailproc.conf deliver" || exit 1
made=$(($(desk list | wc -l) - before))
echo
echo "$made requests were made"
[ "$made" = $((2 * runs)) ]
