#!/bin/sh
# The digest: once on a business day, to each admin, as things stood at its
# hour, and only if there is something to say; with the head of the audit chain.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
at() { now=$1; shift; desk --now "$now" "$@"; }
works() { at "$1" work >/dev/null 2>&1; }
digests() { desk outbox --all --json | grep -c '"template": "digest"'; }
# 2027-03-01 is a Monday; 8:00 in New York is 13:00 UTC until 2027-03-14
arrives() { # arrives TIME NAME SPONSOR
	{ header "$2" "$2@campus.example" canvas-tokens@campus.example "Token"
	form "$3" | sed "s/^Needed until: .*/Needed until: 2027-05-03/"; } | vouch "$2@campus.example" >"$campus/in.eml"
	at "$1" deliver <"$campus/in.eml"
}

# An empty file; what was imported is older than a week.
is "nothing to say" "$(works 2026-11-25T15:00:00Z; digests)" 0
arrives 2027-03-01T12:30:00Z big ""
is "it waits" "$(state_of 1)" review
rm -rf "$campus/mail"
works 2027-03-01T12:59:00Z
is "before eight" "$(digests)" 0
works 2027-03-01T18:00:00Z
is "from eight on, one to each admin" "$(digests)" 2
works 2027-03-01T18:01:00Z
works 2027-03-02T04:59:00Z
is "once a day" "$(digests)" 2
is "the trail knows" "$(desk log --json | grep -c '"event":"digest"')" 1

inbox admin@campus.example >"$campus/name"
"$tools/letter" "$(cat "$campus/name")" text >"$campus/text"
is "its first two lines" "$(head -n 2 "$campus/text" | cut -d: -f1)" "Please look at what stands below
If nobody does, requests stay open and what failed stays as it is."
is "names what waits" "$(grep -c 'Waiting: #1, Zoe Big, due Monday, 8 March 2027' "$campus/text")" 1
head=$(tr '\n' ' ' <"$campus/text" | sed -n 's/.*trail has \([0-9]*\) rows.*last one is *\([0-9a-f]\{64\}\).*/\1 \2/p')
is "the chain leads through what it says" "$(desk audit verify $head >/dev/null; echo $?)" 0
is "no line begins with a command" "$(grep -ciE '^(approve|deny|ask|confirm|decline|cancel|revoke|status|help|list|why|notme|done|yes|no)\b' "$campus/text")" 0
is "its key decides nothing by itself" "$({ echo "Thank you."; } | answer "$(cat "$campus/name")" admin | vouch admin@campus.example >"$campus/in.eml"
    at 2027-03-01T19:00:00Z deliver <"$campus/in.eml"; state_of 1)" review

# what came in since is told on the next day
works 2027-03-02T14:00:00Z
is "the next day" "$(digests)" 4
works 2027-03-06T14:00:00Z
works 2027-03-07T14:00:00Z
is "not on Saturday and Sunday" "$(digests)" 4
works 2027-03-09T13:30:00Z
is "overdue" "$(digests) $(desk --now 2027-03-09T14:00:00Z work 2>/dev/null; "$tools/letter" "$(inbox admin@campus.example look)" text | grep -c 'Waiting: #1, Zoe Big, OVERDUE')" "6 1"

# what is held, and what failed
printf 'From: prof@campus.example\nTo: canvas-tokens@campus.example\nSubject: x\nMessage-ID: <a@campus.example>\n\nCONFIRM 1\n' |
    at 2027-03-09T20:00:00Z deliver
"$tools/floor" "$campus/state.db" sql "UPDATE debt SET state = 'failed', last_error = '550 no such mailbox' WHERE id = 1"
works 2027-03-10T14:00:00Z
"$tools/letter" "$(inbox boss@campus.example look)" text >"$campus/text"
is "held" "$(grep -c 'Held: message .* from prof@campus.example, AUTH_NONE' "$campus/text")" 1
is "not delivered" "$(grep -c 'Not delivered' "$campus/text")" 1

# nothing waits: a week later the head alone
"$tools/floor" "$campus/state.db" sql "UPDATE request SET state = 'denied'; UPDATE message SET held = 0; UPDATE debt SET state = 'done', last_error = ''"
n=$(digests)
works 2027-03-11T14:00:00Z
is "nothing to say, and known" "$(digests)" "$n"
printf 'From: x@elsewhere.example\nTo: canvas-tokens@campus.example\nSubject: x\n\nhello\n' | at 2027-03-11T15:00:00Z deliver
works 2027-03-12T14:00:00Z
is "one more row is no reason yet" "$(digests)" "$n"
works 2027-03-19T14:00:00Z
is "a week old it is" "$(digests)" $((n + 2))
is "that is its subject" "$("$tools/letter" "$(inbox admin@campus.example)" Subject)" "Where the audit trail stands"
works 2027-03-29T14:00:00Z
is "its own row is none" "$(digests)" $((n + 2))
