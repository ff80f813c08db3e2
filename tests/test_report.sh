#!/bin/sh
# report: one static page, that asks nobody and believes nobody.
set -u
cd "${0%/*}/.." || exit 1
. tests/campus.sh
campus_start
section() { sed -n "/<h2>$1/,/<h2>/p" "$campus/page.html" | sed '1d;$d'; }
desk report -o "$campus/page.html"
is "an empty desk" "$?/$(section Waiting | grep -c '<p>Nothing is.</p>')/$(section Tokens | grep -c 'There are none')" 0/1/1
ask stu 1 prof >/dev/null; reply prof 1 sponsor-ask "CONFIRM 1" >/dev/null
{ header Staff staff@campus.example canvas-tokens@campus.example Token
  form '' 2 | sed 's/^Purpose:.*/Purpose: <script>alert(1)<\/script> \& "more"/'; } | send staff@campus.example 2 >/dev/null
ask big 3 >/dev/null; reply boss 3 review "APPROVE 3" >/dev/null
{ header ta ta@campus.example canvas-tokens@campus.example x; echo hello; } | stamp=unvouched idle=yes send ta@campus.example >/dev/null
dump() { "$tools/dump" "$campus/state.db" request message debt audit | cksum; }
before=$(dump)
desk report >"$campus/page.html"
is "nothing has changed" "$(dump)" "$before"
is "who waits for whom" "$(section Waiting | grep '#1' | sed 's/<[^>]*>/|/g; s/[A-Z][a-z]*day, .* 20[0-9][0-9]/DAY/')" \
    "||#1||Grade export for BIO 101 in group 1||stu@campus.example||review||admin||0||DAY||"
is "a token and its end" "$(section Tokens | grep '#3' | grep -c 'big@campus.example</td><td>issued</td><td>[A-Z]')" 1
is "what is held" "$(section 'Held messages' | grep -c 'ta@campus.example</td><td>AUTH_NONE')" 1
is "words of others are words" "$(section Waiting | grep -c '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;')" 1
is "no script, no link, no picture, nothing from elsewhere" "$(grep -ciE '<(script|a|img|link|iframe|form)\b|https?:|url\(|@import' "$campus/page.html")" 0
is "and a policy that says so" "$(grep -c "default-src 'none'" "$campus/page.html")" 1
is "every tag is closed" "$(for t in table tr td th ul li h2 p; do [ "$(grep -o "<$t[ >]" "$campus/page.html" | wc -l)" = "$(grep -o "</$t>" "$campus/page.html" | wc -l)" ] || echo "$t"; done)" ""
later=$(date -u -d '+20 days' +%Y-%m-%dT%H:%M:%SZ)
desk --now "$later" report -o "$campus/page.html"
is "a promise that is over" "$(section Overdue | grep -c 'class="alarm">overdue since')" 2
is "a page that is there is replaced" "$(stat -c %a "$campus/page.html"; ls "$campus" | grep -c 'page.html.')" "600
0"
is "nowhere to put it" "$(desk report -o "$campus/no/page.html" 2>&1; echo $?)" "mailproc report: $campus/no/page.html: No such file or directory
1"
mkdir "$campus/own"; printf '%s\n' '{{organisation}} {{rows}}' >"$campus/own/report.html"; chmod 644 "$campus/own/report.html"
echo "templates = \"$campus/own\"" >>"$campus/mailproc.conf"
is "a site's own page" "$(desk report)" "Campus $(desk log | wc -l)"
