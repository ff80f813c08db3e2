#!/bin/sh
# Requests as people bring them: filled in where the form was quoted, in their
# own words, twice.  A check is the reason, the state after, and the mails:
# template>person.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 }'
us=canvas-tokens@campus.example
asked="review>admin review>boss"
day() { LC_ALL=C TZ=America/New_York date -d "+$1 days" "+$2"; }
value() { desk show "$1" --json | sed -n "s/^    \"$2\": \"\(.*\)\",\{0,1\}\$/\1/p"; }
labels() { reads "$@" | grep -E '^[A-Z][a-z ]*: $' | tr -d '\n'; }
mails() { tell "$1" "$2" "$3"; }
# inside FILE NAME SED: a reply in which only lines of the quoted mail changed
inside() {
	id=$("$tools/letter" "$1" Message-ID)
	header "$2" "$2@campus.example" $us "Re: $("$tools/letter" "$1" Subject)" "In-Reply-To: $id"
	echo "On $(LC_ALL=C date -R), Campus wrote:"
	"$tools/letter" "$1" text | sed "$3" | sed 's/^/> /'
}

# free text: what it names is offered, never taken
is "a free text" "$(mails ta 1 "Hello,
I would like to export grades by a script until $(day 30 '%e %B %Y'). My professor
is Prof@Campus.example, you can reach me at ta@campus.example.
Thanks
T. A.")" "MISSING_FIELDS incomplete: missing>ta"
is "nothing of it is taken" "$(value 1 purpose)$(value 1 until)$(field 1 '  "sponsor"')" null
is "all that is missing is asked, and the day it names" "$(labels ta 1)" \
    "Purpose: Intended use: Data and courses: Application or vendor: Sponsor: Agreement to the policy: Needed until: "
is "the address is offered" "$(reads ta 1 | tr '\n' ' ' | grep -c '(Your mail names prof@campus.example: if that is right, please write it here.) Sponsor: ')" 1
is "the day is offered" "$(reads ta 1 | tr '\n' ' ' | grep -c "(Your mail names $(day 30 %F): .*) Needed until: ")" 1
"$tools/letter" "$(mail_to ta 1)" button 1 >"$campus/button"
is "one button brings the lines" "$(grep -c '^Purpose: ' "$campus/button")$(grep -c '^Sponsor: prof@campus.example' "$campus/button")$(grep -c "^Needed until: $(day 30 %F)" "$campus/button")" 111
is "an answer without a word about them" "$(reply ta 1 missing 'Purpose: Grade export')" "MISSING_FIELDS incomplete: missing>ta"
is "takes nothing either" "$(value 1 until)$(field 1 '  "sponsor"')" null
is "but what it says" "$(value 1 purpose)" "Grade export"

# filled in where it was quoted
mail=$(mail_to ta 1)
is "the quoted form as we sent it" "$(inside "$mail" ta '' | send ta@campus.example 1)" "QUOTED_ONLY incomplete: transcript>ta"
is "inside the quoted form" "$(inside "$mail" ta 's/^Intended use: $/Intended use: every night/
s/^Data and courses: $/Data and courses:\nBIO 101/
s/^Sponsor: $/Sponsor: Prof <prof@campus.example>/
s/^Agreement to the policy: $/Agreement to the policy: I agree/' | send ta@campus.example 1)" "MISSING_FIELDS incomplete: missing>ta"
is "is understood" "$(value 1 use)/$(value 1 data)/$(value 1 purpose)" "every night/BIO 101/Grade export"
is "only the rest is missing" "$(labels ta 1)" "Application or vendor: "
is "and said in one line" "$(reads ta 1 | grep -c '^Application or vendor: $')" 1
mail=$(mail_to ta 1)
is "between the quoted lines" "$({ id=$("$tools/letter" "$mail" Message-ID)
    header ta ta@campus.example $us "Re: $("$tools/letter" "$mail" Subject)" "In-Reply-To: $id"
    "$tools/letter" "$mail" text | sed 's/^/> /; s/^> Application or vendor: $/&\n\nmy own script\n/'; } |
    send ta@campus.example 1)" "OK sponsor: received>ta sponsor-ask>prof"
is "is understood too" "$(value 1 application)" "my own script"
is "quoting what we have changes nothing" "$(inside "$(mail_to ta 1)" ta '' | send ta@campus.example 1)" \
    "QUOTED_ONLY sponsor: transcript>ta"
is "nor does filling in another mail of ours" "$(inside "$(mail_to ta 1 received)" ta 's/every night/once/' | send ta@campus.example 1)" \
    "QUOTED_ONLY sponsor: transcript>ta"
is "HELP" "$(tell ta 1 HELP)" "OK sponsor: help>ta"
help=$(inbox ta@campus.example 'How to ask')
is "the form of the help, filled in where it was quoted" "$(inside "$help" ta 's/^  Purpose:$/  Purpose: Quiz dates/
s/^  Intended use:$/  Intended use: a calendar/; s/^  Sponsor: .*/  Sponsor: prof@campus.example/
s/(write: I agree)/I agree/' | send ta@campus.example 2)" "MISSING_FIELDS incomplete: missing>ta"
is "without the hints" "$(labels ta 2)" "Data and courses: Application or vendor: "
is "someone else's form is not taken" "$({ header ta ta@campus.example $us Token; echo 'As Stu wrote:'; echo
    form prof@campus.example 7 | sed 's/^/> /'; } | send ta@campus.example 3)" "MISSING_FIELDS incomplete: missing>ta"
is "so that all is asked" "$(labels ta 3)" \
    "Purpose: Intended use: Data and courses: Application or vendor: Sponsor: Agreement to the policy: "

# days
until_is() { # until_is WHAT DAY WHY
	is "$1" "$(tell ta 2 "Purpose: quiz dates
Needed until: $2")" "MISSING_FIELDS incomplete: missing>ta"
	is "$1: says why" "$(reads ta 2 missing | tr '\n' ' ' | grep -cF "($3")" 1
}
until_is "a day that could be two" 02/03/2027 'You wrote "02/03/2027": that can be 2 March or 3 February 2027. Please write the month in letters, or 2027-03-02 or 2027-02-03.) Needed until: '
until_is "a year of two digits" 20/02/27 'You wrote "20/02/27": please write the year with four digits, like 2027-02-20.) Needed until: '
until_is "no day" 'end of term' 'You wrote "end of term": we cannot tell which day that is. Please write it like 2027-02-20.) Needed until: '
until_is "31 February" '31 February 2027' 'There is no 31 February 2027; please name another day.) Needed until: '
until_is "a day of neither order" 20/20/2027 'You wrote "20/20/2027": there is no such day.'
until_is "a day that is over" '20. Februar 2020' 'Thursday, 20 February 2020 is over; please name a day that is to come.) Needed until: '
until_is "a day too far away" "$(day 130 %F)" "A token lives 120 days at most here: please name a day up to $(day 120 '%A, %e %B %Y' | tr -s ' ').) Needed until: "
is "the last day possible" "$(tell ta 2 "Purpose: QUIZ  dates
Needed until: $(day 120 %d.%m.%Y | grep -v '^0[1-9]\.\|^1[0-2]\.' || day 120 '%e %B %Y')")" "MISSING_FIELDS incomplete: missing>ta"
is "is taken" "$(value 2 until)" "$(day 120 %F)"

# the same purpose once more
is "a request" "$(ask stu 4 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "the same again" "$(ask stu 4 prof)" "OK sponsor: status>stu"
again() { { header stu stu@campus.example $us Again; form prof@campus.example 4 | sed "$1"; } | send stu@campus.example 4; }
is "in other letters, with the sponsor's other address" "$(again 's/^Purpose: .*/PURPOSE: grade   EXPORT for bio 101 in GROUP 4/; s/prof@/P.Essor@/')" "OK sponsor: status>stu"
is "the trail says so" "$(desk log 4 --json | tail -n 1 | grep -c 'a new mail for the same purpose: linked')" 1
is "with other data" "$(again 's/^Data.*/Data and courses: Grades of BIO 102/')" "OK sponsor: sponsor-ask>prof"
is "is a change of the one there is" "$(value 4 data)/$(field 4 '  "revision"')" "Grades of BIO 102/2"
is "the trail says so too" "$(desk log 4 --json | grep '"event":"edit"' | grep -c 'same purpose: linked')" 1
is "with a day that is over" "$(again 's/^Needed until.*/Needed until: 2020-02-20/')" "MISSING_FIELDS sponsor: missing>stu"
is "of somebody else" "$({ header staff staff@campus.example $us x; form '' 4; } | send staff@campus.example 5)" "OK review: received>staff $asked"
is "for another purpose" "$(ask stu 6 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "the third" "$(ask stu 7 prof)" "OK sponsor: received>stu sponsor-ask>prof"
is "one too many" "$(ask stu 8 prof)" "NOT_ALLOWED : transcript>stu"
is "a repetition is none too many" "$(again '')" "OK sponsor: sponsor-ask>prof"
is "CANCEL" "$(tell stu 4 'CANCEL 4')" "OK cancelled: cancelled>prof cancelled>stu"
is "what has ended is not linked to" "$({ header stu stu@campus.example $us x; form prof@campus.example 4; } | send stu@campus.example 8)" \
    "OK sponsor: received>stu sponsor-ask>prof"
is "an approved one" "$(reply admin 5 review 'APPROVE 5' >/dev/null; idle=1; { header staff staff@campus.example $us x; form '' 4; } | send staff@campus.example)" OK

# an answer to a question that looks like a field
is "a question" "$(reply prof 8 sponsor-ask 'CONFIRM 8' >/dev/null
    reply admin 8 review 'ASK 8 Will you keep it to yourself?')" "OK question: question>stu transcript>admin"
is "I agree" "$(reply stu 8 question 'I agree.')" "OK review: $asked"

# no request at all: a free text is a request (docs/requests.md)
is "thanks of somebody who may ask" "$(tell big 10 'Thank you!')" "MISSING_FIELDS incomplete: missing>big"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
is "the same comes of its mails" "$(rebuilt)" ""
