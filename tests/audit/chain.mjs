// chain.mjs - a second implementation of the audit chain: interface.md section 3.
//
//	chain.mjs verify	rows of `log --json`: says how many are whole and the last hash
//	chain.mjs forge SEQ	SQL that changes the actor of a row and writes everything behind it anew
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (s) => createHash("sha256").update(s, "utf8").digest("hex");
const rows = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

const hash = (row) => {
	const { note, hash: _, note_hash = sha256(note), ...rest } = row;
	const all = { ...rest, note_hash };
	return sha256(JSON.stringify(Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))));
};

let prev = "0".repeat(64), seq = 0;
if (process.argv[2] === "verify") {
	for (const row of rows) {
		if (row.seq !== ++seq || row.prev !== prev || row.hash !== hash(row)) {
			console.log(`row ${seq} is wrong`);
			process.exit(1);
		}
		prev = row.hash;
	}
} else {
	const from = Number(process.argv[3]);
	console.log("DROP TRIGGER audit_is_never_rewritten;");
	for (const row of rows) {
		if (row.seq === from) row.actor = "nobody@campus.example";
		row.prev = prev;
		prev = row.hash = hash(row);
		seq = row.seq;
		if (seq >= from)
			console.log(`UPDATE audit SET actor = '${row.actor}', prev = '${row.prev}', hash = '${row.hash}' WHERE seq = ${seq};`);
	}
	console.log(`UPDATE audit_head SET hash = '${prev}';`);
}
if (process.argv[2] === "verify") console.log(`${seq} ${prev}`);
