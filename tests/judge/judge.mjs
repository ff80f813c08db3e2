// judge.mjs - who wrote this mail?  The rules of docs/identity.md once more, for
// the tests alone, and in another way: results are not scanned, but flattened
// (a comment becomes one character, a quoted string another) and then matched
// as a whole.
//
//	judge(text, {profile, id, require_dkim}) -> "OK chair@uni.test dmarc"
//
// text holds one character per byte.

const ONCE = ["from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references",
	"mime-version", "content-type", "content-transfer-encoding", "content-disposition", "auto-submitted"];
const ascii = (s) => s.replace(/[A-Z]/g, (c) => c.toLowerCase());

// F1 and the limits: [{name, value}], or null for a header that is malformed.
function fields(text) {
	text = text.replace(/^From (?![ \t]*:)[^\n]*(\n|$)/, "");
	const out = [];
	let at = 0;
	while (at < text.length) {
		let nl = text.indexOf("\n", at);
		if (nl < 0)
			nl = text.length;
		let line = text.slice(at, nl);
		if (line.endsWith("\r"))
			line = line.slice(0, -1);
		if (line === "")
			break;
		if (nl > 256 * 1024 || line.length > 32 * 1024 || /[\0\r]/.test(line) || /^[ \t]+$/.test(line))
			return null;
		if (/^[ \t]/.test(line)) {
			const last = out.at(-1);
			if (last === undefined)
				return null;
			last.value = text.slice(last.begin, at + line.length);
			if (last.value.length > 32 * 1024)
				return null;
		} else {
			const m = /^([!-9;-~]+):/.exec(line);
			if (m === null || out.length === 500)
				return null;
			out.push({ name: ascii(m[1]), begin: at + m[0].length, value: line.slice(m[0].length) });
		}
		at = nl + 1;
	}
	return out.length === 0 ? null : out;
}

// F2, F5: the address in a From value, or null.
const ADDRESS = /^(?=.{1,254}$)[A-Za-z0-9][A-Za-z0-9._+'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const MAILBOX = /^(?:[^"<>@,;:()[\]\\]|"(?:[^"\\]|\\[^])*")*<([^>]*)>$/;
function mailbox(value) {
	const flat = value.replace(/[\r\n]/g, "").replace(/[ \t]+/g, " ").replace(/^ | $/g, "");
	if (flat.length > 2047)
		return null;
	const m = MAILBOX.exec(flat);
	const address = m === null ? flat : m[1];
	return ADDRESS.test(address) ? ascii(address) : null;
}

// R4, R8: a comment becomes C, a quoted string one of QUOTED and what it says
// goes into `strings`; from an error on there is nothing but BAD.
const C = "\uf000", BAD = "\uffff", QUOTED = 0xe000;
function flatten(value, strings) {
	const control = (c) => /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(c);
	let out = "";
	for (let i = 0; i < value.length; i++) {
		if (value[i] === '"') {
			let s = "";
			for (i++; i < value.length && value[i] !== '"'; i++) {
				if (value[i] === "\\")
					i++;
				if (i >= value.length || control(value[i]))
					return out + BAD;
				s += value[i];
			}
			if (i >= value.length)
				return out + BAD;
			out += String.fromCharCode(QUOTED + strings.length % 0x1000);
			strings.push(s);
		} else if (value[i] === "(") {
			let depth = 0;
			for (; i < value.length; i++) {
				if (value[i] === "\\")
					i++;
				else if (value[i] === "(")
					depth++;
				else if (value[i] === ")")
					depth--;
				if (depth > 16 || i >= value.length || control(value[i]))
					return out + C + BAD;
				if (depth === 0)
					break;
			}
			if (depth !== 0)
				return out + C + BAD;
			out += C;
		} else
			out += /[ \t\r\n]/.test(value[i]) ? " " : value[i];
	}
	return out;
}

const S = `[ ${C}]*`, K = "[A-Za-z0-9_-]{1,31}", END = `(?=[ ${C}]|$)`;
const V = "(?:[!#$%&'*+\\-./0-9:=@A-Z^_`a-z{|}~]+|[\\ue000-\\uefff](?:@[!#$%&'*+\\-./0-9:=@A-Z^_`a-z{|}~]*)?)";
const METHOD = new RegExp(`^${S}(${K})${S}(?:/${S}([0-9]{1,31})${S})?=${S}(${K})${END}`);
const PROPERTY = new RegExp(`^${S}(?:(${K})${S}\\.${S}(${K})|(reason|action))${S}=${S}(${V})${END}`, "i");
const DOMAIN = /^(?:[^]*@)?[A-Za-z0-9._-]+$/;

// One result: {method, version, value, from, d, i}, or null.
function result(text, strings, nameless) {
	const m = METHOD.exec(text);
	if (m === null)
		return null;
	const out = { method: ascii(m[1]), version: m[2] ?? "1", value: ascii(m[3]) };
	let rest = text.slice(m[0].length), p;
	while ((p = PROPERTY.exec(rest)) !== null) {
		rest = rest.slice(p[0].length);
		if (p[3] !== undefined && ascii(p[3]) === "action" && !nameless)
			return null;
		const name = p[3] === undefined && ascii(p[1]) === "header" ? ascii(p[2]) : "";
		if (!["from", "d", "i"].includes(name))
			continue;
		const said = p[4].replace(/[\ue000-\uefff]/g, (c) => strings[c.charCodeAt(0) - QUOTED]);
		if (out[name] !== undefined || said.length > 255 || !DOMAIN.test(said))
			return null;
		out[name] = ascii(said);
	}
	return new RegExp(`^${S}$`).test(rest) ? out : null;
}

// One field: {id, ok, results}; id null if there is no name to be read.  What
// was read before an error is in results.
function instance(value, nameless) {
	const strings = [], flat = flatten(value, strings), out = { id: null, ok: false, results: [] };
	let rest = flat;
	if (!nameless) {
		const m = new RegExp(`^ *([!#$%&'*+\\-.0-9A-Z^_\`a-z{|}~]{1,255})(?=[ ;${C}]|$)`).exec(flat);
		if (m === null)
			return out;
		out.id = m[1];
		const v = new RegExp(`^${S}([0-9]{1,31})?${S};`).exec(flat.slice(m[0].length));
		if (v === null || (v[1] ?? "1") !== "1")
			return out;
		rest = flat.slice(m[0].length + v[0].length);
	}
	if (new RegExp(`^${S}none${S}$`, "i").test(rest)) {
		out.ok = true;
		return out;
	}
	if (nameless && rest === "") {
		out.ok = true;
		return out;
	}
	for (const part of rest.split(";")) {
		const r = result(part, strings, nameless);
		if (r === null)
			return out;
		out.results.push(r);
	}
	out.ok = true;
	return out;
}

// R1, R2, R7: the results that count; `broken` if they void each other.
function collect(all, set) {
	const found = { results: [], broken: false, none: true };
	let before = null;
	for (const [i, f] of all.entries()) {
		if (set.profile === "top" && f.name === "received")
			break;
		if (f.name !== "authentication-results")
			continue;
		if (before !== null && set.profile === "m365")
			break;
		if (before !== null && set.profile === "below" && before !== i - 1)
			break;
		const got = instance(f.value, set.profile === "m365");
		if (set.profile !== "m365" && got.id !== null && ascii(got.id) !== ascii(set.id)) {
			if (set.profile === "top" && before !== null)
				continue;
			break;
		}
		before = i;
		found.none = false;
		found.results.push(...got.results);
		if (!got.ok) {
			found.broken = true;
			break;
		}
	}
	return found;
}

function internal(all) {
	const marks = all.map((f) => f.name).filter((n) => /^x-ms-exchange-organization-./.test(n));
	const as = all.filter((f) => f.name === "x-ms-exchange-organization-authas");
	return as.length === 1 && new Set(marks).size === marks.length &&
	    as[0].value.replace(/[\r\n]/g, "").replace(/^[ \t]+|[ \t]+$/g, "") === "Internal" ? "internal" : "none";
}

// R3, R5.
function grade(all, from, set) {
	const domain = from.slice(from.indexOf("@") + 1);
	if (set.profile === "m365" && !all.some((f) => f.name === "authentication-results"))
		return internal(all);
	const found = collect(all, set);
	const results = found.results.filter((r) => r.version === "1");
	const dmarc = results.filter((r) => r.method === "dmarc");
	const signed = results.some((r) => r.method === "dkim" && r.value === "pass" &&
	    (r.d ?? (r.i ?? "").replace(/^[^]*@|^[^@]*$/, "")) === domain);
	if (dmarc.some((r) => r.value === "fail"))
		return "fail";
	if (found.broken || found.none)
		return "none";
	if (dmarc.length > 1)
		return "fail";
	if (dmarc.length === 0)
		return signed ? "dkim" : "none";
	if (dmarc[0].value !== "pass" || dmarc[0].from === undefined)
		return "none";
	if (dmarc[0].from !== domain)
		return "fail";
	return set.require_dkim && !signed ? "none" : "dmarc";
}

export function judge(text, set) {
	const all = fields(text);
	if (all === null)
		return "MALFORMED - -";
	const count = new Map();
	for (const f of all)
		count.set(f.name, (count.get(f.name) ?? 0) + 1);
	const from = count.get("from") === 1 ? mailbox(all.find((f) => f.name === "from").value) : null;
	if (from === null)
		return "FROM_UNUSABLE - -";
	if (ONCE.some((name) => count.get(name) > 1))
		return "MALFORMED - -";
	return `OK ${from} ${grade(all, from, set)}`;
}
