#!/bin/sh
# demo.sh - the whole path, shown: from a student's mail to a usable token.
set -eu
. tests/campus.sh

bold= plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi
step() { echo; echo "${bold}== $*${plain}"; echo; }
show() { "$tools/letter" "$1" | sed 's/^/    | /'; }
fail() { echo; echo "The demo stopped here: $*" >&2; exit 1; }
expect() { [ "$(state_of 1)" = "$1" ] || fail "the request is \"$(state_of 1)\", not \"$1\""; echo "  -> request 1: $1"; }

campus_start
echo "A college in a scratch folder: $campus"
echo "Its Canvas: a stand-in at $canvas"

step "1. A student asks for a token, by mail"
{ header "Stu Dent" stu@campus.example canvas-tokens@campus.example "A token for my script, please"
  form "Prof Essor <prof@campus.example>"; } | vouch stu@campus.example >"$campus/request.eml"
sed -n '/^From:/,$p' "$campus/request.eml" | sed 's/^/    | /'
desk deliver -f stu@campus.example <"$campus/request.eml" || fail "deliver"
desk work || fail "work"
expect sponsor

step "2. The student reads"
show "$(inbox stu@campus.example)"

step "3. The sponsor reads"
mail=$(inbox prof@campus.example sponsor) || fail "no mail to the sponsor"
show "$mail"

step "4. The sponsor answers: CONFIRM"
printf 'CONFIRM 1\nStu does this for my group.\n' | answer "$mail" "Prof Essor" | vouch prof@campus.example |
    desk deliver -f prof@campus.example || fail "deliver"
desk work || fail "work"
expect review

step "5. An administrator reads"
mail=$(inbox admin@campus.example decide) || fail "no mail to the administrator"
show "$mail"

step "6. Somebody outside forges the administrator's approval"
{ header "Ad Min" admin@campus.example canvas-tokens@campus.example "Re: request" \
    "Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example"; echo "APPROVE 1"; } |
    unvouched evil@attack.example | desk deliver -f evil@attack.example || fail "deliver"
desk held | sed 's/^/    | held: /'
expect review

step "7. The administrator presses the button: Approve"
press "$mail" "Ad Min" 1 | vouch admin@campus.example >"$campus/approve.eml"
sed -n '/^From:/,$p' "$campus/approve.eml" | sed 's/^/    | /'
desk deliver -f admin@campus.example <"$campus/approve.eml" || fail "deliver"
expect approved

step "8. mailproc makes the token in Canvas, and hands it over sealed"
desk work || fail "work"
expect issued
mail=$(inbox stu@campus.example activate) || fail "no mail with the sealed token"
show "$mail"

step "9. The student opens Canvas > Settings, and sees"
rows=$("$tools/web" GET "$canvas/_standin/settings/101" </dev/null) || fail "settings"
purpose=$(echo "$rows" | sed -n 's/.*"purpose":"\([^"]*\)".*/\1/p')
token=$(echo "$rows" | sed -n 's/.*"id":"\([0-9]*\)".*/\1/p')
[ -n "$purpose" ] && [ -n "$token" ] || fail "no token in Settings"
echo "    | $purpose"
code=${purpose##*unlock code }
"$tools/web" POST "$canvas/_standin/activate/101/$token" "" </dev/null >/dev/null || fail "activate"
echo "  -> activated"

step "10. The student opens the seal with the code that stands there"
link=$("$tools/letter" "$mail" text | grep '^https://it.campus.example/unlock.html#') || fail "no link in the mail"
printf '%s\n%s\n' "${link#*#}" "$code" >"$campus/unlock"
desk unseal <"$campus/unlock" >"$campus/secret" || fail "the seal does not open"
rm "$campus/unlock"
echo "  -> opened: a token of $(tr -d '\n' <"$campus/secret" | wc -c) characters (not shown)"

step "11. Does it work? Canvas, who am I?"
me=$("$tools/web" GET "$canvas/api/v1/users/self" <"$campus/secret")
echo "$me" | sed 's/^/    | /'
case $me in 200*'"login_id":"stu"'*) echo "  -> it works" ;; *) fail "the token does not work" ;; esac

step "12. Is the secret or the code anywhere it must not be?"
secret=$(cat "$campus/secret")
mv "$campus/secret" "$campus/.owner"
plain_code=$(echo "$code" | tr -d -)
ps -ef >"$campus/processes" 2>/dev/null || cat /proc/[0-9]*/cmdline >"$campus/processes" 2>/dev/null || :
# Base64 shifts with the position of the text: three encodings without their ends.
spoor() {
	printf '%s\n' "$1"
	for lead in '' x xy; do
		printf '%s%s' "$lead" "$1" | base64 -w0 | cut -c5- | sed 's/......$//'
		echo
	done
}
{ spoor "$secret"; spoor "$code"; spoor "$plain_code"; } | grep . >"$campus/.spoor"
files=$(find "$campus" -type f ! -name .owner ! -name .spoor | wc -l)
found=$(find "$campus" -type f ! -name .owner ! -name .spoor -exec grep -laF -f "$campus/.spoor" {} + || :)
[ -z "$found" ] || fail "found in: $found"
grep -qF -f "$campus/.spoor" "$campus/.owner" || fail "the search finds nothing at all"
echo "$purpose" | grep -qF -f "$campus/.spoor" || fail "the search does not know the code"
echo "  -> searched $files files (state, WAL, mails, processes): nowhere but in Canvas's own row"

step "13. Who decided what"
desk log | sed 's/^/    | /'
desk audit verify | sed 's/^/  -> /' || fail "audit"
echo
echo "${bold}The demo is complete: a token that works, and no mail, file or process that knows it.${plain}"
