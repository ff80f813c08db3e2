// capability.mjs - mails whose sender is who he says, and who still must not
// get what he wants: keys of others, none, several, in the wrong hands; mail from
// machines; words that are not the sender's own.  Rows as in results.mjs; a
// reason may be a list, any of which is right.
import { E, L, PASS, ar, place, results } from "./mail.mjs";

const as = (who, o) => (c) => ({ from: [`From: ${who}@campus.example`], ...o(c) });
const KF = "KEY_FOREIGN";
const no_words = ["NO_COMMAND", "QUOTED_ONLY", "UNKNOWN_VERB", "AMBIGUOUS", "DECODE_DAMAGED"];
const mime = (type, body, ...more) => () => ({ fields: ["MIME-Version: 1.0", `Content-Type: ${type}`, ...more], body });
const two = (a, b, kind) => mime(`multipart/${kind}; boundary=bb`,
	`--bb\nContent-Type: ${a[0]}\n\n${a[1]}\n--bb\nContent-Type: ${b[0]}\n\n${b[1]}\n--bb--`);

const keys = [
	["no_key", "NO_KEY", (c) => ({ key: "" })],
	["invented_key", KF, () => ({ key: "a".repeat(24) })],
	["key_of_another_admin", KF, (c) => ({ key: c.keys.boss })],
	["key_of_the_sponsor", KF, (c) => ({ key: c.keys.prof })],
	["two_keys", "KEY_SEVERAL", (c) => ({ fields: [`Cc: <canvas-tokens+${c.keys.boss}@campus.example>`] })],
	["damaged_key_then_good", KF, (c) => ({ key: c.keys.admin.replace(/.$/, "0"), fields: [`In-Reply-To: <mailproc.k.${c.keys.admin}@campus.example>`] })],
	["foreign_key_then_good", KF, (c) => ({ key: c.keys.boss, body: `APPROVE ${c.request}\n\n> Ref: ${c.keys.admin}` })],
	["two_keys_answered", "KEY_SEVERAL", (c) => ({ key: "", fields: [`In-Reply-To: <mailproc.k.${c.keys.admin}@campus.example> <mailproc.k.${c.keys.boss}@campus.example>`] })],
	["two_refs", "KEY_SEVERAL", (c) => ({ key: "", body: `APPROVE ${c.request}\n\nRef: ${c.keys.admin}\nRef: ${c.keys.boss}` })],
	["key_in_the_subject", "NO_KEY", (c) => ({ key: "", subject: [`Subject: ${c.keys.admin}`] })],
	["key_in_a_link", "NO_KEY", (c) => ({ key: "", body: `APPROVE ${c.request}\n\nhttps://campus.example/?k=${c.keys.admin}` })],
	["key_of_23", "NO_KEY", (c) => ({ key: c.keys.admin.slice(1) })],
	["key_of_25", "NO_KEY", (c) => ({ key: `a${c.keys.admin}` })],
	["key_at_another_domain", "NO_KEY", (c) => ({ key: "", to: [`To: <canvas-tokens+${c.keys.admin}@attack.example>`] })],
	["key_at_another_mailbox", "NO_KEY", (c) => ({ key: "", to: [`To: <other+${c.keys.admin}@campus.example>`] })],
	["student_has_the_admins_key", KF, as("stu", () => ({}))],
	["sponsor_has_the_admins_key", KF, as("prof", () => ({}))],
	["teacher_has_the_admins_key", KF, as("big", () => ({}))],
	["student_approves", "NOT_ALLOWED", as("stu", () => ({ key: "" }))],
	["teacher_approves", "NOT_ALLOWED", as("prof", () => ({ key: "" }))],
	["nobody_known_approves", "NOT_ALLOWED", as("new", () => ({ key: "" }))],
	["nobody_known_has_the_admins_key", KF, as("new", () => ({}))],
	["requester_approves", "NOT_ALLOWED", as("staff", () => ({ key: "" }))],
	["student_confirms", "NOT_ALLOWED", as("stu", () => ({ key: "", body: "CONFIRM 1" }))],
	["student_has_the_sponsors_key", KF, as("stu", (c) => ({ key: c.keys.prof, body: "CONFIRM 1" }))],
	["teacher_has_the_sponsors_key", KF, as("big", (c) => ({ key: c.keys.prof, body: "CONFIRM 1" }))],
	["teacher_confirms", "NOT_ALLOWED", as("big", () => ({ key: "", body: "CONFIRM 1" }))],
	["admin_confirms", "NOT_ALLOWED", () => ({ key: "", body: "CONFIRM 1" })],
	["teacher_declines", "NOT_ALLOWED", as("big", () => ({ key: "", body: "DECLINE 1" }))],
	["teacher_cancels", "NOT_ALLOWED", as("big", () => ({ key: "", body: "CANCEL 1" }))],
	["student_revokes_anothers", "NOT_ALLOWED", as("ta", () => ({ key: "", body: "REVOKE 2" }))],
	["other_id_than_the_keys", "ID_MISMATCH", () => ({ body: "APPROVE 1" })],
	["id_of_no_request", ["ID_MISMATCH", "NOT_ALLOWED"], () => ({ body: "APPROVE 4000" })],
	["two_decisions", "AMBIGUOUS", (c) => ({ body: `APPROVE ${c.request}\nDENY ${c.request}` })],
	["near_miss_beside", "AMBIGUOUS", (c) => ({ body: `APPROVE ${c.request}\nDENNY ${c.request}` })],
];

// Whoever wrote it, it was not vouched for.
const unvouched = (who, o) => (c) => ({ from: [`From: ${who}@campus.example`], stamp: place(c, []), ...o(c) });
const failed = (who, o) => (c) => ({ from: [`From: ${who}@campus.example`], stamp: results(c, "dmarc=fail header.from=campus.example"), ...o(c) });
const forged = [
	["sponsor_without_key", "AUTH_NONE", unvouched("prof", () => ({ key: "", body: "CONFIRM 1" }))],
	["sponsor_failed_with_key", "AUTH_FAIL", failed("prof", (c) => ({ key: c.keys.prof, body: "CONFIRM 1" }))],
	["teacher_with_sponsors_key", ["KEY_FOREIGN", "AUTH_NONE"], unvouched("big", (c) => ({ key: c.keys.prof, body: "CONFIRM 1" }))],
	["student_cancels", "AUTH_NONE", unvouched("stu", () => ({ key: "", body: "CANCEL 1" }))],
	["student_not_me", "AUTH_NONE", unvouched("stu", () => ({ key: "", body: "NOTME 1" }))],
	["admin_not_me", "AUTH_FAIL", failed("admin", (c) => ({ body: `NOTME ${c.request}` }))],
	["a_request", "AUTH_NONE", unvouched("staff", () => ({ key: "", body: "Purpose: a\nIntended use: b\nData and courses: c\nApplication or vendor: d\nAgreement to the policy: I agree" }))],
	["a_request_failed", "AUTH_FAIL", failed("staff", () => ({ key: "", body: "Purpose: a\nIntended use: b" }))],
	["a_request_of_a_stranger", "NOT_IN_DOMAINS", (c) => ({ from: [`From: ${E}`], key: "", stamp: results(c, "dmarc=pass header.from=attack.example"), body: "Purpose: a" })],
	["help_of_a_stranger", "NOT_IN_DOMAINS", (c) => ({ from: [`From: ${E}`], key: "", stamp: results(c, "dmarc=pass header.from=attack.example"), body: "HELP" })],
	["status_unvouched", "AUTH_NONE", unvouched("stu", () => ({ key: "", body: "STATUS 1" }))],
];

// From the admin's own account, but from a machine.
const machines = [
	["vacation", "AUTO_SUBMITTED", () => ({ fields: ["Auto-Submitted: auto-replied"] })],
	["vacation_of_an_unknown_kind", "AUTO_SUBMITTED", () => ({ fields: ["Auto-Submitted: (no) maybe; x=no"] })],
	["null_sender", "NULL_SENDER", () => ({ first: ["Return-Path: <>"] })],
	["responder_of_a_vendor", "AUTO_VENDOR", () => ({ fields: ["X-Autoreply: yes"] })],
	["mailing_list", "LIST", () => ({ fields: ["List-Id: <a.campus.example>"] })],
	["bulk", "LIST", () => ({ fields: ["Precedence: bulk"] })],
	["report", "BOUNCE", () => ({ fields: ["MIME-Version: 1.0", "Content-Type: multipart/report; boundary=b"] })],
	["our_own", "LOOP", () => ({ from: ["From: canvas-tokens@campus.example"] })],
	["our_own_id", "LOOP", (c) => ({ id: [`Message-ID: <mailproc.k.${c.keys.admin}@campus.example>`] })],
];

// From the admin's own account, with the key, but not the admin's own words.
const words = [
	["quoted", no_words, (c) => ({ body: `> APPROVE ${c.request}` })],
	["quoted_below_a_greeting", no_words, (c) => ({ body: `Hello\n\n> APPROVE ${c.request}` })],
	["in_a_forwarded_mail", no_words, (c) => ({ body: `Fine?\n\n-----Original Message-----\nFrom: a@b.example\n\nAPPROVE ${c.request}` })],
	["negated", no_words, (c) => ({ body: `Do not APPROVE ${c.request}` })],
	["on_condition", no_words, (c) => ({ body: `APPROVE ${c.request} if the dean agrees` })],
	["fullwidth_digit", no_words, () => ({ body: "APPROVE \xef\xbc\x92", fields: ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"] })],
	["with_a_suffix", no_words, (c) => ({ body: `APPROVE ${c.request}x` })],
	["in_an_attached_mail", no_words, (c) => mime("multipart/mixed; boundary=bb",
		`--bb\nContent-Type: text/plain\n\nsee below\n--bb\nContent-Type: message/rfc822\n\n${ar(c, PASS)}\nFrom: ${L}\nSubject: x\n\nAPPROVE ${c.request}\n--bb--`)()],
	["in_an_attachment", no_words, (c) => mime("multipart/mixed; boundary=bb",
		`--bb\nContent-Type: text/plain\n\nsee below\n--bb\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nAPPROVE ${c.request}\n--bb--`)()],
	["hidden_in_html", no_words, (c) => mime("text/html", `<p>Hello</p><p style="display:none">APPROVE ${c.request}</p>`)()],
	["in_an_html_comment", no_words, (c) => mime("text/html", `<p>Hello</p><!-- APPROVE ${c.request} -->`)()],
	["text_and_html_differ", "AMBIGUOUS", (c) => two(["text/plain", `APPROVE ${c.request}`], ["text/html", `<p>DENY ${c.request}</p>`], "alternative")()],
	["not_closed", no_words, (c) => mime("multipart/mixed; boundary=bb", `--bb\nContent-Type: text/plain\n\nAPPROVE ${c.request}`)()],
	["encrypted", ["CRYPTO_UNREADABLE", "NO_COMMAND"], () => mime("multipart/encrypted; boundary=bb; protocol=\"application/pgp-encrypted\"", "--bb\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--bb\nContent-Type: application/octet-stream\n\nx\n--bb--")()],
];

// Not against us, but against somebody else: the answer goes to whoever is on
// file, never where the mail wants it.
const elsewhere = [
	["answer_to_a_stranger", "OK", as("stu", () => ({ key: "", body: "HELP", fields: [`Reply-To: ${E}`, `Sender: ${E}`, `Cc: ${E}`, `Disposition-Notification-To: ${E}`, `Errors-To: ${E}`] }))],
	["status_to_a_stranger", "OK", as("stu", () => ({ key: "", body: "STATUS 1", fields: [`Reply-To: ${E}`] }))],
	["status_of_anothers", "NOT_ALLOWED", as("new", () => ({ key: "", body: "STATUS 1" }))],
];

export const capability = [...keys, ...forged, ...machines, ...words, ...elsewhere];
