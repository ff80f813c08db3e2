// mutants.mjs - random mutations of the hostile mails, judged by the program and
// by judge.mjs: they must agree on each.
//
//	node mutants.mjs JUDGE COUNT [SEED]	JUDGE is the program tests/judge
//
// Prints the seed, what came out, and every mail on which they differ.
import { spawn } from "node:child_process";
import { mail, settings } from "../hostile/mail.mjs";
import { sender } from "../hostile/sender.mjs";
import { stamped, controls } from "../hostile/results.mjs";
import { judge } from "./judge.mjs";

const [program, countText, seedText] = process.argv.slice(2);
const count = Number(countText);
const seed = seedText ? Number(seedText) : Date.now() % 1000000007;

// mulberry32
let state = seed >>> 0;
function below(n) {
	state = (state + 0x6d2b79f5) >>> 0;
	let t = state;
	t = Math.imul(t ^ (t >>> 15), t | 1);
	t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
	return ((t ^ (t >>> 14)) >>> 0) % n;
}
const pick = (list) => list[below(list.length)];

const sets = Object.values(settings);
const fixtures = [];
for (const set of sets)
	for (const [, , make, only] of [...sender, ...stamped, ...controls]) {
		const c = { ...set, request: 2, keys: { admin: "a".repeat(24), boss: "b".repeat(24), prof: "c".repeat(24) } };
		if (only === undefined || only.some((s) => settings[s] === set))
			fixtures.push({ set, text: mail(c, make(c)).toString("latin1") });
	}
// most mutants of a mail that is refused are refused for the same
const small = fixtures.filter((f) => f.text.length < 4000);
const readable = small.filter((f) => judge(f.text, f.set).startsWith("OK "));
const good = readable.filter((f) => !/none|fail/.test(judge(f.text, f.set)));
const any = () => pick([small, readable, readable, good, good][below(5)]);

const bits = ["(", ")", "\\", '"', ";", "=", ".", "@", "<", ">", ",", ":", " ", "\t", "\n ", "\r\n\t", "\n", "\r", "\r\n", "\0", "\x01",
	"\x7f", "\x80", "\xe4", "/", "1", "2", "01", "'", "_", "-", "[", "]", "()", "(a)", '""', '"a"', "((", "))", "\\)", '\\"',
	"pass", "fail", "none", "dmarc=pass ", "dmarc=fail ", "dkim=pass ", "; dmarc=pass header.from=campus.example", "; spf=pass", "; none",
	" header.from=campus.example", " header.d=campus.example", " header.i=@campus.example", ' reason="a"', " action=none", " policy.x=y",
	"mx.campus.example", "mx.campus.example; ", "campus.example", "admin@campus.example", "<admin@campus.example>",
	"\nAuthentication-Results: ", "\nAuthentication-Results: mx.campus.example; dmarc=pass header.from=campus.example",
	"\nFrom: ", "\nFrom: <a@b.example>", "\nReceived: a", "\nSubject: a", "\nX-MS-Exchange-Organization-AuthAs: Internal", "\nX: y", "\n\n", "From ", "From: "];

// A field of results, word by word: mostly as the grammar has it.
const space = () => pick(["", "", "", "", "", "", " ", " ", "\t", "\n ", "(a)", " (a (b) c) ", "(\\))", "(\"(\")"]);
const spaced = (...words) => words.map((w) => space() + w + space()).join("");
const value = () => pick(["campus.example", "campus.example", '"campus.example"', "CAMPUS.example", "@campus.example", '"a b"@campus.example',
	"attack.example", "a/b+c==", "2001:db8::1", '""', '"', "campus'.example", '"campus.exampl\\e"', "campus.example.", ""]);
const property = () => below(8) === 0 ? spaced(pick(["reason", "action", "reason", "x"]), "=", value()) :
	spaced(pick(["header", "header", "header", "HEADER", "smtp", "policy", ""]), ".", pick(["from", "from", "d", "i", "b", "mailfrom"]), "=", value());
const version = () => below(4) > 0 ? "" : spaced("/", pick(["1", "1", "2", "01", "", "a", "11"]));
const one = () => spaced(pick(["dmarc", "dmarc", "DKIM", "dkim", "spf", "none", "x-y_z"]), version(), "=",
	pick(["pass", "pass", "pass", "Pass", "fail", "none", "bestguesspass", "temperror", ""])) +
	" " + Array.from({ length: below(3) }, property).join(pick([" ", " ", " ", ""]));
const generated = (c) => `Authentication-Results:${space()}${c.profile === "m365" ? "" :
	spaced(pick(["mx.campus.example", "mx.campus.example", "mx.campus.example", "MX.campus.example", "mx", '"mx.campus.example"']),
		pick(["", "", "", " 1", " 2", " 1 1"]), ";")}${pick(["", "", "", " none;", " ;"])}` +
	Array.from({ length: 1 + below(3) }, one).join(pick([";", ";", ";", "; ", ""])) + pick(["", "", "", "", ";", "; none"]);

const lines = (text) => text.split("\n");
function interesting(list) {
	const some = list.map((l, i) => i).filter((i) => /^(Auth|From|X-MS|[ \t])/i.test(list[i]));
	return some.length > 0 && below(4) > 0 ? pick(some) : below(list.length);
}
const cut = (s) => s.slice(below(s.length + 1));
const ops = [
	(l, i) => { const at = below(l[i].length + 1); l[i] = l[i].slice(0, at) + pick(bits) + l[i].slice(at); },
	(l, i) => { const at = below(l[i].length + 1); l[i] = l[i].slice(0, at) + pick(bits) + l[i].slice(at + 1); },
	(l, i) => { const at = below(l[i].length + 1); l[i] = l[i].slice(0, at) + l[i].slice(at + 1 + below(8)); },
	(l, i) => { const at = below(l[i].length + 1); l[i] = l[i].slice(0, at) + String.fromCharCode(below(256)) + l[i].slice(at + 1); },
	(l, i) => { const at = below(l[i].length + 1), end = at + below(20); l[i] = l[i].slice(0, end) + l[i].slice(at); },
	(l, i) => { const up = below(2); l[i] = l[i].replace(/[a-z]/gi, (c) => up ? c.toUpperCase() : c.toLowerCase()); },
	(l, i) => { const k = interesting(l); [l[i], l[k]] = [l[k], l[i]]; },
	(l, i) => { l.splice(below(l.length + 1), 0, l[i]); },
	(l, i) => { if (l.length > 1) l.splice(i, 1); },
	(l, i) => { const other = lines(any().text); l.splice(i, 0, other[interesting(other)]); },
	(l, i) => { const other = lines(any().text); l[i] = l[i].slice(0, below(l[i].length + 1)) + cut(other[interesting(other)]); },
	(l, i) => { if (l.length > 1) l.splice(i, 2, l[i] + (l[i + 1] ?? "")); },
	(l, i) => { l[i] = l[i].split(";").reverse().join(";"); },
];
function mutate(text) {
	const list = lines(text);
	for (let n = 1 + below(3); n > 0; n--)
		pick(ops)(list, interesting(list));
	return list.join("\n");
}

// The same mail with results that were put together by chance.
function compose(f) {
	const list = lines(f.text);
	const i = list.findIndex((l) => /^authentication-results:/i.test(l));
	if (i < 0)
		return mutate(f.text);
	let n = 1;
	while (/^[ \t]/.test(list[i + n] ?? ""))
		n++;
	list.splice(i, n, generated(f.set), ...below(4) === 0 ? [generated(f.set)] : []);
	return list.join("\n");
}

function* cases() {
	yield* fixtures;
	for (let i = 0; i < count; i++) {
		const f = any();
		yield { set: below(8) === 0 ? pick(sets) : f.set, text: below(3) === 0 ? compose(f) : mutate(f.text) };
	}
}

const child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = [];	// what the other one said, until the program has
const outcomes = new Map();
let judged = 0, differ = 0, rest = "";
child.stdout.on("data", (data) => {
	const said = (rest + data.toString("latin1")).split("\n");
	rest = said.pop();
	for (const got of said) {
		const { want, text, set } = waiting.shift();
		const outcome = want.replace(/^OK .* /, "");
		judged++;
		outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
		if (got === want || ++differ > 20)
			continue;
		console.log(`the program says ${got}, judge.mjs ${want}, with ${JSON.stringify(set)}:`);
		console.log(`  ${JSON.stringify(text.slice(0, 3000))}`);
	}
});
child.on("close", (status) => {
	const list = [...outcomes].sort((a, b) => b[1] - a[1]).map(([k, n]) => `${k.replace(/ - -$/, "")} ${n}`).join(", ");
	console.log(`${judged} mails, seed ${seed}: ${list}`);
	console.log(`${judged - differ} passed, ${differ + waiting.length} failed`);
	process.exit(status === 0 && differ === 0 && waiting.length === 0 && judged === count + fixtures.length ? 0 : 1);
});
child.stdin.on("error", () => {});
for (const { set, text } of cases()) {
	waiting.push({ want: judge(text, set), text, set });
	const head = `${text.length} ${set.profile} ${set.require_dkim ? 1 : 0} ${set.id === "" ? "-" : set.id}\n`;
	if (!child.stdin.write(Buffer.from(head + text, "latin1")))
		await new Promise((r) => child.stdin.once("drain", r));
}
child.stdin.end();
