#!/bin/sh
# The audit trail: whatever comes in, is refused or is done leaves a row; the
# chain holds by a second implementation, and who breaks it is found out.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 6 }'
us=canvas-tokens@campus.example

rows() { desk log --json | wc -l; }
# leaves WHAT COUNT COMMAND...: it adds so many rows
leaves() {
	what=$1 wanted=$2 before=$(rows)
	shift 2
	"$@" >"$campus/out" 2>"$campus/err"
	is "$what" "$(($(rows) - before))" "$wanted"
}
last() { desk log --json | tail -n 1 | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\)\"\{0,1\}.*/\1/p"; }
# mail ADDRESS TEXT [FIELD...]: one that the mail server vouches for
mail() {
	who=$1 text=$2
	shift 2
	{ header "$who" "$who@campus.example" $us "Hello" "$@"; printf '%s\n' "$text"; } | vouch "$who@campus.example"
}
brings() { mail "$@" >"$campus/in.eml"; desk deliver <"$campus/in.eml"; }

is "the import that began it all" "$(rows) $(last event) $(last actor)" "1 people_import operator"
is "it names the file by its hash" \
    "$(desk log --json | grep -c "SHA-256 $(sha256sum <"$campus/people.csv" | cut -d' ' -f1)")" 1
idle=yes
ask stu 1 prof >/dev/null
is "a request" "$(last event) $(last reason)" "request OK"
leaves "the same mail again" 1 desk deliver <"$campus/in.eml"
is "as a duplicate" "$(last reason)" DUPLICATE
leaves "no command" 1 brings boss "hello there, how are you"
leaves "a near miss" 1 brings prof "CONFRIM 1"
is "refused as such" "$(last reason)" UNKNOWN_VERB
leaves "why" 1 brings prof "WHY 1"
is "is the event" "$(last event)" WHY
leaves "a request that there is not" 1 brings prof "CONFIRM 77"
leaves "two decisions" 2 brings prof "CONFIRM 1
DECLINE 1"
leaves "a foreign key" 1 brings prof "CONFIRM 1" "References: <mailproc.k.aaaaaaaaaaaaaaaaaaaaaaaa@campus.example>"
is "says so" "$(last reason)" KEY_FOREIGN
leaves "a question" 1 brings ta "STATUS"
is "is the event" "$(last event)" STATUS
leaves "help" 1 brings ta "HELP"
leaves "a vacation" 1 brings prof "away" "Auto-Submitted: auto-replied"
leaves "a stranger" 1 desk deliver <<-MAIL
	From: x@elsewhere.example
	To: $us
	Subject: x

	APPROVE 1
MAIL
leaves "rubbish" 1 desk deliver </dev/null
leaves "no sender that counts" 1 desk deliver <<-MAIL
	From: prof@campus.example
	To: $us
	Subject: x
	Message-ID: <unproven@campus.example>

	CONFIRM 1
MAIL
held=$(desk held --json | sed -n 's/^ *"id": \([0-9]*\),/\1/p' | tail -n 1)
leaves "a release that stays held" 2 desk held "$held" release
leaves "a drop" 1 desk held "$held" drop
is "by the operator" "$(last event) $(last actor)" "held_drop operator"
leaves "a drop of nothing" 0 desk held "$held" drop
for i in 1 2 3 4 5 6; do brings staff "APROVE $i"; done
leaves "one more than we answer" 2 brings staff "APROVE 7"
is "for which there is a row" "$(desk log --json | tail -n 2 | grep -c RATE_LIMIT)" 1
leaves "a retry" 1 desk retry 1
is "of a debt" "$(last event) $(last actor)" "retry operator"
leaves "a retry of nothing" 0 desk retry 99999
leaves "the directory once more" 1 desk people import "$campus/people.csv"
printf 'email,role\nx@campus.example,student\nnonsense,student\n' >"$campus/wrong.csv"
leaves "a directory that is refused changes nothing" 0 desk people import "$campus/wrong.csv"

# by a second implementation
head=$(desk audit verify --json | sed -n 's/^ *"rows": \(.*\),/\1/p; s/^ *"last_hash": "\(.*\)",/\1/p' | tr '\n' ' ')
head=${head% }
is "two implementations" "$(desk log --json | node tests/audit/chain.mjs verify)" "$head"
is "through what was known" "$(desk audit verify $head >/dev/null; echo $?)" 0
is "which must look like it" "$(desk audit verify 1 xyz >/dev/null 2>&1; echo $?)" 64

# broken, then put back
tamper() { # tamper WHAT SQL ROW
	cp "$campus/state.db" "$campus/kept.db"
	"$tools/floor" "$campus/state.db" sql "DROP TRIGGER IF EXISTS audit_is_never_rewritten; DROP TRIGGER audit_is_never_cut; $2"
	is "$1" "$(desk audit verify --json >"$campus/out" 2>&1; echo $?) $(sed -n 's/^ *"bad_row": \(.*\),/\1/p; s/^ *"ok": \(.*\),/\1/p' "$campus/out" | tr '\n' ' ')" "1 false $3 "
	is "$1, said" "$(desk audit verify 2>&1 | grep -c "row $3")" 1
	rm -f "$campus"/state.db-*
	mv "$campus/kept.db" "$campus/state.db"
}
"$tools/floor" "$campus/state.db" sql "PRAGMA wal_checkpoint(TRUNCATE)"
n=$(rows)
tamper "a field" "UPDATE audit SET reason = 'OK' WHERE seq = 5" 5
tamper "a row in the middle" "DELETE FROM audit WHERE seq = 7" 7
tamper "the end" "DELETE FROM audit WHERE seq = $n" "$n"
tamper "the order" "UPDATE audit SET seq = 999 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 999" 4
is "put back" "$(desk audit verify $head >/dev/null; echo $?)" 0

# the whole chain, written anew by somebody who knows how: only who was told of
# its head by mail sees it
desk log --json | node tests/audit/chain.mjs forge 3 >"$campus/forge.sql"
"$tools/floor" "$campus/state.db" sql "$(cat "$campus/forge.sql")"
is "written anew, the chain is whole" "$(desk audit verify >/dev/null; echo $?)" 0
is "but is not the one that was known" "$(desk audit verify $head 2>&1 >/dev/null | grep -c "row $n is not the one")" 1
