#!/bin/sh
# Whom we answer, and how often: strangers, one person, one request, all.  What
# reports a change is never lost.  A check is the reason, the state after, and
# the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
us=canvas-tokens@campus.example
confirmed="OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
limits() { sed -i "s/^limits .*//" "$campus/mailproc.conf"; echo "limits { $1 }" >>"$campus/mailproc.conf"; }
later() { # later TIME COMMAND...: as if it were then
	now=$(date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ); shift
	real=$mailproc; mailproc="$real --now $now"
	desk() { $mailproc -c "$campus/mailproc.conf" "$@"; }
	"$@"
	mailproc=$real
}
desk() { $mailproc -c "$campus/mailproc.conf" "$@"; }
waiting() { desk outbox | grep -c 'waits: limits.mails_per_hour'; }
sent() { ls "$campus/mail/new" | wc -l | tr -d ' '; }
warns() { desk check --json | tr -d '\n' | grep -cE '"mails per hour", *"result": "warn"'; }

# ---------------------------------------------------------------------- strangers
is "somebody of ours nobody knows" "$(tell new 1 'STATUS 1')" "NOT_ALLOWED : transcript>new"
is "is told so once" "$(ask new 1 prof)" "NOT_ALLOWED : "
is "not the next day either" "$(later '+1 day' ask new 1 prof)" "NOT_ALLOWED : "
is "somebody from outside" "$({ header X x@elsewhere.example $us x; echo HELP; } | send x@elsewhere.example 1)" "NOT_IN_DOMAINS : "

# --------------------------------------------------------------------- one person
is "a student asks" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
for n in 1 2 3; do is "refusal $n" "$(reply prof 1 sponsor-ask "Maybe $n")" "NO_COMMAND sponsor: transcript>prof"; done
is "one more" "$(reply prof 1 sponsor-ask 'Maybe 4')" "RATE_LIMIT sponsor: "
is "the decision" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" "$confirmed"

# -------------------------------------------------------------------- one request
limits 'answers_per_person_hour = 9 answers_per_person_day = 99 answers_per_request_hour = 2'
ask ta 2 prof >/dev/null
is "the first about it" "$(tell prof 2 'STATUS 2')" "OK sponsor: status>prof"
is "the second, of another" "$(tell admin 2 'STATUS 2')" "OK sponsor: status>admin"
is "the third" "$(tell boss 2 'STATUS 2')" "RATE_LIMIT sponsor: "
is "about another" "$(tell boss 2 'STATUS')" "OK sponsor: status>boss"
is "a change is told" "$(tell ta 2 'CANCEL 2')" "OK cancelled: cancelled>prof cancelled>ta"

# ---------------------------------------------------------------------------- all
before=$(sent)
limits "answers_per_person_hour = 99 answers_per_person_day = 99 mails_per_hour = $((before + 1))"
is "room for one" "$(tell big 1 'STATUS')" "OK review: status>big"
is "check says so" "$(warns)" 1
is "no answer without a change" "$(tell staff 1 'STATUS')" "RATE_LIMIT review: "
is "a change is owed" "$(ask big 3 | cut -d: -f1,2)" "OK review: received>big review>admin review>boss"
is "and waits" "$(sent) $(waiting)" "$((before + 1)) 3"
is "list says so below the request" "$(desk list | grep -c '^ *not sent yet: .* to .*: waits: limits.mails_per_hour')" 3
is "work says that it could not" "$(desk work 2>/dev/null; echo $?)" 75
is "the log says why" "$(desk -v work 2>&1 | grep -c 'limit=mails_per_hour.*waiting=3')" 1
is "the exact repair" "$(desk check | grep -A1 'mails per hour' | grep -c 'raise limits.mails_per_hour and run')" 1
is "an hour later there is room" "$(later '+70 minutes' desk work; sent) $(waiting)" "$((before + 4)) 0"
is "each went once" "$(desk outbox --all | grep -cE 'done.* 3  .*(received|review) to')" 3
is "so there is for who wrote too much" "$(later '+71 minutes' tell prof 1 'DECLINE 1' | cut -d' ' -f2-)" "review: transcript>prof"
limits "mails_per_hour = 500"
is "raised, it answers" "$(tell staff 1 'STATUS')" "OK review: status>staff"
is "check is content" "$(warns)" 0
is "again after a week" "$(idle=1; later '+8 days' tell new 99 'STATUS 99')" "NOT_ALLOWED : transcript>new"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
