/*
 * shapes - is the JSON on standard input of the shape that interface.md
 * section 3 names?  Keys exactly, types exactly; prints what is wrong.
 *
 *	node tests/shapes.mjs NAME [--lines] <JSON
 */
const text = (v) => typeof v === "string";
const number = (v) => Number.isSafeInteger(v);
const bool = (v) => typeof v === "boolean";
const time = (v) => text(v) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(v);
const day = (v) => text(v) && /^\d{4}-\d\d-\d\d$/.test(v);
const hash = (v) => text(v) && /^[0-9a-f]{64}$/.test(v);
const or_null = (f) => Object.assign((v) => v === null || f(v), { shape: f });
const word = (...list) => (v) => list.includes(v);
const array = (f) => ({ each: f });

const grade = or_null(word("none", "fail", "dmarc", "dkim", "internal", "challenge"));
const role = word("student", "ta", "faculty", "staff", "unknown");
const state = word("incomplete", "checking", "sponsor", "review", "question", "approved",
	"issued", "active", "denied", "declined", "cancelled", "lapsed", "expired", "revoked");

const listed = {
	id: number, state, revision: number,
	requester: { address: text, name: or_null(text), role, canvas_user_id: or_null(text) },
	sponsor: or_null({ address: text, name: or_null(text), answer: or_null(text), at: or_null(time) }),
	opened_at: time, due_at: or_null(time), waiting_for: or_null(text),
	token: or_null({ id: text, purpose: text, expires_at: time, state: word("pending", "active", "deleted") }),
};
const person = {
	address: text, name: or_null(text), role, canvas_login: or_null(text),
	aliases: array(text), away: or_null(text), left: bool,
};
const shapes = {
	show: {
		...listed,
		fields: {
			purpose: or_null(text), use: or_null(text), data: or_null(text),
			application: or_null(text), until: or_null(day), agree: bool,
		},
		history: array({
			at: time, event: text, actor: text, grade, reason: text,
			note: or_null(text), message_id: or_null(text),
		}),
	},
	list: array(listed),
	held: array({
		id: number, at: time, reason: text, from: or_null(text), to: or_null(text),
		subject: or_null(text), message_id: or_null(text), bytes: number,
	}),
	outbox: array({
		id: number, kind: word("mail", "token", "delete", "lookup"),
		state: word("planned", "tried", "unknown", "failed", "done"),
		request: or_null(number), to: or_null(text), template: or_null(text),
		due_at: time, tries: number, last_error: or_null(text),
	}),
	people: array(person),
	person,
	check: array({
		check: text, result: word("ok", "warn", "fail"), detail: text, repair: text,
	}),
	log: {
		seq: number, at: time, request: or_null(number), revision: or_null(number),
		event: text, actor: text, grade, reason: text, note: text,
		message_id: or_null(text), prev: hash, hash,
	},
	explain: {
		file: text, verdict: word("act", "answer", "refuse", "hold", "ignore"), reason: text,
		from: or_null(text), grade,
		roles: array(word("requester", "sponsor", "admin", "decider", "anybody")),
		request: or_null(number),
		key: word("none", "good", "spent", "stale", "foreign", "several"),
		kind: word("request", "command", "automatic", "bounce", "list", "other", "none"),
		own_text: text,
		commands: array({ verb: or_null(text), id: or_null(number), arg: or_null(text), result: text }),
		fields: "object",
		steps: array({ rule: text, input: text, verdict: text }),
		mails: array({ to: text, template: text }),
	},
};

const wrong = [];
function check(shape, value, where) {
	if (typeof shape === "function") {
		if (shape.shape && value !== null)
			check(shape.shape, value, where);
		else if (!shape(value))
			wrong.push(`${where} is ${JSON.stringify(value)}`);
	} else if (shape === "object") {
		if (value === null || typeof value !== "object" || Array.isArray(value))
			wrong.push(`${where} is no object`);
	} else if (shape.each) {
		if (!Array.isArray(value))
			wrong.push(`${where} is no array`);
		else
			value.forEach((v, i) => check(shape.each, v, `${where}[${i}]`));
	} else if (value === null || typeof value !== "object") {
		wrong.push(`${where} is ${JSON.stringify(value)}`);
	} else {
		for (const key of Object.keys(shape))
			if (key in value)
				check(shape[key], value[key], `${where}.${key}`);
			else
				wrong.push(`${where}.${key} is missing`);
		for (const key of Object.keys(value))
			if (!(key in shape))
				wrong.push(`${where}.${key} is not in the contract`);
	}
}

let input = "";
for await (const chunk of process.stdin)
	input += chunk;
const [name, lines] = process.argv.slice(2);
try {
	const docs = lines ? input.trimEnd().split("\n") : [input];
	for (const doc of docs)
		check(shapes[name], JSON.parse(doc), name);
} catch (e) {
	wrong.push(String(e));
}
console.log(wrong.length === 0 ? "good" : wrong.slice(0, 3).join("; "));
