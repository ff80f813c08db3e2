// mail.mjs - how a mail looks when the mail server has stamped it, in each of
// the settings that the hostile mails are tried in.  Text is bytes, one per
// character ("latin1"); u8() gives the bytes of what is not ASCII.

export const settings = {
	top: { profile: "top", id: "mx.campus.example", accept: ["dmarc"], require_dkim: false },
	below: { profile: "below", id: "mx.campus.example", accept: ["dmarc"], require_dkim: false },
	m365: { profile: "m365", id: "", accept: ["dmarc", "internal"], require_dkim: false },
	strict: { profile: "top", id: "mx.campus.example", accept: ["dmarc", "dkim"], require_dkim: true },
};

export const u8 = (s) => Buffer.from(s, "utf8").toString("latin1");
export const L = "admin@campus.example";	// whose word is wanted
export const E = "any@attack.example";	// who sends it
export const RECEIVED = "Received: from out.campus.example by mx.campus.example; Mon, 23 Nov 2026 08:00:00 +0000";
export const PASS = "dmarc=pass header.from=campus.example";
export const SIGNED = "dkim=pass header.d=campus.example header.s=a header.b=Ab12";

// One field of results, by our own server.
export const ar = (c, payload) =>
	`Authentication-Results: ${c.profile === "m365" ? "" : `${c.id}; `}${payload}`;

// Where the server puts its fields.
export const place = (c, fields) => ({
	top: ["Return-Path: <x@attack.example>", ...fields, RECEIVED],
	below: ["Delivered-To: canvas-tokens@campus.example", RECEIVED, ...fields],
	m365: [RECEIVED, ...fields],
})[c.profile];
export const pass = (c) => place(c, [ar(c, `${SIGNED}; ${PASS}`)]);
export const results = (c, ...payloads) => place(c, payloads.map((p) => ar(c, p)));

// A mail: what the server put on top, and what came in below it.
let serial = 0;
export function mail(c, o = {}) {
	const key = o.key ?? c.keys.admin;
	const lines = [
		...o.first ?? [],
		...o.stamp ?? pass(c),
		...o.above ?? [],
		...o.from ?? [`From: Ad Min <${L}>`],
		...o.to ?? [`To: <canvas-tokens${key === "" ? "" : `+${key}`}@campus.example>`],
		...o.subject ?? ["Subject: Re: a request"],
		...o.id ?? [`Message-ID: <${process.pid}.${++serial}.${Date.now()}@attack.example>`],
		...o.date ?? ["Date: Mon, 23 Nov 2026 08:00:00 +0000"],
		...o.fields ?? [],
		"", o.body ?? `APPROVE ${c.request}`, "",
	];
	return Buffer.from(lines.join(o.end ?? "\n"), "latin1");
}
