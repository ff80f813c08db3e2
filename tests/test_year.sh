#!/bin/sh
# A small year (make year: the large ones), with `work` run every minute, once a
# day by the real programs, and once a week; and whether its judge notices.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/kept" "$folder/broken"
small() { # small WORK DAYS: the promises, said with how often `work` ran
	env YEAR_WORK="$1" YEAR_DAYS="$2" YEAR_PEOPLE=30 YEAR_REQUESTS=40 YEAR_SEED=7 sh tests/year.sh 2>"$folder/err" |
	    sed "s/^\(ok\|not ok\) - /&work every $1: /"
}
small minute 40
YEAR_REAL=1 YEAR_KEEP=$folder/kept small day 200
small week 200
sed -n '/^const promises = /,/\];/p' tests/year/check.mjs | grep -o '"[^"]*"' | tr -d '"' >"$folder/promises"
while read -r promise; do
	node tests/year/plant.mjs "$folder/kept" "$folder/broken" "$promise" >"$folder/err" 2>&1
	is "it is seen: $promise" "$(node tests/year/check.mjs "$folder/broken" | grep -c "^not ok - $promise:")" 1
done <"$folder/promises"
