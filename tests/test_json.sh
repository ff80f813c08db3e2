#!/bin/sh
# Every listing as JSON, against the shapes of the contract; the text of the
# same; statuses; what a command may say where.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
us=canvas-tokens@campus.example
shape() { node tests/shapes.mjs "$@"; }
status() { "$@" >"$campus/out" 2>"$campus/err"; echo $?; }

# a request in each of several states, a held message, a debt that cannot be paid
ask stu 1 prof >/dev/null
reply prof 1 sponsor-ask 'CONFIRM 1' >/dev/null
reply admin 1 review 'APPROVE 1' >/dev/null
ask staff 2 >/dev/null
{ header TA ta@campus.example $us "Token"; echo "Purpose: grading"; } | send ta@campus.example >/dev/null
{ header Stu stu@campus.example $us "$(printf 'Z\303\266\303\253 \342\200\256 "x"')"; echo hello; } |
    unvouched stu@campus.example | desk deliver -f stu@campus.example
printf 'nonsense' | desk deliver
ask big 4 >/dev/null
break_canvas 502_html any 99
reply admin 4 review 'APPROVE 4' >/dev/null

is "an issued request" "$(state_of 1)" issued
for id in 1 2 3 4; do is "show $id" "$(desk show $id --json | shape show)" good; done
is "list" "$(desk list --json | shape list)" good
is "list of one state" "$(desk list --json --state review | grep -c '"id": 2,')" 1
is "list of nobody's" "$(desk list --json --mine nobody@campus.example)" "[]"
is "list of a sponsor's" "$(desk list --mine prof@campus.example | wc -l)" 1
is "held" "$(desk held --json | shape held)" good
is "to whom" "$(desk held --json | grep -c '"to": "canvas-tokens@campus.example"')" 1
is "outbox" "$(desk outbox --json | shape outbox)" good
is "outbox, all" "$(desk outbox --all --json | shape outbox)" good
is "a debt that is owed says why" "$(desk outbox --json | grep -c '"last_error": "Canvas: ')" 1
is "people" "$(desk people list --json | shape people)" good
is "a person" "$(desk people show p.essor@campus.example --json | shape person)" good
is "log" "$(desk log --json | shape log --lines)" good
is "log of one" "$(desk log 2 --json | shape log --lines)" good
break_canvas none any 0
is "check" "$(desk check --json | shape check)" good
for what in "APPROVE 4" "STATUS" "hello" "Purpose: x"; do
	{ header Ad admin@campus.example $us x; echo "$what"; } | vouch admin@campus.example >"$campus/in.eml"
	is "explain \"$what\"" "$(desk explain --json "$campus/in.eml" | shape explain --lines)" good
done
printf 'nonsense' >"$campus/nonsense"
is "explain nonsense" "$(desk explain --json "$campus/nonsense" | shape explain --lines)" good
is "explain several" "$(desk explain --json "$campus/in.eml" "$campus/nonsense" | shape explain --lines)" good
is "explain says the text whatever the verdict" \
    "$({ header X x@elsewhere.example $us x; echo "Purpose: a test"; } | desk explain --json |
	grep -c '"reason":"NOT_IN_DOMAINS".*"own_text":"Purpose: a test".*"fields":{"purpose":"a test"}')" 1

# what changes nothing
sum() { cat "$campus"/state.db "$campus"/state.db-wal | sha256sum; }
before=$(sum)
{ header Ad admin@campus.example $us x; echo "APPROVE 2"; } | vouch admin@campus.example | desk explain >/dev/null
for c in "show 1" list log held "people list" outbox "audit verify"; do
	# shellcheck disable=SC2086
	desk $c >/dev/null
done
is "looking changes nothing" "$(sum)" "$before"

# statuses, and who says what where
is "a good deliver" "$(ask stu 5 prof >/dev/null; { header Stu stu@campus.example $us STATUS; echo STATUS; } |
    vouch stu@campus.example >"$campus/in.eml"; status desk deliver <"$campus/in.eml")" 0
is "says nothing" "$(cat "$campus/out" "$campus/err")" ""
is "a request that is not there" "$(status desk show 99)" 1
is "says so" "$(cat "$campus/err")" "mailproc show: there is no request 99"
for wrong in "show" "show x" "list --nonsense" "held x" "people" "nonsense" "log 1 2" "retry"; do
	# shellcheck disable=SC2086

	is "mailproc $wrong" "$(status desk $wrong)" 64
done
is "deliver with a wrong option, from a mail server" "$(status desk deliver --nonsense </dev/null)" 75
is "without a configuration" "$(status "$mailproc" -c "$campus/none" list)" 78
is "deliver without one" "$(status "$mailproc" -c "$campus/none" deliver <"$campus/in.eml")" 75
is "init twice" "$(status desk init)" 1
is "leaves the state as it is" "$(state_of 1)" issued
for c in init deliver work explain list show log audit held people outbox retry check unseal; do
	is "$c --help" "$(status desk $c --help; grep -c "^usage: mailproc .*$c" "$campus/out")" "0
1"
done
is "--version" "$("$mailproc" --version | grep -c '^mailproc [0-9]')" 1

# held: look, drop, release
id=$(desk held --json | sed -n 's/^    "id": \(.*\),$/\1/p' | head -n 1)
is "its bytes" "$(desk held "$id" | grep -c '^From: Stu')" 1
is "drop" "$(status desk held "$id" drop)" 0
is "is gone from the list" "$(desk held --json | grep -c "\"id\": $id,")" 0
is "drop once more" "$(status desk held "$id" drop)" 1
id=$(desk held --json | sed -n 's/^    "id": \(.*\),$/\1/p' | head -n 1)
is "release of nonsense" "$(status desk held "$id" release)" 1
is "is held again" "$(desk held | grep -c MALFORMED)" 1

# retry: what was owed is paid
id=$(desk outbox --json | sed -n 's/^    "id": \(.*\),$/\1/p' | head -n 1)
is "retry" "$(status desk retry "$id")" 0
desk work >/dev/null 2>&1
is "is paid" "$(state_of 4)" issued
is "retry of what is done" "$(status desk retry "$id")" 1

secret=$(cat "$campus/canvas.token")
for c in "show 1" "show 1 --json" "log --json" "outbox --all --json" "check --json" "check"; do
	# shellcheck disable=SC2086
	is "no secret in $c" "$(desk $c 2>&1 | grep -c "$secret")" 0
done
