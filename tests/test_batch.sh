#!/bin/sh
# Several decisions in one answer: to the digest, and to what LIST brings.  Each
# line is proved by itself; one transcript says what became of each.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
now=2027-03-01T12:00:00Z # a Monday, 7:00 in New York
desk() { "$mailproc" -c "$campus/mailproc.conf" --now "$now" "$@"; }
form() {
	cat <<-FORM
	Purpose: Grade export in group $2
	Intended use: reading grades
	Data and courses: BIO 101
	Application or vendor: my own script
	Needed until: 2027-05-31
	${1:+Sponsor: $1}
	Agreement to the policy: I agree
	FORM
}
campus_start 'policy { policy_url = "https://campus.example/aup" open_requests = 20 }' \
    'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
digest_to() { inbox "$1@campus.example" morning; }
states() { for id in "$@"; do printf '%s ' "$(state_of "$id")"; done; }
# results of the lines of the newest transcript to somebody: yes and no
lines_to() { "$tools/letter" "$(inbox "$1@campus.example" became)" text | sed -n 's/^  \(yes\|no\):  "\(.*\)"$/\1 \2/p'; }
why_to() { "$tools/letter" "$(inbox "$1@campus.example" became)" text | grep -c "$2"; }

ask big 1 >/dev/null; ask staff 2 >/dev/null; ask big 3 >/dev/null; ask staff 4 >/dev/null
ask boss 5 >/dev/null; ask big 6 >/dev/null; ask staff 7 >/dev/null
now=2027-03-01T14:00:00Z
desk work
mail=$(digest_to admin)
"$tools/letter" "$mail" button 1 >"$campus/button"
is "the digest brings a batch" "$(sed 1,2d "$campus/button" | tr -d '\r' | tr '\n' ' ' | sed 's/ *$//')" \
    "APPROVE 1 APPROVE 2 APPROVE 3 APPROVE 4 APPROVE 5 APPROVE 6 APPROVE 7"
is "in its text too" "$("$tools/letter" "$mail" text | grep -c '^    APPROVE [1-7]$')" 7
is "no line of it is a command by itself" "$("$tools/letter" "$mail" text | grep -c '^APPROVE')" 0
is "without one's own request" "$("$tools/letter" "$(digest_to boss)" text | grep -o '^    APPROVE .*' | tr -d ' APROVE\n')" 123467

# what happens to some of them before it is answered
is "2 is changed" "$(reply staff 2 received 'Data and courses: all of CHEM 210')" "OK review: review>admin review>boss"
is "3 is decided" "$(reply boss 3 review 'DENY 3 not now')" "OK denied: decided-note>admin denied>big transcript>boss"
answer_digest() { printf '%s\n' "$2" | answer "$1" admin | send admin@campus.example "${3:-}"; }
before=$(last_debt)
is "one mail, many lines" "$(answer_digest "$mail" 'APPROVE 1
APPROVE 2
APPROVE 3
DENY 4 too wide
ASK 6 which course?
APPROVE 9')" KEY_STALE
is "what each became" "$(states 1 2 3 4 5 6 7)" "issued review denied denied review question review "
is "one transcript" "$(mails_after "$before" | tr ' ' '\n' | grep -c 'transcript>admin')" 1
is "each line answered" "$(lines_to admin)" "yes APPROVE 1
no APPROVE 2
no APPROVE 3
yes DENY 4 too wide
yes ASK 6 which course?
no APPROVE 9"
is "what changed is shown" "$(why_to admin 'now: *all of CHEM 210')" 1
is "who decided is said" "$(why_to admin 'DENY by boss@campus.example')" 1
is "a number that was not in it" "$(why_to admin 'the number you wrote is not')" 1
is "the reason is told" "$(reads staff 4 denied | grep -c 'too wide')" 1
is "the key is spent for those alone" "$(answer_digest "$mail" 'DENY 1 no
APPROVE 7' 7)" "KEY_SPENT issued: decided-note>boss issued>staff transcript>admin"

# who may not
stamp=unvouched
is "with the key alone" "$(answer_digest "$mail" 'APPROVE 5' 5)" "AUTH_NONE review: challenge>admin"
stamp=
is "another admin by it" "$(printf 'APPROVE 5\n' | answer "$mail" boss | sed 's/^From: .*/From: boss <boss@campus.example>/' | send boss@campus.example 5)" \
    "KEY_FOREIGN review: transcript>boss"
is "without a command" "$(answer_digest "$mail" 'I will look at them tomorrow.' 5)" "NO_COMMAND review: transcript>admin"
is "without a number" "$(answer_digest "$mail" 'APPROVE' 5)" "AMBIGUOUS review: transcript>admin"
is "twice different" "$(answer_digest "$mail" 'APPROVE 5
DENY 5' 5)" "AMBIGUOUS review: transcript>admin"
is "what asks needs no number of it" "$(answer_digest "$mail" 'STATUS 9
LIST' 5 | cut -d' ' -f1)" "NOT_ALLOWED"

# LIST brings the same
is "LIST" "$(tell admin 2 LIST)" "OK review: status>admin"
list=$(inbox admin@campus.example stand)
is "what waits now" "$("$tools/letter" "$list" button 1 | sed 1,2d | tr -d '\r' | tr '\n' ' ' | sed 's/ *$//')" "APPROVE 2 APPROVE 5"
is "by its button" "$(press "$list" admin 1 | send admin@campus.example 5)" \
    "OK review: decided-note>boss decided-note>boss issued>staff problem>admin transcript>admin"
is "both, but boss has no account in Canvas" "$(states 2 5)" "issued review "
is "again" "$(press "$list" admin 1 | sed 's/^Message-ID: </&x/' | send admin@campus.example 5)" "ALREADY_DONE review: transcript>admin"
reply admin 5 problem "DENY 5 no account" >/dev/null
is "LIST with nothing to decide" "$(tell admin 2 LIST; "$tools/letter" "$(inbox admin@campus.example stand)" text | grep -c 'Ref:')" "OK issued: status>admin
0"

# NOTME by a batch's key, and one that is too old
is "NOTME" "$(answer_digest "$list" 'NOTME 2' 2)" "OK revoked: forged>admin forged>boss revoked>staff"
ask staff 8 >/dev/null
now=2027-03-02T14:00:00Z
desk work 2>/dev/null
mail=$(digest_to admin)
now=2027-03-17T14:00:00Z
is "after two weeks" "$(answer_digest "$mail" 'APPROVE 8' 8 | cut -d: -f1)" "KEY_STALE review"

# where the address cannot carry the key
echo 'plus_addressing = false' >>"$campus/mailproc.conf"
is "the button without an extension" "$(tell admin 8 LIST >/dev/null; list=$(inbox admin@campus.example stand)
    "$tools/letter" "$list" button 1 >"$campus/button"; sed -n 1p "$campus/button"; press "$list" admin 1 | send admin@campus.example 8 | cut -d: -f1)" \
    "canvas-tokens@campus.example
OK issued"
is "the same comes of its mails" "$(rebuilt)" ""
