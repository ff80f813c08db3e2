// plant.mjs - breaks one promise in what a year left behind, so that check.mjs
// can be seen to notice.
//
//	node tests/year/plant.mjs FROM TO PROMISE
import fs from "node:fs";

const [from, to, promise] = process.argv.slice(2);
const load = (name) => JSON.parse(fs.readFileSync(`${from}/${name}`, "utf8"));
const save = (name, value) => fs.writeFileSync(`${to}/${name}`, JSON.stringify(value));
const mails = load("mails.json"), tokens = load("tokens.json"), outbox = load("outbox.json"), year = load("year.json");
const log = fs.readFileSync(`${from}/log.json`, "utf8").trim().split("\n").map((l) => JSON.parse(l));
let verified = fs.readFileSync(`${from}/verified`, "utf8");

const early = (t) => t < year.end - 60 * 86400;
const row = (event, more = () => true) => log.find((a) => a.event === event && a.reason === "OK" && early(Date.parse(a.at) / 1000) && more(a));
const later = (a, days) => { a.at = new Date(Date.parse(a.at) + days * 86400000).toISOString().replace(".000Z", "Z"); };
const history = (a) => log.filter((b) => b.request === a.request && b.seq < a.seq).map((b) => b.event);
const drop = (what) => mails.splice(mails.findIndex((m) => what.test(m.subject) && early(m.at)), 1);

const breaks = {
	"no decision without notice": () => drop(/Decided: /),
	"no reminder twice": () => log.push({ ...row("remind"), seq: log.length + 1 }),
	"nothing is told that did not happen": () => mails.push({ ...mails.find((m) => /Reminder: /.test(m.subject) && early(m.at)), id: "another" }),
	"the five days are kept, or said": () => later(row("APPROVE"), 30),
	"no request older than its limit": () => later(row("time_up", (a) => !history(a).includes("token_made")), 40),
	"no token alive past its end": () => later(row("end_date"), 40),
	"each token is activated or gone": () => later(row("time_up", (a) => history(a).at(-1) !== "none" && history(a).includes("token_made")), 60),
	"Canvas has what the trail says": () => tokens.push({ purpose: `[CT-${row("end_date").request}] left behind`, expires_at: "2099-01-01T00:00:00Z" }),
	"no mail twice": () => mails.push({ ...mails[0] }),
	"the trail is unbroken": () => { verified = "row 7 is wrong"; },
	"nothing is owed": () => outbox.push({ id: 1, kind: "delete", due_at: log[0].at.replace(/^\d+/, "2026"), last_error: "x" }),
};
breaks[promise]();
save("mails.json", mails);
save("tokens.json", tokens);
save("outbox.json", outbox);
save("year.json", year);
fs.writeFileSync(`${to}/verified`, verified);
fs.writeFileSync(`${to}/log.json`, log.map((a) => JSON.stringify(a)).join("\n") + "\n");
