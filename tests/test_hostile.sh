#!/bin/sh
# A request whose every value is an attack, all the way to the token: it stays
# text in every mail (header, text, HTML), every listing, log line and JSON.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
us=canvas-tokens@campus.example
evil='<script>alert(1)</script><img src=x onerror=alert(2)>"><a href="javascript:x">{{key}}{{{address}}}{{>part-foot}}{{#fields}}%s%n'
control=$(printf '\001\007\033[31m\177\302\205\342\200\256\342\200\213\342\201\246\357\273\277')
injected=$(printf 'x\rBcc: evil@evil.example\rX-Evil: 1')

word() { printf '=?utf-8?B?%s?=' "$(printf "$1" | base64 -w 0)"; }

hostile() {
	cat <<-MAIL
	From: $(word 'Stu\r\nBcc: e@evil.example\r\n') $(word '<script>\342\200\256{{key}}') <stu@campus.example>
	To: $us
	Subject: =?utf-8?Q?Token=0D=0ABcc:_evil@evil.example=0D=0A=0D=0A<script>alert(3)</script>{{key}}?=
	Message-ID: <hostile@campus.example>
	Date: $(LC_ALL=C date -R)
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8
	Content-Transfer-Encoding: 8bit

	Purpose: $evil =?utf-8?Q?=0D=0ABcc:_evil=40evil.example?= $injected$control
	Intended use: $evil
	Bcc: evil@evil.example
	Content-Type: text/html

	.
	From evil Mon Nov 23
	APPROVE 1
	--=_x
	1234~abcdefghijklmnopqrstuvwxyz0123456789
	5678=7Eabcdefghijklmnopqrstuvwxyz0123456789
	Data and courses: '); DROP TABLE request; -- $control $evil \$(reboot) \`reboot\`
	Needed until: $(date -d '+60 days' +%Y-%m-%d)
	Sponsor: Prof <script> <prof@campus.example>
	Agreement to the policy: I agree
	Application or vendor: $evil
	MAIL
	awk 'BEGIN { for (i = 0; i < 100 * 1024; i++) printf "A"; print "" }'
}

is "it comes in" "$(hostile | send stu@campus.example 1)" "OK sponsor: received>stu sponsor-ask>prof"
is "its answers end nothing" "$(reply prof 1 sponsor-ask "CONFIRM 1
$evil$control
$injected")" "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "ASK" "$(reply admin 1 review "ASK 1 $evil$control")" "OK question: question>stu transcript>admin"
is "an answer" "$(reply stu 1 question "$evil$control
$injected")" "OK review: review>admin review>boss"
is "an edit with a day that is none" "$(reply stu 1 received "Needed until: $evil$control")" "MISSING_FIELDS review: missing>stu"
is "a command of somebody else's" "$(tell stu 1 "DENY 1 $evil$control")" "NOT_ALLOWED review: transcript>stu"
is "an edit" "$(reply stu 1 received "Data and courses: $evil, less")" "OK sponsor: sponsor-ask>prof"
is "CONFIRM" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
is "APPROVE" "$(reply admin 1 review 'APPROVE 1')" "OK issued: decided-note>boss issued-note>prof issued>stu transcript>admin"
ask staff 2 >/dev/null
is "DENY" "$(reply boss 2 review "DENY 2 $evil$control")" "OK denied: decided-note>admin denied>staff transcript>boss"
is "STATUS" "$(tell stu 1 STATUS)" "OK issued: status>stu"

# every mail
known='^(Return-Path|Delivered-To|From|Reply-To|To|Subject|Date|Message-ID|In-Reply-To|References|Auto-Submitted|X-Auto-Response-Suppress|X-Loop|MIME-Version|Content-Type)$'
n=0 strange=0 twice=0 raw=0 long=0 subject=0 tags=0 shown=0 unescaped=0 token=0 fields=0
for f in "$campus/mail/new/"*; do
	n=$((n + 1))
	sed '/^\r\{0,1\}$/q' "$f" | tr -d '\r' >"$campus/header"
	sed -n 's/^\([^ \t:]*\):.*/\1/p' "$campus/header" >"$campus/names"
	strange=$((strange + $(grep -cvE "$known" "$campus/names")))
	twice=$((twice + $(sort "$campus/names" | uniq -d | wc -l)))
	strange=$((strange + $(grep -cvE '^[A-Za-z-]+: |^[ 	]|^$' "$campus/header")))
	raw=$((raw + $(LC_ALL=C tr -d '\n' <"$f" | LC_ALL=C grep -cP '[^\x20-\x7e\r]')))
	long=$((long + $(tr -d '\r' <"$f" | grep -vE '^https?://[^ ]*$' | grep -cE '^.{79,}$')))
	"$tools/letter" "$f" Subject >"$campus/subject"
	subject=$((subject + $(wc -l <"$campus/subject") - 1 + $(grep -cE 'Bcc|script|\{\{' "$campus/subject")))
	"$tools/letter" "$f" html >"$campus/html"
	"$tools/letter" "$f" text >"$campus/text"
	tags=$((tags + $(grep -ciE '<script|<img|<[^>]*javascript:' "$campus/html")))
	shown=$((shown + $(cat "$campus/html" "$campus/text" | LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xc2[\x80-\x9f]')))
	token=$((token + $(cat "$campus/html" "$campus/text" | grep -c '1234~abc')))
	# what a stranger wrote begins no line of ours
	unescaped=$((unescaped + $(grep -cE '^(Bcc:|From evil|APPROVE 1|--=_x|X-Evil)' "$campus/text")))
	fields=$((fields + $(grep -c '&lt;script&gt;.*{{key}}' "$campus/html")))
done
is "mails to people we know" "$(for f in "$campus/mail/new/"*; do "$tools/letter" "$f" Delivered-To; done | sort -u | tr '\n' ' ')" \
    "admin@campus.example boss@campus.example prof@campus.example staff@campus.example stu@campus.example "
is "there are enough of them" "$([ $n -ge 20 ] && [ $fields -ge 20 ] && echo yes)" yes
is "no header field but ours" "$strange" 0
is "none twice" "$twice" 0
is "seven bits, nothing that controls" "$raw" 0
is "no line too long" "$long" 0
is "subjects of one line, in our words" "$subject" 0
is "no tag in HTML" "$tags" 0
is "nothing invisible in what is shown" "$shown" 0
is "no line of ours begins with theirs" "$unescaped" 0
is "no token" "$token" 0
is "each was sent" "$(desk outbox --all | grep -vc ' done ')" 0
is "the name of the reader is one line" "$("$tools/letter" "$(mail_to stu 1 issued)" To)" '"Stu Dent" <stu@campus.example>'

# every listing, log line and JSON
hostile | sed 's/^Message-ID.*/Message-ID: <other@campus.example>/' | vouch stu@campus.example >"$campus/again.eml"
for what in "list" "show 1" "show 2" "log" "log 1" "outbox --all" "held" "people list" "people show stu@campus.example" \
    "explain -f stu@campus.example $campus/again.eml" "audit verify"; do
	desk -v $what >"$campus/out" 2>&1
	is "$what: nothing that controls" "$(LC_ALL=C tr -d '\n\t' <"$campus/out" | LC_ALL=C grep -acP '[\x00-\x1f\x7f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]')" 0
	is "$what: no line of theirs" "$(grep -acE '^(Bcc:|From evil|APPROVE 1|--=_x|X-Evil)' "$campus/out")" 0
	case $what in audit*) continue ;; esac
	desk $what --json >"$campus/json" 2>/dev/null || desk ${what%% *} --json ${what#* } >"$campus/json" 2>/dev/null
	node -e '
	const text = require("fs").readFileSync(0, "utf8");
	let rows;
	try { rows = [JSON.parse(text)]; } catch { rows = text.trim().split("\n").map(JSON.parse); }
	const bad = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|1234~abc/;
	const walk = v => typeof v === "string" ? bad.test(v) : v && typeof v === "object" && Object.values(v).some(walk);
	console.log(rows.some(walk) ? "bad" : "good");' <"$campus/json" >"$campus/said" 2>&1
	is "$what --json: clean" "$(tail -n 1 "$campus/said")" good
done
is "deliver says nothing of theirs" "$(sed 's/^Message-ID.*/Message-ID: <third@campus.example>/' "$campus/again.eml" |
    desk -v deliver -f stu@campus.example 2>&1 | LC_ALL=C grep -acP '[\x00-\x08\x0b-\x1f\x7f]|^Bcc')" 0
desk show 1 --json >"$campus/json"
is "100 KB are cut" "$(node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).fields.application.length <= 4000)' <"$campus/json")" true
is "the token's purpose in Canvas is one line" "$(node -e 'const t = JSON.parse(require("fs").readFileSync(0)).token.purpose; console.log(t.length <= 255 && t.startsWith("[CT-1] ") && !/[\n\r]/.test(t))' <"$campus/json")" true
is "the database is whole" "$(desk check 2>&1 | grep -c '^fail.*state'; desk audit verify | grep -c unbroken)" "0
1"
