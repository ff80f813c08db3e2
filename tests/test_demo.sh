#!/bin/sh
# The demo, seen step by step.
set -u
cd "${0%/*}/.." || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
sh tests/demo.sh >"$out" 2>&1
rc=$?
saw() { if grep -q -- "$2" "$out"; then echo "ok - $1"; else echo "not ok - $1"; cat "$out"; fi; }
if [ $rc = 0 ]; then echo "ok - ends with 0"; else echo "not ok - ends with $rc"; fi
saw "the sponsor is asked" '-> request 1: sponsor'
saw "the review begins" '-> request 1: review'
saw "the forged approval is held" 'AUTH_NONE .*admin@campus.example'
saw "the approval counts" '-> request 1: approved'
saw "the token is issued" '-> request 1: issued'
saw "it is activated" '-> activated'
saw "the seal opens" '-> opened: a token of'
saw "the token works" '-> it works'
saw "nothing leaks" 'nowhere but in Canvas'
saw "the trail is unbroken" 'rows, unbroken'
