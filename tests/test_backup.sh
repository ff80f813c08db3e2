#!/bin/sh
# backup: a copy while others write, sound, whole, and never in another's place;
# putting it back.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

# from STATE COMMAND...: a command on another state
from() {
	sed "s|^state .*|state = \"$campus/$1\"|" "$campus/mailproc.conf" >"$campus/other.conf"
	shift
	"$mailproc" -c "$campus/other.conf" "$@"
}
ids() { from "$1" log --json | sed -n 's/.*"message_id":"\(par[0-9]*\)@.*/\1/p' | sort -u; }

# 50 deliveries, 8 at once; what ended with 0 is noted before a backup begins
mkdir "$campus/done" "$campus/mails"
for n in $(seq 50); do
	{ header ta ta@campus.example canvas-tokens@campus.example "x $n"; echo "STATUS"; } | vouch ta@campus.example |
	    sed "s/^Message-ID:.*/Message-ID: <par$n@campus.example>/" >"$campus/mails/par$n"
done
export mailproc campus
ls "$campus/mails" | xargs -P 8 -I N sh -c \
    '"$mailproc" -c "$campus/mailproc.conf" deliver -f ta@campus.example <"$campus/mails/N" && : >"$campus/done/N"' &
deliveries=$!
made=0 lost=0 torn=0 together=0
for b in 1 2 3 4 5 6; do
	ls "$campus/done" | sort >"$campus/before"
	desk backup "$campus/b$b" && made=$((made + 1))
	[ "$(ls "$campus/done" | wc -l)" -lt 50 ] && together=$((together + 1))
	from "b$b" audit verify >/dev/null || torn=$((torn + 1))
	ids "b$b" >"$campus/in"
	lost=$((lost + $(comm -23 "$campus/before" "$campus/in" | wc -l)))
done
wait "$deliveries"
is "six backups while 50 mails come in" "$made" 6
is "at least one ended before the last mail" "$([ "$together" -gt 0 ] && echo yes)" yes
is "the trail of each holds" "$torn" 0
is "no mail that was taken before is missing in one" "$lost" 0
is "all are in the state" "$(ids state.db | wc -l)" 50
desk backup "$campus/last"
is "all are in the one made last" "$(ids last | wc -l)" 50
is "it is the state" "$("$tools/dump" "$campus/last" person request message debt audit | cksum)" \
    "$("$tools/dump" "$campus/state.db" person request message debt audit | cksum)"

is "others cannot read it" "$(stat -c %a "$campus/last")" 600
cp "$campus/last" "$campus/kept"
is "a file that is there is left alone" "$(desk backup "$campus/last" 2>&1; echo $?)" \
    "mailproc backup: $campus/last is there already; it is left as it is
1"
is "byte for byte" "$(cmp "$campus/kept" "$campus/last")" ""
is "a link that leads nowhere, too" "$(ln -s nowhere "$campus/link"; desk backup "$campus/link" >/dev/null 2>&1; echo $?)" 1
is "nothing else is left in the folder" "$(ls "$campus" | grep -c '\.[A-Za-z0-9]\{6\}$\|\.[A-Za-z0-9]\{6\}-')" 0
is "no folder, no backup" "$(desk backup "$campus/no/where" 2>/dev/null; echo $?)" 1
desk backup "$campus/forged"
hash=$(from forged log --json | sed -n '1s/.*"hash":"\(.*\)".*/\1/p')
printf 0000 | dd of="$campus/forged" bs=1 conv=notrunc seek="$(grep -abo "$hash" "$campus/forged" | head -n 1 | cut -d: -f1)" 2>/dev/null
is "of a trail that does not hold there is none" \
    "$(from forged backup "$campus/none" 2>&1 | sed 's/\(not sound\).*row.*/\1, row/'; ls "$campus/none"* 2>/dev/null)" \
    "mailproc backup: the copy is not sound, row"
