#!/bin/sh
# faults.sh kill|errno|malloc|power [SAMPLE SEED | part I/N | at PATTERN] - the
# desk struck at every system call, at every allocation, by a power failure
# (tests/faults/): what stays, and what one run repairs.
# Mails leave by TRANSPORT: maildir, or sendmail or smtp, which lead there as well.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
us=canvas-tokens@campus.example
mkdir -p "$campus/mail/tmp" "$campus/mail/new" "$campus/mail/cur"
sed -i "s/^transport .*/transport = \"${TRANSPORT:=maildir}\"/" "$campus/mailproc.conf"
case $TRANSPORT in
sendmail) echo "sendmail { command = {\"$tools/postbox\", \"$campus/state.db\", \"$campus/mail\"} }" >>"$campus/mailproc.conf" ;;
smtp)
	mkfifo "$campus/close"
	"$tools/postbox" "$campus/state.db" "$campus/mail" <"$campus/close" >"$campus/port" 8>&- 9<&- &
	exec 7>"$campus/close"
	while [ ! -s "$campus/port" ]; do sleep 0.05; done
	echo "smtp { url = \"smtp://127.0.0.1:$(cat "$campus/port")\" timeout = 5 }" >>"$campus/mailproc.conf"
	;;
esac

# keep NAME: the state before a message, and the message on standard input
keep() {
	mkdir "$campus/$1"
	cp "$campus"/state.db* "$campus/$1/"
	cat >"$campus/$1/in.eml"
	desk deliver <"$campus/$1/in.eml" && desk work >/dev/null || exit 1
}
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
later=$(date -u -d "$now + 10 minutes" +%Y-%m-%dT%H:%M:%SZ)
{ header Stu stu@campus.example $us Token; form prof@campus.example; } | vouch stu@campus.example | keep request
echo 'CONFIRM 1' | answer "$(mail_to prof 1 sponsor-ask)" Prof | vouch prof@campus.example | keep confirm
echo 'APPROVE 1' | answer "$(mail_to admin 1 review)" Ad | vouch admin@campus.example >"$campus/in.eml"
{ header Stu stu@campus.example $us x; echo 'REVOKE 1'; } | vouch stu@campus.example >"$campus/revoke.eml"
mkdir "$campus/approve"
cp "$campus"/state.db* "$campus/in.eml" "$campus/approve/"

# the stand-in goes on inside the program
exec 8>&-
wait "$canvas_pid"
canvas_pid=
"$tools/faults" "$campus" "$port" "$now" "$later" "$@" 7>&-
