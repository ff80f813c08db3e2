#!/bin/sh
# Duels: a machine answers each of our mails, and we each of its.  Whatever it
# says of itself, we stop after three mails that report no change, and nothing
# comes of it; a person who asks again is answered.  A check is how many mails
# of ours went to the other side, over five weeks, and the state at the end.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'time { sponsor_remind = {} review_remind = {} sponsor_give_up = 60 answer_give_up = 60 }'
us=canvas-tokens@campus.example
real=$mailproc
at=$(date +%s) # the clock of this play
conf=$campus/mailproc.conf
desk() { $real -c "$conf" --now "$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ)" "$@"; }
pass() { at=$((at + $1)); }
word() { od -An -N4 -tx1 /dev/urandom | tr -d ' \n' | tr '0-9' 'g-p'; }

# mail_after N WHO: the first debt after N that is a mail to WHO, if it was sent
mail_after() {
	desk outbox --all --json | tr -d '",' | awk -v after="$1" -v who="$2@campus.example" '
		$1 == "id:" { id = $2 }
		$1 == "to:" && $2 == who && id + 0 > after + 0 && !first { first = id }
		END { print first }'
}
# duel PARTNER WHO [SECONDS]: PARTNER answers what is sent to WHO after debt
# $begin, each after so many seconds, for five weeks or until fifty mails.  How
# many answers it got; of what we send by ourselves there is more.
duel() {
	seen=$begin mails=0 day=0
	while [ $day -lt 35 ] && [ $mails -lt 50 ]; do
		next=$(mail_after "$seen" "$2")
		if [ -z "$next" ]; then
			day=$((day + 5)); pass 432000; desk work >/dev/null 2>&1
			continue
		fi
		seen=$next mail=$(ls "$campus/mail/new/"*".$(printf %06d "$next")_"*)
		grep -q '^Auto-Submitted: auto-replied' "$mail" && mails=$((mails + 1))
		pass "${3:-60}"
		"$1" "$mail" "$2" | vouch "$2@campus.example" >"$campus/in.eml"
		desk deliver -f "${sender-$2@campus.example}" <"$campus/in.eml" || echo "status $?"
		desk work >/dev/null 2>&1
	done
	echo $mails
}
# the mail that begins it: the question to a sponsor, of a request of its own
id=1
asked() {
	rm -rf "$campus/mail" "$campus/state.db"*
	at=$(date +%s)
	desk init >/dev/null && desk people import "$campus/people.csv" >/dev/null
	ask ta 1 "$1" >/dev/null; begin=$(($(last_debt) - 1))
}

# ------------------------------------------------------------------- the partners
re() { # re FILE NAME [FIELD...]: the head of an answer, as any program writes it
	mid=$("$tools/letter" "$1" Message-ID) subject=$("$tools/letter" "$1" Subject) to=$("$tools/letter" "$1" Reply-To | tr -d '<>')
	name=$2; shift 2
	header "$name" "$name@campus.example" "$to" "Re: $subject" "In-Reply-To: $mid" "References: $mid" "$@"
}
exchange() {
	re "$1" "$2" "X-MS-Exchange-Inbox-Rules-Loop: $2@campus.example" "X-Auto-Response-Suppress: All" "Auto-Submitted: auto-generated" |
	    sed 's/^Subject: Re/Subject: Automatic reply/'
	echo "I am out of the office until $(word) and read no mail."
}
vacation() {
	re "$1" "$2" "Auto-Submitted: auto-replied (vacation)" "Precedence: bulk" | sed 's/^Subject: Re/Subject: Auto/'
	echo "Thank you for your mail. I am away."
}
ticket() {
	re "$1" "$2" | sed "s/^Subject: /Subject: [HELP-$(date +%N)] /"
	echo "Dear customer, your message $(word) was received and filed as ticket HELP-$(date +%N)."
	echo "A colleague of the $(word) team will look at it. Please keep the number in the subject."
}
unthreaded_ticket() { ticket "$1" "$2" | sed '/^In-Reply-To/d;/^References/d;s/^To: .*/To: canvas-tokens@campus.example/'; }
challenger() {
	header "$2" "$2@campus.example" $us "Please confirm your message ($(word))"
	echo "I guard this mailbox against spam. To have your message $(word) delivered, go to"
	echo "https://guard.example/$(word)$(word) and prove that you are a person."
}
echoes() {
	re "$1" "$2"
	"$tools/letter" "$1" text
}
quoting_echo() {
	re "$1" "$2"
	echo "On Monday, Campus wrote:"
	"$tools/letter" "$1" text | sed 's/^/> /'
}
parrot() {
	re "$1" "$2"
	echo "Well $(word) and $(word), is $(word) not lovely? Polly would like $(word)."
}
free_parrot() { parrot "$1" "$2" | sed "/^In-Reply-To/d;/^References/d;s/^To: .*/To: $us/;s/^Subject: .*/Subject: $(word)/"; }
tagged_parrot() { parrot "$1" "$2" | sed "/^In-Reply-To/d;/^References/d;s/^To: .*/To: $us/"; }
helper() { re "$1" "$2"; echo HELP; }
asker() { re "$1" "$2"; echo "STATUS"; }


# ------------------------------------------------------------ machines that say so
for partner in exchange vacation; do
	asked prof; is "$partner" "$(duel $partner prof) $(state_of 1)" "0 sponsor"
done
sender=''; asked prof; is "any, by the envelope" "$(duel parrot prof) $(state_of 1)" "0 sponsor"
unset sender

# ------------------------------------------- machines that look like people to us
for partner in ticket echoes quoting_echo parrot helper; do
	for delay in 10 1800 90000; do
		asked prof; is "$partner, after $delay s" "$(duel $partner prof $delay) $(state_of 1)" "3 sponsor"
	done
done
for partner in unthreaded_ticket tagged_parrot free_parrot challenger asker; do
	for delay in 10 1800; do
		asked prof; is "$partner, after $delay s" "$(duel $partner prof $delay) $(state_of 1)" "3 sponsor"
	done
done
echo 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 }' >>"$campus/mailproc.conf"
asked prof; is "whatever the limits are" "$(duel parrot prof) $(state_of 1)" "3 sponsor"
sed -i '/^limits/d' "$campus/mailproc.conf"

# as the one who asks, as an admin, and where reminders go out
asked prof; begin=$((begin - 1))
is "who asks, besides that it was received" "$(duel parrot ta) $(state_of 1)" "4 sponsor"
asked prof; reply prof 1 sponsor-ask 'CONFIRM 1' >/dev/null; begin=$(($(last_debt) - 2))
is "an admin" "$(duel parrot admin) $(state_of 1)" "3 review"

# ---------------------------------------------------------------- another of us
# Two desks, each of which has the other in its directory as somebody who may
# sponsor and ask; the mails of each are brought to the other.
sed "s|$campus/state.db|$campus/other.db|;s|$campus/mail|$campus/sent|;s|canvas-tokens@|other-desk@|" "$campus/mailproc.conf" >"$campus/other.conf"
cp "$campus/people.csv" "$campus/both.csv"
echo "other-desk@campus.example,Other Desk,faculty,other," >>"$campus/both.csv"
echo "canvas-tokens@campus.example,Campus,faculty,tokens," >>"$campus/both.csv"
strip='/^Auto-Submitted/d;/^X-Auto-Response/d;/^X-Loop/d;/^Return-Path/d;/^Delivered-To/d
s/^Message-ID: .*/Message-ID: <mailproc.relay@campus.example>/'
bring() { # bring FROM TO [SED]: what FROM sent since, to the other desk
	n=0
	for mail in "$campus/$1/new/"*; do
		[ -f "$mail" ] || continue
		case $("$tools/letter" "$mail" Delivered-To) in canvas-tokens* | other-desk*) ;; *) mv "$mail" "$campus/seen"; continue ;; esac
		n=$((n + 1)) back=$("$tools/letter" "$mail" Return-Path | tr -d '<> ')
		[ -z "$3" ] || back=desk@campus.example
		sed "$3" "$mail" | sed "s/^Message-ID: <mailproc[.]relay@.*/Message-ID: <$(word)@relay.example>/" | vouch "$back" >"$campus/in.eml"
		mv "$mail" "$campus/seen"
		(conf=$2; desk deliver -f "$back" <"$campus/in.eml"; desk work >/dev/null 2>&1)
	done
	echo $n
}
two() { # two [SED]: how many mails went each way, in five weeks
	rm -rf "$campus/mail" "$campus/sent" "$campus/"*.db* "$campus/seen"
	mkdir "$campus/seen"
	at=$(date +%s) there=0 back=0
	for conf in "$campus/other.conf" "$campus/mailproc.conf"; do
		desk init >/dev/null && desk people import "$campus/both.csv" >/dev/null
	done
	ask ta 1 other-desk >/dev/null
	for day in $(seq 14); do
		more=1
		while [ $more -gt 0 ] && [ $there -lt 50 ]; do
			pass 600
			more=$(bring mail "$campus/other.conf" "$1") there=$((there + more))
			more=$(bring sent "$campus/mailproc.conf" "$1") back=$((back + more))
		done
		pass 216000
		desk work >/dev/null 2>&1; (conf=$campus/other.conf; desk work >/dev/null 2>&1)
	done
	echo "$there $back"
}
is "two desks" "$(two '') $(state_of 1)" "1 0 sponsor"
# the question and three answers; of which each was answered, to a sender of its own
is "that were robbed of all marks, and of their Message-IDs" "$(two "$strip") $(state_of 1)" "4 4 sponsor"

# --------------------------------------------------------------------- a person
conf=$campus/mailproc.conf
asked prof
unclear() { reply prof 1 "${1:-transcript}" "Well $(word), perhaps, $(word) and $(word)?"; }
refused="NO_COMMAND sponsor: transcript>prof"
is "unclear" "$(unclear sponsor-ask)/$(unclear)/$(unclear)" "$refused/$refused/$refused"
is "once more" "$(unclear)" "RATE_LIMIT sponsor: "
is "the trail has each" "$(desk log | grep -c 'prof@.*RATE_LIMIT')" 1
pass 7200
is "nor later that day" "$(unclear)" "RATE_LIMIT sponsor: "
is "nor HELP" "$(reply prof 1 transcript HELP)" "RATE_LIMIT sponsor: "
is "a new mail is answered" "$(tell prof 1 'STATUS 1')" "OK sponsor: status>prof"
pass 72000
is "the next day, unclear as ever" "$(unclear)" "$refused"
is "that was it for today" "$(unclear)" "RATE_LIMIT sponsor: "
pass 86400
is "a question every day, in the old thread" "$(reply prof 1 transcript STATUS)" "OK sponsor: status>prof"
for day in 2 3 4 5; do
	pass 86400
	is "day $day" "$(reply prof 1 status 'STATUS 1')" "OK sponsor: status>prof"
done
is "what decides is always heard" "$(for i in 1 2 3 4 5; do unclear; done | tail -n 1; reply prof 1 transcript 'CONFIRM 1')" "RATE_LIMIT sponsor: 
OK review: review>admin review>boss sponsor-confirmed>ta sponsor-thanks>prof"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1

# ------------------------------------------------------------ what time brings
sed -i '/^time/d' "$campus/mailproc.conf"
asked prof
is "reminders begin nothing anew" "$(duel parrot prof) $(state_of 1)" "3 lapsed"
