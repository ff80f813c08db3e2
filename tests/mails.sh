#!/bin/sh
# mails.sh - every mail that mailproc writes, as its reader sees it: a little life
# through the real program in which each of them is met.  They are printed as
# text, and left below $BUILD/mails as NUMBER-TEMPLATE-READER.eml, .txt and
# .html.  One that begins as another of its template did is left out.  Ends with
# 1 if a template was not met.
set -u
. tests/campus.sh
out=$top/$BUILD/mails
now=2026-11-02T15:00:00Z # a Monday, 10:00 in New York
us=canvas-tokens@campus.example
rm -rf "$out"
mkdir -p "$out"

desk() { "$mailproc" -c "$campus/mailproc.conf" --now "$now" "$@"; }
form() { # form [SPONSOR [NUMBER]]: each number has a purpose of its own
	case $(($2 % 3)) in
	0) purpose="Attendance of the laboratory groups" ;;
	1) purpose="Grade export for BIO 101" ;;
	2) purpose="Quiz dates of CHEM 210, for the calendar" ;;
	esac
	cat <<-FORM
	Purpose: $purpose, group $2
	Intended use: A script of my own reads them every night
	 and writes them into the spreadsheet of our group.
	Data and courses: BIO 101, my own group, nothing else
	Application or vendor: my own Python script, on the computer in our office
	Needed until: ${until:-2027-02-20}
	${1:+Sponsor: $1}
	Agreement to the policy: I agree
	FORM
}

# What went out since is kept, unless one that begins like it is there.
last=0 number=0
gather() {
	desk outbox --all --json | tr -d '",' | awk -v last="$last" '
		$1 == "id:" { id = $2 } $1 == "to:" { sub(/@.*/, "", $2); to = $2 }
		$1 == "template:" && id > last && $2 != "null" { print id, $2, to }' >"$campus/sent"
	while read -r debt template to; do
		last=$debt
		keep "$template" "$to" "$campus/mail/new/"*".$(printf %06d "$debt")_"*
	done <"$campus/sent"
}
keep() { # keep TEMPLATE READER FILE
	[ -f "$3" ] || return 0
	text=$("$tools/letter" "$3" text)
	begins="$1 $("$tools/letter" "$3" Subject) $(echo "$text" | head -n 2 | tr '\n' ' ')"
	begins=$(echo "$begins" | sed -E 's/[A-Z][a-z]+day, [^.]*20[0-9]{2}/DAY/g; s/#?[0-9]+//g
		s/(Stu Dent|T\. Assistant|Staff Member|Prof Essor|Zoe Big|Ad Min|Bo Ss)/NAME/g')
	[ "$1" != "${also:-}" ] && grep -qxF "$begins" "$campus/begins" 2>/dev/null && return
	echo "$begins" >>"$campus/begins"
	number=$((number + 1))
	name=$out/$(printf %02d "$number")-$1-$2
	cp "$3" "$name.eml"
	"$tools/letter" "$3" >"$name.txt"
	"$tools/letter" "$3" html >"$name.html"
}
does() { "$@" >/dev/null; gather; }
# One that begins like others, but whose middle is worth reading.
also() { also=$1; shift; does "$@"; also=; }
# on DAY...: `work` in the evening; that days were left out is right
on() {
	for day in "$@"; do
		now=${day}T22:00:00Z
		desk work --clock-is-right 2>/dev/null
		gather
	done
}
confirmed() { does ask stu "$1" prof; does reply prof "$1" sponsor-ask "CONFIRM $1"; }

campus_start 'handover = "sealed"' 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'

# somebody has a question, somebody an idea, somebody a form
does tell ta 0 HELP
does tell ta 0 LIST
does tell ta 1 'Hello, I would like to read my grades by a script until 20 February 2027.
My professor is prof@campus.example.'
does ask stu 2 prof
does reply_to prof 2 "$(mail_to prof 2 sponsor-ask)" 'What is this?'
{ answer "$(mail_to prof 2)" prof | sed 's/^To: /Auto-Submitted: auto-replied\n&/'; } <<-TEXT | does send prof@campus.example
In the field until 3 May.
TEXT
on 2026-11-04                                 # nobody answers
does reply stu 2 received 'SPONSOR big@campus.example'
does reply big 2 sponsor-ask 'CONFIRM 2
A good idea, and the group knows about it.'
also sponsor-ask reply stu 2 received 'Data and courses: the grades of BIO 101 and BIO 102'
does reply stu 2 received 'Needed until: 2031-01-01'
old=$(mail_to admin 2 review)
does reply big 2 sponsor-ask 'CONFIRM 2'
also transcript reply big 2 sponsor-ask 'DECLINE 2 No, I think not'
also transcript reply_to admin 2 "$old" 'APPROVE 2'
also transcript reply admin 2 review 'ASK 2 Which spreadsheet is that, and who reads it?'
also review reply stu 2 question 'The one of our group. Only we do.'
does tell boss 2 'APPROVE 2'                  # without the key of a mail
on 2026-11-09
also status tell admin 2 LIST
on 2026-11-12                                 # no admin decides in time
does tell stu 2 'STATUS 2'
also status tell stu 2 'WHY 2'
also transcript reply admin 2 review 'APROVE 2'
also transcript reply admin 2 overdue 'APPROVE 2'
does tell prof 2 'CANCEL 2'
on 2026-11-20                                 # nor does stu activate the token
"$tools/web" POST "$canvas/_standin/activate/101/$(tokens_of 101 | cut -d' ' -f1)" "" </dev/null >/dev/null
on 2027-02-06 2027-02-21                      # but at last, until its end

# everything else that may become of a request
until=2027-06-15
does ask staff 3
does reply admin 3 review 'DENY 3 The calendar of Canvas itself can do that.'
does ask ta 4 prof
does reply prof 4 sponsor-ask 'DECLINE 4 This is not for my course.'
confirmed 5
does tell stu 5 'CANCEL 5'
does ask stu 6 prof
on 2027-03-12                                 # nobody answers at all
confirmed 7
does reply prof 7 sponsor-thanks 'NOTME 7'
does reply prof 7 sponsor-ask 'CONFIRM 7'
break_canvas forbidden_403 POST 1
does reply admin 7 review 'APPROVE 7'
sed -i 's/^handover .*/handover = "regenerate"/' "$campus/mailproc.conf"
does reply boss 7 problem 'APPROVE 7'
does tell prof 7 'REVOKE 7'
sed -i 's/^handover .*/handover = "sealed"/' "$campus/mailproc.conf"
confirmed 8
idle=yes; reply admin 8 review 'APPROVE 8' >/dev/null; idle=
also transcript reply boss 8 review 'DENY 8'
does tell stu 8 'NOTME 8'
confirmed 9
does reply admin 9 review 'APPROVE 9'
on 2027-04-13                                 # never activated

# who is that?
stamp=unvouched
does ask staff 10
does reply admin 8 forged 'APPROVE 8'
stamp=
rm "$campus/in.eml"
on 2027-04-14 2027-04-30

# a token that lives on: somebody changes it in Canvas, nobody says that it is
# used, and its sponsor leaves
until=2027-08-01
echo 'time { review_tokens_after = 20 review_tokens_give_up = 2 }' >>"$campus/mailproc.conf"
confirmed 10
does reply admin 10 review 'APPROVE 10'
token=$(tokens_of 101 | sed 's/.* \([0-9]* pending\)/\1/; s/ .*//')
activate 101 "$token"
on 2027-05-01
"$tools/web" PUT "$canvas/api/v1/users/101/tokens/$token" 'token%5Bexpires_at%5D=2027-07-15T23%3A59%3A59Z' <"$campus/canvas.token" >/dev/null
on 2027-05-03 2027-05-21 2027-05-27
does ask ta 11 prof
grep -v '^prof@' "$campus/people.csv" >"$campus/fewer.csv"
desk people import --full "$campus/fewer.csv" >/dev/null
also revoke-list on 2027-05-28

# what a site may decide otherwise: a question of its own, two admins, and
# tokens that are made by hand
until=2027-09-01
desk people import "$campus/people.csv" >/dev/null
sed -i 's/^handover .*/handover = "none"/' "$campus/mailproc.conf"
cat >>"$campus/mailproc.conf" <<-'CONF'
backend = "manual"
role student { approvals = 2 risk = "It ends with your work in the group: revoke it on the day you leave." }
field vendor_review { label = "Vendor review number" required = true pattern = "VR-[0-9]+" hint = "VR- and a number, as in VR-12" }
CONF
also missing ask stu 12 prof
does reply stu 12 missing 'Vendor review number: VR-12'
also sponsor-ask reply prof 12 sponsor-ask 'CONFIRM 12'
also transcript reply admin 12 review 'APPROVE 12'
also transcript reply boss 12 decided-note 'APPROVE 12'
also issued reply boss 12 transcript 'DONE 12'
does tell stu 12 'RESEND 12'
does reply admin 12 decided-note 'DONE 12'
also revoked tell prof 12 'REVOKE 12'

for file in "$out"/*.txt; do
	name=${file##*/}
	echo "======== ${name%.txt}"
	cat "$file"
	echo
done
met=$(ls "$out" | sed -n 's/^[0-9]*-\(.*\)-[a-z]*\.txt$/\1/p' | sort -u)
never=$(for file in templates/mail/*.txt; do
	name=${file##*/}
	case $name in part-*) continue ;; esac
	echo "${name%.txt}"
done | sort | { echo "$met"; cat; } | sort | uniq -u | tr '\n' ' ')
echo "======== $number mails of $(echo "$met" | wc -l) templates, in $BUILD/mails${never:+; never met: $never}"
[ -z "$never" ]
