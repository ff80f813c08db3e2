#!/bin/sh
# Answers as people and their programs write them: aliases, HTML, a ticket
# system, no stamp of the mail server, several commands, too many of them.  A
# check is the reason, the state after, and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }' \
    'policy { open_requests = 20 }'
us=canvas-tokens@campus.example
asked="review>admin review>boss"
confirmed="OK review: $asked sponsor-confirmed>stu sponsor-thanks>prof"
for n in 1 2 3 4 5 6 7 8 9; do ask stu $n prof >/dev/null; done
is "nine requests" "$(state_of 9)" sponsor
text() { "$tools/letter" "$1" text | tr -s ' \n' ' '; }

# an alias of the sponsor
is "from an alias" "$(echo 'CONFIRM 1' | answer "$(mail_to prof 1)" Prof |
    sed 's/^From: .*/From: Prof <P.Essor@Campus.Example>/' | send p.essor@campus.example 1)" "$confirmed"
is "SPONSOR names the alias of the same person" "$(tell stu 2 'SPONSOR 2 P.Essor@campus.example')" \
    "ALREADY_DONE sponsor: transcript>stu"
is "SPONSOR names oneself" "$(tell stu 2 'SPONSOR 2 Stu@Campus.Example')" "MISSING_FIELDS sponsor: missing>stu"

# HTML only, with the mail quoted below
html() { # html FILE LINE: a reply as a web mail program writes it
	header Prof prof@campus.example $us "Re: $("$tools/letter" "$1" Subject)" "MIME-Version: 1.0" \
	    'Content-Type: text/html; charset="utf-8"' "In-Reply-To: $("$tools/letter" "$1" Message-ID)"
	echo "<html><body><div dir=\"ltr\">$2</div><br><div class=\"gmail_quote\"><div>On Monday Campus wrote:<br></div>"
	echo "<blockquote class=\"gmail_quote\">"
	"$tools/letter" "$1" html
	echo "</blockquote></div></body></html>"
}
mail=$(mail_to prof 2 sponsor-ask)
is "HTML without a word of one's own" "$(html "$mail" '' | send prof@campus.example 2)" "QUOTED_ONLY sponsor: transcript>prof"
is "HTML with a hidden command" "$(html "$mail" 'I am thinking.<span style="display:none">CONFIRM</span>' |
    send prof@campus.example 2)" "NO_COMMAND sponsor: transcript>prof"
is "HTML with a command" "$(html "$mail" '<b>Confirm</b><div>A fine idea.</div>' | send prof@campus.example 2)" "$confirmed"
is "and its comment" "$(text "$(mail_to admin 2 review)" | grep -c 'Their comment: A fine idea\.')" 1

# through a ticket system: no extension, no thread, a tag in front
ticket() { # ticket FILE LINE
	header Prof prof@campus.example $us "[Ticket#20261] RE: $("$tools/letter" "$1" Subject)"
	printf '%s\n\n-----Original Message-----\n' "$2"
	"$tools/letter" "$1" text | sed 's/^/| /'
}
is "a ticket system's reply" "$(ticket "$(mail_to prof 3)" 'I CONFIRM' | send prof@campus.example 3)" "$confirmed"
is "a ticket system's request" "$({ header Stu stu@campus.example $us '[Ticket#20262] New ticket: Canvas token'
    printf 'A new ticket was created by Stu Dent.\n\n'; form prof@campus.example; } | send stu@campus.example 10)" \
    "OK sponsor: received>stu sponsor-ask>prof"

# the mail server says nothing: the key alone speaks for a sponsor, for nobody else
stamp=unvouched
is "a sponsor with the key" "$(reply prof 4 '' 'CONFIRM 4')" "$confirmed"
is "a sponsor with the key, in doubt" "$(reply prof 5 '' 'Yes, but only in May.')" "AMBIGUOUS sponsor: "
is "a sponsor without it" "$(tell prof 5 'CONFIRM 5')" "AUTH_NONE sponsor: challenge>prof"
is "an admin with the key" "$(reply admin 4 '' 'APPROVE 4')" "AUTH_NONE review: challenge>admin"
is "a requester" "$(tell stu 5 'CANCEL 5')" "AUTH_NONE sponsor: challenge>stu"
is "they are held" "$(desk held | grep -c AUTH_NONE)" 3
stamp=

# several commands
is "two decisions on one request" "$(reply prof 5 '' 'CONFIRM 5
DECLINE 5')" "AMBIGUOUS sponsor: transcript>prof"
is "a number that is not the key's" "$(reply prof 5 sponsor-ask 'CONFIRM 5, 6')" "ID_MISMATCH sponsor: transcript>prof"
is "the other is as it was" "$(state_of 6)" sponsor
is "two requests at once, without a key" "$(tell prof 6 'DECLINE 5, 6')" \
    "OK declined: sponsor-declined>stu sponsor-declined>stu sponsor-thanks>prof sponsor-thanks>prof transcript>prof"
is "both are declined" "$(state_of 5)" declined
is "one answer says so" "$(text "$(inbox prof@campus.example became)" | grep -o 'yes:' | wc -l)" 2
is "one may and one may not" "$(tell stu 7 'CANCEL 7
CANCEL 99')" "NOT_ALLOWED cancelled: cancelled>prof cancelled>stu transcript>stu"
is "a slip of the pen voids them all" "$(tell stu 8 'CANCEL 8
CANCLE 9')" "AMBIGUOUS sponsor: transcript>stu"
is "a question beside a decision" "$(tell stu 8 'STATUS 9
CANCEL 8')" "OK cancelled: cancelled>prof cancelled>stu status>stu transcript>stu"

# STATUS of one's own, and of somebody else's
is "STATUS of the requester" "$(tell stu 9 'STATUS 9')" "OK sponsor: status>stu"
is "STATUS of the sponsor" "$(tell prof 9 'STATUS 9')" "OK sponsor: status>prof"
is "STATUS of an admin" "$(tell admin 9 'STATUS #9')" "OK sponsor: status>admin"
is "STATUS of somebody else" "$(tell ta 9 'STATUS 9')" "NOT_ALLOWED sponsor: transcript>ta"
mine=$(text "$(inbox ta@campus.example became)")
is "STATUS of no request" "$(tell ta 99 'STATUS 99')" "NOT_ALLOWED : transcript>ta"
is "reads the same" "$(text "$(inbox ta@campus.example became)" | sed 's/99/9/')" "$mine"
is "and names no request" "$("$tools/letter" "$(inbox ta@campus.example became)" Subject | grep -c '#')" 0

# too many answers that report no change
sed -i 's/answers_per_person_hour = 100/answers_per_person_hour = 3/' "$campus/mailproc.conf"
for n in 1 2 3; do is "answer $n" "$(tell staff 9 'STATUS')" "OK sponsor: status>staff"; done
is "one too many" "$(tell staff 9 'STATUS')" "RATE_LIMIT sponsor: "
is "would have been an answer" "$({ header Staff staff@campus.example $us x; echo STATUS; } | vouch staff@campus.example |
    desk explain --json | grep -c '"verdict":"answer"')" 1
is "also of a refusal" "$(tell staff 9 'CANCEL 9')" "RATE_LIMIT sponsor: "
is "also of an answer about a request" "$(tell stu 9 'STATUS 9')" "RATE_LIMIT sponsor: "
is "also of a change that cannot be taken" "$(tell stu 9 'SPONSOR 9 staff@campus.example')" "RATE_LIMIT sponsor: "
is "a decision is always answered" "$(tell stu 9 'CANCEL 9')" "OK cancelled: cancelled>prof cancelled>stu"
is "the others still get theirs" "$(tell big 9 'STATUS')" "OK cancelled: status>big"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
