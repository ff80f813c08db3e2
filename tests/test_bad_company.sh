#!/bin/sh
# deliver, started by somebody who means it badly: no descriptors, no memory, no
# folder, odd surroundings, signals.  It ends with 0 or 75, and the same message
# brought again in good order is one request, whatever was there before.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'policy { policy_url = "https://campus.example/aup" open_requests = 200 }'
conf=$campus/mailproc.conf
n=0
# a sanitizer needs its stack, and takes these signals for itself
faults="SEGV ABRT BUS"
case $BUILD in *san*) faults= ;; esac
# fresh: a request with a purpose of its own
fresh() {
	n=$((n + 1))
	{ header Staff staff@campus.example canvas-tokens@campus.example Token; form "" $n; } | vouch staff@campus.example >"$campus/in.eml"
}
# judged WHAT STATUS...: all 0 or 75; and then, in good order
judged() {
	what=$1 odd=
	shift
	for end; do case $end in 0 | 75) ;; *) odd="$odd $end" ;; esac; done
	is "$what" "$odd $(desk deliver <"$campus/in.eml" 2>/dev/null; echo $?) $(desk list | wc -l)" " 0 $n"
}
# bad WHAT COMMAND...: the command is before ours
bad() {
	what=$1
	shift
	fresh
	"$@" "$mailproc" -c "$conf" deliver <"$campus/in.eml" >/dev/null 2>&1
	judged "$what" $?
}
# limited WHAT LIMIT VALUE...: a loader that cannot load is not us
limited() {
	what=$1 limit=$2 ends=
	shift 2
	fresh
	for value; do
		prlimit "--$limit=$value" "$mailproc" --version >/dev/null 2>&1 || continue
		prlimit "--$limit=$value" "$mailproc" -c "$conf" deliver <"$campus/in.eml" >/dev/null 2>&1
		ends="$ends $?"
	done
	# shellcheck disable=SC2086
	judged "$what" $ends
}

# ------------------------------------------------ limits
limited "few descriptors" nofile 3 4 5 6 7 8 9 10 11 12 14 16 2>/dev/null
limited "little memory" as 4000000 6000000 8000000 10000000 12000000 14000000 16000000 20000000 30000000 60000000 2>/dev/null
[ -z "$faults" ] || limited "little stack" stack 32000 64000 128000 256000 512000 2>/dev/null
limited "little data" data 0 100000 500000 1000000 2000000 4000000 8000000 2>/dev/null
limited "small files" fsize 0 100 10000 100000
limited "little time" cpu 1 2
[ "$(id -u)" = 0 ] || limited "no other process" nproc 0 1

# ------------------------------------------------ descriptors
fresh
ends=
for how in '>&-' '2>&-' '>&- 2>&-' '>/dev/full 2>/dev/full' '>&0 2>&0' '3>&- 4<"$conf" 9>"$campus/nine"'; do
	eval "\"\$mailproc\" -c \"\$conf\" deliver <\"\$campus/in.eml\" $how"
	ends="$ends $?"
done 2>/dev/null
# shellcheck disable=SC2086
judged "descriptors that are closed, full or others" $ends

# ------------------------------------------------ surroundings
bad "no environment" env -i
bad "an odd one" env LANG=xx_XX.bogus LC_ALL=tr_TR.UTF-8 TZ=Mars/Phobos HOME=/nonexistent TMPDIR=/dev/null/x \
    SQLITE_TMPDIR=/nonexistent POSIXLY_CORRECT=1 MALLOC_PERTURB_=85 IFS=x PATH=
bad "a long one" env "A=$(head -c 100000 /dev/zero | tr '\0' x)"
bad "no name" perl -e 'my $p = shift; exec { $p } "", @ARGV'
mkdir "$campus/gone"
bad "a folder that is gone" perl -e 'chdir shift; rmdir "."; rmdir $ENV{GONE}; exec @ARGV' "$campus/gone"
bad "the lowest priority" nice -n 19
[ "$(id -u)" != 0 ] || bad "root without its powers" setpriv --bounding-set=-all --inh-caps=-all

# ------------------------------------------------ configuration
mkdir "$campus/folder"
mkfifo "$campus/fifo"
head -c 5000 /dev/urandom >"$campus/noise"
: >"$campus/empty"
ln -s "$campus/loop" "$campus/loop"
fresh
ends=
for file in folder fifo noise empty loop missing "missing/$(head -c 5000 /dev/zero | tr '\0' x)" ../../dev/zero; do
	ends="$ends $("$tools/cost" 30 "$mailproc" -c "$campus/$file" deliver <"$campus/in.eml" 2>/dev/null | cut -d' ' -f1)"
done
ends="$ends $("$tools/cost" 30 "$mailproc" -c /dev/zero deliver <"$campus/in.eml" 2>/dev/null | cut -d' ' -f1)"
is "configurations that are none" "$ends" " 75 75 75 75 75 75 75 75 75"
judged "and a whole one" 75
is "options that are none" "$(for o in --nonsense -x '-f' 'more' '--fetched -f x@y.example'; do
	# shellcheck disable=SC2086
	"$mailproc" -c "$conf" deliver $o <"$campus/in.eml" 2>/dev/null; echo $?; done | tr '\n' ' ')" "75 75 75 75 75 "

# ------------------------------------------------ signals
for block in ALRM TERM HUP; do
	bad "SIG$block waits for us" perl -MPOSIX -e '
		my $s = "POSIX"->can("SIG" . shift)->();
		sigprocmask(SIG_BLOCK, POSIX::SigSet->new($s)); kill $s, $$; exec @ARGV' $block
done
bad "all signals ignored" perl -e '$SIG{$_} = "IGNORE" for grep { !/^(__|KILL|STOP|NUM|CHLD)/ } keys %SIG; $SIG{CHLD} = "IGNORE"; exec @ARGV'
for signal in HUP INT QUIT TERM ALRM USR1 USR2 XCPU VTALRM IO $faults; do
	fresh
	# half of the mail, the signal, the other half
	is "SIG$signal between two halves" "$(perl -e '
		my ($signal, $file, @command) = @ARGV;
		open(my $in, "<", $file); local $/; my $mail = <$in>;
		my $pid = open(my $to, "|-", @command); select($to); $| = 1; $SIG{PIPE} = "IGNORE";
		print substr($mail, 0, 300); select(undef, undef, undef, 0.1);
		kill $signal, $pid; print substr($mail, 300);
		close($to); print STDOUT $? & 127, " ", $? >> 8' $signal "$campus/in.eml" "$mailproc" -c "$conf" deliver 2>/dev/null)" "0 75"
	judged "SIG$signal, and again" 75
done
[ -z "$faults" ] || is "a fault of its own is said" "$({ sleep 1; } | perl -e '$p = fork() || exec @ARGV; select(undef, undef, undef, 0.2); kill "SEGV", $p; waitpid($p, 0)' \
    "$mailproc" -c "$conf" deliver 2>&1)" "mailproc: ended by a fault of its own"

is "all is paid" "$(desk work >/dev/null 2>&1; echo $?; desk outbox | wc -l)" "0
0"

# dealt with, and told to end while it pays
printf '#!/bin/sh\ncat >/dev/null\nsleep 1\n' >"$campus/sendmail"
chmod 700 "$campus/sendmail"
{ sed '/^transport /d' "$conf"
echo 'transport = "sendmail"'
echo "sendmail { command = {\"$campus/sendmail\"} }"; } >"$campus/slow.conf"
fresh
{ exec "$mailproc" -c "$campus/slow.conf" deliver --work <"$campus/in.eml" 2>/dev/null; } 8>&- 9<&- &
deliver=$!
until [ "$(desk outbox | grep -c ' tried ')" = 1 ]; do sleep 0.05; done
kill -TERM $deliver
wait $deliver
is "SIGTERM while --work is at it" "$? $(desk list | wc -l)" "0 $n"
tries=0
while [ "$(desk outbox | wc -l)" != 0 ] && [ $tries -lt 100 ]; do sleep 0.2; tries=$((tries + 1)); done
is "which pays all the same" "$(desk outbox | wc -l)" 0
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
