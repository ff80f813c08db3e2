#!/bin/sh
# Keys: every way that carries one here, every way that loses one, and every
# reason why one is worth nothing.  A check is the reason, the state after, and
# the mails: template>person; "key" what explain says of the key.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 mails_per_hour = 9999 }' \
    'policy { open_requests = 99 }'
us=canvas-tokens@campus.example
asked="review>admin review>boss"
confirmed="OK review: $asked sponsor-confirmed>stu sponsor-thanks>prof"
desk() { $mailproc -c "$campus/mailproc.conf" "$@"; }
later() { # later TIME COMMAND...: as if it were then
	now=$(date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ); shift
	real=$mailproc; mailproc="$real --now $now"
	"$@"
	mailproc=$real
}
# key TEXT [SED...]: what an answer of the admin to $mail would carry
key() {
	words=$1; shift
	printf '%s\n' "$words" | answer "$mail" Ad | sed "$@" | vouch admin@campus.example | desk explain --json |
	    sed -n 's/.*"key":"\([a-z]*\)".*/\1/p'
}
key_of() { "$tools/letter" "$1" Reply-To | sed -n 's/.*+\([a-z2-7]*\)@.*/\1/p'; }
# the next request: one that waits for its sponsor, one for the admins
id=0
sponsored() { id=$((id + 1)); ask stu $id prof >/dev/null; mail=$(mail_to prof $id sponsor-ask); }
reviewed() { id=$((id + 1)); ask big $id >/dev/null; mail=$(mail_to "${1:-admin}" $id review); }
approved="OK issued: decided-note>boss issued>big transcript>admin"
# by NAME TEXT [SED...]: an answer to $mail, changed on its way to us
by() {
	who=$1 words=$2; shift 2
	printf '%s\n' "$words" | answer "$mail" "$who" | sed "s/^From: .*/From: $who <$who@campus.example>/" |
	    sed "$@" | send "$who@campus.example" $id
}
plus='s/canvas-tokens+[a-z2-7]*@/canvas-tokens@/g'
no_thread='/^In-Reply-To:/d;/^References:/d'
no_ref='/^> .*Ref: /d'

# ------------------------------------------------------- what is lost on the way
reviewed; is "nothing is lost" "$(by admin "APPROVE $id" '')" "$approved"
reviewed; is "the extension is stripped" "$(by admin "APPROVE $id" "$plus")" "$approved"
reviewed; is "also from what is quoted, and Delivered-To" "$(by admin "APPROVE $id" "1i\\
Delivered-To: $us
$plus
$no_ref")" "$approved"
reviewed; is "In-Reply-To and References are lost" "$(by admin "APPROVE $id" "$no_thread")" "$approved"
reviewed; is "In-Reply-To alone is lost, and the extension" "$(by admin "APPROVE $id" "$plus;/^In-Reply-To:/d;$no_ref")" "$approved"
# a relay gives our mail an id of its own, and answers are threaded by that
relay='s/<mailproc\.k\.[a-z2-7]*@[a-z.]*>/<0102018f-77aa@eu-west-1.relay.example>/'
reviewed; is "a relay rewrites our Message-ID" "$(by admin "APPROVE $id" "$relay")" "$approved"
reviewed; is "and the extension is stripped: the Ref line is left" "$(by admin "APPROVE $id" "$relay;$plus")" "$approved"
reviewed; is "threads and extension lost: the Ref line is left" "$(by admin "APPROVE $id" "$no_thread;$plus")" "$approved"
is "explain calls it spent" "$(key STATUS "$no_thread;$plus")" spent
reviewed; is "only the subject is translated" "$(by admin "APPROVE $id" "s/^Subject: Re: .*/Subject: AW: Ihre Entscheidung/")" "$approved"
reviewed; is "the subject is gone" "$(by admin "APPROVE $id" '/^Subject:/d')" "$approved"
reviewed; is "no number either: the key names the request" "$(by admin "APPROVE" "s/^Subject: .*/Subject: Antw: /")" "$approved"
reviewed; is "the address in capitals" "$(by admin "APPROVE $id" "/^To:/y/abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKLMNOPQRSTUVWXYZ/;s/^TO:/To:/;$no_thread;$no_ref")" "$approved"
reviewed; is "in angle brackets, with a name" "$(by admin "APPROVE $id" "s/^To: \(.*\)/To: \"Canvas, tokens\" <\1>/;$no_thread;$no_ref")" "$approved"
reviewed; is "something behind the Ref line's key" "$(by admin "APPROVE $id" "$no_thread;$plus;s/Ref: \([a-z2-7]*\)/Ref: \1>)./")" "$approved"
reviewed; is "all is lost: asked for exactly this" "$(by admin "APPROVE $id" "$no_thread;$plus;$no_ref")" "NO_KEY review: challenge>admin"
is "explain says that there is none" "$(key STATUS "$no_thread;$plus;$no_ref")" none

# ------------------------------------------------------------- who else may hold it
reviewed
is "forwarded to a colleague who answers" "$(by staff "APPROVE $id" '')" "KEY_FOREIGN review: transcript>staff"
is "to the other admin, who has a key too" "$(by boss "APPROVE $id" '')" "KEY_FOREIGN review: transcript>boss"
is "to the one who asks for the token" "$(by big "APPROVE $id" '')" "KEY_FOREIGN review: transcript>big"
is "another account of the admin, from outside" "$(printf 'APPROVE %s\n' $id | answer "$mail" Ad |
    sed 's/^From: .*/From: Ad Min <ad.min@mail.example>/' | send ad.min@mail.example $id)" "NOT_IN_DOMAINS review: "
is "another account here, that nobody wrote down" "$(by ad.min "APPROVE $id" '')" "KEY_FOREIGN review: transcript>ad.min"
cp "$campus/people.csv" "$campus/aliases.csv"
sed -i 's/^admin@.*/&ad.min@campus.example/' "$campus/aliases.csv"
desk people import "$campus/aliases.csv" >/dev/null
is "written down as an alias" "$(by ad.min "APPROVE $id" '')" "$approved"
sponsored
is "a sponsor's forwarded to the student" "$(by stu "CONFIRM $id" '')" "KEY_FOREIGN sponsor: transcript>stu"
is "to another teacher" "$(by big "CONFIRM $id" '')" "KEY_FOREIGN sponsor: transcript>big"
stamp=unvouched
is "forged, with nothing but the key of another" "$(by big "CONFIRM $id" '')" "AUTH_NONE sponsor: "
failing() { echo 'Authentication-Results: mx.campus.example; dmarc=fail header.from=campus.example'; unvouched "$1"; }
stamp=failing
is "with a bad result" "$(by prof "CONFIRM $id" '')" "AUTH_FAIL sponsor: "
stamp=
is "the sponsor, from the alias on file" "$(by p.essor "CONFIRM $id" '')" "$confirmed"

# --------------------------------------------------------------- several, and which
reviewed; first=$(key_of "$mail")
reviewed; second=$(key_of "$mail")
is "two keys among the recipients" "$(by admin "APPROVE $id" "s/^To: .*/&\\
Cc: canvas-tokens+$first@campus.example/")" "KEY_SEVERAL review: transcript>admin"
is "explain says so" "$(key STATUS "s/^To: .*/&, canvas-tokens+$first@campus.example/")" several
is "the same twice is one" "$(by admin "APPROVE $id" "s/^To: .*/&\\
Cc: canvas-tokens+$second@campus.example/")" "$approved"
reviewed; third=$(key_of "$mail")
is "two in Ref lines" "$(by admin "APPROVE $id" "$no_thread;$plus;s/^> Ref: .*/&\\
> Ref: $first/")" "KEY_SEVERAL review: transcript>admin"
is "the first place speaks, not a later one" "$(by admin "APPROVE $id" "s/^To: .*/To: canvas-tokens+$second@campus.example/")" \
    "ID_MISMATCH review: transcript>admin"
is "a damaged one is found out, not passed over" "$(by admin "APPROVE $id" "s/^To: .*/To: canvas-tokens+0$(echo "$third" | cut -c2-)@campus.example/")" \
    "KEY_FOREIGN review: transcript>admin"
is "an older one down in a thread does not count" "$(by admin "APPROVE $id" "$plus;s/^References: .*/References: <mailproc.k.$first@campus.example>\\
 <mailproc.k.$third@campus.example>/;s/^In-Reply-To: .*/X-None: x/")" "$approved"
reviewed
is "a key of another request" "$(by admin "APPROVE $id" "s/^To: .*/To: canvas-tokens+$first@campus.example/")" "ID_MISMATCH review: transcript>admin"
is "a key and no word" "$(by admin "" '')" "QUOTED_ONLY review: transcript>admin"
is "only a quoted Ref line, in a mail of one's own" "$({ header Ad admin@campus.example $us 'that token'; echo "APPROVE $id"; echo
    echo "> Ref: $(key_of "$mail")"; } | send admin@campus.example $id)" "$approved"

# ------------------------------------------------------------------- its time is over
reviewed
is "spent with the decision" "$(by admin "DENY $id no" '' >/dev/null; by admin "APPROVE $id" '')" "KEY_SPENT denied: transcript>admin"
is "that of the other admin too" "$(mail=$(mail_to boss $id review); by boss "APPROVE $id" '')" "KEY_SPENT denied: transcript>boss"
sponsored; old=$mail
is "an unclear answer spends nothing" "$(by prof "Perhaps." '')" "NO_COMMAND sponsor: transcript>prof"
is "a new form" "$(reply stu $id received 'Data and courses: everything' | cut -d' ' -f1)" OK
is "that of an older revision" "$(by prof "CONFIRM $id" '')" "KEY_STALE sponsor: transcript>prof"
is "explain calls it stale" "$(key STATUS "")" stale
mail=$(mail_to prof $id sponsor-ask)
is "the fresh one" "$(by prof "CONFIRM $id" '')" "$confirmed"
reviewed
is "two weeks later" "$(later '+14 days +1 minute' by admin "APPROVE $id" '' | cut -d' ' -f1,2)" "KEY_STALE review:"
is "a minute before that" "$(idle=1; later '+14 days -1 minute' by admin "APPROVE $id" '' | cut -d' ' -f1,2)" "OK approved:"

# ------------------------------------------------------------- beside a reminder
# reminded NAME TEMPLATE: time goes by until that mail comes; `when` it is then
reminded() {
	for day in 1 2 3 4 5 6 7; do
		when="+$day days +1 minute"
		later "$when" desk work 2>/dev/null
		mail_to "$1" $id "$2" >/dev/null 2>&1 && break
	done
}
# beside NAME TEMPLATE WORD RESULT OTHER-WORD LATER-RESULT
beside() {
	reminded "$1" "$2"; fresh=$(mail_to "$1" $id "$2")
	is "$2 has a key of its own" "$([ "$(key_of "$fresh")" != "$(key_of "$mail")" ] && key_of "$fresh" | wc -c)" 25
	is "the first mail is answered" "$(later "$when" by "$1" "$3 $id" '')" "$4"
	mail=$fresh
	is "then that of the $2 is spent" "$(later "$when" by "$1" "$5 $id" '')" "KEY_SPENT $6: transcript>$1"
}
sponsored; beside prof sponsor-reminder CONFIRM "$confirmed" DECLINE review
reviewed; beside admin review-reminder APPROVE "$approved" DENY issued
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
