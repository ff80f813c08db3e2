// check.mjs - was every promise kept?  From the mails that went out and the
// audit trail alone, and the tokens that Canvas has in the end.
//
//	node tests/year/check.mjs FOLDER   "ok - ..." or "not ok - ...", as TAP does
//
// The state of each request is worked out from the trail by a model of its own.
import fs from "node:fs";
import { businessDays, lastSecond } from "./mail.mjs";

const folder = process.argv[2];
const load = (name) => JSON.parse(fs.readFileSync(`${folder}/${name}`, "utf8"));
const year = load("year.json"), mails = load("mails.json"), tokens = load("tokens.json");
const log = fs.readFileSync(`${folder}/log.json`, "utf8").trim().split("\n").map((l) => JSON.parse(l));
const DAY = 86400, HOUR = 3600;
// Half a day without mail or Canvas: what was due is done by the next run of
// `work` after it, or by the one after that.
const slack = { minute: 15 * HOUR, day: 2 * DAY + HOUR, week: 14 * DAY + HOUR }[year.every];
const holidays = new Set(fs.readFileSync("tests/year/holidays", "utf8").trim().split(/\s+/)
	.map((d) => Date.UTC(d.slice(0, 4), d.slice(4, 6) - 1, d.slice(6)) / 1000 / DAY));
const after = (t, n) => businessDays(t, n, holidays);
const role = new Map(year.people.map((p) => [p.address, p.role]));
const when = (t) => new Date(t * 1000).toISOString().slice(0, 16);

const wrong = new Map();
const fault = (promise, what) => wrong.set(promise, [...(wrong.get(promise) ?? []), what]);
const promises = ["no decision without notice", "no reminder twice", "nothing is told that did not happen", "the five days are kept, or said",
	"no request older than its limit", "no token alive past its end", "each token is activated or gone", "Canvas has what the trail says",
	"no mail twice", "the trail is unbroken", "nothing is owed"];
promises.forEach((p) => wrong.set(p, []));

// ------------------------------------------------------------ what went out
const told = new Map(); // "ID address" -> its mails, in order
for (const m of mails) {
	m.n = Number(/\[Canvas token #(\d+)\]/.exec(m.subject)?.[1] ?? 0);
	m.what = m.subject.replace(/^\[Canvas token #\d+\] /, "");
	const key = `${m.n} ${m.to}`;
	told.set(key, [...(told.get(key) ?? []), m]);
}
const ids = new Set();
for (const m of mails)
	ids.has(m.id) ? fault("no mail twice", `${m.id} to ${m.to}`) : ids.add(m.id);

// Takes the first mail like this to somebody out of what is not accounted for.
function take(n, to, what, from, until, text = /./) {
	const m = (told.get(`${n} ${to}`) ?? []).find((x) => !x.taken && what.test(x.what) && text.test(x.text) && x.at >= from && x.at <= until);
	if (m)
		m.taken = true;
	return m;
}
function must(promise, r, to, what, t, text) {
	if (t + slack <= year.end && !take(r.n, to, what, t, t + slack, text))
		fault(promise, `#${r.n}: ${what} to ${to} after ${when(t)}`);
	else if (t + slack > year.end)
		take(r.n, to, what, t, year.end, text);
}

// ------------------------------------------------- each request, by its trail
const requests = new Map();
const admins = year.admins;
const notice = "no decision without notice";
const others = (r) => [r.by, ...(r.sponsor ? [r.sponsor] : [])];

function leave(r, t) { // was it there longer than it may be?
	const limit = { incomplete: 10, question: 10, sponsor: 10, issued: 20 }[r.state];
	const where = `#${r.n} ${r.state} since ${when(r.since)}, until ${when(t)}`;
	if (limit && r.tokenless !== true && t > after(r.since, limit) + slack)
		fault(r.state === "issued" ? "each token is activated or gone" : "no request older than its limit", where);
	if (r.state === "review" && t > r.due + slack && !r.late)
		fault("the five days are kept, or said", where);
	if ((r.state === "issued" || r.state === "active") && r.ends && t > r.ends + slack)
		fault("no token alive past its end", `${where}, ended ${when(r.ends)}`);
}
function enter(r, state, t) {
	leave(r, t);
	if (state === "review") {
		if (r.state === "question")
			r.due += t - r.since;
		else if (r.state !== "review")
			r.due = after(t, 5), r.late = false;
	}
	r.state = state;
	r.since = t;
	r.reminded = new Set();
}
const first = (r) => r.needs ? "sponsor" : "review";
const asked = (r, t) => { // whoever is asked next gets a mail
	if (r.state === "review")
		admins.forEach((a) => must(notice, r, a, /^Please decide: /, t));
};

const rules = {
	request: (r, a, t) => {
		enter(r, a.reason === "OK" ? first(r) : "incomplete", t);
		must(notice, r, r.by, a.reason === "OK" ? /^We have your request/ : /^Something is missing/, t);
		asked(r, t);
	},
	answer: (r, a, t) => {
		if (r.state === "question" || a.reason === "OK")
			enter(r, r.state === "question" ? "review" : first(r), t), asked(r, t);
		else if (a.revision > r.revision)
			enter(r, "incomplete", t);
	},
	edit: (r, a, t) => a.reason === "OK" ? (enter(r, first(r), t), asked(r, t)) : null,
	SPONSOR: (r, a, t) => enter(r, "sponsor", t),
	CONFIRM: (r, a, t) => {
		r.sponsor = a.actor;
		enter(r, "review", t);
		must(notice, r, a.actor, /^Thank you for your answer/, t);
		must(notice, r, r.by, /^Your sponsor has confirmed/, t);
		asked(r, t);
	},
	DECLINE: (r, a, t) => {
		enter(r, "declined", t);
		must(notice, r, a.actor, /^Thank you for your answer/, t);
		must(notice, r, r.by, /^Your sponsor has declined/, t);
	},
	APPROVE: (r, a, t) => {
		enter(r, "approved", t);
		admins.filter((x) => x !== a.actor).forEach((x) => must(notice, r, x, /^Decided: /, t, /decided this request: APPROVE/));
	},
	DENY: (r, a, t) => {
		enter(r, "denied", t);
		others(r).forEach((x) => must(notice, r, x, /^The request was denied/, t));
		admins.filter((x) => x !== a.actor).forEach((x) => must(notice, r, x, /^Decided: /, t, /decided this request: DENY/));
	},
	ASK: (r, a, t) => { enter(r, "question", t); must(notice, r, r.by, /^A question about/, t); },
	CANCEL: (r, a, t) => { enter(r, "cancelled", t); must(notice, r, r.by, /^The request was cancelled/, t); },
	NOTME: (r, a, t) => {
		const was = r.state;
		enter(r, was === "review" ? "sponsor" : was === "approved" ? "review" : "revoked", t);
		admins.forEach((x) => must(notice, r, x, /that was not me$/, t));
		if (r.state === "revoked")
			others(r).forEach((x) => must(notice, r, x, /^The token was revoked/, t));
	},
	REVOKE: (r, a, t) => { enter(r, "revoked", t); [...others(r), ...admins].forEach((x) => must(notice, r, x, /^The token was revoked/, t)); },
	RESEND: (r, a, t) => enter(r, "approved", t),
	token_made: (r, a, t) => {
		enter(r, "issued", t);
		const m = (told.get(`${r.n} ${r.by}`) ?? []).find((x) => /^Your token is made/.test(x.what) && x.at >= t);
		r.ends = m ? lastSecond(/It ends on ([^;.]*)[;.]/s.exec(m.text.replace(/\n/g, " "))[1]) : 0;
		others(r).forEach((x) => must(notice, r, x, /^Your token is made|^The token you sponsor/, t));
	},
	token_impossible: (r, a, t) => { enter(r, "review", t); admins.forEach((x) => must(notice, r, x, /^The token could not be made/, t)); },
	seen_active: (r, a, t) => { const { since } = r; enter(r, "active", t); r.since = since; },
	remind: (r, a, t) => {
		if (r.reminded.has(a.note))
			fault("no reminder twice", `#${r.n} ${a.note} at ${when(t)}`);
		r.reminded.add(a.note);
		const to = r.state === "review" ? admins : r.state === "sponsor" ? [] : [r.by];
		to.forEach((x) => must("no reminder twice", r, x, /^Reminder: /, t));
		if (r.state === "sponsor" && t + slack <= year.end && !mails.some((m) => m.n === r.n && !m.taken && m.at >= t && m.at <= t + slack &&
			/^Reminder: will you sponsor/.test(m.what) && (m.taken = true)))
			fault("no reminder twice", `#${r.n} nobody was reminded at ${when(t)}`);
	},
	end_near: (r, a, t) => {
		if (r.reminded.has(a.note))
			fault("no reminder twice", `#${r.n} ${a.note} at ${when(t)}`);
		r.reminded.add(a.note);
		must("no reminder twice", r, r.by, /^Your token ends soon/, t);
	},
	overdue: (r, a, t) => {
		if (t < r.due)
			fault("nothing is told that did not happen", `#${r.n} overdue at ${when(t)}, due ${when(r.due)}`);
		r.late = true;
		must("the five days are kept, or said", r, r.by, /^Your request is late/, t);
		[...admins, "help@campus.example"].forEach((x) => must("the five days are kept, or said", r, x, /^Overdue: /, t));
	},
	replaced: (r, a, t) => { enter(r, "expired", t); others(r).forEach((x) => must(notice, r, x, /^The token has ended/, t)); },
	token_gone: (r, a, t) => { enter(r, "revoked", t); [...others(r), ...admins].forEach((x) => must(notice, r, x, /^The token was revoked/, t)); },
	sponsor_left: (r, a, t) => must(notice, r, r.by, /^Please name another sponsor/, t),
	end_date: (r, a, t) => { enter(r, "expired", t); others(r).forEach((x) => must(notice, r, x, /^The token has ended/, t)); },
	time_up: (r, a, t) => { enter(r, "lapsed", t); must("no request older than its limit", r, r.by, /^The request has ended by itself/, t); },
};
for (const a of log) {
	const t = Date.parse(a.at) / 1000, missing = a.reason === "MISSING_FIELDS" && /^(request|answer|edit)$/.test(a.event);
	if (!a.request || !rules[a.event] || (a.reason !== "OK" && !missing))
		continue;
	if (!requests.has(a.request))
		requests.set(a.request, { n: a.request, by: a.actor, needs: /^(student|ta)$/.test(role.get(a.actor)), state: "none", since: t, reminded: new Set(), sponsor: "" });
	const r = requests.get(a.request);
	rules[a.event](r, a, t);
	r.revision = a.revision;
}
for (const r of requests.values())
	leave(r, year.end);

// --------------------------------------- and nothing that nobody can explain
for (const m of mails)
	if (/^(Reminder: |Overdue: |Your request is late|Your token ends soon|The token has ended|Your token is made|The request was denied|The request has ended)/.test(m.what) &&
		!m.taken && m.at < year.end - slack && !(/ended by itself/.test(m.what) && requests.get(m.n)?.by !== m.to))
		fault("nothing is told that did not happen", `#${m.n} "${m.what}" to ${m.to} at ${when(m.at)}`);

// ------------------------------------------------------------------ Canvas
const live = new Map();
for (const x of tokens.filter((y) => /^\[CT-\d+\]/.test(y.purpose))) {
	const n = Number(/\d+/.exec(x.purpose)[0]), r = requests.get(n);
	live.set(n, (live.get(n) ?? 0) + 1);
	if (!r || !/issued|active|approved/.test(r.state) && year.end - r.since > slack)
		fault("Canvas has what the trail says", `a token of #${n}, which is ${r?.state}`);
	else if (Date.parse(x.expires_at) / 1000 + slack < year.end)
		fault("no token alive past its end", `#${n} at Canvas, until ${x.expires_at}`);
}
for (const r of requests.values())
	if (/issued|active/.test(r.state) && live.get(r.n) !== 1 && year.end - r.since > slack)
		fault("Canvas has what the trail says", `${live.get(r.n) ?? 0} tokens of #${r.n}, which is ${r.state}`);
if (!/unbroken/.test(fs.readFileSync(`${folder}/verified`, "utf8")))
	fault("the trail is unbroken", "audit verify");
for (const d of load("outbox.json"))
	if (Date.parse(d.due_at) / 1000 < year.end - slack)
		fault("nothing is owed", `debt ${d.id} ${d.kind}: ${d.last_error}`);

const states = {};
for (const r of requests.values())
	states[r.state] = (states[r.state] ?? 0) + 1;
console.log(`work every ${year.every}: ${requests.size} requests: ${Object.entries(states).map(([s, n]) => `${n} ${s}`).join(", ")}; ${mails.length} mails, ${log.length} rows of the trail`);
for (const [promise, list] of wrong) {
	console.log(`${list.length ? "not ok" : "ok"} - ${promise}${list.length ? `: ${list.length} times` : ""}`);
	list.slice(0, +(process.env.YEAR_SHOW ?? 5)).forEach((w) => console.log(`  ${w}`));
}
process.exit([...wrong.values()].some((l) => l.length) ? 1 : 0);
