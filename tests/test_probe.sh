#!/bin/sh
# check --probe: what did the mail server stamp, and what would it be worth?
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start

# probed TRUST [OPTION...]: its exit status, with this section trust; what it
# said in "out".  The mail comes on standard input.
probed() {
	sed "s/^trust .*/trust { $1 }/" "$campus/mailproc.conf" >"$campus/probe.conf"
	shift
	"$mailproc" -c "$campus/probe.conf" check --probe "$@" >"$campus/out" 2>"$campus/err"
	echo $?
}
says() { grep -cF "$1" "$campus/out"; }
mail() { printf '%s\n' "$@" "From: Stu Dent <stu@campus.example>" "Subject: a test" "" "Hello"; }
pass='dmarc=pass header.from=campus.example'

mail "Authentication-Results: mx.campus.example; $pass" \
    "Authentication-Results: mx.campus.example; dkim=pass header.d=campus.example" \
    "Received: from a by mx.campus.example; now" \
    "Authentication-Results: mx.attack.example; $pass" >"$campus/top.eml"
is "top fits" "$(probed 'authserv_id = "mx.campus.example"' "$campus/top.eml")" 0
is "it says what stands where" "$(says 'field 1, above the first Received: Authentication-Results of mx.campus.example')" 1
is "it says what is below" "$(says 'field 4, below the first Received: Authentication-Results of mx.attack.example')" 1
is "and each result" "$(says 'dkim=pass header.d=campus.example')" 1
is "a name below is not offered for top" "$(says 'profile = "top"  authserv_id = "mx.attack.example"')" 0
is "one that is above is, once" "$(says 'profile = "top"  authserv_id = "mx.campus.example": dmarc,')" 2
is "nothing configured" "$(probed '' "$campus/top.eml")" 1
is "it says why" "$(grep -c 'trust.authserv_id is not set' "$campus/err")" 1
is "another name configured" "$(probed 'authserv_id = "mx.other.example"' <"$campus/top.eml")" 1
is "it says which would do" "$(says 'profile = "top"  authserv_id = "mx.campus.example": dmarc,')" 1

mail "Received: from a by mx.campus.example; now" "Authentication-Results: mx.campus.example; $pass" >"$campus/below.eml"
is "read as top" "$(probed 'authserv_id = "mx.campus.example"' "$campus/below.eml")" 1
is "below would do" "$(says 'profile = "below"  authserv_id = "mx.campus.example": dmarc,')" 1
is "top is not offered" "$(says 'profile = "top"  authserv_id = "mx.campus.example": dmarc')" 0
is "below fits" "$(probed 'profile = "below" authserv_id = "mx.campus.example"' "$campus/below.eml")" 0

mail "Received: from a by b" "Authentication-Results: spf=pass smtp.mailfrom=campus.example;dmarc=pass action=none header.from=campus.example" >"$campus/m365.eml"
is "m365 would do" "$(probed '' "$campus/m365.eml"; says 'profile = "m365": dmarc,')" "1
1"
is "m365 fits" "$(probed 'profile = "m365"' "$campus/m365.eml")" 0
mail "X-MS-Exchange-Organization-AuthAs: Internal" >"$campus/internal.eml"
is "internal is not accepted by itself" "$(probed 'profile = "m365"' "$campus/internal.eml")" 1
is "it would be a grade" "$(says 'profile = "m365": internal,')" 2
is "internal fits" "$(probed 'profile = "m365" accept = {"internal"}' "$campus/internal.eml")" 0

mail "Authentication-Results: OpenDMARC; $pass" >"$campus/all.eml"
is "a name that everybody has is not offered" "$(probed '' "$campus/all.eml"; says 'authserv_id = "OpenDMARC"')" "1
0"
mail "X-Mailer: none" >"$campus/none.eml"
is "nothing stamped" "$(probed 'authserv_id = "mx.campus.example"' "$campus/none.eml"; says 'The mail server stamped no results.')" "1
1"
mail "Authentication-Results: mx.campus.example; dkim=pass header.i=\"$(printf '\033')a\"@campus.example" \
    "X-MS-Exchange-Organization-AuthAs: a$(printf '\302\233\033')b" >"$campus/odd.eml"
is "nothing odd reaches the terminal" "$(probed '' "$campus/odd.eml"; LC_ALL=C grep -c "$(printf '[\033\233]')" "$campus/out")" "1
0"
is "json" "$(probed 'authserv_id = "mx.campus.example"' --json "$campus/top.eml"; node -e '
	const d = JSON.parse(require("fs").readFileSync(0)); console.log(d.fields.length, d.settings.length, d.configured.grade)' <"$campus/out")" "0
3 2 dmarc"
is "no such file" "$(probed '' "$campus/nowhere.eml")" 1
is "two files" "$(probed '' a b)" 64
printf 'From : x\n\n' >"$campus/bad.eml"
is "a header that is none" "$(probed '' "$campus/bad.eml")" 1

# and check by itself says what is missing
checked() {
	sed "s/^trust .*/trust { $1 }/" "$campus/mailproc.conf" >"$campus/probe.conf"
	"$mailproc" -c "$campus/probe.conf" check | grep -A 1 '^[a-z]* *trust '
}
is "nothing trusted" "$(checked '' | grep -c 'check --probe FILE')" 1
is "m365 without a mailbox" "$(checked 'profile = "m365"' | grep -c 'imap.url is not set')" 1
is "a name" "$(checked 'authserv_id = "mx.campus.example"' | grep -c '^ok *trust *mx.campus.example')" 1
