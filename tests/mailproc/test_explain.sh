#!/bin/sh
# What explain says of mails whose header is refused: their text, and nothing
# else than deliver would do.
. tests/campus.sh
campus_start

# refused NAME REASON KIND HEADER...: a form with this header
refused() {
	name=$1 reason=$2 kind=$3
	shift 3
	{
		printf 'Return-Path: <stu@campus.example>\n'
		printf '%b\n' "$@"
		echo
		form prof@campus.example
	} >"$campus/in.eml"
	desk explain --json "$campus/in.eml" >"$campus/out"
	is "$name: reason" "$(sed -n 's/.*"reason":"\([A-Z_]*\)".*/\1/p' "$campus/out")" "$reason"
	is "$name: verdict" "$(sed -n 's/.*"verdict":"\([a-z]*\)","reason".*/\1/p' "$campus/out")" hold
	is "$name: kind" "$(sed -n 's/.*"kind":"\([a-z]*\)".*/\1/p' "$campus/out")" "$kind"
	is "$name: a field" "$(sed -n 's/.*"purpose":"\([^"]*\)".*/\1/p' "$campus/out")" "$field"
	is "$name: no mail" "$(sed -n 's/.*"mails":\(\[\]\).*/\1/p' "$campus/out")" '[]'
	desk deliver <"$campus/in.eml"
	is "$name: delivered alike" "$(desk held --json | sed -n 's/.*"reason": "\([A-Z_]*\)".*/\1/p' | tail -n 1)" "$reason"
}

from='From: Stu Dent <stu@campus.example>'
field='Grade export for BIO 101'
refused 'a line without colon (F1)' MALFORMED request "$from" 'no colon'
refused 'a blank before the colon (F1)' MALFORMED request "$from" 'Subject : x'
refused 'a bare CR (F1)' MALFORMED request "$from" 'Subject: a\rb'
refused 'two authors (F2)' FROM_UNUSABLE request "$from, prof@campus.example"
refused 'two From fields (F2)' FROM_UNUSABLE request "$from" 'From: prof@campus.example'
refused 'an address that is not ASCII (F2)' FROM_UNUSABLE request 'From: St\0303\0274 <st\0303\0274@campus.example>'
refused 'two subjects (F4)' MALFORMED request "$from" 'Subject: a' 'Subject: b'

field=
refused 'a boundary that is none' MALFORMED other "$from" 'no colon' \
    'Content-Type: multipart/mixed; boundary="'
