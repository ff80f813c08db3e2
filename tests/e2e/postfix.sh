#!/bin/sh
# The whole path through a real Postfix on loopback, twice: mailproc called by
# procmail, and by pipe(8).  Mails come in by SMTP, ours go out by SMTP, people
# read what Postfix put into their mailbox.  The server stamps its own verdict
# above Received, by an access map's PREPEND; what the mails themselves carry
# below it must not count.
#
# Needs root: Postfix has accounts of its own.  Everything lies in a scratch
# folder: instance, queue, mailboxes.
set -u
cd "${0%/*}/../.." || exit 1
. tests/campus.sh
us=canvas-tokens@campus.example
smtp_port=${PORT:-20025}

is() { # is WHAT GOT WANTED
	if [ "$2" = "$3" ]; then echo "ok - $how: $1"; else echo "not ok - $how: $1: $2, not $3"; fi
}

# postfix_start HOW: procmail or pipe.
postfix_start() {
	pf=$campus/postfix
	mkdir -p "$pf" "$campus/queue" "$campus/data" "$campus/mail/new"
	chown postfix "$campus/data"
	chown -R nobody:nogroup "$campus/mail"
	chmod 755 "$pf" "$campus/queue"
	cat >"$pf/main.cf" <<-CF
	compatibility_level = 3.6
	config_directory = $pf
	queue_directory = $campus/queue
	data_directory = $campus/data
	maillog_file = $campus/postfix.log
	maillog_file_prefixes = $campus
	mail_owner = postfix
	setgid_group = postdrop
	myhostname = mx.campus.example
	mydestination = campus.example
	mynetworks = 127.0.0.0/8
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	default_transport = error:nothing leaves this machine
	recipient_delimiter = +
	alias_maps = texthash:$pf/aliases
	alias_database =
	allow_mail_to_commands = alias
	allow_mail_to_files = alias
	default_privs = nobody
	local_recipient_maps = \$alias_maps
	minimal_backoff_time = 1s
	queue_run_delay = 1s
	smtpd_peername_lookup = no
	smtpd_recipient_restrictions =
	    check_sender_access texthash:$pf/stamp, permit_mynetworks, reject
	mailproc_destination_recipient_limit = 1
	CF
	cat >"$pf/master.cf" <<-CF
	127.0.0.1:$smtp_port inet n - n - - smtpd
	pickup    unix  n - n 60 1 pickup
	cleanup   unix  n - n - 0 cleanup
	qmgr      unix  n - n 1 1 qmgr
	rewrite   unix  - - n - - trivial-rewrite
	bounce    unix  - - n - 0 bounce
	defer     unix  - - n - 0 bounce
	trace     unix  - - n - 0 bounce
	showq     unix  n - n - - showq
	error     unix  - - n - - error
	retry     unix  - - n - - error
	local     unix  - n n - - local
	anvil     unix  - - n - 1 anvil
	postlog   unix-dgram n - n - 1 postlogd
	mailproc  unix  - n n - 1 pipe flags=R user=nobody null_sender=
	  argv=$campus/usr/bin/mailproc -c $campus/mailproc.conf deliver -f \${sender} -r \${recipient}
	CF
	for who in stu prof admin boss postmaster; do
		echo "$who $campus/mail/"
	done >"$pf/aliases"
	# what this server finds out about a sender, it writes on top
	cat >"$pf/stamp" <<-MAP
	stu@campus.example PREPEND Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example
	prof@campus.example PREPEND Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example
	admin@campus.example PREPEND Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example
	evil@attack.example PREPEND Authentication-Results: mx.campus.example; dmarc=fail header.from=campus.example
	MAP
	sed "s#^| .*#| $campus/usr/bin/mailproc -c $campus/mailproc.conf deliver#" \
	    procmail.example >"$campus/procmailrc"
	chmod 644 "$campus/procmailrc" "$pf"/*
	case $1 in
	procmail) echo "canvas-tokens \"|/usr/bin/procmail -m $campus/procmailrc\"" >>"$pf/aliases" ;;
	pipe) echo "canvas-tokens $us" >>"$pf/aliases"
		echo "$us mailproc:" >"$pf/transport"
		echo "transport_maps = texthash:$pf/transport" >>"$pf/main.cf" ;;
	esac
	postfix -c "$pf" start >"$campus/postfix.start" 2>&1 || { cat "$campus/postfix.start"; return 1; }
}

end() {
	[ ! -d "$campus/postfix" ] || postfix -c "$campus/postfix" stop >/dev/null 2>&1
	campus_end
}

# college HOW: a college of its own for each way in.
college() {
	campus_start 'transport = "smtp"' "smtp { url = \"smtp://127.0.0.1:$smtp_port\" }" || return 1
	trap end EXIT
	make -s install BUILD="$BUILD" PREFIX="$campus/usr" >/dev/null || return 1
	chmod 711 "$campus"
	chmod -R a+rX "$campus/usr"
	chown -R nobody:nogroup "$campus/mailproc.conf" "$campus/canvas.token" "$campus"/state.db*
	# from here on the desk is an account without rights
	desk() {
		setpriv --reuid nobody --regid nogroup --clear-groups \
		    "$campus/usr/bin/mailproc" -c "$campus/mailproc.conf" "$@"
	}
	postfix_start "$1"
}

# settled: the queue is empty, nothing more is owed.
settled() {
	for _ in $(seq 100); do
		desk work >/dev/null 2>&1
		[ "$(postqueue -c "$campus/postfix" -j 2>/dev/null | wc -l)$(desk outbox | wc -l)" = 00 ] && return 0
		sleep 0.1
	done
	echo "not ok - $how: the queue does not empty: $(postqueue -c "$campus/postfix" -p)"
}

# inject SENDER [RECIPIENT]: a mail on standard input goes in by SMTP.
inject() {
	cat >"$campus/in.eml"
	to=${2:-$("$tools/letter" "$campus/in.eml" To | tr -d '<>')}
	curl -sS --crlf "smtp://127.0.0.1:$smtp_port/client.example" --mail-from "$1" \
	    --mail-rcpt "$to" -T "$campus/in.eml" || echo "not ok - $how: SMTP refused it"
	settled
}
forged="Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example"
last_reason() { desk log --json | sed -n 's/.*"reason":"\([A-Z_]*\)".*/\1/p' | tail -n 1; }

walk() {
	{ header "Stu Dent" stu@campus.example $us "A token, please" "$forged"; form prof@campus.example; } |
	    inject stu@campus.example
	is "a request" "$(state_of 1)" sponsor
	mail=$(inbox prof@campus.example sponsor) || { is "a mail to the sponsor" none one; return; }
	printf 'CONFIRM 1\n' | answer "$mail" "Prof Essor" | inject prof@campus.example
	is "CONFIRM" "$(state_of 1)" review
	mail=$(inbox admin@campus.example decide) || { is "a mail to the admin" none one; return; }

	press "$mail" "Ad Min" 1 >"$campus/approval"
	sed "1i $forged" "$campus/approval" | inject evil@attack.example
	is "a forged APPROVE, the forged verdict below ours" "$(state_of 1)/$(last_reason)" review/AUTH_FAIL
	sed -e "1i $forged" -e 's/^Message-ID: </&2/' "$campus/approval" | inject unknown@campus.example
	is "a forged APPROVE without a verdict of ours" "$(state_of 1)/$(last_reason)" review/AUTH_NONE
	is "nothing was made" "$("$tools/web" GET "$canvas/_standin/counters" </dev/null |
	    sed -n 's/.*"posts":\([0-9]*\).*/\1/p')" 0

	sed -e 's/^Message-ID: </&3/' "$campus/approval" | inject admin@campus.example
	is "the admin's own APPROVE" "$(state_of 1)" issued
	mail=$(inbox stu@campus.example activate) || { is "the sealed token by mail" none one; return; }
	rows=$("$tools/web" GET "$canvas/_standin/settings/101" </dev/null)
	code=$(echo "$rows" | sed -n 's/.*unlock code \([A-Z0-9-]*\)".*/\1/p')
	token=$(echo "$rows" | sed -n 's/.*"id":"\([0-9]*\)".*/\1/p')
	"$tools/web" POST "$canvas/_standin/activate/101/$token" "" </dev/null >/dev/null
	blob=$("$tools/letter" "$mail" text | sed -n 's/^https:.*unlock.html#//p')
	is "the token works" "$(printf '%s\n%s\n' "$blob" "$code" | desk unseal |
	    "$tools/web" GET "$canvas/api/v1/users/self" | grep -c '"login_id":"stu"')" 1

	# Postfix keeps what mailproc cannot take, and brings it again.
	mv "$campus/mailproc.conf" "$campus/away.conf"
	{ header "Stu Dent" stu@campus.example $us "STATUS"; echo "STATUS 1"; } >"$campus/in.eml"
	curl -sS --crlf "smtp://127.0.0.1:$smtp_port" --mail-from stu@campus.example --mail-rcpt $us -T "$campus/in.eml"
	for _ in $(seq 100); do
		grep -q 'status=deferred' "$campus/postfix.log" && break
		sleep 0.1
	done
	is "without a configuration the mail stays in the queue" "$(postqueue -c "$campus/postfix" -j | wc -l)" 1
	mv "$campus/away.conf" "$campus/mailproc.conf"
	postqueue -c "$campus/postfix" -f
	settled
	is "and is answered when all is well" "$(desk log --json | grep -c '"event":"STATUS"')" 1
	is "nothing bounced" "$(grep -c 'status=bounced' "$campus/postfix.log")" 0
	is "the trail" "$(desk audit verify | grep -c unbroken)" 1
}

[ "$(id -u)" = 0 ] || { echo "not ok - needs root (make e2e)"; exit 1; }
for how in procmail pipe; do
	( college $how && walk ) || echo "not ok - $how: the college did not open"
done
