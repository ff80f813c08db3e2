#!/bin/sh
# The unlock page opens what it must and nothing else: its own script, in node,
# over the known answers; and its policy lets nothing out.
set -u
cd "${0%/*}/../.." || exit 1
command -v node >/dev/null || { echo "not ok - node is missing (make deps)"; exit 1; }
node --input-type=module <<'JS'
import { readFileSync } from "node:fs";
import { createHash, webcrypto } from "node:crypto";
const page = readFileSync("templates/unlock.html", "utf8");
const say = (good, what) => console.log((good ? "ok - " : "not ok - ") + what);
const inside = (tag) => page.match(new RegExp(`<${tag}>([^]*?)</${tag}>`))[1];
const script = inside("script");
const hash = (s) => "'sha256-" + createHash("sha256").update(s).digest("base64") + "'";
const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)[1];
say(policy.includes("default-src 'none'"), "the policy denies everything first");
say(policy.includes("script-src " + hash(script)), "only this script may run");
say(policy.includes("style-src " + hash(inside("style"))), "only this style applies");
say(!/unsafe|https?:|connect-src/.test(policy), "nothing may be loaded or sent");
say(!/fetch\(|XMLHttpRequest|src=|WebSocket|sendBeacon/.test(page), "the page asks for nothing");
globalThis.crypto ??= webcrypto;
const { unseal } = new Function(script + "; return { unseal };")();
for (const v of JSON.parse(readFileSync("tests/vectors/seal.json"))) {
	let got = null;
	try { got = await unseal(v.blob, v.code); } catch { got = null; }
	say(v.opens ? got === v.secret : got === null, "page: " + v.name);
}
JS
