# clock.sh - a desk whose clock stands at $now, for the shell tests of what time
# brings.  Sourced after campus.sh.

now=2026-11-02T15:00:00Z # a Monday, 10:00 in New York
desk() { "$mailproc" -c "$campus/mailproc.conf" --now "$now" "$@"; }
form() {
	cat <<-FORM
	Purpose: Grade export${2:+ in group $2}
	Intended use: reading grades
	Data and courses: BIO 101
	Application or vendor: my own script
	Needed until: ${until:-2027-01-31}
	${1:+Sponsor: $1}
	Agreement to the policy: I agree
	FORM
}

# on TIME: `work` then; sent is what went out
on() {
	now=$1
	before=$(last_debt)
	desk work 2>"$campus/err"
	sent=$(mails_after "${before:-0}")
}
later() { on "$(date -u -d "$now +$1" +%Y-%m-%dT%H:%M:%SZ)"; } # later "2 hours"
# days N: a run of `work` on each, so that the clock is no surprise
days() { for _ in $(seq "$1"); do later "1 day"; done; }
