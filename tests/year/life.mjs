// life.mjs - a year of a college: people ask, forget, leave, go on holiday; the
// network fails; what they do they do because of a mail that they got.
//
//	node tests/year/life.mjs FOLDER   (tests/year.sh sets the rest)
//
// Writes FOLDER/mails.json, all that went out, and FOLDER/tokens.json, what
// Canvas has in the end.  Nothing else is known to check.mjs but the audit.
import fs from "node:fs";
import { execFileSync } from "node:child_process";
import { Agenda, Desk, canvas, chance } from "./world.mjs";
import { isoDay } from "./mail.mjs";
import { reactions } from "./people.mjs";

const folder = process.argv[2];
const env = process.env;
const PEOPLE = +(env.YEAR_PEOPLE ?? 400), REQUESTS = +(env.YEAR_REQUESTS ?? 3000), DAYS = +(env.YEAR_DAYS ?? 365);
const every = env.YEAR_WORK ?? "minute";
const DAY = 86400, HOUR = 3600, MINUTE = 60;
const begin = Date.UTC(2026, 7, 31, 12) / 1000, end = begin + DAYS * DAY;
const random = chance(+(env.YEAR_SEED ?? 1));
const agenda = new Agenda();
const desk = new Desk(env.YEAR_MAILPROC, folder);
const base = env.YEAR_CANVAS;

// ---------------------------------------------------------------- people
const kinds = [["student", 0.72, ["stu", "bstu"]], ["ta", 0.1, ["ta"]], ["faculty", 0.1, ["prof", "big"]], ["staff", 0.08, ["staff"]]];
const people = [];
for (const [role, share, logins] of kinds)
	for (let i = 0; i < Math.max(2, Math.round(PEOPLE * share)); i++)
		people.push({ address: `${role}${i}@campus.example`, name: `${role[0].toUpperCase()}${role.slice(1)} N${i}`, role,
			login: logins[i % logins.length], left: false });
const admins = ["admin", "boss", "chief"].map((a) => ({ address: `${a}@campus.example`, name: `Admin ${a}`, role: "staff", login: "", left: false }));
const of = (role) => people.filter((p) => p.role === role && !p.left);
const pick = (list) => list[Math.floor(random() * list.length)];
const who = new Map([...people, ...admins].map((p) => [p.address, p]));

function directory(t) {
	const rows = [...people, ...admins].filter((p) => !p.left).map((p) => `${p.address},${p.name},${p.role},${p.login},`);
	fs.writeFileSync(`${folder}/year.csv`, `email,name,role,canvas_login,aliases\n${rows.join("\n")}\n`);
	const r = desk.run(t, ["people", "import", "--full", `${folder}/year.csv`]);
	if (r.status !== 0)
		throw new Error(r.err);
}

// ---------------------------------------------------------------- the desk
let due = 0, outage = false;
function workAt(t) { // one run of `work`, and what people do about its mails
	agenda.at(t, async (now) => {
		if (due <= now)
			due = 0;
		const fresh = await desk.work(now);
		// a first pause of a week looks like a jump of the clock: the operator says once that it is none
		if (every === "week" && desk.counts.worked === 2)
			fresh.push(...await desk.work(now, "right"));
		for (const mail of fresh)
			await world.react(mail, now);
	});
}
function happened(t) { // with a watch, what is owed is paid within a minute
	if (every !== "minute" || due > t)
		return;
	due = t + MINUTE;
	workAt(due);
}
const world = {
	random, pick, of, who, admins, end, agenda,
	fields: (t, n) => ({ n, until: random() < 0.2 ? "" : isoDay(t + (10 + random() * 100) * DAY) }),
	// somebody writes; now and then the mail comes twice
	async write(mail, t) {
		const p = who.get(mail.from);
		await desk.deliver(t, { name: p.name, ...mail });
		if (random() < 0.01)
			await desk.again(t);
		happened(t);
	},
	async activate(user, token, t) {
		await canvas(base, "POST", `/_standin/activate/${user}/${token}`);
		happened(t);
	},
	settings: async (user) => JSON.parse(await canvas(base, "GET", `/_standin/settings/${user}`)),
};
world.react = reactions(world);

// ---------------------------------------------------------------- the year
directory(begin);
desk.open(env.YEAR_FAST);
for (let i = 0; i < REQUESTS; i++) {
	const p = pick(people.filter((x) => x.role !== "faculty" || random() < 0.5));
	agenda.at(Math.floor(begin + random() * (end - begin)), (t) => p.left ? null : world.ask(p, i + 1, t));
}
const step = { minute: HOUR, day: DAY, week: 7 * DAY }[every];
for (let t = begin + HOUR + 1800; t <= end; t += step)
	workAt(t);
const faults = ["502_html any 4", "drop_after POST 1", "500_after POST 1", "throttle_429 any 3", "drop_before any 2", "truncated POST 1", "forbidden_403 POST 1"];
for (let i = 0; i < DAYS / 5; i++)
	agenda.at(Math.floor(begin + random() * (end - begin)), async (t) => {
		await canvas(base, "POST", "/_standin/fault", pick(faults));
		agenda.at(t + 6 * HOUR, () => canvas(base, "POST", "/_standin/fault", "none"));
	});
for (let i = 1; i <= DAYS / 91; i++) { // some leave, and the next import says so
	agenda.at(begin + i * 91 * DAY, (t) => {
		for (const p of people)
			p.left ||= random() < 0.03;
		directory(t);
	});
	agenda.at(begin + i * 73 * DAY, async (t) => { // no mail goes out for half a day
		fs.renameSync(`${folder}/mail`, `${folder}/mail.away`);
		fs.writeFileSync(`${folder}/mail`, "");
		agenda.at(t + 12 * HOUR, () => {
			fs.unlinkSync(`${folder}/mail`);
			fs.renameSync(`${folder}/mail.away`, `${folder}/mail`);
		});
	});
}
fs.mkdirSync(`${folder}/mail/new`, { recursive: true });
const started = Date.now();
while (!agenda.empty) {
	const { t, fn } = agenda.next();
	if (t > end)
		break;
	await fn(t);
}
const tokens = [];
for (const user of ["101", "102", "103", "104", "107", "9007199254740993"])
	tokens.push(...await world.settings(user));
desk.close();
fs.writeFileSync(`${folder}/mails.json`, JSON.stringify(desk.sent));
fs.writeFileSync(`${folder}/tokens.json`, JSON.stringify(tokens));
fs.writeFileSync(`${folder}/year.json`, JSON.stringify({ end, every, people: people.map(({ address, role }) => ({ address, role })),
	admins: admins.map((a) => a.address) }));
const c = desk.counts;
console.log(`${c.delivered} mails in, ${desk.sent.length} out, ${c.worked} runs of work (${c.unpaid} left something unpaid), ` +
	`${((Date.now() - started) / 1000).toFixed(1)} s`);
