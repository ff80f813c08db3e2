#!/bin/sh
# replay --rebuild: from kept mail and recorded results the same requests, in the
# same states, as after the life below.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
now=2026-11-02T15:00:00Z
desk() { "$mailproc" -c "$campus/mailproc.conf" --now "$now" "$@"; }
until=2027-01-20
campus_start 'limits { answers_per_person_hour = 100 answers_per_person_day = 100 keep_raw_days = 400 }'
later() { now=$(date -u -d "$now +${1:-7 minutes}" +%Y-%m-%dT%H:%M:%SZ); }
days() { for _ in $(seq "$1"); do later "1 day"; desk work 2>/dev/null; done; }
# did WHAT GOT WANTED: as is, a few minutes later
did() { is "$@"; later; }
from() {
	sed "s|^state .*|state = \"$campus/$1\"|" "$campus/mailproc.conf" >"$campus/other.conf"
	shift
	"$mailproc" -c "$campus/other.conf" --now "$now" "$@"
}
everything() { # STATE: every request, the listing, and what is owed and held
	from "$1" list --json
	for id in $(from "$1" list --json | sed -n 's/^    "id": \(.*\),$/\1/p'); do from "$1" show "$id" --json; done
	from "$1" outbox --all --json
	from "$1" held --json
	from "$1" log --json
	"$tools/dump" "$campus/$1" key revision challenge deadline message
}

# ---------------------------------------------------------------- the life
did "a request" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
did "the same once more" "$(desk deliver -f stu@campus.example <"$campus/in.eml"; desk log | tail -n 1 | grep -c DUPLICATE)" 1
did "confirmed" "$(reply prof 1 sponsor-ask 'CONFIRM 1')" "OK review: review>admin review>boss sponsor-confirmed>stu sponsor-thanks>prof"
did "asked" "$(reply admin 1 review 'ASK 1: Which course?')" "OK question: question>stu transcript>admin"
did "answered" "$(reply stu 1 question 'BIO 101')" "OK review: review>admin review>boss"
idle=yes
did "approved" "$(reply boss 1 review 'APPROVE 1')" "OK approved: decided-note>admin transcript>boss"
did "not me" "$(tell prof 1 'NOTME 1')" "OK review: forged>admin forged>boss forged>prof forged>stu"
idle=
desk work; later
did "approved again" "$(reply admin 1 forged 'APPROVE 1')" "OK issued: decided-note>boss issued-note>prof issued>stu transcript>admin"
did "made anew" "$(tell stu 1 'RESEND 1')" "OK issued: issued-note>prof issued>stu"
ask stu 2 prof >/dev/null; later
did "denied" "$(reply prof 2 sponsor-ask 'CONFIRM' >/dev/null; later; reply admin 2 review 'DENY 2 not now')" "OK denied: decided-note>boss denied>prof denied>stu transcript>admin"
ask ta 3 prof >/dev/null; later
did "cancelled" "$(tell ta 3 'CANCEL 3')" "OK cancelled: cancelled>prof cancelled>ta"
ask ta 4 prof >/dev/null; later
did "declined" "$(reply prof 4 sponsor-ask 'NO, sorry')" "OK declined: sponsor-declined>ta sponsor-thanks>prof"
did "something missing" "$({ header staff staff@campus.example canvas-tokens@campus.example x; echo 'Purpose: reports'; } | send staff@campus.example 5)" "MISSING_FIELDS incomplete: missing>staff"
did "filled in" "$(form '' 5 | sed 's/^Purpose:.*/Purpose: reports/' >"$campus/form"; reply staff 5 missing "$(cat "$campus/form")")" "OK review: received>staff review>admin review>boss"
did "edited" "$({ header staff staff@campus.example canvas-tokens@campus.example 'Re: [Canvas token #5]'; sed 's/reads the grades/reads and writes/' "$campus/form"; } | send staff@campus.example 5)" "OK review: review>admin review>boss"
break_canvas forbidden_403 POST 1
did "refused by Canvas" "$(reply admin 5 review 'APPROVE 5')" "OK review: decided-note>boss problem>admin problem>boss transcript>admin"
did "revoked" "$(reply boss 5 problem 'APPROVE 5' >/dev/null; later; tell staff 5 'REVOKE 5')" "OK revoked: revoked>admin revoked>boss revoked>staff"
ask big 6 >/dev/null; later
did "a challenge" "$({ header boss boss@campus.example canvas-tokens@campus.example x; echo 'APPROVE 6'; } | send boss@campus.example 6)" "NO_KEY review: challenge>boss"
did "is answered" "$(reply boss 6 challenge 'YES')" "OK issued: decided-note>admin issued>big transcript>boss"
activate "$(field 6 '    "canvas_user_id"')" "$(field 6 '    "id"' | tail -n 1)"
did "an unproved mail waits" "$({ header ta ta@campus.example canvas-tokens@campus.example Token; form prof@campus.example 7; } | stamp=unvouched send ta@campus.example 7)" "AUTH_NONE : challenge>ta"
did "and is taken by its author's word" "$(reply ta null challenge YES >/dev/null; state_of 7)" sponsor
did "another waits" "$({ header stu stu@campus.example canvas-tokens@campus.example Token; echo hello; } | stamp=unvouched idle=yes send stu@campus.example)" AUTH_NONE
did "and is dropped" "$(desk held "$(desk held | awk 'END { print $1 }')" drop | grep -c dropped)" 1
did "doubt" "$(tell admin 6 'APROVE 6')" "UNKNOWN_VERB active: transcript>admin"
did "renewed" "$(tell big 6 'RENEW 6')" "OK active: received>big review>admin review>boss"
{ header ta ta@campus.example canvas-tokens@campus.example x; echo STATUS; } | sed 's/^Message-ID:.*/Message-ID: <one@campus.example>/' | send ta@campus.example >/dev/null; later
did "another mail with an old Message-ID is held" "$({ header ta ta@campus.example canvas-tokens@campus.example Token; form prof 9; } | sed 's/^Message-ID:.*/Message-ID: <one@campus.example>/' | send ta@campus.example)" DUPLICATE
did "and released" "$(desk held "$(desk held | awk 'END { print $1 }')" release | cut -d' ' -f2-)" "refuse, MISSING_FIELDS"
days 16
is "what time brought" "$(state_of 7) $(state_of 6) $(desk log --json | grep -oE '"event":"(remind|overdue|time_up|seen_active|end_near)"' | tr -cd 'a-z_:\n' | sort | uniq -c | tr -s ' \n' ' ')" \
    "lapsed active  1 event:overdue 5 event:remind 1 event:seen_active 2 event:time_up "

# ---------------------------------------------------------------- and again
everything state.db >"$campus/before"
n=$(desk list | wc -l)
is "rebuilt" "$(desk replay --rebuild 2>&1 | sed 's/[0-9]* mails and [0-9]* results/N/')" \
    "$n requests, from N; the trail comes out the same to its last hash"
everything state.db >"$campus/after"
is "the state is as it was" "$(cmp "$campus/before" "$campus/after")" ""
desk replay --rebuild -o "$campus/new.db" >/dev/null
is "a state of its own" "$?/$(stat -c %a "$campus/new.db")" 0/600
everything new.db >"$campus/after"
is "is the same in every listing" "$(cmp "$campus/before" "$campus/after")" ""
is "nothing is sent again" "$(from new.db work 2>&1; mails_after "$(last_debt)")" ""
is "a state that is there is left alone" "$(desk replay --rebuild -o "$campus/new.db" >/dev/null 2>&1; echo $?)" 1
is "nothing is left behind" "$(ls "$campus" | grep -c '\.db\.[A-Za-z0-9]\{6\}')" 0

# somebody has written into the state: the mails know better
"$tools/floor" "$campus/state.db" sql "UPDATE request SET purpose = 'everything', token_id = '1' WHERE id = 6"
"$tools/floor" "$campus/state.db" sql "UPDATE request SET state = 'question' WHERE id = 8"
is "what differs is named" "$(desk replay --rebuild -o "$campus/mended.db" 2>&1 >"$campus/out"; echo $?; head -n 2 "$campus/out")" \
    "mailproc replay: 0 requests cannot be rebuilt, 2 are not as recorded
1
request 6: on record active, rebuilt active; fields, keys or mails differ
request 8: on record question, rebuilt review"
everything mended.db | grep -v '"id": "1"' >"$campus/after"
is "and mended but for the token, which is Canvas's word" "$(diff "$campus/before" "$campus/after" | grep -c '^>')" 0
is "no state is made of a trail that does not hold" "$("$tools/floor" "$campus/new.db" sql "DROP TRIGGER audit_is_never_rewritten"
    "$tools/floor" "$campus/new.db" sql "UPDATE audit SET actor = 'x' WHERE seq = 3"; from new.db replay --rebuild -o "$campus/none" >/dev/null 2>&1; echo $?; ls "$campus/none" 2>/dev/null)" 1

# words that were purged
sed -i 's/ keep_raw_days = 400//' "$campus/mailproc.conf"
later "25 days"
desk purge >/dev/null
desk replay --rebuild -o "$campus/purged.db" >"$campus/out" 2>"$campus/err"
is "what was purged cannot be rebuilt" "$?/$(cat "$campus/err")" "1/mailproc replay: $n requests cannot be rebuilt, 0 are not as recorded"
is "each is named" "$(grep -c 'cannot be rebuilt: a mail it rests on was purged' "$campus/out")" "$n"
is "and stays as recorded" "$(from purged.db list | cksum)" "$(desk list | cksum)"

# people whom Canvas is asked about
sed -i 's/^canvas  *{/canvas { directory = true/' "$campus/mailproc.conf"
rm "$campus"/state.db* "$campus"/mail/new/*
now=2026-11-02T15:00:00Z
desk init >/dev/null; desk people import "$campus/people.csv" >/dev/null
did "found" "$(ask stu 1 prof)" "OK sponsor: received>stu sponsor-ask>prof"
did "a sponsor whom only Canvas knows, not to teach" "$(ask ta 2 bstu)" "OK incomplete: missing>ta received>ta"
did "another sponsor" "$(reply ta 2 missing 'Sponsor: prof@campus.example')" "OK sponsor: received>ta sponsor-ask>prof"
did "an administrator of Canvas" "$(ask admin 3)" "OK incomplete: missing>admin received>admin"
is "rebuilt, too" "$(rebuilt)" ""
