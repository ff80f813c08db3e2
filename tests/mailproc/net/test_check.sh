#!/bin/sh
# check: all is well, then one thing broken at a time by hand: which line fails,
# and with which repair.  unseal on the command line.  work --watch.
set -u
cd "${0%/*}/../../.." || exit 1
. tests/campus.sh
campus_start
conf=$campus/mailproc.conf
cp "$conf" "$campus/good.conf"

# checks [ARGUMENT...]: status, and what is not well: "result check"; what of
# the jail this kernel grants is another matter
checks() {
	desk check --json >"$campus/check"
	status=$?
	tr -d '\n' <"$campus/check" | sed 's/}/&\n/g' |
	    sed -n 's/.*"check": "\([^"]*\)", *"result": "\([a-z]*\)".*/\2 \1/p' | grep -v -e ^ok -e " jail: " | tr '\n' ' '
	echo "$status"
}
repair() { grep -c "\"repair\": \".*$1" "$campus/check"; }
set_to() { sed -i "s#^\([a-z ]*{\{0,1\} *\)$1 *= *[^ ]*#\1$1 = $2#" "$conf"; }
mended() { cp "$campus/good.conf" "$conf"; is "mended" "$(checks)" 0; }

is "all is well" "$(checks)" 0
is "in words, too" "$(desk check | grep -v ' jail: ' | grep -cE '^(warn|fail)')" 0
is "with the effective values" "$(desk check | grep -c '^policy.token_days = 90$')" 1
is "and the end of our own token" "$(desk check | grep -c "^ok .*our token's end .* in [23][0-9][0-9] days")" 1

sed -i 's/authserv_id = "[^"]*"//' "$conf"
is "nobody is trusted" "$(checks)/$(repair 'set trust.authserv_id')" "warn trust 0/1"
mended
chmod 644 "$campus/state.db"
is "a state that others can read" "$(checks)/$(repair 'chmod 600')" "fail state file mode 1/1"
chmod 600 "$campus/state.db"
mv "$campus/state.db" "$campus/aside.db"
is "no state" "$(checks)/$(repair 'mailproc init')" "fail state 1/1"
mv "$campus/aside.db" "$campus/state.db"
chmod 644 "$campus/canvas.token"
is "a credential that others can read" "$(checks)/$(repair 'canvas.token_file')" "fail Canvas 1/1"
chmod 600 "$campus/canvas.token"
cp "$campus/canvas.token" "$campus/aside.token"
echo wrong >"$campus/canvas.token"
is "a credential that Canvas refuses" "$(checks)/$(repair 'canvas.token_file')" "fail Canvas 1/1"
mv "$campus/aside.token" "$campus/canvas.token"
break_canvas right_missing any 1
is "a right is missing" "$(checks)/$(repair 'Account Roles')" "fail Canvas right 1/1"
mkdir "$campus/templates"
echo "Subject: x" >"$campus/templates/review.txt"
echo "templates = \"$campus/templates\"" >>"$conf"
is "a template of the site is wrong" "$(checks)/$(grep -c 'review.txt:1: ' "$campus/check")" "fail templates 1/1"
rm -r "$campus/templates"
is "the site's templates are not there" "$(checks)/$(repair 'create the folder')" "fail templates 1/1"
mended
rmdir "$campus/mail/tmp" 2>/dev/null
rm -rf "$campus/mail"
: >"$campus/mail"
is "nowhere to put mail" "$(checks)/$(repair 'mailproc.conf(5)')" "fail transport 1/1"
rm "$campus/mail"
is "a wrong configuration" "$(echo 'tag = 7' >>"$conf"; desk check >/dev/null 2>&1; echo $?)" 78
mended

# unseal, with the vectors that the page and the library have
vector() { sed -n "s/^.*\"$1\": *\"\(.*\)\",\{0,1\}$/\1/p" tests/vectors/seal.json | head -n 1; }
blob=$(vector blob) code=$(vector code) secret=$(vector secret)
is "unseal, all on standard input" "$(printf '%s\n%s\n' "$blob" "$code" | desk unseal)" "$secret"
is "unseal, the blob as argument" "$(echo "$code" | desk unseal "$blob")" "$secret"
is "unseal, the whole link" "$(echo "$code" | desk unseal "https://it.campus.example/unlock.html#$blob")" "$secret"
is "unseal, small letters, no dashes" "$(echo "$code" | tr -d - | tr 'A-Z' 'a-z' | desk unseal "$blob")" "$secret"
for bad in "AAAA-AAAA-AAAA-AAAA-AAAA" "" "AAAA"; do
	is "unseal with \"$bad\"" "$(echo "$bad" | desk unseal "$blob" 2>"$campus/err"; echo "$?$(grep -c "$code\|$secret" "$campus/err")")" 10
done
is "unseal of half a blob" "$(echo "$code" | desk unseal "${blob%????}" 2>/dev/null; echo $?)" 1
is "unseal of nothing" "$(desk unseal </dev/null 2>/dev/null; echo $?)" 1

# work --watch: a commit is noticed, a signal ends it
"$mailproc" -c "$conf" work --watch 8>&- 9<&- &
watcher=$!
ask_in() { { header Staff staff@campus.example canvas-tokens@campus.example T; form; } | vouch staff@campus.example; }
ask_in | desk deliver
for _ in $(seq 100); do
	[ "$(ls "$campus/mail/new" 2>/dev/null | wc -l)" = 3 ] && break
	sleep 0.05
done
is "the mails of a new commit are sent" "$(ls "$campus/mail/new" | wc -l)" 3
kill "$watcher"
wait "$watcher"
is "it ends when told to" "$?" 0
