#!/bin/sh
# The recipe of procmail.example, in the real procmail, with mailproc failing in
# five ways: the mail is never lost and never lands in a mailbox; and the plain
# path through it.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
command -v procmail >/dev/null || { echo "not ok - procmail is missing (make deps)"; exit 1; }
campus_start
{ header Stu stu@campus.example canvas-tokens@campus.example Token; form prof@campus.example; } |
    vouch stu@campus.example >"$campus/in.eml"

# rc COMMAND: the example's recipe with this command in place of its own.
rc() {
	{
		echo "DEFAULT=$campus/mbox"
		echo "LOGFILE=$campus/procmail.log"
		echo "TIMEOUT=2"
		sed "s#^| .*#| $1#" procmail.example
	} >"$campus/procmailrc"
	procmail -m "$campus/procmailrc" <"$campus/in.eml" 2>/dev/null
	status=$?
}
kept() { # WHAT: status 75, nothing in the mailbox, nothing in the state
	if [ $status = 75 ] && [ ! -s "$campus/mbox" ] && [ "$(desk list | wc -l)" = 0 ]; then
		echo "ok - $1: the mail server keeps the mail"
	else
		echo "not ok - $1: status $status, mailbox $(cat "$campus/mbox" 2>/dev/null | wc -c), requests $(desk list | wc -l)"
	fi
}
grep -q '^| /usr/local/bin/mailproc -c /etc/mailproc/mailproc.conf deliver$' procmail.example &&
    echo "ok - the example calls what is installed" || echo "not ok - the example calls something else"
rc "sh -c 'cat >/dev/null; exit 75'"
kept "exit 75"
rc "sh -c 'cat >/dev/null; kill -9 \$\$'"
kept "killed"
rc "$campus/not-there deliver"
kept "missing"
rc "sh -c 'cat >/dev/null; exec sleep 8'"
kept "too slow"
mkdir "$campus/aside"
mv "$campus"/state.db* "$campus/aside"
printf 'this is no database, and long enough to be looked at by the library that would read it ....' >"$campus/state.db"
rc "$mailproc -c $campus/mailproc.conf deliver"
rm -f "$campus"/state.db*
mv "$campus"/aside/* "$campus"
kept "an unreadable state"
rc "$mailproc -c $campus/mailproc.conf deliver"
if [ $status = 0 ] && [ ! -s "$campus/mbox" ] && [ "$(state_of 1)" = sponsor ]; then
	echo "ok - and the same mail once all is well"
else
	echo "not ok - status $status, state $(state_of 1)"
fi
