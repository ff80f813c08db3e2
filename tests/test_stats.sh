#!/bin/sh
# stats: the same numbers for people, as JSON and for a monitor.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
numbers() { desk stats --json | tr -d ' ",'; }
is "every word counts 0 at first" "$(numbers | grep -E '^(requests_review|held_auth_none|outbox_failed|tokens_pending|audit_rows|outbox_oldest_due_seconds):' | tr '\n' ' ')" \
    "requests_review:0 tokens_pending:0 held_auth_none:0 outbox_failed:0 outbox_oldest_due_seconds:0 audit_rows:1 "
is "only numbers" "$(desk stats --json | grep -vcE '^(\{|\}|  "[a-z0-9_]+": [0-9]+,?)$')" 0
ask stu 1 prof >/dev/null
reply prof 1 sponsor-ask "CONFIRM 1" >/dev/null
ask staff 2 >/dev/null; reply admin 2 review "APPROVE 2" >/dev/null
{ header ta ta@campus.example canvas-tokens@campus.example x; echo hello; } | stamp=unvouched idle=yes send ta@campus.example >/dev/null
is "what there is" "$(numbers | grep -E '^(requests_(sponsor|review|issued|newest)|tokens_(pending|ending)|held_auth_none|messages|people):' | tr '\n' ' ')" \
    "requests_sponsor:0 requests_review:1 requests_issued:1 requests_newest:2 tokens_pending:1 tokens_ending:0 held_auth_none:1 messages:5 people:7 "
is "as the listings say" "$(numbers | sed -n 's/^audit_rows://p; s/^outbox_done://p' | sort | tr '\n' ' ')" \
    "$({ desk log | wc -l; desk outbox --all | grep -c ' done '; } | sort | tr '\n' ' ')"
later=$(date -u -d '+10 days' +%Y-%m-%dT%H:%M:%SZ)
is "a debt that is due, a promise that is over" "$(desk --now "$later" stats --json | tr -d ' ",' | grep -E '^(requests_overdue|outbox_due):' | tr '\n' ' ')" \
    "requests_overdue:1 outbox_due:1 "
is "for how long" "$(desk --now "$later" stats --json | tr -d ' ",' | sed -n 's/^outbox_oldest_due_seconds://p' | cut -c1-3)" 864
now=$(date -u +%Y-%m-%dT%H:%M:%SZ) # numbers of one moment
desk() { "$mailproc" -c "$campus/mailproc.conf" --now "$now" "$@"; }
desk stats --prometheus >"$campus/prom"
is "for a monitor" "$(grep requests "$campus/prom" | grep -v '} 0$' | head -n 6)" \
'# HELP mailproc_requests Requests by their state.
# TYPE mailproc_requests gauge
mailproc_requests{state="review"} 1
mailproc_requests{state="issued"} 1
# HELP mailproc_requests_overdue Requests in review whose promised day is over.
# TYPE mailproc_requests_overdue gauge'
is "in its format" "$(grep -vcE '^(# (HELP mailproc_[a-z_]+ .+\.|TYPE mailproc_[a-z_]+ gauge)|mailproc_[a-z_]+(\{[a-z]+="[A-Za-z_]+"\})? [0-9]+)$' "$campus/prom")" 0
is "the same numbers" "$(grep -v '^#' "$campus/prom" | awk '{ n += $2 } END { print n }')" "$(numbers | awk -F: '{ n += $2 } END { print n }')"
is "for people" "$(desk stats | tr -s ' ' : | sort)" "$(numbers | grep : | sort)"
