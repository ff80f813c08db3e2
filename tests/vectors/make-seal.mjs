// make-seal.mjs - known answers for the sealed hand-over, by a second
// implementation (WebCrypto): node tests/vectors/make-seal.mjs >tests/vectors/seal.json
import { webcrypto as crypto, createHash } from "node:crypto";

const utf8 = new TextEncoder();
const fixed = (word, n) => createHash("sha256").update(word).digest().subarray(0, n);
const hex = (b) => Buffer.from(b).toString("hex");

async function seal(v, { version = 1, aad } = {}) {
	const word = await crypto.subtle.importKey("raw",
	    utf8.encode(v.code.replaceAll("-", "")), "PBKDF2", false, ["deriveKey"]);
	const key = await crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256",
	    salt: v.salt, iterations: 600000 }, word, { name: "AES-GCM", length: 256 },
	    false, ["encrypt"]);
	const data = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM",
	    iv: v.nonce, additionalData: utf8.encode(aad ?? `mailproc:1:${v.request}:${v.token}`) },
	    key, utf8.encode(v.secret)));
	const id = (s) => [s.length, ...utf8.encode(s)];
	return Buffer.from([version, ...v.salt, ...v.nonce, ...id(v.request), ...id(v.token), ...data]);
}

const base = (name, more = {}) => ({ name, code: "K7QM-2P4D-XW3T-RHNC-5RVA",
    salt: fixed(name + " salt", 16), nonce: fixed(name + " nonce", 12), request: "42",
    token: "4711", secret: "1234~abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR", ...more });
const out = [];
async function add(v, opens, blob, code) {
	const text = typeof blob === "string" ? blob : blob.toString("base64url");
	out.push({ name: v.name, code: code ?? v.code, salt: hex(v.salt), nonce: hex(v.nonce),
	    request: v.request, token: v.token, secret: v.secret, blob: text, opens });
}
const flip = (b, i) => { const c = Buffer.from(b); c[i < 0 ? c.length + i : i] ^= 1; return c; };

let v = base("plain"); await add(v, true, await seal(v));
v = base("huge ids", { request: "9007199254740993", token: "18446744073709551615" }); await add(v, true, await seal(v));
v = base("short secret", { secret: "x" }); await add(v, true, await seal(v));
v = base("long secret", { secret: "9~" + "Z".repeat(1000) }); await add(v, true, await seal(v));
v = base("code in lower case without dashes"); await add(v, true, await seal(v), "k7qm2p4dxw3trhnc5rva");
v = base("wrong code"); await add(v, false, await seal(v), "K7QM-2P4D-XW3T-RHNC-5RVB");
v = base("code too short"); await add(v, false, await seal(v), "K7QM-2P4D-XW3T-RHNC");
v = base("other additional data"); await add(v, false, await seal(v, { aad: "mailproc:1:43:4711" }));
v = base("changed request id"); await add(v, false, flip(await seal(v), 31));
v = base("changed tag"); await add(v, false, flip(await seal(v), -1));
v = base("changed ciphertext"); await add(v, false, flip(await seal(v), -20));
v = base("unknown version"); await add(v, false, await seal(v, { version: 2 }));
v = base("truncated"); await add(v, false, (await seal(v)).subarray(0, 40));
v = base("not base64url"); await add(v, false, "not*base64url");
v = base("empty"); await add(v, false, "");
console.log(JSON.stringify(out, null, 1));
