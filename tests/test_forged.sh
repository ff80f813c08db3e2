#!/bin/sh
# Hostile mails against a real state: a request with its sponsor, and one with
# the admins for each of the settings.  None of them changes a request or ends a
# key, none makes us write to a stranger; every control acts.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
# a thousand deliveries: where there is one, on a disk that need not be synced
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
campus_start 'limits { answers_per_person_hour = 10000 answers_per_person_day = 10000 mails_per_hour = 9999 }'
here=$campus/hostile

key_of() { "$tools/letter" "$(mail_to "$1" "$2" "$3")" Reply-To | sed -n 's/.*+\([a-z2-7]*\)@.*/\1/p'; }
# asks WHO PURPOSE: a request that needs no sponsor
asks() {
	{ header "$1" "$1@campus.example" canvas-tokens@campus.example "Token"; form | sed "s/^Purpose: .*/Purpose: $2/"; } |
	    send "$1@campus.example" >/dev/null
}
ask stu 1 prof >/dev/null
asks staff top; asks big below; asks staff m365; asks big strict
facts='{' id=2
for set in top below m365 strict; do
	is "a request waits for the admins, $set" "$(state_of $id)" review
	facts="$facts\"$set\":{\"request\":$id,\"keys\":{\"admin\":\"$(key_of admin $id review)\","
	facts="$facts\"boss\":\"$(key_of boss $id review)\",\"prof\":\"$(key_of prof 1 sponsor-ask)\"}},"
	id=$((id + 1))
done
echo "${facts%,}}" >"$campus/facts.json"
node tests/hostile/make.mjs write "$campus/facts.json" "$here" || exit 1

# The same state under each of the settings.
trust() {
	case $1 in
	top) echo 'profile = "top" authserv_id = "mx.campus.example"' ;;
	below) echo 'profile = "below" authserv_id = "mx.campus.example"' ;;
	m365) echo 'profile = "m365" accept = {"dmarc", "internal"}' ;;
	strict) echo 'authserv_id = "mx.campus.example" accept = {"dmarc", "dkim"} require_dkim = true' ;;
	esac
}
for set in top below m365 strict; do
	sed "s/^trust .*/trust { $(trust $set) }/" "$campus/mailproc.conf" >"$campus/$set.conf"
done
in_set() { set=$1; shift; "$mailproc" -c "$campus/$set.conf" "$@"; }
# brings SET FILE: as the mail server does, or fetch
brings() {
	if [ "$1" = m365 ]; then in_set "$1" deliver --fetched <"$2"; else in_set "$1" deliver <"$2"; fi
}
explains() { in_set "$1" explain --json "$here/$1/$2"/*.eml | node tests/hostile/make.mjs check "$campus/facts.json" "$here" "$1" "$2"; }

"$tools/dump" "$campus/state.db" request key >"$campus/before"
count=0 failed=0
for set in top below m365 strict; do
	explains $set hostile
	explains $set control
	for f in "$here/$set/hostile"/*.eml; do
		count=$((count + 1))
		brings $set "$f" || failed=$((failed + 1))
	done
done
is "250 hostile mails at least" "$([ $count -ge 250 ] && echo yes)" yes
is "none ends in another status than 0" "$failed" 0
"$tools/dump" "$campus/state.db" request key >"$campus/after"
is "none changed a request, or ended a key" "$(grep -vxF -f "$campus/after" "$campus/before")" ""
is "there is no new request" "$(grep -c '^request ' "$campus/after")" 5
is "nobody but people on file is written to" "$("$tools/dump" "$campus/state.db" debt | sed -n 's/.* to_=\([^ ]*\) .*/\1/p' |
    sort -u | grep -vE '^((stu|ta|staff|prof|big|admin|boss|new|admin\+x|ad\.min)@campus\.example)?$')" ""
is "the trail is whole" "$(desk audit verify >/dev/null && echo yes)" yes

# the same mail from a mail server's pipe is not the mailbox's
set=m365
in_set $set deliver <"$here/$set/control/internal.eml"
is "m365 through a pipe decides nothing" "$(state_of 4) $(desk log --json | tail -n 1 | grep -c '"reason":"AUTH_NONE"')" "review 1"
is "a pipe cannot say that it fetched" "$(in_set $set deliver --fetched -f admin@campus.example <"$here/$set/control/plain.eml" 2>/dev/null; echo $?)" 75

id=2
for set in top below m365 strict; do
	brings $set "$here/$set/control/plain.eml"
	is "the control decides, $set" "$(state_of $id)" approved
	"$tools/dump" "$campus/state.db" request >"$campus/before"
	brings $set "$here/$set/control/plain.eml"
	for again in from_bare quoted; do brings $set "$here/$set/control/$again.eml"; done
	"$tools/dump" "$campus/state.db" request >"$campus/after"
	is "replayed, it does nothing more, $set" "$(desk log --json | tail -n 3 | sed 's/.*"reason":"\([A-Z_]*\)".*/\1/' | tr '\n' ' ')" \
	    "DUPLICATE ALREADY_DONE ALREADY_DONE "
	is "and changes nothing, $set" "$(cmp "$campus/before" "$campus/after")" ""
	id=$((id + 1))
done
