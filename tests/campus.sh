# campus.sh - a small college for the shell tests and the demo: its people, its
# mail server, its Canvas.  Sourced; sets MAILPROC and the folder $campus.
#
# The people see only the bytes of the mails they received.

: "${BUILD:=build}"
top=$(pwd)
tools=$top/$BUILD/tests/bin
mailproc=${DESK:-$top/$BUILD/bin/mailproc}
campus=
canvas_pid=

campus_end() {
	exec 8>&- 9<&-
	[ -z "$canvas_pid" ] || wait "$canvas_pid" 2>/dev/null
	[ -n "${KEEP:-}" ] || rm -rf "$campus"
}

# campus_start [LINE...]: lines of the configuration, further ones or instead of
# those below that begin with the same word.
campus_start() {
	campus=$(mktemp -d) || exit 1
	trap campus_end EXIT
	trap 'exit 1' INT TERM HUP
	umask 077
	od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$campus/canvas.token"
	mkfifo "$campus/to" "$campus/from"
	"$tools/standin" --token-file "$campus/canvas.token" <"$campus/to" >"$campus/from" &
	canvas_pid=$!
	exec 8>"$campus/to" 9<"$campus/from"
	read -r _ port <&9 || exit 1
	canvas=http://127.0.0.1:$port
	cat >"$campus/people.csv" <<-CSV
	email,name,role,canvas_login,aliases
	stu@campus.example,Stu Dent,student,stu,
	ta@campus.example,T. Assistant,ta,ta,
	staff@campus.example,Staff Member,staff,staff,
	prof@campus.example,Prof Essor,faculty,prof,p.essor@campus.example
	big@campus.example,Zoe Big,faculty,big,
	admin@campus.example,Ad Min,staff,admin,
	boss@campus.example,Bo Ss,staff,,
	CSV
	cat >"$campus/mailproc.conf" <<-CONF
	address      = "canvas-tokens@campus.example"
	help_desk    = "IT Help Desk <help@campus.example>"
	organisation = "Campus"
	domains      = {"campus.example"}
	admins       = {"admin@campus.example", "boss@campus.example"}
	state        = "$campus/state.db"
	unlock_url   = "https://it.campus.example/unlock.html"
	transport    = "maildir"
	maildir      { path = "$campus/mail" }
	trust        { authserv_id = "mx.campus.example" }
	policy       { policy_url = "https://campus.example/aup" }
	canvas       { url = "$canvas" token_file = "$campus/canvas.token" }
	CONF
	for line in "$@"; do
		sed -i "/^${line%% *} /d" "$campus/mailproc.conf"
		echo "$line" >>"$campus/mailproc.conf"
	done
	desk init >/dev/null && desk people import "$campus/people.csv" >/dev/null || exit 1
}

desk() { "$mailproc" -c "$campus/mailproc.conf" "$@"; }

# inbox ADDRESS [TEXT]: the newest mail to this person, with TEXT in its subject.
inbox() {
	for f in $(ls -r "$campus/mail/new" 2>/dev/null); do
		f=$campus/mail/new/$f
		[ "$("$tools/letter" "$f" Delivered-To)" = "$1" ] || continue
		case $("$tools/letter" "$f" Subject) in *"${2:-}"*) ;; *) continue ;; esac
		echo "$f"
		return 0
	done
	return 1
}

# header NAME ADDRESS TO SUBJECT [FIELD...]: of a mail that somebody writes.
header() {
	echo "From: $1 <$2>"
	echo "To: $3"
	echo "Subject: $4"
	echo "Message-ID: <$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n').$2>"
	echo "Date: $(LC_ALL=C date -R)"
	shift 4
	for field in "$@"; do echo "$field"; done
	echo
}

# The campus mail server: it vouches for its own people, above its Received.
vouch() {
	echo "Return-Path: <$1>"
	echo "Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example"
	unvouched "$1"
}
unvouched() {
	echo "Received: from client by mx.campus.example; $(LC_ALL=C date -R)"
	cat
}

# answer FILE NAME: a reply to a mail, as its reader's program begins it; the
# text comes on standard input, the mail is quoted below it.
answer() {
	me=$("$tools/letter" "$1" Delivered-To)
	id=$("$tools/letter" "$1" Message-ID)
	header "$2" "$me" "$("$tools/letter" "$1" Reply-To | tr -d '<>')" \
	    "Re: $("$tools/letter" "$1" Subject)" "In-Reply-To: $id" "References: $id"
	cat
	echo
	echo "On $(LC_ALL=C date -R), Campus wrote:"
	"$tools/letter" "$1" text | sed 's/^/> /'
}

# press FILE NAME N: the N-th button of a mail, as a mailto link opens it.
press() {
	"$tools/letter" "$1" button "$3" >"$campus/button" || return 1
	me=$("$tools/letter" "$1" Delivered-To)
	header "$2" "$me" "$(sed -n 1p "$campus/button")" "$(sed -n 2p "$campus/button")"
	sed -n '3,$p' "$campus/button"
}

# form [SPONSOR [NUMBER]]: filled in; with a number its purpose is another one.
form() {
	cat <<-FORM
	Purpose: Grade export for BIO 101${2:+ in group $2}
	Intended use: A script of my own reads the grades every night
	 and writes them into the spreadsheet of our group.
	Data and courses: Grades of BIO 101, nothing else
	Application or vendor: my own Python script
	Needed until: ${until:-$(date -d '+60 days' +%Y-%m-%d)}
	${1:+Sponsor: $1}
	Agreement to the policy: I agree
	FORM
}

# field ID PATTERN: what stands behind "NAME": in show --json, jq's poor cousin;
# PATTERN is a basic expression for the name with its indentation.
field() { desk show "$1" --json 2>/dev/null | sed -n "s/^$2: \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p"; }
state_of() { field "$1" '  "state"'; }

# ---------------------------------------------------------------- shell tests

is() { # is WHAT GOT WANTED
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: \"$2\", not \"$3\""; fi
}

# mails_after N: what was owed after debt N, each as template>person, sorted;
# those of the template $unlisted are left out.
mails_after() {
	desk outbox --all --json | tr -d '",' | awk -v after="$1" -v not="${unlisted:-}" '
		$1 == "id:" { id = $2 }
		$1 == "to:" { split($2, to, "@") }
		$1 == "template:" && $2 != "null" && $2 != not && id > after { print $2 ">" to[1] }' |
	    LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//'
}
last_debt() { desk outbox --all --json | sed -n 's/^    "id": \(.*\),$/\1/p' | tail -n 1; }

# send ADDRESS [ID]: a mail on standard input comes in, stamped by the mail server
# unless stamp=unvouched, and what is owed is paid.
# With idle set nothing is paid.  Says the reason code; with ID also the state after, and the mails.
send() {
	${stamp:-vouch} "$1" >"$campus/in.eml"
	debt=$(last_debt)
	reason=$(desk explain --json -f "$1" "$campus/in.eml" | sed -n 's/.*"reason":"\([A-Z_]*\)".*/\1/p')
	desk deliver -f "$1" <"$campus/in.eml" || echo "status $?"
	[ -n "${idle:-}" ] || desk work >/dev/null 2>&1
	echo "$reason${2:+ $(state_of "$2"): $(mails_after "${debt:-0}")}"
}

# mail_to NAME ID [TEMPLATE]: the newest mail to NAME about this request; the
# number of its debt stands in its file name.
mail_to() {
	debt=$(desk outbox --all --json | tr -d '",' | awk -v who="$1@campus.example" -v id="$2" -v what="${3:-}" '
		$1 == "id:" { debt = $2 }
		$1 == "request:" { about = $2 }
		$1 == "to:" { to = $2 }
		$1 == "template:" && about == id && to == who && (what == "" || $2 == what) { last = debt }
		END { printf "%06d", last }')
	ls "$campus/mail/new/"*".${debt}_"*
}

# reply NAME ID TEMPLATE TEXT: NAME answers that mail; tell NAME ID TEXT: writes
# a mail that answers none; ask NAME ID [SPONSOR]: fills in the form.
reply() { reply_to "$1" "$2" "$(mail_to "$1" "$2" "$3")" "$4"; }
reply_to() { printf '%s\n' "$4" | answer "$3" "$1" | send "$1@campus.example" "$2"; }
tell() { { header "$1" "$1@campus.example" canvas-tokens@campus.example "x"; echo "$3"; } | send "$1@campus.example" "$2"; }
ask() { # ask NAME ID [SPONSOR]: ID is what the request will get
	{ header "$1" "$1@campus.example" canvas-tokens@campus.example "Token"; form "${3:+$3@campus.example}" "$2"; } |
	    send "$1@campus.example" "$2"
}
reads() { "$tools/letter" "$(mail_to "$1" "$2" "${3:-}")" text; }

# rebuilt: the requests anew from their mails; "" if they are as recorded, and
# the trail to its last hash.
rebuilt() { desk replay --rebuild 2>&1 | grep -v ' comes out the same to its last hash$'; }

# tokens_of CANVAS-USER: what Canvas has for this person, id and state each.
tokens_of() {
	"$tools/web" GET "$canvas/_standin/settings/$1" </dev/null | sed 1d | tr '{' '\n' |
	    sed -n 's/.*"id":"\{0,1\}\([0-9]*\).*"workflow_state":"\([a-z]*\)".*/\1 \2/p' | tr '\n' ' ' | sed 's/ $//'
}
activate() { "$tools/web" POST "$canvas/_standin/activate/$1/$2" "" </dev/null >/dev/null; }
# break_canvas FAULT METHOD COUNT
break_canvas() { "$tools/web" POST "$canvas/_standin/fault" "$1 $2 $3" </dev/null >/dev/null; }
