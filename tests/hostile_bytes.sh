#!/bin/sh
# hostile_bytes.sh NAME - writes one mail that was made to break its reader, as
# libetpan 1.9.4 breaks or as long as it can be made; without NAME, the names,
# with the reason each has to be held for.
#
# The header on top is one that the campus mail server vouches for, so that
# nothing but the bytes themselves stands between the mail and the parser.
set -u

table() {
	cat <<-TABLE
	43_bytes FROM_UNUSABLE
	quote_for_boundary MALFORMED
	quote_for_boundary_inside MALFORMED
	comments_in_from MALFORMED
	comments_in_type MALFORMED
	comments_in_part MALFORMED
	multiparts MALFORMED
	multiparts_one_boundary MALFORMED
	messages MALFORMED
	many_parts MALFORMED
	many_fields MALFORMED
	many_froms MALFORMED
	many_received MALFORMED
	long_subject MALFORMED
	long_folded_subject MALFORMED
	many_recipients MALFORMED
	many_parameters MALFORMED
	many_parameters_inside PARSER_DIED
	many_fields_inside PARSER_DIED
	nul_in_header MALFORMED
	nul_in_from MALFORMED
	cr_in_header MALFORMED
	cr_in_subject MALFORMED
	no_header MALFORMED
	line_without_colon MALFORMED
	huge TOO_BIG
	huge_header TOO_BIG
	only_nul MALFORMED
	empty MALFORMED
	open_quote -
	base64 -
	bad_base64 -
	quoted_printable -
	encoded_words -
	encoded_subject -
	html_nested -
	html_open -
	html_entities -
	one_line -
	quoted_lines -
	command_lines -
	nul_in_body -
	label_lines -
	TABLE
}

# many N TEXT: without line ends; lines N TEXT: & is the number, \n a line end.
many() { yes "$2" | head -n "$1" | tr -d '\n'; }
lines() { seq "$1" | sed "s/.*/$2/"; }
fill() { head -c "$1" /dev/zero | tr '\0' "$2"; }

top() {
	echo "Return-Path: <stu@campus.example>"
	echo "Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example"
	echo "Received: from client by mx.campus.example; Tue, 24 Nov 2026 08:00:00 +0000"
}
from() {
	top
	echo "From: Stu Dent <stu@campus.example>"
	echo "To: canvas-tokens@campus.example"
	echo "Message-ID: <$name@campus.example>"
}
# whole TYPE [ENCODING]: a header to its end
whole() {
	from
	echo "Subject: x"
	echo "MIME-Version: 1.0"
	echo "Content-Type: $1"
	[ -z "${2:-}" ] || echo "Content-Transfer-Encoding: $2"
	echo
}
# part: a multipart whose first part begins
part() {
	whole 'multipart/mixed; boundary="b"'
	echo "--b"
}

bytes() {
	case $1 in
	43_bytes) printf 'Content-Type: multipart/x; boundary="\\""\n\nx' ;;
	quote_for_boundary) whole 'multipart/x; boundary="\""' && echo x ;;
	quote_for_boundary_inside)
		part
		printf 'Content-Type: multipart/x; boundary="\\""\n\nx\n--b--\n'
		;;
	comments_in_from)
		top
		echo "From: $(many 200000 '(')stu@campus.example"
		printf '\nx\n'
		;;
	comments_in_type) whole "text/plain; $(many 15000 '( ')x=y" ;;
	comments_in_part) part && printf 'Content-Type: text/plain %s\n\nx\n' "$(many 100000 '(')" ;;
	multiparts) whole 'multipart/mixed; boundary="b0"' && lines 20000 '--b&\nContent-Type: multipart\/mixed; boundary="b&"\n' ;;
	multiparts_one_boundary) whole 'multipart/mixed; boundary="b"' && lines 60000 '--b\nContent-Type: multipart\/mixed; boundary="b"\n' ;;
	messages) whole message/rfc822 && lines 30000 'Content-Type: message\/rfc822\n' ;;
	many_parts) part && lines 1000000 '\nx\n--b' ;;
	many_fields) from && lines 1000000 '&:' && echo && echo x ;;
	many_froms) top && lines 100000 'From: stu@campus.example' && echo && echo x ;;
	many_received) from && lines 100000 'Received: from & by mx.campus.example; Tue, 24 Nov 2026 08:00:00 +0000' && echo ;;
	long_subject) from && echo "Subject: $(fill 4000000 x)" && echo ;;
	long_folded_subject) from && echo "Subject: x" && lines 100000 ' words and words and words' && echo ;;
	many_recipients) from | grep -v ^To && echo "To: a@campus.example" && lines 100000 ' ,a&@campus.example' && echo ;;
	many_parameters) whole "text/plain$(many 100000 '; a=b')" && echo x ;;
	many_parameters_inside) part && echo "Content-Type: text/plain" && lines 500000 ' ;a&=b' && printf '\nx\n--b--\n' ;;
	many_fields_inside) part && lines 700000 'X-&: a' && printf '\nx\n--b--\n' ;;
	nul_in_header) from && printf 'X-A: b\000c\n\nx\n' ;;
	nul_in_from) top && printf 'From: admin@campus.example\000.evil.example\n\nAPPROVE 1\n' ;;
	cr_in_header) from && printf 'X-A: b\rFrom: admin@campus.example\n\nx\n' ;;
	cr_in_subject) from && printf 'Subject: a\r\rb\n\nx\n' ;;
	no_header) printf '\n\nAPPROVE 1\n' ;;
	line_without_colon) from && printf 'nothing\n\nx\n' ;;
	huge) whole text/plain && yes "$(fill 76 x)" | head -c 100000000 ;;
	huge_header) from && echo "Subject: x" && yes " $(fill 76 x)" | head -c 100000000 ;;
	only_nul) head -c 9000000 /dev/zero ;;
	empty) : ;;
	open_quote) part && printf 'Content-Type: text/plain; name="%s' "$(fill 9000000 x)" ;;
	base64) whole text/plain base64 && yes "$(many 19 eHh4)" | head -c 9000000 ;;
	bad_base64) whole text/plain base64 && fill 9000000 = ;;
	quoted_printable) whole text/plain quoted-printable && yes "$(many 25 '=41')=" | head -c 9000000 ;;
	encoded_words) whole text/plain && many 300000 '=?utf-8?q?=41?= ' ;;
	encoded_subject) from && echo "Subject: $(many 1800 '=?gb18030?q?=41?= ')" && echo && echo x ;;
	html_nested) whole text/html && many 900000 '<blockquote>' | head -c 9000000 ;;
	html_open) whole text/html && many 3000000 '<a ' ;;
	html_entities) whole text/html && many 1200000 '&nbsp;' ;;
	one_line) whole text/plain && fill 9000000 x ;;
	quoted_lines) whole text/plain && yes "$(many 100 '> ')" | head -c 9000000 ;;
	command_lines) whole text/plain && yes "APPROVE 1" | head -c 9000000 ;;
	nul_in_body) whole text/plain && head -c 9000000 /dev/zero ;;
	label_lines) whole text/plain && yes "Purpose:" | head -c 9000000 ;;
	*) echo "hostile_bytes.sh: no $1" >&2 && exit 64 ;;
	esac
}

if [ $# = 0 ]; then
	table
else
	name=$1
	bytes "$1"
fi
