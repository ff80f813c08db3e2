// make.mjs - write the hostile mails, or say what is wrong with what became of
// them.
//
//	node make.mjs write FACTS FOLDER	FOLDER/SETTINGS/{hostile,control}/NAME.eml
//	node make.mjs check FACTS FOLDER SETTINGS hostile|control <EXPLAINED
//
// FACTS is JSON: per settings the number of a request in review and the keys of
// the people who were asked.  EXPLAINED is what `explain --json` says, a line per
// mail.  check prints a line of TAP per mail.
import fs from "node:fs";
import path from "node:path";
import { mail, settings } from "./mail.mjs";
import { sender } from "./sender.mjs";
import { stamped, controls } from "./results.mjs";
import { capability } from "./capability.mjs";

const people = ["stu", "ta", "staff", "prof", "big", "admin", "boss", "new", "admin+x", "ad.min"].map((p) => `${p}@campus.example`);
const called = (prefix, rows) => rows.map(([name, ...rest]) => [`${prefix}-${name}`, ...rest]);
const kinds = { control: controls,
	hostile: [...called("from", sender), ...called("results", stamped), ...called("key", capability)] };

const [mode, factsFile, folder, only, kind] = process.argv.slice(2);
const facts = JSON.parse(fs.readFileSync(factsFile, "utf8"));
const rows = (kind, set) => kinds[kind].filter((r) => r[3] === undefined || r[3].includes(set));
const file = (set, kind, row) => path.join(folder, set, kind, `${row[0]}.eml`);

function write(set, kind) {
	fs.mkdirSync(path.join(folder, set, kind), { recursive: true });
	for (const row of rows(kind, set)) {
		const c = { ...settings[set], ...facts[set] };
		if (fs.existsSync(file(set, kind, row)))
			throw new Error(`two mails are called ${row[0]}`);
		fs.writeFileSync(file(set, kind, row), mail(c, row[2](c)));
	}
}

// Nobody is written to but people on file, and only where the sender is sure.
function wrong(row, got) {
	const reasons = [row[1]].flat();
	const strangers = got.mails.filter((m) => !people.includes(m.to));

	if (!reasons.includes(got.reason))
		return `${got.reason}, not ${reasons.join(" or ")} (${got.steps.at(-1)?.input})`;
	if (strangers.length > 0)
		return `writes to ${strangers[0].to}`;
	if (["ignore"].includes(got.verdict) && got.mails.length > 0)
		return `ignored, but ${got.mails[0].to} gets a mail`;
	return null;
}

if (mode === "write")
	for (const set of Object.keys(settings))
		for (const kind of Object.keys(kinds))
			write(set, kind);
else {
	const lines = fs.readFileSync(0, "utf8").split("\n").filter((l) => l !== "").map((l) => JSON.parse(l));
	const got = new Map(lines.map((l) => [l.file, l]));
	for (const row of rows(kind, only)) {
		const l = got.get(file(only, kind, row));
		const error = l === undefined ? "nothing said" : wrong(row, l);
		console.log(error === null ? `ok - ${only} ${row[0]}` : `not ok - ${only} ${row[0]}: ${error}`);
	}
}
