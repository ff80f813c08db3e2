#!/bin/sh
# What nobody sees in a line that decides: NUL ends no text and hides nothing
# behind it, and in the subject stands what the sender wrote.  A check is the
# reason, the state after, and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 }'
ask big 1 >/dev/null
mail=$(mail_to admin 1 review)
to=$("$tools/letter" "$mail" Reply-To | tr -d '<>')
doubt="AMBIGUOUS review: transcript>admin"
decides() { printf "$1" | answer "$mail" Ad | send admin@campus.example 1; }
encoded() {
	{ header Ad admin@campus.example "$to" x "MIME-Version: 1.0" "Content-Type: text/plain" "Content-Transfer-Encoding: base64"; printf "$1" | base64; } |
	    send admin@campus.example 1
}
subject() { header Ad admin@campus.example "$to" "=?utf-8?q?$1?=" | send admin@campus.example 1; }

is "NUL, and more behind it" "$(decides 'APPROVE 1\0 once the sponsor agrees\n')" "$doubt"
is "without a blank" "$(decides 'APPROVE 1\0x\n')" "$doubt"
is "and before it" "$(decides 'not\0APPROVE 1\n')" "$doubt"
is "in base64" "$(encoded 'APPROVE 1\0 once the sponsor agrees\n')" "$doubt"
is "at the end of a line" "$(decides 'I would never\0\nAPPROVE 1\n')" "NO_COMMAND review: transcript>admin"
is "in a subject" "$(subject APPROVE_1=00_once_the_sponsor_agrees)" "$doubt"
is "a line end in a subject" "$(subject APPROVE_1=0D=0Aonce_the_sponsor_agrees)" "$doubt"
is "a number from right to left" "$(subject APPROVE_=E2=80=AE1)" "$doubt"
is "within it" "$(subject APPROVE_=D8=9C1)" "$doubt"
is "a hyphen that is not shown" "$(subject APPROVE_=C2=AD1)" "$doubt"
is "none of it decided" "$(state_of 1)" review
is "what vanishes by the rules" "$(subject APPROVE_=E2=80=8B1=EF=BB=BF)" "OK issued: decided-note>boss issued>big transcript>admin"
ask staff 2 >/dev/null
mail=$(mail_to admin 2 review)
is "NUL between words is a blank" "$(printf 'APPROVE\0 2\n' | answer "$mail" Ad | send admin@campus.example 2)" \
    "OK issued: decided-note>boss issued>staff transcript>admin"
key=$("$tools/letter" "$mail" Reply-To | sed -n 's/.*+\([a-z2-7]*\)@.*/\1/p')
is "the key below it is still found" "$({ header Ad admin@campus.example canvas-tokens@campus.example x; printf 'DENY 2\n\0\n> Ref: %s\n' "$key"; } | send admin@campus.example 2)" \
    "KEY_SPENT issued: transcript>admin"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
