#!/bin/sh
# The grammar through the whole program: what people write, the transcript that
# answers it, and the buttons in it.  A check is the reason, the state after,
# and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 mails_per_hour = 9999 }' \
    'policy { open_requests = 50 policy_url = "https://campus.example/aup" }' \
    'words { confirm = {"bekräftigt"} approve = {"passt"} deny = {"verworfen"} cancel = {"weg damit"} status = {"wie steht es"} help = {"sos"} }'
us=canvas-tokens@campus.example
asked="review>admin review>boss"
confirmed="OK review: $asked sponsor-confirmed>stu sponsor-thanks>prof"
n=0
fresh() { n=$((n + 1)); ask stu $n prof >/dev/null; }
text() { "$tools/letter" "$1" text | tr -s ' \n' ' '; }
html() { "$tools/letter" "$1" html; }
# buttons FILE: what the mailto links of a mail's HTML would write, and whether with a key
buttons() {
	html "$1" | grep -o 'href="mailto:[^"]*"' | sed 's/&amp;/\&/g' |
	    sed 's/.*mailto:[^?]*%2B[a-z2-7]\{24\}@.*body=\([A-Z]*\).*/\1+/; s/.*body=\([A-Z]*\).*/\1/' | tr '\n' ' ' | sed 's/ $//'
}
last() { inbox "$1@campus.example" became; }

# ------------------------------------------------------ a doubt, and a way out
fresh # 1
is "a slip" "$(reply prof 1 sponsor-ask 'CONFRIM 1')" "UNKNOWN_VERB sponsor: transcript>prof"
is "is suggested" "$(text "$(last prof)" | grep -c 'Did you mean: CONFIRM 1?')" 1
is "with buttons and a fresh key" "$(buttons "$(last prof)")" "CONFIRM+ DECLINE+ STATUS+"
is "about this request" "$("$tools/letter" "$(last prof)" Subject | grep -c '\[Canvas token #1\]')" 1
is "no plus for a blank" "$(html "$(last prof)" | grep -o 'body=[^"&]*' | grep -c '+')" 0
is "but %20" "$(html "$(last prof)" | grep -c 'body=CONFIRM%201')" 1
is "a plus in the address is %2B" "$(html "$(last prof)" | grep -o 'mailto:[^?]*' | grep -vc 'canvas-tokens%2B[a-z2-7]\{24\}@campus.example')" 0
is "no link that changes anything" "$(html "$(last prof)" | grep -o 'href="[a-z]*:' | sort -u | tr '\n' ' ')" 'href="mailto: '
is "no line of it is a command" "$("$tools/letter" "$(last prof)" text |
    grep -ciE '^[ >*]*(confirm|decline|status|help|yes|no)[ #0-9.!]*$')" 0
doubt=$(last prof)
is "the first button confirms" "$(press "$doubt" Prof 1 | send prof@campus.example 1)" "$confirmed"
is "the second is too late then" "$(press "$doubt" Prof 2 | send prof@campus.example 1)" "KEY_SPENT review: transcript>prof"
is "and offers no decision" "$(buttons "$(last prof)")" "STATUS"
is "who confirmed, when, how" "$(text "$(last prof)" | grep -c 'It was confirmed by prof@campus.example on .*, by mail')" 1

fresh # 2
is "without the key" "$(tell prof 2 'CONFRIM 2')" "UNKNOWN_VERB sponsor: transcript>prof"
is "no key comes back" "$(buttons "$(last prof)")" "CONFIRM DECLINE STATUS"
is "from somebody else" "$(tell ta 2 'CONFRIM 2')" "UNKNOWN_VERB sponsor: transcript>ta"
is "nothing to offer but help" "$(buttons "$(last ta)")" "HELP"
is "and no number in the subject" "$("$tools/letter" "$(last ta)" Subject | grep -c '#')" 0
is "the requester is offered to cancel" "$(tell stu 2 'Cancel 2 please')
$(buttons "$(last stu)")" "AMBIGUOUS sponsor: transcript>stu
CANCEL STATUS"
is "nothing but quotes" "$(reply prof 2 sponsor-ask '')" "QUOTED_ONLY sponsor: transcript>prof"
is "has buttons" "$(buttons "$(last prof)")" "CONFIRM+ DECLINE+ STATUS+"
is "thanks alone" "$(reply prof 2 sponsor-ask 'Thank you!')" "NO_COMMAND sponsor: transcript>prof"
is "has buttons, too" "$(buttons "$(last prof)")" "CONFIRM+ DECLINE+ STATUS+"
is "another number" "$(reply prof 2 sponsor-ask 'CONFIRM 1')" "ID_MISMATCH sponsor: transcript>prof"
is "has buttons for the right one" "$(html "$(last prof)" | grep -c 'body=CONFIRM%202')" 1
is "a condition" "$(reply prof 2 sponsor-ask 'Yes, but only for one course.')" "AMBIGUOUS sponsor: transcript>prof"
is "a condition on the next line" "$(reply prof 2 sponsor-ask 'Yes.
But only for one course.')" "AMBIGUOUS sponsor: transcript>prof"
is "two verbs" "$(reply prof 2 sponsor-ask 'CONFIRM DECLINE 2')" "AMBIGUOUS sponsor: transcript>prof"
is "two decisions, one without number" "$(reply prof 2 sponsor-ask 'CONFIRM
DECLINE 2')" "AMBIGUOUS sponsor: transcript>prof"
is "a long line" "$(reply prof 2 sponsor-ask "Please do not confirm $(printf '%0200d' 0) CONFIRM 2")" "AMBIGUOUS sponsor: transcript>prof"
is "is cut in the answer" "$("$tools/letter" "$(last prof)" text | tr -d '\r' | grep -c '"Please do not confirm 00*\.\.\."$')" 1
is "nothing was decided" "$(state_of 2)" sponsor

# --------------------------------------------------- how sponsors really answer
is "a whole sentence" "$(reply prof 2 sponsor-ask 'Yes, I am happy to sponsor this.

She is in my lab.')" "$confirmed"
is "its comment" "$(text "$(mail_to admin 2 review)" | grep -c 'She is in my lab')" 1
for line in "I confirm" "OK, confirmed - thanks" "I approve" "Yes please" "Oui, je confirme." "Ja, ich bestätige das." "Sí, confirmo" \
    "bekräftigt" "BEKRÄFTIGT" "passt" "“YES”" "*Confirm*" "Sponsor" "genehmigt"; do
	fresh
	is "$line" "$(reply prof $n sponsor-ask "$line")" "$confirmed"
done
declined="OK declined: sponsor-declined>stu sponsor-thanks>prof"
for line in "no, sorry" "I do not wish to sponsor this" "Nein." "Non, désolé" "rechazar" "verworfen: zu breit" "Reject"; do
	fresh
	is "$line" "$(reply prof $n sponsor-ask "$line")" "$declined"
done
is "a reason in the other language" "$(text "$(mail_to stu $((n - 1)) sponsor-declined)" | grep -c 'zu breit')" 1

# ------------------------------------------------ an admin needs the word itself
fresh
reply prof $n sponsor-ask CONFIRM >/dev/null
for line in "Yes" "I approve" "Approved" "OK, confirmed"; do
	is "an admin: $line" "$(reply admin $n review "$line")" "AMBIGUOUS review: transcript>admin"
	is "is asked" "$(text "$(last admin)" | grep -c "Did you mean: APPROVE $n?")" 1
	is "with a key of their own" "$(buttons "$(last admin)")" "APPROVE+ DENY+ ASK+ STATUS+"
done
is "an admin: the sponsor's word" "$(reply admin $n review "CONFIRM")" "NOT_ALLOWED review: transcript>admin"
is "is told the own one" "$(text "$(last admin)" | grep -c "Did you mean: APPROVE $n?")" 1
is "an admin: no" "$(reply admin $n review "No")" "AMBIGUOUS review: transcript>admin"
is "an admin without a key" "$(tell admin $n "APROVE $n")" "UNKNOWN_VERB review: transcript>admin"
is "is offered no decision" "$(buttons "$(last admin)")" "STATUS"
is "an admin under somebody else's mail" "$(echo APPROVE | answer "$(mail_to boss $n review)" Admin |
    sed 's/^From: .*/From: Admin <admin@campus.example>/' | send admin@campus.example $n)" "KEY_FOREIGN review: transcript>admin"
is "gets no key either" "$(buttons "$(last admin)")" "STATUS"
is "ASK without a question" "$(reply admin $n review "ASK $n")" "AMBIGUOUS review: transcript>admin"
is "ASK" "$(reply admin $n review "ASK $n: Is it for one course?")" "OK question: question>stu transcript>admin"
is "a plain yes answers it" "$(reply stu $n question 'Yes.')" "OK review: $asked"
is "and is read by the admins" "$(text "$(mail_to admin $n review)" | grep -c 'The requester answers: Yes')" 1
is "in another language" "$(reply admin $n review 'GENEHMIGEN')" "OK issued: decided-note>boss issued-note>prof issued>stu transcript>admin"
is "was that you?" "$(buttons "$(last admin)")" "NOTME"
is "once more" "$(reply_to admin $n "$(mail_to admin $n review)" 'APPROVE')" "ALREADY_DONE issued: transcript>admin"
is "by whom, when, how" "$(text "$(last admin)" | grep -c 'APPROVE by admin@campus.example on .*, by mail\.')" 1
is "by the other admin" "$(reply_to boss $n "$(mail_to boss $n review)" 'APPROVE')" "ALREADY_DONE issued: transcript>boss"
is "the same facts" "$(text "$(last boss)" | grep -c 'APPROVE by admin@campus.example on .*, by mail\.')" 1
is "the opposite" "$(reply_to boss $n "$(mail_to boss $n review)" 'DENY')" "KEY_SPENT issued: transcript>boss"
is "with the same facts" "$(text "$(last boss)" | grep -c 'APPROVE by admin@campus.example on .*, by mail\.')" 1
is "the sponsor once more" "$(reply_to prof $n "$(mail_to prof $n sponsor-ask)" 'YES')" "ALREADY_DONE issued: transcript>prof"
is "reads of the sponsor's answer" "$(text "$(last prof)" | grep -c 'It was confirmed by prof@campus.example')" 1
is "the requester has REVOKE and RESEND" "$(tell stu $n "RESEND $n now")
$(buttons "$(last stu)")" "AMBIGUOUS issued: transcript>stu
RESEND REVOKE STATUS"
is "REVOKE" "$(tell stu $n "REVOKE $n")" "OK revoked: revoked>admin revoked>boss revoked>prof revoked>stu"
is "REVOKE once more" "$(tell prof $n "REVOKE $n")" "ALREADY_DONE revoked: transcript>prof"
is "names who revoked" "$(text "$(last prof)" | grep -c 'REVOKE by stu@campus.example on .*, by mail\.')" 1
fresh
is "CANCEL, in the site's words" "$(tell stu $n "weg damit $n")" "OK cancelled: cancelled>prof cancelled>stu"
is "CANCEL once more" "$(tell stu $n "CANCEL $n")" "ALREADY_DONE cancelled: transcript>stu"
is "names who cancelled" "$(text "$(last stu)" | grep -c 'CANCEL by stu@campus.example on .*, by mail\.')" 1

# ---------------------------------------------------------- several, and twenty
a=$((n + 1)) b=$((n + 2))
fresh; fresh
is "two at once" "$(tell stu $a "CANCEL $a
ANNULER $b
HILFE")" "OK cancelled: cancelled>prof cancelled>prof cancelled>stu cancelled>stu help>stu transcript>stu"
is "the other, too" "$(state_of $b)" cancelled
fresh
many=$(i=0; while [ $i -lt 21 ]; do echo "CANCEL $n"; i=$((i + 1)); done)
is "one more than twenty" "$(tell stu $n "$many")" "AMBIGUOUS sponsor: transcript>stu"
is "from a broken link" "$(tell stu $n "CANCEL+$n")" "OK cancelled: cancelled>prof cancelled>stu"
fresh
is "the subject alone" "$({ header Stu stu@campus.example $us "AW: [External] CANCEL $n"; echo; } | send stu@campus.example $n)" \
    "OK cancelled: cancelled>prof cancelled>stu"

# ------------------------------------------------------------------ LIST and WHY
fresh
is "LIST of a requester" "$(tell stu $n LIST)" "OK sponsor: status>stu"
is "is their own" "$(text "$(inbox stu@campus.example stand)" | grep -c "#$n sponsor, waiting for: sponsor")" 1
is "LIST of an admin" "$(tell admin $n LIST)" "OK sponsor: status>admin"
is "is everything that is open" "$(text "$(inbox admin@campus.example stand)" | grep -c "#1 review, waiting for: admin, due on .*#$n sponsor")" 1
is "and nothing that has ended" "$(text "$(inbox admin@campus.example stand)" | grep -c "cancelled")" 0
is "LIST of somebody else" "$(tell ta $n LIST)" "OK sponsor: status>ta"
is "is empty" "$(text "$(inbox ta@campus.example stand)" | grep -c 'There is no request')" 1
is "the site's word for STATUS" "$(tell stu $n "wie steht es $n")" "OK sponsor: status>stu"
is "the site's word for HELP" "$(tell stu $n SOS)" "OK sponsor: help>stu"
is "WHY of a request" "$(tell admin 1 'WHY 1')" "OK review: status>admin"
is "says who did what" "$(text "$(inbox admin@campus.example stand)" | grep -c 'CONFIRM #1 by prof@campus.example Done\.')" 1
is "and why not" "$(text "$(inbox admin@campus.example stand)" | grep -c 'message #1 by prof@campus.example Nothing has changed: this is no command')" 1
tell stu 1 "DONE 1" >/dev/null
is "WHY of the sponsor" "$(tell prof 1 'WHY 1')" "OK review: status>prof"
is "is not about what others tried in vain" "$(text "$(inbox prof@campus.example stand)" | grep -c 'DONE')" 0
is "WHY of somebody else" "$(tell ta 1 'WHY 1')" "NOT_ALLOWED review: transcript>ta"
is "WHY of one's last mail" "$(tell ta 1 'WHY')" "OK review: status>ta"
is "says so" "$(text "$(inbox ta@campus.example stand)" | grep -c 'WHY by ta@campus.example There is no such request')" 1
stamp=unvouched
is "LIST of nobody known" "$(tell admin 1 'LIST')" "AUTH_NONE review: challenge>admin"
is "LIST with a key alone" "$(reply admin 1 review 'LIST')" "AUTH_NONE review: "
stamp=
is "every refusal is in the trail" "$(desk log --json | grep -c '"reason":"\(UNKNOWN_VERB\|ID_MISMATCH\|QUOTED_ONLY\|NO_COMMAND\|KEY_FOREIGN\)"')" 8
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
