// corpus.mjs - how well `mailproc explain` understands the mail of a corpus.
//
//	node tests/corpus.mjs list CORPUS SCRATCH	files to run, one per line
//	node tests/corpus.mjs score CORPUS SCRATCH RESULTS	the table, as Markdown
//
// CORPUS/index.tsv names the messages (see its README).  A message that is only
// a body is wrapped into a minimal mail in SCRATCH.  RESULTS are the lines of
// tests/each.  "detail" as a last word prints each message that is not right.
//
// The product's rule on signatures (docs/own-text.md): what is marked as one is
// cut, what nothing marks is the person's text.  So an expected text without a
// signature and one with it are both right.
import fs from "node:fs";
import path from "node:path";

const [mode, corpus, scratch, resultsFile, detail] = process.argv.slice(2);
const rows = fs.readFileSync(path.join(corpus, "index.tsv"), "utf8").trim().split("\n")
	.slice(1).map((line) => {
		const [file, category, language, format, expected, tags] = line.split("\t");
		return { file, category, language, format, expected, tags: tags ?? "" };
	});

const isHtml = (s) => /<(html|body|div|p|br|blockquote|table|span)[\s>/]/i.test(s.slice(0, 20000));

// The file to run: the message itself, or a mail around a body.
function mail(row, i) {
	const from = path.join(corpus, row.file);
	if (row.format !== "bodytext")
		return from;
	const to = path.join(scratch, `${i}.eml`);
	const body = fs.readFileSync(from);
	const type = isHtml(body.toString("latin1")) && /html/.test(row.file) ? "html" : "plain";
	fs.writeFileSync(to, Buffer.concat([Buffer.from(
		"Return-Path: <stu@campus.example>\nFrom: Stu Dent <stu@campus.example>\n" +
		"To: canvas-tokens@campus.example\nSubject: Re: a question\n" +
		`Date: Mon, 23 Nov 2026 08:00:00 +0000\nMessage-ID: <${i}@campus.example>\n` +
		`MIME-Version: 1.0\nContent-Type: text/${type}; charset=utf-8\n` +
		"Content-Transfer-Encoding: 8bit\n\n"), body]));
	return to;
}

const norm = (s) => s.replace(/[\u200b-\u200f\u2060-\u2069\ufeff\u00ad\u202a-\u202e]/g, "")
	.replace(/[\s\u00a0\u3000\u2000-\u200a\u202f]+/gu, " ").trim();
const lines = (s) => s.split("\n").map(norm).filter((l) => l !== "");
const squeeze = (s) => norm(s).replace(/ /g, "");
const read = (file) => fs.readFileSync(path.join(corpus, file), "utf8").replace(/\r\n?/g, "\n");

// What a source expects: {full} own text, or {contains, lacks}, or null.
function expectation(row) {
	if (row.expected === "-" || !fs.existsSync(path.join(corpus, row.expected)))
		return null;
	if (/\.(expected|new)\.txt$/.test(row.expected))
		return { full: read(row.expected) };
	if (!row.expected.endsWith(".assert.json"))
		return null;
	const a = JSON.parse(read(row.expected));
	if (typeof a.equals === "string")
		return { full: a.equals };
	return { contains: a.must_contain ?? [], lacks: a.must_not_contain ?? [] };
}

// The decoded text that a source gives, to judge charsets by.
function decoded(row) {
	if (row.expected === "-")
		return null;
	const file = path.join(corpus, row.expected);
	if (!fs.existsSync(file))
		return null;
	if (row.expected.endsWith(".assert.json"))
		return JSON.parse(read(row.expected)).equals ?? null;
	if (row.expected.endsWith(".json")) {
		const doc = JSON.parse(read(row.expected));
		return doc.text || (doc.html ?? "").replace(/<[^>]*>/g, " ") || null;
	}
	return /summary.*\.txt$/.test(row.expected) ? read(row.expected) : null;
}

if (mode === "list") {
	rows.forEach((row, i) => console.log(mail(row, i)));
	process.exit(0);
}

const results = fs.readFileSync(resultsFile, "utf8").trim().split("\n").map((l) => JSON.parse(l));
const machine = (out) => ["automatic", "bounce", "list"].includes(out.kind);
const tell = (row, what, got, want) => {
	if (detail === "detail" || (detail !== undefined && what.startsWith(detail)))
		console.log(`--- ${what}: ${row.file} (${row.tags})\n${got === undefined ? "" :
			`got  ${JSON.stringify(got).slice(0, 1500)}\n`}${want === undefined ? "" :
			`want ${JSON.stringify(want).slice(0, 1500)}\n`}`);
};

// What a machine says of itself in the header, by the standards alone (RFC
// 2369, 2919, 3834, the null sender) and by the two oldest habits: the corpus
// counts lists and newsletters among "plain" mail too.
function marked(file) {
	const raw = fs.readFileSync(file, "latin1").replace(/\r\n?/g, "\n");
	const header = raw.slice(0, raw.search(/\n\n/) + 1).replace(/\n[ \t]+/g, " ");
	return /^(list-(id|post|help|subscribe|unsubscribe|owner|archive)|mailing-list|x-mailing-list):/im.test(header) ||
		/^auto-submitted: *(?!no\b)./im.test(header) || /^precedence: *(bulk|list|junk)/im.test(header) ||
		/^return-path: *<>/im.test(header) || /^From (<>|MAILER-DAEMON)/.test(raw) ||
		/^(from|sender|return-path):.*(no-?reply|do-?not-?reply|mailer-daemon|postmaster|owner-|-bounces|-request@|bounce[-.@+])/im.test(header);
}

const table = {};
const bump = (category, column, hit) => {
	const c = (table[category] ??= {})[column] ??= { hit: 0, of: 0 };
	c.hit += hit ? 1 : 0;
	c.of++;
};

// Some sources changed names in the message but not in what they expect.
const alike = (line, wanted) => {
	const words = line.split(/[\s<>]+/);
	return wanted.some((w) => 2 * w.split(/[\s<>]+/).filter((x) => words.includes(x)).length >= words.length);
};

// A text without the signature that a line marks.
const cutMarked = (s) => s.replace(/^(--|__+)[ \t]*$[^]*/m, "")
	.replace(/^[*_ ]*sent (from|with|via) [^,\n]{1,80}$[^]*/im, "");

function scoreOwn(row, own, want) {
	const body = row.format === "bodytext" ? read(row.file) : null;
	const all = body === null ? null : lines(body);
	if (want.full !== undefined) {
		// with or without the signature, as the source marks it
		const exact = squeeze(own) === squeeze(want.full) ||
			squeeze(own) === squeeze(cutMarked(want.full)) ||
			(/signature|forge/.test(row.file) && body !== null && squeeze(own) === squeeze(body));
		bump(row.category, "exact", exact);
		if (!exact)
			tell(row, "exact", own, want.full);
		const wanted = lines(cutMarked(want.full)), got = lines(own);
		const text = squeeze(own), wantedText = squeeze(want.full);
		for (const l of wanted)
			bump(row.category, "kept", text.includes(squeeze(l)));
		const signature = /signature|forge/.test(row.file);
		const leaked = got.filter((l) => !wantedText.includes(squeeze(l)) && !signature && !alike(l, wanted));
		const quoted = all === null ? leaked.length :
			all.filter((l) => !wantedText.includes(squeeze(l))).length;
		for (let i = 0; i < quoted; i++)
			bump(row.category, "leaked", i < leaked.length);
		bump(row.category, "first", got.length > 0 && leaked.includes(got[0]));
		if (got.length > 0 && leaked.includes(got[0]))
			tell(row, "first", own, want.full);
		else if (leaked.length > 0)
			tell(row, "leaked", leaked, want.full);
		return;
	}
	const text = squeeze(own);
	for (const s of want.contains)
		bump(row.category, "kept", text.includes(squeeze(s)));
	for (const s of want.lacks)
		bump(row.category, "leaked", text.includes(squeeze(s)));
	if (want.contains.some((s) => !text.includes(squeeze(s))) ||
	    want.lacks.some((s) => text.includes(squeeze(s))))
		tell(row, "partial", own, want);
	const first = lines(own)[0];
	bump(row.category, "first", first !== undefined &&
		want.lacks.some((s) => squeeze(s).startsWith(squeeze(first)) || squeeze(first).startsWith(squeeze(s))));
}

// Each word beyond ASCII stands in the expected text, which may be wrapped and
// rendered in its own way.
function scoreCharset(row, out, want) {
	const own = out.own_text ?? "";
	const text = squeeze(want);
	const words = (own.match(/[\p{L}\p{M}]+/gu) ?? []).filter((w) => /[^\x00-\x7f]/.test(w));
	if (own === "")
		return; // nothing of the person's own to judge by
	const right = !own.includes("\ufffd") && words.every((w) => text.includes(squeeze(w)));
	bump(row.category, "charset", right);
	if (!right)
		tell(row, "charset", own, want);
}

rows.forEach((row, i) => {
	const r = results[i];
	const out = r.out;
	const crashed = r.exit !== 0 || out === null;
	bump(row.category, "crashed", crashed);
	if (crashed) {
		tell(row, "crash", { exit: r.exit, signal: r.signal });
		return;
	}
	bump(row.category, "reasoned", typeof out.reason === "string" && out.reason !== "PARSER_DIED");
	const people = ["reply", "plain", "charset"].includes(row.category);
	if (["autoreply", "bounce", "list"].includes(row.category)) {
		bump(row.category, "machine", machine(out));
		if (!machine(out))
			tell(row, "machine", out.reason);
	} else if (people && marked(r.file)) {
		bump(row.category, "marked", machine(out));
		if (!machine(out))
			tell(row, "unmarked", out.reason);
	} else if (people) {
		bump(row.category, "alarm", machine(out));
		if (machine(out))
			tell(row, "alarm", [out.kind, out.reason, ...out.steps.filter((s) => s.rule === "automatic")]);
	}
	const want = row.category === "reply" ? expectation(row) : null;
	if (want !== null)
		scoreOwn(row, out.own_text ?? "", want);
	const text = row.category === "charset" ? decoded(row) : null;
	if (text !== null)
		scoreCharset(row, out, text);
});

const columns = [["exact", "own text exact"], ["kept", "own lines kept"], ["leaked", "quoted lines leaked"],
	["first", "leaks on the first line"], ["machine", "machines recognised"], ["alarm", "people taken for machines"],
	["marked", "machines among them recognised"],
	["charset", "charset right"], ["reasoned", "ends with a reason"], ["crashed", "crashes"]];
const cell = (c) => c === undefined ? "" : `${c.hit}/${c.of} (${(100 * c.hit / c.of).toFixed(1)} %)`;
console.log(`| category | mails | ${columns.map((c) => c[1]).join(" | ")} |`);
console.log(`|---|---|${columns.map(() => "---|").join("")}`);
for (const category of Object.keys(table).sort())
	console.log(`| ${category} | ${rows.filter((r) => r.category === category).length} | ${
		columns.map((c) => cell(table[category][c[0]])).join(" | ")} |`);
const at = (list, p) => list[Math.min(list.length - 1, Math.floor(p * list.length))];
const spread = (name) => {
	const list = results.map((r) => r[name]).sort((a, b) => a - b);
	return `p50 ${at(list, 0.5).toFixed(1)} ms, p99 ${at(list, 0.99).toFixed(1)} ms, most ${list[list.length - 1].toFixed(1)} ms`;
};
console.log(`\n${rows.length} mails, a process for each: CPU ${spread("cpu")}; wall ${spread("ms")}; most memory ${
	(Math.max(...results.map((r) => r.kib)) / 1024).toFixed(1)} MiB`);
