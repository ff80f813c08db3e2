#!/bin/sh
# The parser is taken over (tests/attack/parse.c instead of ours): whatever it
# tries, deliver ends well, no state changes, and the mail is held, or judged on
# the evidence of the parent alone.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
us=canvas-tokens@campus.example
is "a student asks" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "the sponsor confirms" "$(reply prof 1 sponsor-ask 'CONFIRM 1' | cut -c1-10)" "OK review:"
key=$("$tools/letter" "$(mail_to admin 1 review)" Reply-To | tr -d '<>')

cat "$campus/canvas.token" >"$campus/victim"
echo spare >"$campus/spare"
chmod 644 "$campus/victim" "$campus/spare"
before=$(state_of 1)/$(field 1 '  "revision"')
victim=$(cksum <"$campus/victim")

reasons() { desk held --json | sed -n 's/.*"reason": "\(.*\)",/\1/p'; }

# attack NAME [FROM] [TO]: how deliver ended, and the reasons newly in held
attack() {
	old=$(reasons | wc -l)
	header Attacker "${2:-stu@campus.example}" "${3:-$us}" "$1" "X-Folder: $campus" "X-Port: $port" </dev/null |
	    vouch "${2:-stu@campus.example}" >"$campus/in.eml"
	echo hello >>"$campus/in.eml"
	timeout -s KILL 10 "$tools/mailproc-attacked" -c "$campus/mailproc.conf" deliver <"$campus/in.eml" 2>"$campus/err"
	echo "$? $(reasons | tail -n +$((old + 1)) | tr '\n' ' ')" | sed 's/ $//'
}
unhurt() {
	is "$1: nothing was taken, nothing changed" \
	    "$(state_of 1)/$(field 1 '  "revision"')/$(cksum <"$campus/victim")/$(ls "$campus/spare")/$(ls "$campus" | grep -c loot)" \
	    "$before/$victim/$campus/spare/0"
}

# where a kernel has no filter the other barriers hold, and the attacker lives
for what in reads_state writes_state makes_file reads_passwords removes_state looks_for_files connects forks \
    executes signals_parent traces_parent reads_parent takes_memory makes_code lifts_limits loops \
    leaves_a_grandchild; do
	case $(attack $what) in
	"0 PARSER_DIED" | "0") echo "ok - $what" ;;
	*) echo "not ok - $what: ended otherwise" ;;
	esac
done
unhurt "all of these"

is "oversized" "$(attack oversized)" "0 PARSER_DIED"
is "truncated" "$(attack truncated)" "0 PARSER_DIED"
is "text that would end a header field" "$(attack injects)" "0"
is "text that is no UTF-8" "$(attack escapes)" "0 PARSER_DIED"
is "another sender than the parent sees" "$(attack other_sender)" "0 FROM_UNUSABLE"
is "the same, from outside" "$(attack other_sender thief@evil.example)" "0"
unhurt "false records"

# a command that nobody wrote: the sender is who the parent says
is "as a student" "$(attack own_command)" "0"
is "as the admin, without a key" "$(attack own_command admin@campus.example)" "0"
is "as a student, with the admin's key" "$(attack own_command stu@campus.example "$key")" "0"
unhurt "false commands"
desk work >/dev/null 2>&1
is "no mail to a stranger, no field of theirs" "$(cat "$campus/mail/new/"* | grep -ciE '^(to|cc|bcc|delivered-to|reply-to):.*evil')" 0
is "no token, no markup" \
    "$(for f in "$campus"/mail/new/*; do "$tools/letter" "$f" text; "$tools/letter" "$f" html 2>/dev/null; done |
	grep -c '7~AAAA\|<script>')" 0
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
