#!/bin/sh
# The same message however it comes, a state that fails, many at once: deliver
# ends with 0 or 75, and after each repair the same message again makes one
# event, its mails once, and an empty queue.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100000 answers_per_person_day = 100000 mails_per_hour = 100000 }'
us=canvas-tokens@campus.example
i=0
{ echo email,name,role,canvas_login,aliases
while [ $i -lt 200 ]; do echo "f$i@campus.example,F $i,faculty,,"; i=$((i + 1)); done; } >"$campus/more.csv"
desk people import "$campus/more.csv" >/dev/null

# request NAME FILE: a request of one who needs no sponsor
request() { { header "$1" "$1@campus.example" $us Token; form; } | vouch "$1@campus.example" >"$2"; }
# given FILE [OPTION...]: how deliver ended
given() { file=$1; shift; desk deliver "$@" <"$file" 2>>"$campus/err"; echo $?; }
messages() { desk log --json | grep -c '"event":"request"'; }
held() { desk held | awk '{ print $3 }' | tr '\n' ' ' | sed 's/ $//'; }
requests() { desk list | wc -l; }
# brought FILE: the same message once more, and what is there then
settled() { echo "$(requests) $(desk outbox --all | grep -c ' received to ') $(held)" | sed 's/ $//'; }
paid() { desk work >/dev/null 2>&1; echo "$?/$(desk outbox | wc -l)"; }

# ------------------------------------------------ the same message
request f0 "$campus/in.eml"
is "a request" "$(given "$campus/in.eml") $(settled)" "0 1 1"
is "once more" "$(given "$campus/in.eml") $(settled)" "0 1 1"
is "for another recipient" "$(given "$campus/in.eml" -f f0@campus.example -r canvas-tokens+x@campus.example) $(settled)" "0 1 1"
sed 's/$/\r/; s/^Received: .*/Received: on another way\r/' "$campus/in.eml" >"$campus/crlf.eml"
is "with other line ends, on another way" "$(given "$campus/crlf.eml") $(settled)" "0 1 1"
sed 's/^Purpose: .*/Purpose: Something else/' "$campus/in.eml" >"$campus/other.eml"
is "another text with its Message-ID is held" "$(given "$campus/other.eml") $(settled)" "0 1 1 DUPLICATE"
is "released it is a request" "$(desk held "$(desk held | awk '{ print $1 }')" release >/dev/null; settled)" "2 2"
request f1 "$campus/with.eml"
grep -v '^Message-ID' "$campus/with.eml" >"$campus/none.eml"
is "without a Message-ID" "$(given "$campus/none.eml") $(given "$campus/none.eml") $(settled)" "0 0 3 3"
sed 's/^Purpose: .*/Purpose: Another thing/' "$campus/none.eml" >"$campus/none2.eml"
is "and another text" "$(given "$campus/none2.eml") $(settled)" "0 4 4"
is "all is paid" "$(paid)" 0/0

# ------------------------------------------------ standard input
before=$(settled)
printf '' >"$campus/empty.eml"
is "nothing at all" "$(given "$campus/empty.eml") $(given "$campus/empty.eml") $(held)" "0 0 MALFORMED"
is "no standard input" "$(desk deliver <&- 2>/dev/null; echo $?) $(held)" "75 MALFORMED"
is "that cannot be read" "$(desk deliver 0>>"$campus/empty.eml" 2>/dev/null; echo $?) $(held)" "75 MALFORMED"
is "a folder" "$(given "$campus") $(held)" "75 MALFORMED"
request f2 "$campus/in.eml"
is "endless" "$({ cat "$campus/in.eml"; yes "$(cat "$campus/in.eml")"; } | desk deliver 2>&1 | sed 's/mailproc deliver: //'; held)" "standard input has no end
MALFORMED"
is "slow: its caller's patience ends" "$({ cat "$campus/in.eml"; sleep 2; } | perl -e 'alarm 1; exec @ARGV' "$mailproc" -c "$campus/mailproc.conf" deliver 2>/dev/null; echo $?) $(held)" "75 MALFORMED"
is "cut off, as its caller was killed" "$(perl -e '
	open(my $in, "<", shift); local $/; my $mail = <$in>;
	open(my $to, "|-", @ARGV) or die; select($to); $| = 1;
	print substr($mail, 0, 700); select(undef, undef, undef, 0.3); kill 9, $$' "$campus/in.eml" "$mailproc" -c "$campus/mailproc.conf" deliver 2>/dev/null
	sleep 0.3; held)" MALFORMED
is "its caller comes back" "$(given "$campus/in.eml") $(settled)" "0 5 5 MALFORMED"
is "dropped" "$(desk held "$(desk held | awk '{ print $1 }')" drop >/dev/null; paid) $(held)" "0/0 "

# ------------------------------------------------ the state
# mended WHAT COMMAND REPAIR: 75 while COMMAND is in force, then exactly one
n=3
mended() {
	request f$n "$campus/in.eml"
	want=$(($(requests) + 1))
	eval "$2"
	status=$(given "$campus/in.eml")
	eval "$3"
	is "$1" "$status $(requests) $(given "$campus/in.eml") $(given "$campus/in.eml") $(requests) $(desk log --json | grep -c "\"event\":\"request\".*\"f$n@campus") $(paid)" \
	    "75 $((want - 1)) 0 0 $want 1 0/0"
	n=$((n + 1))
}
aside() { mkdir "$campus/aside" && mv "$campus"/state.db* "$campus/aside"; }
back() { rm -rf "$campus"/state.db* && mv "$campus"/aside/* "$campus" && rmdir "$campus/aside"; }
mended "the state is missing" aside back
mended "it is a FIFO" 'aside; mkfifo "$campus/state.db"' back
mended "it is a device" 'aside; ln -s /dev/full "$campus/state.db"' back
"$tools/floor" "$campus/state.db" sql 'PRAGMA wal_checkpoint(TRUNCATE)'
mended "half of it" 'cp "$campus/state.db" "$campus/copy"; truncate -s 40000 "$campus/state.db"' 'cp "$campus/copy" "$campus/state.db"; rm -f "$campus"/state.db-*'
mended "its first page is gone" 'aside; { head -c 4096 /dev/zero; tail -c +4097 "$campus/aside/state.db"; } >"$campus/state.db"' back
mended "a newer one" '"$tools/floor" "$campus/state.db" sql "PRAGMA user_version = 99"' \
    '"$tools/floor" "$campus/state.db" sql "PRAGMA user_version = $(ls state/schema | wc -l)"'
mended "a table is missing" '"$tools/floor" "$campus/state.db" sql "ALTER TABLE audit RENAME TO gone"' \
    '"$tools/floor" "$campus/state.db" sql "ALTER TABLE gone RENAME TO audit"'
mended "no folder for its log" 'aside; cp "$campus"/aside/* "$campus"; rm -f "$campus"/state.db-*; mkdir "$campus/state.db-wal"' back
if [ "$(id -u)" = 0 ]; then
	as() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
	cp "$campus/mailproc.conf" "$campus/in.conf"
	chmod 755 "$campus" && chmod 644 "$campus/mailproc.conf"
	# another user runs it: cannot read, cannot write
	mended "somebody else's" 'given() { as "$mailproc" -c "$campus/mailproc.conf" deliver <"$1" 2>/dev/null; echo $?; }' \
	    'given() { desk deliver <"$1" 2>/dev/null; echo $?; }'
	mended "read-only" 'chmod 444 "$campus"/state.db*; given() { as "$mailproc" -c "$campus/mailproc.conf" deliver <"$1" 2>/dev/null; echo $?; }' \
	    'chmod 600 "$campus"/state.db*; given() { desk deliver <"$1" 2>/dev/null; echo $?; }'
	chmod 700 "$campus"
else
	mended "read-only" 'chmod 400 "$campus"/state.db*' 'chmod 600 "$campus"/state.db*'
fi

# a disk with room for so many blocks: all or nothing
sweep=
for blocks in 0 1 2 4 8 16 32 64 96 128 160 192 224 256 320 400 500 700; do
	request f$n "$campus/in.eml"
	want=$(requests)
	status=$(ulimit -f $blocks; given "$campus/in.eml")
	case $status:$(requests) in
	75:$want | 0:$((want + 1))) ;;
	*) sweep="$sweep $blocks:$status" ;;
	esac
	[ "$(given "$campus/in.eml") $(requests)" = "0 $((want + 1))" ] || sweep="$sweep $blocks:after"
	n=$((n + 1))
done
is "a disk that is full sooner or later" "$sweep" ""
is "all is paid once there is room" "$(paid)" 0/0

# one page of it is noise: 0 or 75, whichever page
"$tools/floor" "$campus/state.db" sql 'PRAGMA wal_checkpoint(TRUNCATE)'
cp "$campus/state.db" "$campus/copy"
bad= page=0
request f$n "$campus/in.eml"
while [ $page -lt $(($(wc -c <"$campus/copy") / 4096)) ]; do
	cp "$campus/copy" "$campus/state.db" && rm -f "$campus"/state.db-*
	dd if=/dev/urandom of="$campus/state.db" bs=4096 seek=$page count=1 conv=notrunc 2>/dev/null
	case $(given "$campus/in.eml") in 0 | 75) ;; *) bad="$bad $page" ;; esac
	page=$((page + 9))
done
is "a page of it is noise" "$bad" ""
cp "$campus/copy" "$campus/state.db" && rm -f "$campus"/state.db-*
is "back from a copy" "$(given "$campus/in.eml") $(desk log --json | grep -c "\"event\":\"request\".*\"f$n@campus") $(paid)" "0 1 0/0"

# ------------------------------------------------ the clock
request staff "$campus/in.eml"
sed -i "s/^Needed until: .*/Needed until: 2027-05-03/" "$campus/in.eml"
id=$(($(requests) + 1))
is "in March" "$(desk --now 2027-03-01T12:00:00Z deliver <"$campus/in.eml"; state_of $id)" review
desk --now 2027-03-01T12:00:00Z work >/dev/null 2>&1
unlisted=digest
debt=$(last_debt)
printf 'APPROVE %s\n' $id | answer "$(mail_to admin $id review)" admin | vouch admin@campus.example >"$campus/in.eml"
is "the clock was wrong, it is January" "$(desk --now 2027-01-04T12:00:00Z deliver <"$campus/in.eml"; desk --now 2027-01-04T12:00:00Z deliver <"$campus/in.eml"; state_of $id) $(mails_after "$debt")" \
    "approved decided-note>boss transcript>admin"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
