// world.mjs - the clock of the year, the desk, its Canvas, and chance.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { read, rfc3339, write } from "./mail.mjs";

// Numbers between 0 and 1, the same for the same seed.
export function chance(seed) {
	let a = seed >>> 0;
	return () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), a | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

// What happens, by time; what is scheduled first comes first.
export class Agenda {
	#heap = [];
	#n = 0;
	at(t, fn) {
		const h = this.#heap, less = (x, y) => x.t < y.t || (x.t === y.t && x.n < y.n);
		let i = h.push({ t, fn, n: this.#n++ }) - 1;
		for (let up; i > 0 && less(h[i], h[up = (i - 1) >> 1]); i = up)
			[h[i], h[up]] = [h[up], h[i]];
	}
	next() {
		const h = this.#heap, less = (x, y) => x.t < y.t || (x.t === y.t && x.n < y.n);
		const first = h[0], last = h.pop();
		if (h.length > 0) {
			h[0] = last;
			for (let i = 0, k; (k = 2 * i + 1) < h.length; i = k) {
				if (k + 1 < h.length && less(h[k + 1], h[k]))
					k++;
				if (!less(h[k], h[i]))
					break;
				[h[i], h[k]] = [h[k], h[i]];
			}
		}
		return first;
	}
	get empty() { return this.#heap.length === 0; }
}

// The real programs, or one process that does what they do (YEAR_FAST).
export class Desk {
	#child = null;
	#waiting = [];
	#rest = "";
	constructor(programs, folder) {
		this.programs = programs;
		this.folder = folder;
		this.conf = path.join(folder, "mailproc.conf");
		this.seen = new Set();
		this.sent = []; // every mail that went out: {at, to, subject, text, id}
		this.counts = { delivered: 0, worked: 0, unpaid: 0, again: 0 };
	}
	open(fast) {
		if (!fast)
			return;
		this.#child = spawn(fast, [this.conf], { stdio: ["pipe", "pipe", "inherit"] });
		this.#child.stdout.setEncoding("utf8").on("data", (s) => {
			const lines = (this.#rest + s).split("\n");
			this.#rest = lines.pop();
			for (const line of lines)
				this.#waiting.shift()(line);
		});
	}
	close() { this.#child?.stdin.end(); }
	#order(...bytes) {
		return new Promise((done) => {
			this.#waiting.push(done);
			for (const b of bytes)
				this.#child.stdin.write(b);
		});
	}
	run(t, args, input) {
		const r = spawnSync(this.programs, ["-c", this.conf, "--now", rfc3339(t), ...args],
			{ input, encoding: "utf8", maxBuffer: 1 << 30 });
		return { status: r.status, out: r.stdout, err: r.stderr };
	}
	async deliver(t, mail) {
		const raw = Buffer.from(write(mail, t));
		return this.#bring(t, mail.from, raw);
	}
	async #bring(t, from, raw) {
		this.counts.delivered++;
		this.last = { from, raw };
		if (!this.#child) {
			const r = this.run(t, ["deliver", "-f", from], raw);
			if (r.status !== 0)
				throw new Error(`deliver: ${r.status} ${r.err}`);
			return "";
		}
		const said = await this.#order(`deliver ${t} ${from} ${raw.length}\n`, raw);
		if (said.startsWith("again"))
			throw new Error(said);
		return said;
	}
	// The same bytes once more, as a mail server may bring them.
	async again(t) { return this.#bring(t, this.last.from, this.last.raw); }
	async work(t, right) {
		this.counts.worked++;
		if (this.#child)
			this.counts.unpaid += (await this.#order(`${right ?? "work"} ${t}\n`)) === "OK" ? 0 : 1;
		else
			this.counts.unpaid += this.run(t, ["work", ...(right ? ["--clock-is-right"] : [])]).status === 0 ? 0 : 1;
		return this.#collect(t);
	}
	#collect(t) {
		const from = path.join(this.folder, "mail", "new"), fresh = [];
		let names = [];
		try { names = fs.readdirSync(from); } catch { return fresh; }
		const order = (name) => Number(/\.(\d+)_/.exec(name)?.[1] ?? 0);
		for (const name of names.sort((a, b) => order(a) - order(b))) {
			const mail = { at: t, ...read(fs.readFileSync(path.join(from, name), "utf8")) };
			fs.unlinkSync(path.join(from, name));
			fresh.push(mail);
			this.sent.push(mail);
		}
		return fresh;
	}
}

const agent = new http.Agent({ keepAlive: true });
export function canvas(base, method, where, body = "") {
	return new Promise((done, fail) => {
		const req = http.request(base + where, { method, agent, headers: { "User-Agent": "year" } }, (res) => {
			let text = "";
			res.setEncoding("utf8").on("data", (s) => { text += s; }).on("end", () => done(text));
		});
		req.on("error", fail);
		req.end(body);
	});
}
