#!/bin/sh
# By mail, end to end: what each step leads to, and what each broken step ends
# in: the reason and the state that the contract names, and nothing made.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
us=canvas-tokens@campus.example

tokens() { "$tools/web" GET "$canvas/_standin/counters" </dev/null | sed -n 's/.*"posts":\([0-9]*\).*/\1/p'; }
ask() { { header "$1" "$2" $us "Token"; form "${3:-}"; } | send "$2"; }
templates_to() {
	for f in "$campus"/mail/new/*; do
		[ "$("$tools/letter" "$f" Delivered-To)" = "$1" ] && "$tools/letter" "$f" Subject
	done
}

campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

is "a student's complete request" "$(ask Stu stu@campus.example prof@campus.example)" OK
is "goes to the sponsor" "$(state_of 1)" sponsor
is "a staff member's" "$(ask Staff staff@campus.example)" OK
is "goes to the review" "$(state_of 2)" review
is "a faculty member's" "$(ask Big big@campus.example)" OK
is "goes to the review as well" "$(state_of 3)" review

# incomplete, asked back, completed
is "a request with something missing" "$( { header TA ta@campus.example $us "Token"; echo "Purpose: grading"; echo "Sponsor: nobody@campus.example"; } | send ta@campus.example)" MISSING_FIELDS
is "is asked back" "$(state_of 4)" incomplete
mail=$(inbox ta@campus.example missing)
"$tools/letter" "$mail" text >"$campus/text"
is "for what is missing only" "$(grep -cE '^(Intended use|Data and courses|Application or vendor|Sponsor|Agreement to the policy): *$' "$campus/text")/$(grep -c '^Purpose:' "$campus/text")" 5/0
is "completed by reply" "$( { form prof@campus.example | grep -v ^Purpose; } | answer "$mail" TA | send ta@campus.example)" OK
is "it goes on" "$(state_of 4)" sponsor

# the sponsor
mail=$(inbox prof@campus.example sponsor)
is "a sponsor declines" "$(printf 'DECLINE 4\nI do not know this person.\n' | answer "$mail" Prof | send prof@campus.example)" OK
is "the request has ended" "$(state_of 4)" declined
for mail in $(ls -r "$campus"/mail/new/*); do
	[ "$("$tools/letter" "$mail" Delivered-To)" = prof@campus.example ] || continue
	case $("$tools/letter" "$mail" Subject) in *"#1]"*"sponsor this"*) break ;; esac
done
to=$("$tools/letter" "$mail" Reply-To | tr -d '<>')
is "somebody else with the sponsor's key" "$( { header Stu stu@campus.example "$to" x; echo "CONFIRM 1"; } | send stu@campus.example)" KEY_FOREIGN
bad=$(echo "$to" | sed 's/+./+q/; s/+q\(.*\)$/+q\1/')
[ "$bad" != "$to" ] || bad=$(echo "$to" | sed 's/+./+r/')
is "one byte of the key changed" "$( { header Prof prof@campus.example "$bad" x; echo "CONFIRM 1"; } | send prof@campus.example)" KEY_FOREIGN
is "somebody else without a key" "$( { header Staff staff@campus.example $us x; echo "CONFIRM 1"; } | send staff@campus.example)" NOT_ALLOWED
is "a request that is not there reads the same" "$( { header Staff staff@campus.example $us x; echo "CONFIRM 99"; } | send staff@campus.example)" NOT_ALLOWED
is "quoted words only" "$( { header Prof prof@campus.example "$to" x; echo "> CONFIRM 1"; } | send prof@campus.example)" QUOTED_ONLY
is "doubt" "$( { header Prof prof@campus.example "$to" x; echo "yes, but only until May"; } | send prof@campus.example)" AMBIGUOUS
is "another number than the key's" "$( { header Prof prof@campus.example "$to" x; echo "CONFIRM 2"; } | send prof@campus.example)" ID_MISMATCH
is "a slip of the pen" "$( { header Prof prof@campus.example "$to" x; echo "CONFRIM 1"; } | send prof@campus.example)" UNKNOWN_VERB
is "nothing has changed" "$(state_of 1)" sponsor
is "CONFIRM" "$(printf 'CONFIRM 1\n' | answer "$mail" Prof | send prof@campus.example)" OK
is "is in review" "$(state_of 1)" review
is "the same once more" "$(printf 'CONFIRM 1\n' | answer "$mail" Prof | send prof@campus.example)" ALREADY_DONE

# the administrators
mail=$(inbox admin@campus.example decide)
to=$("$tools/letter" "$mail" Reply-To | tr -d '<>')
is "an admin without the key" "$( { header Ad admin@campus.example $us x; echo "APPROVE 1"; } | send admin@campus.example)" NO_KEY
is "the other admin's key" "$( { header Bo boss@campus.example "$to" x; echo "APPROVE 1"; } | send boss@campus.example)" KEY_FOREIGN
is "nothing was made" "$(tokens)" 0
is "DENY with a reason" "$(for f in $(ls -r "$campus"/mail/new/*); do
	[ "$("$tools/letter" "$f" Delivered-To)" = admin@campus.example ] || continue
	case $("$tools/letter" "$f" Subject) in *"#2]"*decide*) printf 'DENY 2 not needed\n' | answer "$f" Ad | send admin@campus.example; break ;; esac
done)" OK
is "denied" "$(state_of 2)" denied

# Canvas is away: the debt stays owed
exec 8>&-
wait "$canvas_pid" 2>/dev/null; canvas_pid=
is "APPROVE while Canvas is away" "$(printf 'APPROVE 1\n' | answer "$mail" Ad | send admin@campus.example)" OK
is "stays approved" "$(state_of 1)" approved
desk work >/dev/null 2>&1
is "work says that a debt is owed" "$(desk outbox | grep -c ' token ')" 1
is "the opposite decision afterwards" "$(printf 'DENY 1\n' | answer "$mail" Ad | send admin@campus.example)" KEY_SPENT
is "STATUS" "$( { header Stu stu@campus.example $us x; echo "STATUS 1"; } | send stu@campus.example)" OK
is "HELP" "$( { header Stu stu@campus.example $us HELP; } | send stu@campus.example)" OK
is "help was sent" "$(templates_to stu@campus.example | grep -c 'How to ask')" 1

# the sponsor leaves the directory
grep -v '^prof@' "$campus/people.csv" >"$campus/fewer.csv"
desk people import "$campus/fewer.csv" --full >/dev/null
is "a sponsor who has left" "$(ask Ta ta@campus.example prof@campus.example)" MISSING_FIELDS
is "is asked for again" "$(desk list --mine ta@campus.example --state incomplete | wc -l)" 1

# bytes of all kinds
printf 'nonsense' | desk deliver; is "nonsense" "$?" 0
desk deliver </dev/null; is "nothing at all" "$?" 0
printf 'From: a@campus.example\nContent-Type: multipart/x; boundary="\\""\n\nx' | desk deliver; is "the mail that kills libetpan" "$?" 0
head -c 12000000 /dev/zero | desk deliver; is "12 MB of zeros" "$?" 0
is "all of them are held" "$(desk held | grep -c -E 'MALFORMED|TOO_BIG')" 4
printf 'x' | "$mailproc" -c /nonexistent deliver 2>/dev/null; is "no configuration" "$?" 75
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
