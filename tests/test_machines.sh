#!/bin/sh
# Mail of machines through deliver: a bounce is filed against the mail that came
# back, an out-of-office is noted; neither is answered, neither decides.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
us=canvas-tokens@campus.example
ask stu 1 prof >/dev/null
ask stu 2 prof >/dev/null

# debt REQUEST TEMPLATE: its row in outbox, state and last error
debt() {
	desk outbox --all --json | tr -d '",' | awk -v id="$1" -v what="$2" '
		$1 == "state:" { state = $2 }
		$1 == "request:" { about = $2 }
		$1 == "template:" { hit = about == id && $2 == what }
		$1 == "last_error:" && hit { sub(/^ *last_error: /, ""); print state ": " $0 }'
}
id_of() { "$tools/letter" "$1" Message-ID | tr -d '<> '; }

# dsn ID ACTION [FIELD]: what a mail server sends about our mail
dsn() {
	header "Mail Delivery System" MAILER-DAEMON@mx.other.example $us "Undelivered Mail Returned to Sender" \
	    "MIME-Version: 1.0" "Content-Type: multipart/report; report-type=delivery-status; boundary=b1" ${3:+"$3"}
	cat <<-DSN
	--b1
	Content-Type: text/plain

	CONFIRM 1
	APPROVE 1

	--b1
	Content-Type: message/delivery-status

	Final-Recipient: rfc822; prof@campus.example
	Action: $2
	Diagnostic-Code: smtp; 550 5.1.1 <prof@campus.example>: no such mailbox

	--b1
	Content-Type: message/rfc822

	Subject: [Canvas token #1] Please sponsor this
	Message-ID: <$1>

	--b1--
	DSN
}
# come SENDER: a mail on standard input that nobody vouches for; the mails owed
come() {
	unvouched x >"$campus/in.eml"
	before=$(last_debt)
	desk deliver -f "$1" <"$campus/in.eml" || echo "status $?"
	echo "$(desk log --json | tail -n 1 | sed 's/.*"reason":"\([A-Z_]*\)".*/\1/'): $(mails_after "$before")"
}
mail=$(mail_to prof 1 sponsor-ask)
id=$(id_of "$mail")
is "it was sent" "$(debt 1 sponsor-ask)" "done: null"
is "a delay warning" "$(dsn "$id" delayed | come '')" "NULL_SENDER: "
is "changes nothing" "$(debt 1 sponsor-ask)" "done: null"
is "a bounce of somebody else's mail" "$(dsn other@campus.example failed | come '')" "NULL_SENDER: "
is "a bounce of a mail of ours that never was" \
    "$(dsn mailproc.k.aaaaaaaaaaaaaaaaaaaaaaaa@campus.example failed | come '')" "NULL_SENDER: "
is "changes nothing" "$(desk outbox --json | tr -d ' \n')" "[]"
is "explain says whose it is" "$(dsn "$id" failed | unvouched x | desk explain --json -f '' |
    sed 's/.*"reason":"\([A-Z_]*\)".*"request":\([0-9]*\).*"kind":"\([a-z]*\)".*/\1 \2 \3/')" "NULL_SENDER 1 bounce"
is "and changes nothing" "$(debt 1 sponsor-ask)" "done: null"
is "a bounce" "$(dsn "$id" failed | come '')" "NULL_SENDER: "
lost="550 5.1.1 <prof@campus.example>: no such mailbox"
is "marks the mail failed" "$(debt 1 sponsor-ask)" "failed: $lost"
is "the request stays" "$(state_of 1)" sponsor
is "list shows it" "$(desk list | grep -A 1 '^ *1 ' | tail -n 1 | sed 's/^ *//')" \
    "not delivered: sponsor-ask to prof@campus.example: $lost"
is "only there" "$(desk list | grep -c 'not delivered')" 1
is "the trail of the request tells it" "$(desk log 1 --json | grep -c '"note":"sponsor-ask to prof@campus.example was returned: 550')" 1
is "the same again" "$(dsn "$id" failed | come '')" "NULL_SENDER: "
is "is told once" "$(desk log 1 --json | grep -c 'was returned')" 1
debt_id=$(desk outbox | awk '$3 == "failed" { print $1 }')
is "what came back is not sent again" "$(desk retry "$debt_id" 2>/dev/null; echo $?)" 1
desk work >/dev/null 2>&1
is "nor tried" "$(debt 1 sponsor-ask)" "failed: $lost"
is "the sponsor may still answer" "$(reply prof 1 sponsor-ask 'CONFIRM 1' | sed 's/:.*//')" "OK review"

# a text without the null sender, from an ordinary mailbox
id=$(id_of "$(mail_to prof 2 sponsor-ask)")
qmail() {
	header Office office@other.example $us "your mail"
	printf 'Hi. This is the qmail-send program at mx.other.example.\n\n<prof@campus.example>:\n'
	printf 'Remote host said: 550 closed\n\nMessage-ID: <%s>\n' "$1"
}
is "qmail's text" "$(qmail "$id" | come office@other.example)" "BOUNCE: "
is "marks the mail failed too" "$(debt 2 sponsor-ask)" "failed: Remote host said: 550 closed"

# what only answers our mail: In-Reply-To
id=$(id_of "$(mail_to stu 2 received)")
is "a bounce without the mail" "$({ header Daemon mailer-daemon@other.example $us "Undeliverable: x" "In-Reply-To: <$id>"
    echo 'Mailbox full.'; } | come mailer-daemon@other.example)" "NULL_SENDER: "
is "is found by what it answers" "$(debt 2 received)" "failed: Undeliverable: x"

# a person who quotes all this is no machine
is "a person quotes a bounce" "$({ header Stu stu@campus.example $us "Re: [Canvas token #2] x"
    printf 'Did this arrive?\n\n'; qmail "$id" | sed 's/^/> /'; } | send stu@campus.example | sed 's/_.*//')" NO

# ------------------------------------------------------------------ away
away() { desk people show "$1" --json | sed -n 's/^ *"away": \(.*\),$/\1/p'; }
oof() { # oof NAME TEXT
	header "$1" "$1@campus.example" $us "Automatic reply: [Canvas token #2] Please sponsor this" \
	    "Auto-Submitted: auto-replied" "In-Reply-To: <$(id_of "$(mail_to prof 2 sponsor-ask)")>"
	printf '%s\n' "$2"
}
is "nobody is away" "$(away prof@campus.example)" null
is "an out-of-office nobody vouches for" "$(oof prof 'Send money to me.' | come prof@campus.example)" "AUTO_SUBMITTED: "
is "is not noted" "$(away prof@campus.example)" null
is "an out-of-office" "$(oof prof 'I am in the <b>mountains</b> until 3 May.
CONFIRM 2' | send prof@campus.example 2)" "AUTO_SUBMITTED sponsor: status>stu"
is "is noted, its first line" "$(away prof@campus.example)" '"I am in the <b>mountains</b> until 3 May."'
is "in the trail of the request" "$(desk log 2 --json | grep -c '"note":"away: I am in the')" 1
is "people list shows it" "$(desk people list | grep -c '^prof@.*away: I am in the')" 1
is "STATUS" "$(tell stu 2 'STATUS 2')" "OK sponsor: status>stu"
is "shows it" "$(reads stu 2 status | grep -c 'away: Prof Essor, "I am in the <b>mountains</b> until 3 May\."')" 1
is "and so in HTML" "$("$tools/letter" "$(mail_to stu 2 status)" html | grep -c 'in the &lt;b&gt;mountains')" 1
is "the requester's next mail" "$(ask stu 3 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "shows it" "$(reads stu 3 received | grep -c '^Away: Prof Essor, "I am in the')" 1
is "the sponsor's own does not" "$(reads prof 3 sponsor-ask | grep -c '^Away:')" 0
printf 'email,name,role,canvas_login,aliases\nprof@campus.example,Prof Essor,faculty,prof,p.essor@campus.example\n' >"$campus/again.csv"
desk people import "$campus/again.csv" >/dev/null
is "an import leaves it" "$(away prof@campus.example | cut -c 1-9)" '"I am in '
is "explain does not end it" "$(printf 'HELP\n' | answer "$(mail_to prof 3)" Prof | vouch prof@campus.example |
    desk explain --json -f prof@campus.example >/dev/null; away prof@campus.example | cut -c 1-9)" '"I am in '
is "who writes" "$(reply prof 3 sponsor-ask 'CONFIRM 3' | sed 's/:.*//')" "OK review"
is "is here again" "$(away prof@campus.example)" null
is "an admin's" "$(oof admin 'Back on Monday.' | send admin@campus.example)" AUTO_SUBMITTED
is "in the requester's status" "$(tell stu 3 'STATUS 3' >/dev/null; reads stu 3 status | grep -c 'away: Ad Min, "Back on Monday\."')" 1
is "of somebody we do not know" "$(oof who 'Gone.' | send who@campus.example)" AUTO_SUBMITTED
is "nobody is made" "$(desk people show who@campus.example 2>/dev/null; echo $?)" 1
is "the trail holds" "$(desk audit verify >/dev/null; echo $?)" 0
is "the same comes of its mails" "$(rebuilt)" ""
