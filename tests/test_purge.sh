#!/bin/sh
# purge: the words of old mails are in neither file of the state any more, the
# trail still verifies, what is held stays.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
words() { cat "$campus"/state.db* | grep -ac "$1"; }
ask stu 1 prof >/dev/null
reply prof 1 sponsor-ask "CONFIRM

heliotrope sunsets" >/dev/null
reply admin 1 review "ASK 1: quixotic zebras?" >/dev/null
{ header ta ta@campus.example canvas-tokens@campus.example x; echo "vermilion walrus"; } >"$campus/in.eml"
desk deliver <"$campus/in.eml"
{ header ta ta@campus.example canvas-tokens@campus.example x; echo "APROVE 1 cerulean mongoose"; } | vouch ta@campus.example >"$campus/in.eml"
desk deliver <"$campus/in.eml"
desk work >/dev/null 2>&1
is "nothing is old yet" "$(desk purge)" "redacted: 0 messages, 0 mails that failed, 0 notes of the audit trail"
is "the words are there" "$([ "$(words 'cerulean mongoose')" -gt 0 ] && echo yes)" yes
desk list --json >"$campus/before"
later=$(date -u -d '+31 days' +%Y-%m-%dT%H:%M:%SZ)
desk --now "$later" purge >"$campus/out"
is "31 days later" "$? $(sed 's/[0-9][0-9]* notes/N notes/' "$campus/out")" \
    "0 redacted: 4 messages, 0 mails that failed, N notes of the audit trail"
is "the words are gone from file and log" "$(words 'cerulean mongoose')" 0
is "what is held stays" "$([ "$(words 'vermilion walrus')" -gt 0 ] && echo yes)" yes
is "the log is empty" "$(cat "$campus/state.db-wal" 2>/dev/null | wc -c)" 0
is "the trail holds" "$(desk audit verify | grep -c '[1-9][0-9]* notes redacted')" 1
is "also for others" "$(desk log --json | node tests/audit/chain.mjs verify >/dev/null; echo $?)" 0
is "it says so itself" "$(desk log --json | tail -n 1 | grep -c '"event":"purge".*4 messages')" 1
n=$(desk log --json | wc -l)
is "once more does nothing" "$(desk --now "$later" purge)" "redacted: 0 messages, 0 mails that failed, 0 notes of the audit trail"
is "and leaves no row" "$(desk log --json | wc -l)" "$n"
desk list --json >"$campus/after"
is "requests are what they were" "$(cmp "$campus/before" "$campus/after")" ""
is "the same mail is still known" "$(desk deliver <"$campus/in.eml"; desk log --json | tail -n 1 | grep -c DUPLICATE)" 1
held=$(desk held --json | sed -n 's/^ *"id": \([0-9]*\),/\1/p')
is "what is held can be looked at" "$(desk held "$held" | grep -c vermilion)" 1
is "and released" "$(desk held "$held" release 2>/dev/null)" "$held: hold, AUTH_NONE"
