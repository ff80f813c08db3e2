// people.mjs - what somebody does about a mail, by what it says.
const DAY = 86400, HOUR = 3600;
const USERS = { stu: "101", bstu: "107", ta: "103", prof: "102", big: "9007199254740993", staff: "104" };

export function reactions(world) {
	const { random, pick, of, who, admins, agenda } = world;
	const asked = new Map(); // sponsor and request: what they mean to do
	const later = (t, days, fn) => agenda.at(Math.floor(t + random() * days * DAY + HOUR / 2), fn);
	const answer = (mail, body, days, extra = {}) => (t) => later(t, days, (now) => who.get(mail.to).left ? null : world.write({
		from: mail.to, to: mail.reply, subject: `Re: ${mail.subject}`, answers: mail.id,
		body: `${body}\n\nOn Monday, Campus wrote:\n${mail.text.split("\n").slice(0, 4).map((l) => `> ${l}`).join("\n")}`, ...extra }, now));

	world.ask = (p, n, t) => {
		const { until } = world.fields(t, n);
		const sponsor = p.role === "student" || p.role === "ta" ? pick(of("faculty")).address : "";
		const lines = [`Purpose: Task ${n} of ${p.name}`, "Intended use: a script reads and writes every night", "Data and courses: BIO 101",
			"Application or vendor: my own script", ...(until ? [`Needed until: ${until}`] : []),
			...(sponsor ? [`Sponsor: ${sponsor}`] : []), "Agreement to the policy: I agree"];
		p.sponsor = sponsor;
		if (random() < 0.1) // something is forgotten
			lines.splice(Math.floor(random() * lines.length), 1);
		return world.write({ from: p.address, to: "canvas-tokens@campus.example", subject: "A token, please", body: lines.join("\n") }, t);
	};

	function sponsor(mail, n, t) {
		const key = `${mail.to} ${n}`, first = !asked.has(key), r = random();
		if (first)
			asked.set(key, r < 0.62 ? "now" : r < 0.7 ? "no" : r < 0.74 ? "away" : r < 0.94 ? "late" : "never");
		const means = asked.get(key);
		if (first && means === "now")
			answer(mail, `CONFIRM ${n}\nGood.`, 3)(t);
		else if (first && means === "no")
			answer(mail, `DECLINE ${n} not mine`, 3)(t);
		else if (first && means === "away")
			answer(mail, "I am away until next week.", 0.01, { automatic: true })(t);
		else if (means === "late" || means === "away")
			if (random() < 0.6)
				answer(mail, `CONFIRM ${n}`, 2)(t), asked.set(key, "done");
	}

	// One of them feels responsible; the others rely on that.
	function admin(mail, n, t) {
		if (mail.to !== admins[n % 3].address || !/^Ref: /m.test(mail.text))
			return;
		const r = random(), hurry = /Reminder|Overdue/.test(mail.subject);
		if (hurry && random() < 0.3)
			return; // still not
		if (r < 0.68 || (hurry && r < 0.9))
			answer(mail, `APPROVE ${n}`, hurry ? 1.5 : 5)(t);
		else if (r < 0.76)
			answer(mail, `DENY ${n} too wide`, 4)(t);
		else if (r < 0.84)
			answer(mail, `ASK ${n} Which course?`, 3)(t);
	}

	function batch(mail, t, often) {
		const lines = mail.text.split("\n").filter((l) => /^ {4}(APPROVE|REVOKE) \d+$/.test(l)).map((l) => l.trim());
		if (lines.length > 0 && random() < often)
			answer(mail, lines.join("\n"), 0.4)(t);
	}

	function question(mail, n, t) {
		if (random() < 0.12)
			answer(mail, `Data and courses: BIO 102 ${n}`, 5)(t);
		else if (random() < 0.85)
			answer(mail, "The one that I teach in.", 5)(t);
	}

	async function activate(mail, n, t) {
		if (random() < 0.12)
			return;
		later(t, 12, async (now) => {
			const user = USERS[who.get(mail.to).login];
			const token = (await world.settings(user)).find((x) => x.purpose.startsWith(`[CT-${n}]`));
			if (token)
				await world.activate(user, token.id, now);
		});
		const r = random();
		if (r < 0.03)
			answer(mail, `RESEND ${n}`, 8)(t);
		else if (r < 0.05)
			answer(mail, `NOTME ${n}`, 4)(t);
		else if (r < 0.09)
			answer(mail, `REVOKE ${n}`, 40)(t);
	}

	function missing(mail, t) {
		const p = who.get(mail.to);
		const values = { Purpose: "Something of mine", "Intended use": "reading", "Data and courses": "BIO 101", "Application or vendor": "my own",
			"Needed until": "", Sponsor: p.sponsor || pick(of("faculty")).address, "Agreement to the policy": "I agree" };
		const lines = mail.text.split("\n").map((l) => /^([A-Z][a-z ]*): ?$/.exec(l)?.[1]).filter((l) => values[l]);
		if (random() < 0.8 && lines.length > 0)
			answer(mail, lines.map((l) => `${l}: ${values[l]}`).join("\n"), 6)(t);
	}

	const rows = [
		[/sponsor this request\?/, sponsor],
		[/lease decide: |Overdue: |could not be made|that was not me/, admin],
		[/^The desk this morning/, (mail, n, t) => batch(mail, t, 0.08)],
		[/^Please look at these tokens/, (mail, n, t) => mail.to === admins[0].address ? batch(mail, t, 0.9) : null],
		[/Please name another sponsor/, (mail, n, t) => random() < 0.8 ? answer(mail, `Sponsor: ${pick(of("faculty")).address}`, 3)(t) : null],
		[/Is this token still used/, (mail, n, t) => random() < 0.8 ? answer(mail, `CONFIRM ${n}`, 6)(t) : null],
		[/Something is missing/, (mail, n, t) => missing(mail, t)],
		[/A question about/, question],
		[/Your token is made/, activate],
		[/Reminder: activate/, (mail, n, t) => random() < 0.5 ? activate(mail, n, t) : null],
		[/Your sponsor is away/, (mail, n, t) => random() < 0.4 ? answer(mail, `SPONSOR ${pick(of("faculty")).address}`, 2)(t) : null],
		[/ends soon/, (mail, n, t) => random() < 0.25 ? answer(mail, `RENEW ${n}`, 3)(t) : null],
		[/We have your request/, (mail, n, t) => {
			const r = random();
			if (r < 0.03)
				answer(mail, `CANCEL ${n}`, 6)(t);
			else if (r < 0.06)
				answer(mail, `Data and courses: CHEM ${100 + n}`, 6)(t);
			else if (r < 0.07)
				answer(mail, `STATUS ${n}`, 6)(t);
		}],
		[/Thank you for your answer/, (mail, n, t) => random() < 0.02 ? answer(mail, `NOTME ${n}`, 4)(t) : null],
		[/The token you sponsor/, (mail, n, t) => random() < 0.02 ? answer(mail, `REVOKE ${n}`, 60)(t) : null],
	];
	return (mail, t) => {
		const n = Number(/\[Canvas token #(\d+)\]/.exec(mail.subject)?.[1] ?? 0);
		const row = who.has(mail.to) && rows.find(([what]) => what.test(mail.subject));
		return row ? row[1](mail, n, t) : null;
	};
}
