#!/bin/sh
# Mails that were made to break their reader (tests/hostile_bytes.sh), each by
# itself: deliver ends with 0, holds it for the right reason, neither it nor its
# child takes 64 MB, and both together no 2.5 s of a processor.  By the clock it
# may take longer, as a busy machine is no failure, until it is killed.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 }'
limit=65536 busy=2500
seconds=20
case $BUILD in *san*) limit=4000000 busy=60000 seconds=60 ;; esac

held() { desk held --json | sed -n 's/.*"reason": "\(.*\)",/\1/p'; }

sh tests/hostile_bytes.sh >"$campus/table"
while read -r name reason; do
	case $BUILD/$reason in *san*/PARSER_DIED) continue ;; esac
	before=$(held | wc -l)
	sh tests/hostile_bytes.sh "$name" >"$campus/in.eml"
	# shellcheck disable=SC2046
	set -- $("$tools/cost" $seconds "$mailproc" -c "$campus/mailproc.conf" deliver <"$campus/in.eml" 2>/dev/null)
	is "$name" "$1 $(held | tail -n +$((before + 1)))" "0 ${reason#-}"
	[ "$2" -lt $limit ] && echo "ok - $name: memory" || echo "not ok - $name: $2 KiB"
	[ "$3" -lt $busy ] && echo "ok - $name: time" || echo "not ok - $name: $3 ms"
	[ -z "${SHOW:-}" ] || echo "# $name $2 KiB, $3 ms"
done <"$campus/table"
rm -f "$campus/in.eml"

is "nothing was decided" "$(desk log --json | grep -c '"event": *"APPROVE".*"reason": *"OK"')" 0
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
