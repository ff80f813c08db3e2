// mail.mjs - mails as their readers' programs see them, and those they send.

// US rules: what the campus clock is ahead of UTC, in seconds.
const HOUR = 3600, DAY = 86400;
const sunday = (year, month, n) => {
	const first = Date.UTC(year, month, 1) / 1000;
	return first + (((7 - new Date(first * 1000).getUTCDay()) % 7) + 7 * (n - 1)) * DAY;
};
const summers = new Map();
export function offset(t) {
	const year = new Date(t * 1000).getUTCFullYear();
	if (!summers.has(year))
		summers.set(year, [sunday(year, 2, 2) + 7 * HOUR, sunday(year, 10, 1) + 6 * HOUR]);
	const [begin, end] = summers.get(year);
	return (t >= begin && t < end ? -4 : -5) * HOUR;
}
export const dayOf = (t) => Math.floor((t + offset(t)) / DAY);
export const instant = (day, hour) => {
	const t = day * DAY + hour * HOUR;
	return t - offset(t + 5 * HOUR);
};

// The end of the n-th business day after the day that t counts for.
export function businessDays(t, n, holidays) {
	let day = dayOf(t);
	if ((t + offset(t)) % DAY > 17 * HOUR)
		day++;
	while (n > 0) {
		day++;
		const week = (day + 4) % 7; // 1970-01-01 was a Thursday
		if (week !== 0 && week !== 6 && !holidays.has(day))
			n--;
	}
	return instant(day, 17);
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"];
// "Saturday, 20 February 2027": the last second of that day.
export function lastSecond(words) {
	const [, day, month, year] = /(\d+) ([A-Z][a-z]+) (\d{4})/.exec(words);
	return instant(Date.UTC(+year, MONTHS.indexOf(month), +day) / 1000 / DAY + 1, 0) - 1;
}

const unquote = (s) => s.replace(/=\r\n/g, "").replace(/(=[0-9A-F]{2})+/g,
	(hex) => Buffer.from(hex.replace(/=/g, ""), "hex").toString("utf8"));

export function read(raw) {
	const [head] = raw.split("\r\n\r\n", 1);
	const field = (name) => (new RegExp(`^${name}: ?((?:.*\\r\\n[ \\t])*.*)`, "mi").exec(head)?.[1] ?? "")
		.replace(/\r\n/g, "").trim();
	const boundary = /boundary="([^"]*)"/.exec(head)[1];
	const part = raw.slice(head.length).split(`--${boundary}`)[1];
	const at = part.indexOf("\r\n\r\n");
	const text = part.slice(at + 4);
	return {
		to: field("Delivered-To"),
		subject: field("Subject"),
		id: field("Message-ID"),
		reply: field("Reply-To").replace(/[<>]/g, ""),
		text: (/quoted-printable/.test(part.slice(0, at)) ? unquote(text) : text).replace(/\r\n/g, "\n"),
	};
}

const two = (n) => String(n).padStart(2, "0");
export const rfc3339 = (t) => new Date(t * 1000).toISOString().replace(".000Z", "Z");
export const isoDay = (t) => {
	const d = new Date((t + offset(t)) * 1000);
	return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
};

let written = 0;
// m: {from, name, to, subject, answers, automatic, body}
export function write(m, t) {
	const date = new Date(t * 1000).toUTCString().replace("GMT", "+0000");
	return [
		`Return-Path: <${m.from}>`,
		"Authentication-Results: mx.campus.example; dmarc=pass header.from=campus.example",
		`Received: from client by mx.campus.example; ${date}`,
		`From: ${m.name} <${m.from}>`,
		`To: <${m.to}>`,
		`Subject: ${m.subject}`,
		`Message-ID: <${++written}.${m.from}>`,
		...(m.answers ? [`In-Reply-To: ${m.answers}`] : []),
		...(m.automatic ? ["Auto-Submitted: auto-replied"] : []),
		`Date: ${date}`,
		"",
		m.body,
	].join("\n") + "\n";
}
