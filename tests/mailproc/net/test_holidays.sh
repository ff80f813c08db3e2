#!/bin/sh
# The holidays file through the program: check reads it and says what is wrong
# with it, work does, and deliver counts its days without knowing the file.
set -u
cd "${0%/*}/../../.." || exit 1
. tests/campus.sh
file=
campus_start
file=$campus/holidays.ics
conf=$campus/mailproc.conf
echo "time { zone = \"America/New_York\" holidays = \"$file\" }" >>"$conf"
now=2026-11-23T14:00:00Z # a Monday; Thanksgiving is on the 26th
at() { desk --now "$now" "$@"; }
line() { at check --json | tr -d '\n' | sed 's/}/&\n/g' | sed -n 's/.*"check": "holidays", *"result": "\([a-z]*\)", *"detail": "\([^"]*\)".*/\1 \2/p' | sed "s|$campus/||g"; }

is "no file" "$(line)" "fail time.holidays: holidays.ics: No such file or directory"
is "no file, check" "$(at check >/dev/null 2>&1; echo $?)" 1
is "no file, work" "$(at work 2>&1 | sed "s|$campus/||g")/$(at work >/dev/null 2>&1; echo $?)" \
    "mailproc work: time.holidays: holidays.ics: No such file or directory/78"
echo "<html>" >"$file"
is "a page of a web server" "$(line)" "fail holidays.ics:1: expected BEGIN:VCALENDAR"
is "a page of a web server, work" "$(at work 2>&1 | sed "s|$campus/||g")" "mailproc work: holidays.ics:1: expected BEGIN:VCALENDAR"

calendar() { # calendar LINE...: of one yearly event
	printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 BEGIN:VEVENT UID:1 "$@" END:VEVENT END:VCALENDAR >"$file"
}
calendar 'DTSTART;VALUE=DATE:20201126' 'DTEND;VALUE=DATE:20201128' 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'
is "Thanksgiving and the day after" "$(line)" "ok holidays.ics covers 2 working days of this year"
ask_at() { { header Staff staff@campus.example canvas-tokens@campus.example T; form '' "$1"; } | vouch staff@campus.example | at deliver; }
ask_at 1
is "deliver counts them" "$(field 1 '  "due_at"')" 2026-12-02T22:00:00Z
calendar 'DTSTART;VALUE=DATE:20201126' 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'
ask_at 2
is "what nobody has read yet does not count" "$(field 2 '  "due_at"')" 2026-12-02T22:00:00Z
at work
ask_at 3
is "work reads it again" "$(field 3 '  "due_at"')" 2026-12-01T22:00:00Z
for id in 1 2 3; do { header Staff staff@campus.example canvas-tokens@campus.example T; echo "CANCEL $id"; } | vouch staff@campus.example | at deliver; done

calendar 'DTSTART;VALUE=DATE:20201126' 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'
is "a rule that cannot be followed" "$(line)" "fail holidays.ics:6: libical gave up on this rule"
is "work ends as for a wrong configuration" "$(at work 2>/dev/null; echo $?)" 78
ask_at 4
is "and the days that were read last count" "$(field 4 '  "due_at"')" 2026-12-01T22:00:00Z
ls "$campus/mail/new" 2>/dev/null | wc -l >"$campus/before"
at work 2>/dev/null
is "mails are sent all the same" "$(($(ls "$campus/mail/new" | wc -l) - $(cat "$campus/before")))" 3
chmod 000 "$file"
[ "$(id -u)" = 0 ] || is "a file that we may not read" "$(line)" "fail time.holidays: holidays.ics: Permission denied"
chmod 600 "$file"

calendar 'DTSTART;VALUE=DATE:20251126'
is "a file that covers no day of this year" "$(line)" "warn holidays.ics covers 0 working days of this year"
is "is no failure" "$(at check >/dev/null 2>&1; echo $?)" 0
calendar 'DTSTART;VALUE=DATE:20261128'
is "nor does a Saturday count" "$(line)" "warn holidays.ics covers 0 working days of this year"
calendar 'DTSTART;TZID=Mars/Olympus:20261128T000000'
is "an unknown zone" "$(line)" "fail holidays.ics:5: an unknown time zone"

sed -i '/^time/d' "$conf"
is "no file any more" "$(line)" "ok none; only weekends are free"
{ header Staff staff@campus.example canvas-tokens@campus.example T; echo "CANCEL 4"; } | vouch staff@campus.example | at deliver
ask_at 5
is "and no days" "$(field 5 '  "due_at"')" 2026-11-30T22:00:00Z
