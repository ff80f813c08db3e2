// results.mjs - hostile Authentication-Results: a mail of which the sender is
// plain, the key is the admin's, and only the results are not what they should
// be.  A row is [name, reason, options of mail() by settings, settings]; without
// the last it is tried in all of them.
import { E, L, PASS, SIGNED, RECEIVED, ar, place, results } from "./mail.mjs";

const N = "AUTH_NONE", F = "AUTH_FAIL";
const says = (...payloads) => (c) => ({ stamp: results(c, ...payloads) });
const named = ["top", "below"];
const deep = (n) => "(".repeat(n) + ")".repeat(n);

// What one field says, in every profile.
const payloads = [
	["nothing_stamped", N, (c) => ({ stamp: place(c, []) })],
	["empty", N, says("")],
	["none", N, says("none")],
	["none_then_more", N, says(`none; ${PASS}`)],
	["more_then_none", N, says(`${PASS}; none`)],
	["spf_alone", N, says(`spf=pass smtp.mailfrom=${L}`)],
	["dkim_alone", N, says(SIGNED)],
	["dkim_of_another", N, says("dkim=pass header.d=attack.example")],
	["dkim_of_the_parent", N, says("dkim=pass header.d=example")],
	["dkim_of_a_child", N, says("dkim=pass header.d=x.campus.example")],
	["dkim_agent_in_local_part", N, says('dkim=pass header.i="a@campus.example"@attack.example')],
	["dkim_domain_beats_agent", N, says("dkim=pass header.d=attack.example header.i=@campus.example")],
	["fail", F, says("dmarc=fail header.from=campus.example")],
	["fail_in_capitals", F, says("DMARC=FAIL header.from=campus.example")],
	["fail_beside_dkim", F, says(`${SIGNED}; dmarc=fail header.from=campus.example`)],
	["fail_and_an_error", F, says("dmarc=fail header.from=campus.example; spf=pass (")],
	["fail_then_pass", F, says(`dmarc=fail header.from=campus.example; ${PASS}`)],
	["pass_then_fail", F, says(`${PASS}; dmarc=fail header.from=campus.example`)],
	["pass_twice", F, says(`${SIGNED}; ${PASS}; ${PASS}`)],
	["pass_and_none", F, says(`${PASS}; dmarc=none header.from=campus.example`)],
	...["none", "temperror", "permerror", "policy", "neutral", "bestguesspass", "passed", "pas", "hardpass", "unknown"]
		.map((w) => [`word_${w}`, N, says(`${SIGNED}; dmarc=${w} header.from=campus.example`)]),
	["compauth", N, says("compauth=pass reason=100")],
	["another_method", N, says("x-dmarc=pass header.from=campus.example")],
	["for_nobody", N, says(`${SIGNED}; dmarc=pass`)],
	["for_another", F, says("dmarc=pass header.from=attack.example")],
	["for_a_child", F, says("dmarc=pass header.from=x.campus.example")],
	["for_the_parent", F, says("dmarc=pass header.from=example")],
	["for_a_longer_one", F, says("dmarc=pass header.from=campus.example.attack.example")],
	["for_one_with_a_dot", F, says("dmarc=pass header.from=campus.example.")],
	["for_an_address", F, says(`dmarc=pass header.from=${L}`)],
	["for_two", N, says("dmarc=pass header.from=campus.example header.from=attack.example")],
	["from_of_another_result", N, says("dmarc=pass; x=pass header.from=campus.example")],
	["from_of_the_envelope", N, says("dmarc=pass smtp.from=campus.example")],
	["from_in_comment", F, says("dmarc=pass (header.from=campus.example) header.from=attack.example")],
	["pass_in_comment", N, says(`spf=fail (${PASS})`)],
	["pass_behind_inner_comment", N, says(`spf=fail (a (b) ; ${PASS})`)],
	["pass_behind_escaped_close", N, says(`spf=fail (a \\) ; ${PASS})`)],
	["pass_in_reason", N, says(`spf=fail reason="a; ${PASS}"`)],
	["pass_behind_escaped_quote", N, says(`spf=fail reason="a\\"; ${PASS}"`)],
	["pass_in_helo", N, says("spf=pass smtp.helo=dmarc=pass")],
	["fail_behind_comment", F, says("dmarc=(pass)fail header.from=campus.example")],
	["comment_left_open", N, says(`${SIGNED}; ${PASS} (a`)],
	["comment_left_open_escaped", N, says(`${SIGNED}; ${PASS} (a\\)`)],
	["comment_closed_only", N, says(`${SIGNED}; ${PASS} )`)],
	["comments_17_deep", N, says(`${SIGNED}; ${PASS} ${deep(17)}`)],
	["backslash_last", N, says(`${SIGNED}; ${PASS} (\\`)],
	["quote_left_open", N, says(`${SIGNED}; ${PASS}; spf=pass reason="a`)],
	["quote_left_open_around", N, says('dmarc=pass header.from="campus.example')],
	["quote_then_more", N, says('dmarc=pass header.from="campus.example"x')],
	["quote_in_domain", N, says("dmarc=pass header.from=campus.example'")],
	["slash_in_domain", N, says("dmarc=pass header.from=campus.example/x")],
	["empty_then_domain", N, says('dmarc=pass header.from="" header.from=campus.example')],
	["quote_splits_domain", N, says('dmarc=pass header.from=campus".example"')],
	["two_words", N, says("dmarc=pass pass header.from=campus.example")],
	["bare_word", N, says(`${PASS}; spf`)],
	["property_without_type", N, says("dmarc=pass from=campus.example")],
	["semicolon_last", N, says(`${SIGNED}; ${PASS};`)],
	["semicolon_twice", N, says(`${SIGNED};; ${PASS}`)],
	["comma_for_semicolon", N, says(`${SIGNED}, ${PASS}`)],
	["method_version_2", N, says(`dmarc/2=pass header.from=campus.example`)],
	["method_version_word", N, says(`dmarc/a=pass header.from=campus.example`)],
	["method_version_missing", N, says(`dmarc/=pass header.from=campus.example`)],
	["control_in_comment", N, says(`${SIGNED}; ${PASS} (\x01)`)],
	["control_in_value", N, says("dmarc=pass header.from=campus.example\x7f")],
	["not_ascii_in_value", N, says("dmarc=pass header.from=campus.ex\xe4mple")],
	["method_of_40_letters", N, says(`${SIGNED}; ${PASS}; ${"x".repeat(40)}=pass`)],
	["domain_of_300_letters", N, says(`dmarc=pass header.from=${"a".repeat(300)}`)],
	["error_in_the_second_result", N, says(`${SIGNED}; ${PASS}; spf=`)],
];

// Where the field stands, and what it is called.
const forged = (o) => (c) => ({ stamp: place(c, []), ...o(c) });
const places = [
	["below_received", N, (c) => ({ stamp: [RECEIVED, ...results(c, `${SIGNED}; ${PASS}`)] }), ["top", "strict"]],
	["below_received_and_fail_on_top", F, (c) => ({ stamp: results(c, "dmarc=fail header.from=campus.example"), above: [ar(c, PASS)] })],
	["foreign_first", N, (c) => ({ stamp: place(c, [`Authentication-Results: mx.other.example; ${PASS}`, ar(c, PASS)]) })],
	["foreign_alone", N, (c) => ({ stamp: place(c, [`Authentication-Results: mx.other.example; ${PASS}`]) })],
	["local_name", N, (c) => ({ stamp: place(c, [`Authentication-Results: localhost; ${PASS}`]) })],
	["software_name", N, (c) => ({ stamp: place(c, [`Authentication-Results: OpenDMARC; ${PASS}`]) })],
	["not_adjacent", N, (c) => ({ stamp: results(c, "spf=pass"), above: ["X-A: b", ar(c, PASS)] }), ["below", "m365"]],
	["behind_a_foreign_neighbour", N, (c) => ({ stamp: place(c, [ar(c, "spf=pass"), `Authentication-Results: a.example; ${PASS}`, ar(c, PASS)]) }), ["below", "m365"]],
	["second_instance", N, (c) => ({ stamp: results(c, "spf=pass", PASS) }), ["m365"]],
	["second_instance_is_broken", N, (c) => ({ stamp: results(c, PASS, "spf=") }), named],
	["arc", N, forged((c) => ({ above: [`ARC-${ar(c, PASS)}`] }))],
	["original", N, forged((c) => ({ above: [`X-Original-${ar(c, PASS)}`] }))],
	["original_behind", N, forged((c) => ({ above: [ar(c, PASS).replace(":", "-Original:")] }))],
	["received_spf", N, forged(() => ({ above: ["Received-SPF: pass (mx.campus.example)"] }))],
	["google", N, forged((c) => ({ above: [`X-Google-${ar(c, PASS)}`] }))],
	["inside_subject", N, forged((c) => ({ subject: [`Subject: ${ar(c, PASS)}`] }))],
	["in_the_body", N, forged((c) => ({ body: `APPROVE ${c.request}\n\n${ar(c, PASS)}` }))],
	["in_an_attached_mail", "NO_COMMAND", forged((c) => ({ fields: ["MIME-Version: 1.0", "Content-Type: message/rfc822"],
		body: `${ar(c, PASS)}\nFrom: ${L}\n\nAPPROVE ${c.request}` }))],
	["field_of_33_kib", "MALFORMED", (c) => ({ stamp: results(c, `${PASS} (${"x".repeat(33 << 10)})`) })],
];

// The server's name and version.
const names = [
	["with_a_suffix", N, "mx.campus.example.attack.example;"],
	["with_a_prefix", N, "amx.campus.example;"],
	["with_a_dot", N, "mx.campus.example.;"],
	["cut", N, "mx.campus;"],
	["quoted", N, '"mx.campus.example";'],
	["in_comment", N, "(mx.campus.example) mx.attack.example;"],
	["behind_comment", N, "(a) mx.campus.example;"],
	["cut_by_comment", N, "mx.(a)campus.example;"],
	["missing", N, ";"],
	["of_two_words", N, "mx.attack.example mx.campus.example;"],
	["behind_semicolon", N, "mx.attack.example; mx.campus.example;"],
	["version_2", N, "mx.campus.example 2;"],
	["version_11", N, "mx.campus.example 11;"],
	["version_01", N, "mx.campus.example 01;"],
	["version_word", N, "mx.campus.example a;"],
	["version_1_1", N, "mx.campus.example 1 1;"],
	["without_semicolon", N, "mx.campus.example"],
	["not_ascii", N, "mx.c\xe4mpus.example;"],
].map(([name, why, id]) => [`id_${name}`, why, (c) => ({ stamp: place(c, [`Authentication-Results: ${id} ${SIGNED}; ${PASS}`]) }), named]);

// Microsoft 365 within one tenant.
const AS = "X-MS-Exchange-Organization-AuthAs";
const internal = (...fields) => (c) => ({ stamp: place(c, fields) });
const exchange = [
	["internal_and_results", N, (c) => ({ stamp: place(c, [`${AS}: Internal`, ar(c, "spf=pass smtp.mailfrom=campus.example")]) })],
	["internal_and_forged_results", N, (c) => ({ stamp: place(c, [`${AS}: Internal`]), fields: ["Authentication-Results: x"] })],
	["internal_twice", N, internal(`${AS}: Internal`, `${AS}: Internal`)],
	["internal_and_anonymous", N, internal(`${AS}: Internal`, `${AS}: Anonymous`)],
	["mark_twice", N, internal(`${AS}: Internal`, "X-MS-Exchange-Organization-SCL: -1", "x-ms-exchange-organization-scl: 9")],
	["anonymous", N, internal(`${AS}: Anonymous`)],
	["internal74", N, internal(`${AS}: Internal74`)],
	["lower_case", N, internal(`${AS}: internal`)],
	["commented", N, internal(`${AS}: Internal (x)`)],
	["of_another_family", N, internal("X-MS-Exchange-CrossTenant-AuthAs: Internal")],
	["with_a_name", N, (c) => ({ stamp: place(c, [`Authentication-Results: mx.campus.example; ${PASS}`]) })],
].map((row) => [...row, ["m365"]]);
const elsewhere = [["internal_elsewhere", N, internal(`${AS}: Internal`), ["top", "below", "strict"]]];

// require_dkim: a pass that rests on SPF alone is not enough.
const strict = [
	["not_signed", N, says(PASS)],
	["signed_by_another", N, says(`dkim=pass header.d=attack.example; ${PASS}`)],
	["signature_fails", N, says(`dkim=fail header.d=campus.example; ${PASS}`)],
	["signature_of_version_2", N, says(`dkim/2=pass header.d=campus.example; ${PASS}`)],
	["signature_below_received", N, (c) => ({ stamp: results(c, PASS), above: [ar(c, SIGNED)] })],
].map((row) => [...row, ["strict"]]);

// In these settings a signature of the domain is enough, or a pass is not.
const except = { dkim_alone: "strict" };
const all = [...payloads, ...places, ...names, ...exchange, ...elsewhere, ...strict];
export const stamped = all.map(([name, why, make, only]) =>
	[name, why, make, only ?? ["top", "below", "m365", "strict"].filter((s) => except[name] !== s)]);

// What must act: real servers' forms, and everything that is harmless.
export const controls = [
	["plain", (c) => ({})],
	["as_few_words_as_possible", (c) => ({ stamp: results(c, `${SIGNED};${PASS}`) })],
	["one_field_each", (c) => ({ stamp: results(c, PASS, SIGNED) }), ["top", "below"]],
	["commented", (c) => ({ stamp: results(c, `${SIGNED} (a (b \\) c) d); dmarc (e) = (f) pass (p=reject) header (g) . (h) from (i) = (j) campus.example (k)`) })],
	["quoted", (c) => ({ stamp: results(c, `${SIGNED}; dmarc=pass reason="a; \\"b\\"; dmarc=fail" header.from="campus.example"`) })],
	["in_capitals", (c) => ({ stamp: results(c, `${SIGNED}; DMARC=PASS HEADER.FROM=CAMPUS.EXAMPLE`) })],
	["folded", (c) => ({ stamp: results(c, `${SIGNED};\n\tdmarc=pass\n header.from=campus.example`) })],
	["method_version_1", (c) => ({ stamp: results(c, `dkim/1=pass header.d=campus.example; dmarc/1=pass header.from=campus.example`) })],
	["method_of_another_version", (c) => ({ stamp: results(c, `${SIGNED}; ${PASS}; dmarc/2=fail header.from=campus.example`) })],
	["comments_16_deep", (c) => ({ stamp: results(c, `${SIGNED}; ${PASS} ${deep(16)}`) })],
	["unknown_methods", (c) => ({ stamp: results(c, `${SIGNED}; dara=pass header.i=@campus.example; iprev=pass policy.iprev=2001:db8::1; ${PASS}`) })],
	["signature_in_base64", (c) => ({ stamp: results(c, `dkim=pass header.d=campus.example header.b=a/b+c==; ${PASS}`) })],
	["id_in_capitals", (c) => ({ stamp: place(c, [`Authentication-Results: MX.Campus.Example 1; ${SIGNED}; ${PASS}`]) }), ["top", "below", "strict"]],
	["field_name_in_capitals", (c) => ({ stamp: place(c, [ar(c, `${SIGNED}; ${PASS}`).replace("Authentication-Results", "AUTHENTICATION-RESULTS")]) })],
	["another_filter_between", (c) => ({ stamp: place(c, [ar(c, SIGNED), "Authentication-Results: filter.example; x-av=clean", ar(c, PASS)]) }), ["top", "strict"]],
	["forged_below_received", (c) => ({ stamp: results(c, `${SIGNED}; ${PASS}`), above: ["X-A: b", ar(c, "dmarc=fail header.from=campus.example")] })],
	["forged_of_another_name", (c) => ({ above: [`Authentication-Results: mx.other.example; ${PASS}`] }), ["top", "below", "strict"]],
	["from_in_capitals", (c) => ({ from: ["FROM: ADMIN@Campus.EXAMPLE"] })],
	["from_bare", (c) => ({ from: [`From: ${L}`] })],
	["from_folded", (c) => ({ from: ["From: Ad Min", `\t<${L}>`] })],
	["from_quoted_name", (c) => ({ from: [`From: "Min, Ad (\\"${E}\\")" <${L}>`] })],
	["from_encoded_name", (c) => ({ from: [`From: =?utf-8?B?w4RkIE1pbg==?= <${L}>`] })],
	["mbox_line", (c) => ({ first: ["From admin@campus.example Mon Nov 23 08:00:00 2026"] })],
	["crlf", (c) => ({ end: "\r\n" })],
	["answers_elsewhere", (c) => ({ fields: [`Reply-To: ${E}`, `Sender: ${E}`, `X-Sender: ${E}`] })],
	["microsoft", (c) => ({ stamp: place(c, [ar(c, "spf=pass (sender IP is 192.0.2.25)\n smtp.mailfrom=campus.example; dkim=pass (signature was verified)\n header.d=campus.example;dmarc=pass action=none header.from=campus.example;compauth=pass reason=100"), `${AS}: Anonymous`]) }), ["m365"]],
	["internal", (c) => ({ stamp: place(c, [`${AS}: Internal`, "X-MS-Exchange-Organization-AuthMechanism: 04"]) }), ["m365"]],
	["google", (c) => ({ stamp: place(c, [`ARC-${ar(c, "i=1; dmarc=fail")}`, ar(c, `\n       dkim=pass header.i=@campus.example header.s=2023 header.b=Ab12;\n       spf=pass (x.example: domain of ${L} designates 192.0.2.25 as permitted sender) smtp.mailfrom=${L};\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=campus.example`)]) }), ["below"]],
	["signature_alone", (c) => ({ stamp: results(c, SIGNED) }), ["strict"]],
].map(([name, make, only]) => [name, "OK", make, only ?? ["top", "below", "m365", "strict"]]);
