#!/bin/sh
# A message changes all of it or nothing: whichever of its writes fails, deliver
# ends with 75 and nothing has changed, and the same message once more counts
# once.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
us=canvas-tokens@campus.example
sql() { "$tools/floor" "$campus/state.db" sql "$1"; }
# all that a person can see of the state
everything() { desk list; desk show 1 --json; desk outbox --all; desk held; desk log; }

# struck NAME STATE WRITE...: each of these fails once; the message is in.eml
struck() {
	name=$1 state=$2
	shift 2
	everything >"$campus/before" 2>&1
	for write in "$@"; do
		sql "CREATE TRIGGER struck BEFORE $write BEGIN INSERT INTO nowhere VALUES (1); END"
		desk deliver <"$campus/in.eml" 2>/dev/null
		rc=$?
		sql "DROP TRIGGER struck"
		everything >"$campus/after" 2>&1
		is "$name, no $write" "$rc $(cmp -s "$campus/before" "$campus/after" && echo unchanged)" "75 unchanged"
	done
	owed=$(desk outbox --all | wc -l)
	desk deliver <"$campus/in.eml"
	is "$name, then it counts" "$? $(state_of 1) $(desk list | wc -l)" "0 $state 1"
	is "and its mails are owed" "$(($(desk outbox --all | wc -l) > owed))" 1
	owed=$(desk outbox --all | wc -l)
	desk deliver <"$campus/in.eml"
	is "$name, once" "$? $(state_of 1) $(desk list | wc -l) $(desk outbox --all | wc -l)" "0 $state 1 $owed"
	desk work >/dev/null 2>&1
}
all="INSERT ON message,INSERT ON debt,INSERT ON audit,UPDATE ON audit_head"
IFS=,
{ header Stu stu@campus.example $us Token; form prof@campus.example; } | vouch stu@campus.example >"$campus/in.eml"
struck "a request" sponsor $all "INSERT ON request" "INSERT ON revision" "INSERT ON key"
echo "CONFIRM 1" | answer "$(mail_to prof 1 sponsor-ask)" Prof | vouch prof@campus.example >"$campus/in.eml"
struck "CONFIRM" review $all "UPDATE ON request" "UPDATE ON key" "INSERT ON key"
echo "APPROVE 1" | answer "$(mail_to admin 1 review)" Admin | vouch admin@campus.example >"$campus/in.eml"
struck "APPROVE" approved $all "UPDATE ON request" "UPDATE ON key"
is "one token came of it" "$(state_of 1) $(tokens_of 101) $(desk outbox | wc -l)" "issued 4711 pending 0"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
