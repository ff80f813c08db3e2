#!/bin/sh
# What comes again: a held message that is released, one that its author proves,
# the same message by another way, beside test_held.sh.  It is judged by all that
# it came with, and nothing is done twice.  A check is the reason, and what there is afterwards.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'policy { open_requests = 99 }'
us=canvas-tokens@campus.example
conf=$campus/mailproc.conf
last_held() { desk held --json | sed -n 's/^ *"id": \([0-9]*\),/\1/p' | tail -n 1; }
release() { desk held "$(last_held)" release 2>/dev/null | sed 's/^[0-9]*: //'; }
held() { desk held | wc -l | tr -d ' '; }
requests() { desk list | wc -l | tr -d ' '; }
bring() { desk deliver "$@" <"$campus/in.eml"; desk log --json | tail -n 1 | sed 's/.*"reason":"\([A-Z_]*\)".*/\1/'; desk work >/dev/null 2>&1; }

# -------------------------------------------------- fetched from our own mailbox
cp "$conf" "$campus/top.conf"
tenant() {
	{ header "$1" "$1@campus.example" $us "Token"; form; } | vouch "$1@campus.example" |
	    sed 's/^Authentication-Results: .*/X-MS-Exchange-Organization-AuthAs: Internal/' >"$campus/in.eml"
}
tenant prof; is "nothing that counts" "$(bring --fetched)" AUTH_NONE
sed -i 's/^trust .*/trust { profile = "m365" accept = {"internal"} }/' "$conf"
is "counts by another profile, as it was fetched" "$(release) $(requests)" "act, OK 1"
cp "$campus/top.conf" "$conf"
tenant boss; is "handed over by a server" "$(bring -f boss@campus.example)" AUTH_NONE
sed -i 's/^trust .*/trust { profile = "m365" accept = {"internal"} }/' "$conf"
is "it does not" "$(release) $(requests)" "hold, AUTH_NONE 1"
desk held "$(last_held)" drop >/dev/null
cp "$campus/top.conf" "$conf"

# --------------------------------------------------------- the author's own word
yes() { press "$mail" "$1" 1 | sed "s/^From: .*/From: $1 <$1@campus.example>/" | send "$1@campus.example"; }
ask ta 2 prof >/dev/null
is "a token" "$(reply prof 2 sponsor-ask 'CONFIRM 2' >/dev/null; reply admin 2 review 'APPROVE 2' | cut -d' ' -f1,2) $(requests)" "OK issued: 2"
{ header ta ta@campus.example $us Token; echo "RENEW 2"; } >"$campus/raw.eml"
unvouched ta@campus.example <"$campus/raw.eml" >"$campus/in.eml"
now=$(date -u -d '+2 days' +%Y-%m-%dT%H:%M:%SZ)
desk() { "$mailproc" -c "$conf" --now "$now" "$@"; }
is "RENEW, nobody vouches" "$(bring -f ta@campus.example)" AUTH_NONE
mail=$(inbox ta@campus.example "Did you")
is "YES" "$(yes ta) $(requests)" "OK 3"
vouch ta@campus.example <"$campus/raw.eml" >"$campus/in.eml"
is "and then by another way" "$(bring -f ta@campus.example) $(requests)" "DUPLICATE 3"

# ----------------------------------------------------------- without Message-ID
nameless() { header prof prof@campus.example $us "$1" | sed '/^Message-ID/d' | vouch prof@campus.example >"$campus/in.eml"; bring -f prof@campus.example; }
is "what only its subject says" "$(nameless STATUS)/$(nameless HELP)/$(nameless STATUS)" OK/OK/DUPLICATE

# ---------------------------------------------------------- looked at, on a screen
{ header big big@campus.example $us x; printf 'a\033[2Jb\033]0;owned\007c\n'; } | unvouched x >"$campus/in.eml"
bring -f big@campus.example >/dev/null
id=$(last_held)
is "the bytes, into a file" "$(desk held "$id" | tr -cd '\033\007' | od -An -tx1 | tr -d ' \n')" 1b1b07
is "to a terminal, what is text" "$(script -qec "$mailproc -c $conf held $id" /dev/null </dev/null | grep -c 'a\[2Jb\]0;ownedc')" 1
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
