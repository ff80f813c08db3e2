#!/bin/sh
# "That was not me": whoever is said to have decided reads of it at the address
# on file, and can undo it with one word, in every state.  A check is the
# reason, the state after, and the mails: template>person; and what Canvas has.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start 'limits { answers_per_person_hour = 1000 answers_per_person_day = 1000 mails_per_hour = 9999 }' \
    'policy { open_requests = 99 }'
asked="review>admin review>boss"
void="forged>admin forged>boss forged>prof forged>stu"
gone="OK revoked: forged>admin forged>boss revoked>prof revoked>stu"
says() { reads "$1" "$2" "$3" | grep -c "NOTME $2"; }
id=0
in_sponsor() { id=$((id + 1)); ask stu $id prof >/dev/null; }
in_review() { in_sponsor; reply prof $id sponsor-ask "CONFIRM $id" >/dev/null; }
in_issued() { in_review; reply admin $id review "APPROVE $id" >/dev/null; }
in_approved() { in_review; idle=1; reply admin $id review "APPROVE $id" >/dev/null; }
# there is no program yet that sees a token activated: the state says so
in_active() {
	in_issued
	activate 101 "$(tokens_of 101 | cut -d' ' -f1)"
	"$tools/floor" "$campus/state.db" sql "UPDATE request SET state = 'active' WHERE id = $id"
}
pay() { idle=; desk work >/dev/null 2>&1; }
# forged NAME TEMPLATE: without a stamp, an answer to that mail of NAME's
forged() { stamp=unvouched; reply "$1" $id "$2" "NOTME $id"; stamp=; }

# ------------------------------------------------- what was done in whose name
in_sponsor
is "the requester reads of the request" "$(says stu $id received)" 1
reply prof $id sponsor-ask "CONFIRM $id" >/dev/null
is "the sponsor of the confirmation" "$(says prof $id sponsor-thanks)" 1
reply admin $id review "ASK $id Why?" >/dev/null
is "the admin of the question" "$(says admin $id transcript)" 1
reply stu $id question "To learn." >/dev/null
mail=$(mail_to boss $id review)
{ printf 'APPROVE %s\n' $id | answer "$mail" Bo | sed 's/^From: .*/From: Bo <BOSS@Campus.Example>/' | send boss@campus.example $id; } >/dev/null
is "the admin of the approval, at the address on file" "$(says boss $id transcript)" 1
is "the requester of the token" "$(says stu $id issued)" 1
is "REVOKE is told to who sent it" "$(tell stu $id "REVOKE $id" >/dev/null; says stu $id revoked)" 1
in_sponsor; reply prof $id sponsor-ask "DECLINE $id no" >/dev/null
is "the sponsor of the refusal" "$(says prof $id sponsor-thanks)" 1
in_review; reply admin $id review "DENY $id no" >/dev/null
is "the admin of the denial" "$(says admin $id transcript)" 1
in_sponsor; tell stu $id "CANCEL $id" >/dev/null
is "the requester of the cancelling" "$(says stu $id cancelled)" 1
in_review; tell admin $id "APPROVE $id" >/dev/null
press "$(mail_to admin $id challenge)" admin 1 | send admin@campus.example >/dev/null
is "the admin of what a YES decided" "$(state_of $id) $(says admin $id transcript)" "issued 1"
in_sponsor; stamp=unvouched; reply prof $id sponsor-ask "CONFIRM $id" >/dev/null; stamp=
is "the sponsor of what a key alone confirmed" "$(says prof $id sponsor-thanks)" 1

# ------------------------------------------------------------------------ sponsor
in_sponsor
is "nothing was said yet" "$(tell prof $id "NOTME $id")" "WRONG_STATE sponsor: transcript>prof"
is "nor by the requester" "$(tell stu $id "NOTME $id")" "WRONG_STATE sponsor: transcript>stu"

# ------------------------------------------------------------------------- review
in_review
back="OK sponsor: forged>admin forged>boss sponsor-ask>prof status>stu"
old=$(mail_to admin $id review); spent=$(mail_to prof $id sponsor-ask)
is "review: an admin" "$(tell admin $id "NOTME $id")" "NOT_ALLOWED review: transcript>admin"
is "review: the requester" "$(tell stu $id "NOTME $id")" "WRONG_STATE review: transcript>stu"
is "review: somebody else" "$(tell ta $id "NOTME $id")" "NOT_ALLOWED review: transcript>ta"
is "review: the sponsor, by the button" "$(press "$(mail_to prof $id sponsor-thanks)" prof 1 | send prof@campus.example $id)" "$back"
is "the confirmation is void" "$(field $id '    "answer"')" null
is "an admin's key is void" "$(reply_to admin $id "$old" "APPROVE $id")" "KEY_STALE sponsor: transcript>admin"
is "so is the sponsor's" "$(reply_to prof $id "$spent" "CONFIRM $id")" "KEY_SPENT sponsor: transcript>prof"
is "the fresh one is not" "$(reply prof $id sponsor-ask "CONFIRM $id")" "OK review: $asked sponsor-confirmed>stu sponsor-thanks>prof"
is "review: a key of the sponsor's, no proof" "$(forged prof sponsor-ask)" "$back"
is "of grade none" "$(desk log $id --json | tail -n 1 | grep -c '"event":"NOTME".*"grade":"none"')" 1
in_review
is "review: no key, no proof" "$(stamp=unvouched; tell prof $id "NOTME $id" | cut -d: -f1)" "AUTH_NONE review"
is "the key of somebody else, no proof" "$(stamp=unvouched
    printf 'NOTME %s\n' $id | answer "$(mail_to prof $id sponsor-ask)" X | sed 's/^From: .*/From: X <boss@campus.example>/' | send boss@campus.example $id)" \
    "AUTH_NONE review: "
is "a spent key alone undoes and never decides" "$(stamp=unvouched; reply prof $id sponsor-ask "DECLINE $id" | cut -d: -f1)" "AUTH_NONE review"
is "with a bad result" "$(failing() { echo 'Authentication-Results: mx.campus.example; dmarc=fail header.from=campus.example'; unvouched "$1"; }
    stamp=failing; reply prof $id sponsor-ask "NOTME $id")" "AUTH_FAIL review: "

# ----------------------------------------------------------------------- question
reply admin $id review "ASK $id Why?" >/dev/null
is "question: the sponsor" "$(tell prof $id "NOTME $id")" "WRONG_STATE question: transcript>prof"
tell stu $id "CANCEL $id" >/dev/null

# ----------------------------------------------------------------------- approved
for who in prof admin stu; do
	in_approved
	is "approved: $who" "$(tell $who $id "NOTME $id")" "OK review: $void"
	pay
	is "nothing is made, nothing owed" "$(tokens_of 101 | grep -c pending) $(desk outbox | wc -l | tr -d ' ')" "1 0"
	is "nor decided" "$(desk show $id --json | tr -d ' \n' | grep -c '"token":null')" 1
	is "the mail says who and what" "$(reads boss $id forged | grep -c "Reported by $who@campus.example") $(reads boss $id forged | grep -c 'The decision was APPROVE by')" "1 1"
	is "the spent key decides nothing" "$(reply boss $id review "APPROVE $id")" "KEY_SPENT review: transcript>boss"
	tell stu $id "CANCEL $id" >/dev/null
done
in_approved
is "approved: the other admin" "$(tell boss $id "NOTME $id")" "NOT_ALLOWED approved: transcript>boss"
is "approved: somebody else" "$(tell ta $id "NOTME $id")" "NOT_ALLOWED approved: transcript>ta"
is "approved: the admin's key, no proof" "$(forged admin review)" "OK review: $void"
pay
is "an admin decides again, with a fresh key" "$(reply boss $id forged "APPROVE $id")" \
    "OK issued: decided-note>admin issued-note>prof issued>stu transcript>boss"
is "NOTME of who decided before" "$(tell admin $id "NOTME $id")" "NOT_ALLOWED issued: transcript>admin"
is "of who did now" "$(tell boss $id "NOTME $id")" "$gone"

# ---------------------------------------------------------------- issued, active
tokens() { "$tools/web" GET "$canvas/_standin/settings/101" </dev/null | sed 1d | grep -o "CT-$id\]" | wc -l | tr -d ' '; }
for state in issued active; do
	for who in prof admin stu; do
		in_$state
		is "$state: there is a token" "$(state_of $id) $(tokens)" "$state 1"
		is "$state: the other admin" "$(tell boss $id "NOTME $id")" "NOT_ALLOWED $state: transcript>boss"
		is "$state: $who" "$(tell $who $id "NOTME $id")" "$gone"
		is "$state: deleted in Canvas" "$(tokens)" 0
		is "$state: for good" "$(tell $who $id "NOTME $id")" "WRONG_STATE revoked: transcript>$who"
	done
	in_$state
	is "$state: the sponsor's key, no proof" "$(forged prof sponsor-ask)" "$gone"
	is "$state: deleted in Canvas" "$(tokens)" 0
done

# -------------------------------------------------------------------- ended states
in_sponsor; reply prof $id sponsor-ask "DECLINE $id no" >/dev/null
is "declined" "$(tell prof $id "NOTME $id")" "WRONG_STATE declined: transcript>prof"
in_review; reply admin $id review "DENY $id no" >/dev/null
is "denied" "$(tell admin $id "NOTME $id")" "WRONG_STATE denied: transcript>admin"
is "the answer says who decided" "$(reads admin $id transcript | tr -s ' \n' ' ' | grep -c 'DENY by admin@campus.example')" 1
in_sponsor; tell stu $id "CANCEL $id" >/dev/null
is "cancelled" "$(tell stu $id "NOTME $id")" "WRONG_STATE cancelled: transcript>stu"
is "the trail" "$(desk audit verify | grep -c unbroken)" 1
is "the same comes of its mails" "$(rebuilt)" ""
