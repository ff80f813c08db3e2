#!/bin/sh
# year.sh - a simulated year (tests/year/), and whether every promise was kept,
# judged from mails and audit alone.
#
# YEAR_PEOPLE (400), YEAR_REQUESTS (3000), YEAR_DAYS (365), YEAR_SEED (1);
# YEAR_WORK: how often `work` runs, minute, day or week; YEAR_REAL=1: each mail
# by a program of its own instead of one process for all.  Tokens are handed over
# unsealed: 600,000 rounds for each are a third of the time, and no promise.
set -u
TMPDIR=$(test -w /dev/shm && echo /dev/shm || echo /tmp)
export TMPDIR
. tests/campus.sh
campus_start 'admins = {"admin@campus.example", "boss@campus.example", "chief@campus.example"}' \
    'handover = "regenerate"' \
    'limits { mails_per_hour = 100000 }' "time { holidays = \"\$campus/holidays.ics\" review_tokens_after = 80 }"
sed -i "s|\$campus|$campus|" "$campus/mailproc.conf"
{
	printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0
	for day in $(cat tests/year/holidays); do
		printf '%s\r\n' BEGIN:VEVENT "UID:$day" "DTSTART;VALUE=DATE:$day" END:VEVENT
	done
	printf '%s\r\n' END:VCALENDAR
} >"$campus/holidays.ics"
YEAR_CANVAS=$canvas YEAR_MAILPROC=$mailproc
[ -n "${YEAR_REAL:-}" ] || YEAR_FAST=$tools/year
export YEAR_CANVAS YEAR_MAILPROC YEAR_FAST
node tests/year/life.mjs "$campus" 8>&- 9<&- || exit 1
desk log --json >"$campus/log.json" && desk outbox --json >"$campus/outbox.json" &&
    desk audit verify >"$campus/verified" || exit 1
[ -z "${YEAR_KEEP:-}" ] || cp "$campus"/*.json "$campus/verified" "$YEAR_KEEP"
node tests/year/check.mjs "$campus"
