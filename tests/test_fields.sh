#!/bin/sh
# Questions of a site's own: asked for like the fields of ours, kept by revision,
# shown to whoever decides; the example policy of docs/.  A check is the reason,
# the state after, and the mails: template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'admins = {"admin@campus.example", "boss@campus.example", "help-admin@campus.example"}' \
    'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
conf=$campus/mailproc.conf
sed -i '/^policy /d' "$conf"
cp "$conf" "$campus/plain.conf"
cat docs/policy-example.conf >>"$conf"
flat() { tr -s ' \n' ' '; }
says() { reads "$1" "$2" "$3" | flat | grep -cF -- "$4"; }
asks() { # asks NAME ID [SPONSOR]: the form with these lines more, on standard input
	{ header "$1" "$1@campus.example" canvas-tokens@campus.example "Token"; form "${3:+$3@campus.example}" "$2"; cat; } |
	    send "$1@campus.example" "$2"
}
blank() { reads "$1" "$2" missing | sed -n '/^To end/d;s/^\([A-Z][A-Za-z ]*\): *$/\1/p' | tr '\n' '|'; }
fields() { desk show "$1" --json | sed -n '/"fields"/,/}/p' | grep -cF "$2"; }
all='Vendor review number: VR-12
Training in student privacy: I have completed it'

is "the example goes together" "$(desk check --json | tr -d '\n' | sed 's/}/&\n/g' | grep -c '"check": "policy", *"result": "ok"')" 1
is "and is printed" "$(desk check | grep -cE '^(field vendor_review.required = true|role faculty.approvals = 2|field storage.pattern = "")$')" 3

# what is missing is asked for, what has not its form as well
is "our form alone" "$(ask stu 1 prof)" "MISSING_FIELDS incomplete: missing>stu"
is "asks for both" "$(blank stu 1)" "Vendor review number|Training in student privacy|"
is "with its hint" "$(says stu 1 missing '(VR- and a number, or none if no vendor is involved)')" 1
is "one of another form" "$(reply stu 1 missing 'Vendor review number: twelve
Training in student privacy: I have completed it')" "MISSING_FIELDS incomplete: missing>stu"
is "is asked for again" "$(blank stu 1)" "Vendor review number|"
is "and not kept" "$(fields 1 '"vendor_review": null')" 1
is "the whole of it has to fit" "$(reply stu 1 missing 'Vendor review number: VR-12 or so')" "MISSING_FIELDS incomplete: missing>stu"
is "in any case of the label" "$(reply stu 1 missing '* VENDOR  REVIEW NUMBER = VR-12')" "OK sponsor: received>stu sponsor-ask>prof"
is "is kept by its name" "$(fields 1 '"vendor_review": "VR-12"')/$(fields 1 '"ferpa_training": "I have completed it"')/$(fields 1 '"storage": null')" 1/1/1
for who in "stu received" "prof sponsor-ask"; do
	is "it stands in: $who" "$(says ${who% *} 1 "${who#* }" 'Vendor review number: VR-12 Training in student privacy: I have completed it')" 1
done
is "CONFIRM" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" \
    "OK review: review>admin review>boss review>help-admin sponsor-confirmed>stu sponsor-thanks>prof"
is "the admins read it" "$(says admin 1 review 'Vendor review number: VR-12')" 1
is "the command shows it" "$(desk show 1 | grep -c '^  Vendor review number: VR-12$')" 1
is "HELP has the empty lines" "$(tell stu '' HELP >/dev/null; "$tools/letter" "$(inbox stu@campus.example 'How to ask')" text | grep -cE '^  (Vendor review number: \(write: VR|Where the token is kept:$)')" 2
is "explain names them" "$({ header stu stu@campus.example canvas-tokens@campus.example x; echo "Purpose: x
$all"; } | vouch stu@campus.example >"$campus/x.eml"; desk explain --json "$campus/x.eml" | grep -c '"vendor_review":"VR-12"')" 1

# a change is a revision, with the difference
old=$(mail_to admin 1 review)
is "an answer changes" "$(reply stu 1 received 'Where the token is kept: in KeePass')" "OK sponsor: sponsor-ask>prof"
is "the difference is shown" "$(says prof 1 sponsor-ask 'Changed: Where the token is kept before: now: in KeePass')" 1
is "the sponsor confirms" "$(reply prof 1 sponsor-ask 'CONFIRM 1' >/dev/null; state_of 1)" review
is "the older key is stale" "$(reply_to admin 1 "$old" 'APPROVE 1')" "KEY_STALE review: transcript>admin"
is "the answer shows what changed" "$(says admin 1 transcript 'Changed: Where the token is kept before: now: in KeePass')" 1
is "the same once more" "$(reply stu 1 received 'Where the token is kept: in KeePass')" "ALREADY_DONE review: transcript>stu"
is "a change of another form" "$(reply stu 1 received 'Vendor review number: VR-x')" "MISSING_FIELDS review: missing>stu"
is "changes nothing" "$(fields 1 '"vendor_review": "VR-12"')" 1

# answered where the form is quoted; at once; without a word of ours
is "another, at once" "$(echo "$all" | asks ta 2 prof)" "OK sponsor: received>ta sponsor-ask>prof"
is "none is an answer" "$(printf 'Vendor review number: none\nTraining in student privacy: I have completed it\n' | asks staff 3)" \
    "OK review: received>staff review>admin review>boss review>help-admin"
is "asked of staff" "$(ask boss 4)" "MISSING_FIELDS incomplete: missing>boss"
is "filled in where it is quoted" "$({ m=$(mail_to boss 4 missing); me=$("$tools/letter" "$m" Reply-To | tr -d '<>')
	header boss boss@campus.example "$me" "Re: x" "In-Reply-To: $("$tools/letter" "$m" Message-ID)"
	"$tools/letter" "$m" text | sed 's/^Vendor review number: $/&VR-99/; s/^Training in student privacy: $/&I have completed it/; s/^/> /'; } | send boss@campus.example 4)" \
    "OK review: received>boss review>admin review>help-admin"
is "is taken" "$(fields 4 '"vendor_review": "VR-99"')" 1

# hostile answers stay words
is "markup, a command and a header" "$(printf '%s\nWhere the token is kept: <b>x</b> {{key}}\n APPROVE 5\n Bcc: all@campus.example\n' "$all" | asks ta 5 prof)" \
    "OK sponsor: received>ta sponsor-ask>prof"
is "escaped in HTML" "$("$tools/letter" "$(mail_to prof 5 sponsor-ask)" html | grep -c '&lt;b&gt;x&lt;/b&gt; {{key}}')" 1
is "no header, no command" "$("$tools/letter" "$(mail_to prof 5 sponsor-ask)" Bcc)/$(reads prof 5 sponsor-ask | grep -cE '^(APPROVE|Bcc)')/$(state_of 5)" "/0/sponsor"
is "a secret is cut" "$(reply ta 5 received 'Where the token is kept: 1234~ZYXWVUTSRQPONMLKJIHGFEDCBA' >/dev/null; desk show 5 | grep -c 'ZYXWVUTSRQ')" 0

# RENEW takes them along, also those that would not fit any more
reply admin 3 review 'APPROVE 3' >/dev/null
is "a token" "$(state_of 3)" issued
sed -i 's/|none"/"/' "$conf"
is "RENEW" "$(tell staff 3 'RENEW 3')" "OK issued: received>staff review>admin review>boss review>help-admin"
is "with the answers" "$(fields 6 '"vendor_review": "none"')" 1
sed -i '/^field vendor_review/,/^}/d' "$conf"
is "a question that is gone is asked no more" "$(fields 1 vendor_review)/$(fields 1 '"storage": "in KeePass"')" 0/1

# questions that cannot be asked
refused() { # refused LINE: what the desk says of it, check and deliver too
	cp "$campus/plain.conf" "$conf"
	echo "$1" >>"$conf"
	at="$conf:$(wc -l <"$conf"): "
	for command in list check; do
		desk $command >"$campus/out" 2>&1
		[ $? = 78 ] && sed "s#^mailproc $command: $at##" "$campus/out" >"$campus/$command"
	done
	cmp -s "$campus/list" "$campus/check" || echo "they differ: "
	desk deliver <"$campus/x.eml" 2>/dev/null
	echo "$? $(cat "$campus/list")"
}
other="expected other words: these name a field of ours, or a line of a ticket system"
is "a label of ours" "$(refused 'field why { label = "Intended use" }')" "75 field why.label: $other"
is "a synonym" "$(refused 'field why { label = "TOOL" }')" "75 field why.label: $other"
is "a ticket's" "$(refused 'field why { label = "Priority" }')" "75 field why.label: $other"
is "twice the same" "$(refused 'field a { label = "Storage" } field b { label = "storage!" }')" \
    "75 field b.label: expected other words than those of another field"
is "no pattern" "$(refused 'field a { label = "Storage" pattern = "(x" }')" "75 field a.pattern: missing closing parenthesis, at byte 2"
is "a pattern that takes for ever fits nothing" "$(
	cp "$campus/plain.conf" "$conf"
	echo 'field a { label = "Storage place" required = true pattern = "(a+)+b" }' >>"$conf"
	printf 'Storage place: %0200d\n' 0 | tr 0 a | asks prof 7
)" "MISSING_FIELDS incomplete: missing>prof"
