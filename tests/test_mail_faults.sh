#!/bin/sh
# Mails that cannot be sent, by the programs as they are: who sees it, what
# stays, and that each comes once when the fault is gone.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
# sendmail asks verdict-NAME how it ends; what it takes lies in taken
campus_start 'transport = "sendmail"' 'policy { policy_url = "https://campus.example/aup" may_request = {"student", "staff"} }'
cat >"$campus/sendmail" <<'SH'
#!/bin/sh
here=${0%/*}
for to; do :; done
mail=$(cat)
[ ! -f "$here/slow" ] || exec sleep 45
! read -r end <"$here/verdict-${to%@*}" || exit "$end"
printf '%s\n' "$mail" >"$here/last-${to%@*}"
sed -n "s/^Message-ID: /$to /p" "$here/last-${to%@*}" >>"$here/taken"
SH
chmod 700 "$campus/sendmail"
echo "sendmail { command = {\"$campus/sendmail\"} }" >>"$campus/mailproc.conf"
at() { now=$1; shift; desk --now "$now" "$@"; }
outbox() { desk outbox | awk '{ print $2, $3, $4, $7, $9 }' | tr '\n' ',' | sed 's/,$//'; }
arrives() { # arrives TIME NAME NUMBER
	{ header "$2" "$2@campus.example" canvas-tokens@campus.example Token
	form "" "$3" | sed "s/^Needed until: .*/Needed until: 2027-05-03/"; } | vouch "$2@campus.example" >"$campus/in.eml"
	at "$1" deliver <"$campus/in.eml"
}
taken() { wc -l <"$campus/taken"; }
: >"$campus/taken"

# --work: sendmail hangs, and deliver ends all the same; looked at below
cp "$campus/mailproc.conf" "$campus/slow.conf"
mkdir "$campus/slowly"
cp "$campus/sendmail" "$campus/slowly"
: >"$campus/slowly/slow"
sed -i "s#$campus/sendmail#$campus/slowly/sendmail#; s#$campus/state.db#$campus/slowly/state.db#" "$campus/slow.conf"
slow() { "$mailproc" -c "$campus/slow.conf" "$@"; }
>/dev/null slow init && slow people import "$campus/people.csv" >/dev/null
{ header Staff staff@campus.example canvas-tokens@campus.example Token; form; } | vouch staff@campus.example >"$campus/slow.eml"
"$tools/cost" 40 "$mailproc" -c "$campus/slow.conf" deliver --work <"$campus/slow.eml" >"$campus/cost" 2>&1 8>&- 9<&- &
slowly=$!

# 2027-03-01 is a Monday; 8:00 in New York is 13:00 UTC
echo 67 >"$campus/verdict-staff"
arrives 2027-03-01T12:30:00Z staff 1
is "it is there" "$(state_of 1)" review
is "work: one could not be paid, the others are" "$(at 2027-03-01T12:31:00Z work 2>/dev/null; echo $?) $(taken)" "75 2"
is "the outbox says so" "$(outbox)" "mail failed 1 received staff@campus.example"
is "once more: it is not tried" "$(at 2027-03-01T12:45:00Z work 2>/dev/null; echo $?) $(taken)" "0 2"
is "with the reason" "$(desk outbox --json | grep -c '"last_error": ".*sendmail refuses it: exit status 67"')" 1
is "list shows it below the request" "$(desk list | grep -c 'not delivered: received to staff@campus.example: .*exit status 67')" 1
is "the trail has it" "$(desk log 1 --json | grep -c '"event":"debt_failed"')" 1
at 2027-03-01T18:00:00Z work 2>/dev/null
is "the digest goes to the admins" "$(desk outbox --all --json | grep -c '"template": "digest"')" 2
is "and names it" "$("$tools/letter" "$campus/last-boss" text | grep -c 'Not delivered: .*received.*staff@campus.example')" 1
rm "$campus/verdict-staff"
is "retry, and it arrives" "$(desk retry 2 1 2>"$campus/err"; at 2027-03-01T19:00:00Z work; echo $?; outbox) $(grep -c '^staff@' "$campus/taken")" "debt 1 is due now
0 1"
is "of one that is paid that is said" "$(cat "$campus/err")" "mailproc retry: no debt 2 is unpaid"
is "every mail once" "$(sort "$campus/taken" | uniq -d | wc -l)" 0

# a Maildir on a full disk: nothing of a mail stays there, and it comes later
sed -i 's/^transport .*/transport = "maildir"/' "$campus/mailproc.conf"
arrives 2027-03-02T12:30:00Z staff 2
mkdir "$campus/mail"
full() { # COMMAND, with a file system of 16 kB there, which is full
	unshare -rm sh -c 'mount -t tmpfs -o size=16k none "$1" && shift &&
	    { cat /dev/zero >"$0/zero" || :; } 2>/dev/null && "$@"' "$campus/mail" "$campus/mail" "$@"
}
if full true 2>/dev/null; then
	is "a full disk" "$(full sh -c '"$0" -c "$1/mailproc.conf" --now 2027-03-02T12:31:00Z work; echo $?; find "$1/mail" -type f ! -name zero -size +0 | wc -l' "$mailproc" "$campus" 2>/dev/null)" "75
0"
	is "is what the outbox says" "$(desk outbox | grep -c 'No space left on device')" 1
	is "and the next mails were not tried" "$(desk outbox | awk '{ print $3, $6 }' | sort | uniq -c | tr -s ' ' | tr '\n' ',')" " 2 planned 0, 1 planned 1,"
else
	echo "skip - a full disk: no file system can be mounted here"
	at 2027-03-02T12:31:00Z outbox >/dev/null
fi
is "room again: each is there once" "$(at 2027-03-02T12:40:00Z work; echo $?; for f in "$campus/mail/new/"*; do "$tools/letter" "$f" Delivered-To; done | sort | tr '\n' ' ')" "0
admin@campus.example boss@campus.example staff@campus.example "
is "nothing is owed" "$(desk outbox | wc -l)" 0

wait $slowly
is "--work ends, whatever a transport does, with deliver's status" "$(cut -d' ' -f1 "$campus/cost")" 0
is "the mail may have been taken" "$(slow outbox | awk '{ print $3, $6, $7 }' | head -n 1)" "tried 1 received"
rm "$campus/slowly/slow"
is "while it is claimed, it is left alone" "$(slow work 2>/dev/null; echo $?; grep -c . "$campus/slowly/taken")" "0
2"
is "then it goes once more" "$(slow --now "$(date -ud '+10 minutes' +%Y-%m-%dT%H:%M:%SZ)" work; echo $?; sort "$campus/slowly/taken" | uniq -d | wc -l; slow outbox | wc -l)" "0
0
0"
