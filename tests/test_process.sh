#!/bin/sh
# The programs as processes: whose files they believe, who reads a secret, and
# where no secret is ever found.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
conf=$campus/mailproc.conf
ask_in() { { header Staff staff@campus.example canvas-tokens@campus.example T; form; } | vouch staff@campus.example; }
deliver() { ask_in >"$campus/in.eml"; desk deliver <"$campus/in.eml" 2>"$campus/err"; echo "$?"; }

chmod 666 "$conf"
is "a configuration that everybody can write" "$(deliver)/$(grep -c 'chmod o-w' "$campus/err")" 75/1
is "of which the others say" "$(desk list >/dev/null 2>&1; echo $?)" 78
chmod 600 "$conf"
chmod 602 "$campus/state.db"
is "a state that everybody can write" "$(deliver)/$(grep -c 'state.db: mode 602' "$campus/err")" 75/1
chmod 600 "$campus/state.db"
is "both mended" "$(deliver)" 0
is "files of ours are ours alone" "$(find "$campus/state.db" "$campus"/state.db-* ! -perm 600 | wc -l)" 0
is "without any descriptor there is no message" "$("$mailproc" -c "$conf" deliver <&- >&- 2>&-; echo $?) $(desk held | wc -l)" "75 0"

# who opens a FIFO that nobody writes to, waits or fails; deliver does neither
secret=$(cat "$campus/canvas.token")
mv "$campus/canvas.token" "$campus/aside"
mkfifo "$campus/canvas.token"
ask_in >"$campus/in.eml"
is "deliver reads no secret" "$(timeout 10 "$mailproc" -c "$conf" deliver <"$campus/in.eml"; echo $?)" 0
rm "$campus/canvas.token"
mv "$campus/aside" "$campus/canvas.token"
is "nor could it" "$(nm "$mailproc" | grep -c ' secret_read$')/$(nm "${mailproc%/bin/*}/libexec/mailproc-net" | grep -c ' secret_read$')" 0/1

# a token is made; then the secret is looked for wherever bytes are left
desk work >/dev/null 2>"$campus/work.err"
printf 'APPROVE 1\n' | answer "$(mail_to admin 1 review)" admin | vouch admin@campus.example >"$campus/in.eml"
desk -v deliver <"$campus/in.eml" 2>"$campus/log"
desk -v work >>"$campus/log" 2>&1
is "a token is made" "$(state_of 1)" issued
for c in "show 1 --json" "log --json" "outbox --all --json" "check --json" check "held --json"; do
	# shellcheck disable=SC2086
	desk $c
done >"$campus/said" 2>&1
is "our credential is nowhere but in its file" "$(grep -rlF -e "$secret" "$campus" | sed 's|.*/||' | tr '\n' ' ')" "canvas.token "
is "no token in mail, log, state or JSON" "$(grep -rlE '[0-9]+~[A-Za-z0-9]{20,}' "$campus"/mail "$campus"/said "$campus"/log "$campus"/state.db* | wc -l)" 0
