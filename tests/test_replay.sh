#!/bin/sh
# replay: what messages would change, in an mbox, a Maildir or a file; the state
# stays as it is, and twice it says the same.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
ask stu 1 prof >/dev/null
dump() { "$tools/dump" "$campus/state.db" person request message key debt audit deadline | cksum; }
mail() { # mail NAME SUBJECT [SPONSOR]: at noon of a day in the past
	{ header "$1" "$1@campus.example" canvas-tokens@campus.example "$2"; cat; } | vouch "$1@campus.example" |
	    sed "s/^Received:.*/Received: from x by mx.campus.example; Tue, 3 Nov 2026 12:00:0$n -0500/"
}
n=1
form big 2 | sed 's/^Needed until:.*/Needed until: 2026-12-20/' | mail staff Token >"$campus/1.eml"
printf 'REVOKE 1\n\n>From the desk of\nFrom nowhere\n' | mail prof x >"$campus/2.eml"
reply=$(mail_to prof 1 sponsor-ask)
printf 'CONFIRM 1\n' | answer "$reply" prof | vouch prof@campus.example >"$campus/3.eml"
n=4
printf 'CANCEL 1\n' | mail stu x >"$campus/4.eml"
cp "$campus/in.eml" "$campus/0.eml"
for f in 0 1 2 3 4; do
	echo "From somebody Tue Nov  3 12:00:00 2026"
	sed 's/^\(>*From \)/>\1/' "$campus/$f.eml"
	echo
done >"$campus/box"
before=$(dump)
wanted="BOX:1: ignore, DUPLICATE, from stu@campus.example
BOX:2: act, OK, from staff@campus.example
  request 2: new to review, revision 1
  mail received to staff@campus.example
  mail review to admin@campus.example
  mail review to boss@campus.example
BOX:3: refuse, WRONG_STATE, from prof@campus.example
  mail transcript to prof@campus.example
BOX:4: act, OK, from prof@campus.example
  request 1: sponsor to review, revision 1
  mail sponsor-thanks to prof@campus.example
  mail sponsor-confirmed to stu@campus.example
  mail review to admin@campus.example
  mail review to boss@campus.example
BOX:5: act, OK, from stu@campus.example
  request 1: review to cancelled, revision 1
  mail cancelled to stu@campus.example
  mail cancelled to prof@campus.example
  mail cancelled to admin@campus.example
  mail cancelled to boss@campus.example
5 messages, 3 act, 1 refuse, 1 ignore"
desk replay "$campus/box" >"$campus/first"
is "an mbox" "$(sed "s|$campus/box|BOX|" "$campus/first")" "$wanted"
desk replay "$campus/box" >"$campus/second"
is "once more" "$(cmp "$campus/first" "$campus/second")" ""
is "the state is what it was" "$(dump)" "$before"
is "no mail is owed" "$(desk outbox | wc -l)" 0
is "nothing is left behind" "$(ls "$campus" | grep -c '^state.db')" "$(ls "$campus"/state.db "$campus"/state.db-wal "$campus"/state.db-shm 2>/dev/null | wc -l)"
is "a message counts for when it came" "$(desk replay --json "$campus/box" | sed -n '2s/.*"at":"\([^"]*\)".*/\1/p')" 2026-11-03T17:00:01Z
is "a line each" "$(desk replay --json "$campus/box" | grep -c '^{"file":.*"verdict":.*}$')" 5
is "which says what changed" "$(desk replay --json "$campus/box" | grep -o '"changes":\[{[^]]*\]' | sed -n 2p)" \
    '"changes":[{"request":1,"before":"sponsor","after":"review","revision":1}]'
is "--now instead" "$(desk --now 2026-12-30T00:00:00Z replay "$campus/1.eml" | sed -n 2p)" "  request 2: new to incomplete, revision 1"
mkdir -p "$campus/dir/new" "$campus/dir/cur" "$campus/dir/tmp"
cp "$campus/3.eml" "$campus/dir/new/20.b"
cp "$campus/4.eml" "$campus/dir/cur/30.c:2,S"
cp "$campus/2.eml" "$campus/dir/new/10.a"
is "a Maildir, in order" "$(desk replay "$campus/dir" | sed -n "s|^$campus/dir/\([^ ]*\) \([a-z]*\),.*|\1 \2|p" | tr '\n' ' ')" \
    "new/10.a: refuse new/20.b: act cur/30.c:2,S: act "
is "one after the other" "$(desk replay "$campus/3.eml" "$campus/4.eml" | tail -n 1)" "2 messages, 2 act"
is "an mbox that lost no line and quotes none" "$(desk deliver <"$campus/2.eml"; desk replay "$campus/box" | sed -n 's|.*box:3: ||p')" \
    "ignore, DUPLICATE, from prof@campus.example"
is "a folder that is no Maildir" "$(desk replay "$campus/mail/new" 2>&1; echo $?)" "mailproc replay: $campus/mail/new: a folder, and no Maildir
1"
