#!/bin/sh
# A state that cannot be used, a configuration that is wrong: deliver ends in
# 75, the same mail brought again is dealt with, nothing is there twice.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
us=canvas-tokens@campus.example
{ header Stu stu@campus.example $us Token; form prof@campus.example; } | vouch stu@campus.example >"$campus/in.eml"
status() { desk deliver <"$campus/in.eml" 2>"$campus/err"; echo $?; }
says() { grep -c "$1" "$campus/err"; }

# aside and back: the state as it was
aside() { mkdir "$campus/aside" && mv "$campus"/state.db* "$campus/aside"; }
back() { rm -rf "$campus"/state.db* && mv "$campus"/aside/* "$campus" && rmdir "$campus/aside"; }

aside
is "the state is missing" "$(status)" 75
is "which is said" "$(says 'state.db: .*no such\|state.db: .*unable\|mailproc init')" 1
mkdir "$campus/state.db"
is "a folder in its place" "$(status)" 75
rmdir "$campus/state.db"
head -c 8192 /dev/urandom >"$campus/state.db"
is "no database" "$(status)" 75
: >"$campus/state.db"
is "an empty file" "$(status)" 75
rm "$campus/state.db"
"$tools/floor" "$campus/state.db" <"$campus/in.eml"
is "somebody else's database" "$(status)" 75
back

"$tools/floor" "$campus/state.db" sql 'PRAGMA user_version = 99'
is "a newer schema" "$(status)/$(says 'schema 99 is newer than this program')" 75/1
"$tools/floor" "$campus/state.db" sql "PRAGMA user_version = $(ls state/schema | wc -l)"

# locked by another process for longer than we wait
mkfifo "$campus/hold"
"$tools/floor" "$campus/state.db" lock <"$campus/hold" >"$campus/locked" 8>&- 9<&- &
locker=$!
exec 7>"$campus/hold"
while ! grep -q locked "$campus/locked"; do sleep 0.05; done
status >"$campus/status" &
waiting=$!
sleep 1
is "locked: it waits" "$(cat "$campus/status")" ""
wait $waiting
is "locked for 10 s" "$(cat "$campus/status")" 75
exec 7>&-
wait $locker

# a full disk
(ulimit -f 1 && trap '' XFSZ && status >"$campus/status")
is "no room for the message" "$(cat "$campus/status")" 75
is "nothing was taken" "$(desk list | wc -l)" 0

is "and then all is well" "$(status)" 0
is "it is there" "$(state_of 1)" sponsor
is "brought once more" "$(status)" 0
is "it is there once" "$(desk list | wc -l)/$(desk outbox | wc -l)" 1/2
is "the trail" "$(desk audit verify | grep -c unbroken)" 1

# a wrong configuration names file, line, key and what was expected
wrong() { # wrong LINE TEXT
	{ cat "$campus/mailproc.conf"; echo "$1"; } >"$campus/wrong.conf"
	n=$(wc -l <"$campus/wrong.conf")
	"$mailproc" -c "$campus/wrong.conf" list >/dev/null 2>"$campus/err"
	is "$1" "$?/$(grep -c "wrong.conf:$n: $2" "$campus/err")" 78/1
	"$mailproc" -c "$campus/wrong.conf" deliver <"$campus/in.eml" 2>/dev/null
	is "$1, deliver" "$?" 75
}
wrong 'nonsense = 1' 'nonsense'
wrong 'tag = 7' 'tag: expected'
wrong 'handover = "paper"' 'handover: expected'
wrong 'limits { message = "lots" }' 'limits.message: expected'
