# mailproc.  "make help" lists the targets, "make V=1" shows the commands.

PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build
RUNS    ?= 100
CC      ?= cc
CFLAGS  ?= -O2 -g
CPPFLAGS ?= -D_FORTIFY_SOURCE=2
VERSION := 0.1

Q := $(if $(V),,@)
say = @printf '  %-5s %s\n'

# ---------------------------------------------------------------- the rooms
# One archive each; mailproc is the desk, mailproc/net everything that talks
# to the world.  A main.c is a program, not a part of its room's archive.
ROOMS := mailproc/base parsers state templates mailproc mailproc/net

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %/main.c,$(wildcard $(1)/*.c)))
archive = $(BUILD)/lib/$(subst /,-,$(1)).a

SRCS     := $(wildcard $(ROOMS:=/*.c) mailproc/base/filter/*.c)
HEADERS  := $(wildcard $(ROOMS:=/*.h) tests/*.h tests/*/*.h)
DESK     := $(BUILD)/bin/mailproc
NET      := $(BUILD)/libexec/mailproc-net
GEN      := $(BUILD)/gen/builtin_templates.c $(BUILD)/gen/builtin_schema.c
FILTER   := $(BUILD)/gen/filter
GENOBJ_mailproc/base := $(BUILD)/gen/builtin_filter.o
GENOBJ_templates := $(BUILD)/gen/builtin_templates.o
GENOBJ_state     := $(BUILD)/gen/builtin_schema.o

BASE      := $(call archive,mailproc/base)
PARSERS   := $(call archive,parsers)
STATE     := $(call archive,state)
TEMPLATES := $(call archive,templates)
DESKROOM  := $(call archive,mailproc)
NETROOM   := $(call archive,mailproc/net)

# libetpan.pc names -specs=...no-pie-link.specs, which would quietly turn PIE
# off, and libraries that reading MIME does not need.  We link the archive, with
# the function weakened that parsers/message.c replaces, and its allocations
# made those of parsers/memory.c (docs/architecture.md).
ETPAN     := $(BUILD)/lib/libetpan.a
# libconfuse takes an allocation that failed for one that did not: ours does not
# come back then (docs/reliability.md).
CONFUSE   := $(BUILD)/lib/libconfuse.a
BASE_LIBS := $(CONFUSE) -lnettle -ljansson
# A delivery is a process of a few milliseconds, of which the loader took one
# third: the desk's other libraries are linked as archives too.
DESK_LIBS := $(ETPAN) -Wl,-Bstatic -lpcre2-8 -lsqlite3 $(BASE_LIBS) \
	-Wl,-Bdynamic -lm
NET_LIBS  := -lcurl-gnutls -lical -lsqlite3 $(BASE_LIBS)
TEST_LIBS := $(ETPAN) -lcmocka -lmicrohttpd -lgnutls -lpcre2-8 $(NET_LIBS)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wcast-qual -Wwrite-strings
HARD := -fstack-protector-strong -fPIE
LINK := -pie -Wl,-z,relro,-z,now -Wl,--as-needed

# What the user sets in CFLAGS comes last and wins.
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(WARN) $(HARD) $(SAN) $(WERROR) \
	-DMAILPROC_VERSION='"$(VERSION)"' \
	-DMAILPROC_NET='"$(PREFIX)/libexec/mailproc-net"' $(CFLAGS)

all: $(DESK) $(NET) ## build build/bin/mailproc and build/libexec/mailproc-net

$(DESK): $(BUILD)/obj/mailproc/main.o $(DESKROOM) $(PARSERS) $(STATE) \
    $(TEMPLATES) $(BASE) $(ETPAN)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter-out $(ETPAN),$^) $(DESK_LIBS)

$(NET): $(BUILD)/obj/mailproc/net/main.o $(NETROOM) $(STATE) $(TEMPLATES) $(BASE)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(NET_LIBS)

define room
$(call archive,$(1)): $(call objects,$(1)) $(GENOBJ_$(1))
	@mkdir -p $$(@D)
	$(say) AR $$@
	$(Q)rm -f $$@ && $(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(ETPAN): $(BUILD)/obj/parsers/memory.o
	@mkdir -p $(@D)
	$(say) WEAK $@
	$(Q)objcopy --weaken-symbol=mailmime_extract_boundary \
	    $(foreach f,malloc calloc realloc strdup,--redefine-sym $(f)=memory_$(f)) \
	    "$$($(CC) -print-file-name=libetpan.a)" $@
	$(Q)$(AR) rs $@ $<

$(BASE): | $(CONFUSE)
$(CONFUSE):
	@mkdir -p $(@D)
	$(say) OURS $@
	$(Q)objcopy $(foreach f,malloc calloc realloc strdup strndup,--redefine-sym $(f)=x$(f)) \
	    "$$($(CC) -print-file-name=libconfuse.a)" $@

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# ------------------------------------------- what is built in
# The jail's filter, written by a program that only building needs: it is for
# this machine, and no sanitizer's business.
$(FILTER): mailproc/base/filter/main.c mailproc/base/confine.h
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS) -o $@ $< -l:libseccomp.a
$(BUILD)/gen/builtin_filter.c: $(FILTER)
	$(say) GEN $@
	$(Q)$(FILTER) >$@
$(BUILD)/gen/builtin_templates.c: templates/embed.sh $(wildcard templates/mail/* templates/*.html)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh templates/embed.sh builtin_templates $(filter-out %.sh,$^) >$@
$(BUILD)/gen/builtin_schema.c: templates/embed.sh $(wildcard state/schema/*.sql)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh templates/embed.sh builtin_schema $(filter-out %.sh,$^) >$@
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -c -o $@ $<

# ---------------------------------------------------------------- tests
# tests/ROOM/test_MODULE.c mirrors ROOM/MODULE.c; tests/support/ is shared;
# tests/standin/ and tests/demo/ are programs; test_*.sh drive the programs.
SUPPORT  := $(BUILD)/lib/support.a
TESTSRCS := $(wildcard $(ROOMS:%=tests/%/test_*.c) tests/standin/test_*.c)
TESTS    := $(TESTSRCS:%.c=$(BUILD)/%)
TESTSH   := $(wildcard tests/test_*.sh tests/*/test_*.sh tests/mailproc/net/test_*.sh)
TOOLS    := $(patsubst tests/%/main.c,$(BUILD)/tests/bin/%,$(wildcard tests/*/main.c))

$(SUPPORT): $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/support/*.c))
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/tests/%: tests/%.c $(SUPPORT) $(NETROOM) $(DESKROOM) $(PARSERS) $(STATE) $(TEMPLATES) $(BASE) $(ETPAN) Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -MF $@.d $(LINK) $(LDFLAGS) \
	    -o $@ $< $(filter-out $(ETPAN),$(filter %.a,$^)) $(TEST_LIBS)

define tool
$(BUILD)/tests/bin/$(1): $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out tests/$(1)/test_%,$(wildcard tests/$(1)/*.c))) $(SUPPORT) $(NETROOM) $(DESKROOM) $(PARSERS) $(STATE) $(TEMPLATES) $(BASE) $(ETPAN)
	@mkdir -p $$(@D)
	$(say) LINK $$@
	$(Q)$(CC) $(ALL_CFLAGS) $(LINK) $(LDFLAGS) -o $$@ $$(filter-out $(ETPAN),$$^) $(TEST_LIBS)
endef
$(foreach t,$(notdir $(TOOLS)),$(eval $(call tool,$(t))))

# The desk with a parser that somebody has taken over: tests/test_attack.sh.
ATTACKED := $(BUILD)/tests/bin/mailproc-attacked
$(ATTACKED): $(BUILD)/obj/mailproc/main.o $(BUILD)/obj/tests/attack/parse.o \
    $(DESKROOM) $(SUPPORT) $(PARSERS) $(STATE) $(TEMPLATES) $(BASE) $(ETPAN)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter-out $(ETPAN),$^) $(TEST_LIBS)

# Faults: tests/faults/ knows where the programs are; an allocation fails by
# LD_PRELOAD.
$(BUILD)/obj/tests/faults/scene.o: private ALL_CFLAGS += -DBUILD='"$(BUILD)"'
FAILING := $(BUILD)/tests/failing.so
$(FAILING): tests/faults/preload/failing.c tests/faults/preload/failing.h
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS) -fPIC -shared -o $@ $<

SAMPLE ?=
SEED ?= $(shell od -An -N3 -tu4 /dev/urandom)
faults: ready ## kill it at every call, fail every call and allocation (SAMPLE=N SEED=N)
	$(Q)$(MAKE) --no-print-directory faults-built SAMPLE='$(SAMPLE)' SEED='$(SEED)'
faults-built: all $(TOOLS) $(FAILING)
	$(Q)BUILD=$(BUILD) sh tests/faults-all.sh $(if $(SAMPLE),$(SAMPLE) $(SEED))

# RUNS of bench above is another number
power power-built: RUNS = 2000
power: ready ## the power fails where writes are not yet sure (RUNS=2000, SEED=)
	$(Q)$(MAKE) --no-print-directory power-built RUNS='$(RUNS)' SEED='$(SEED)'
power-built: all $(TOOLS)
	$(Q)BUILD=$(BUILD) sh tests/faults.sh power $(RUNS) $(SEED)

STEPS ?= 10000
SECONDS ?= 0
walk: ready ## people, faults, kills and time at random, against a model (SECONDS=, SEED=)
	$(Q)$(MAKE) --no-print-directory walk-built SEED='$(SEED)'
walk-built: all $(TOOLS)
	$(Q)$(BUILD)/tests/bin/walk $(BUILD) $(STEPS) $(SECONDS) $(SEED)

check: ready ## run the tests; closes with "N passed, N failed"
	$(Q)$(MAKE) --no-print-directory check-built
# a planted attacker needs the barriers that sanitizers cannot work behind
check-built: all $(TESTS) $(TOOLS) $(ATTACKED)
	$(Q)BUILD=$(BUILD) sh tests/run.sh $(TESTS) \
	    $(if $(SAN),$(filter-out tests/test_attack.sh,$(TESTSH)),$(TESTSH))

e2e: ready ## the whole path through real servers (Postfix, procmail), as root
	$(Q)dpkg -s $(SERVERS) >/dev/null 2>&1 || sh tests/deps.sh $(SERVERS)
	$(Q)$(MAKE) --no-print-directory all $(TOOLS)
	$(Q)$(SUDO) env BUILD=$(BUILD) sh tests/run.sh $(wildcard tests/e2e/*.sh)

demo: ready ## the whole path, shown: from a student's mail to a usable token
	$(Q)$(MAKE) --no-print-directory demo-built
demo-built: all $(TOOLS)
	$(Q)BUILD=$(BUILD) sh tests/demo.sh

mails: ready ## every mail it writes, as people read it; files below build/mails/
	$(Q)$(MAKE) --no-print-directory mails-built
mails-built: all $(TOOLS)
	$(Q)BUILD=$(BUILD) sh tests/mails.sh

year: ready ## a year of a college, three times; are all promises kept? (tests/year.sh)
	$(Q)$(MAKE) --no-print-directory year-built
year-built: all $(TOOLS)
	$(Q)rc=0; for often in minute day week; do \
	    BUILD=$(BUILD) YEAR_WORK=$$often sh tests/year.sh || rc=1; done; exit $$rc

bench: ready ## what a delivery costs, as ratios measured in one run (RUNS=100)
	$(Q)$(MAKE) --no-print-directory bench-built
bench-built: all $(TOOLS)
	$(Q)BUILD=$(BUILD) sh tests/bench.sh $(RUNS)

corpus: ready ## how well real mail is understood (MAILPROC_CORPORA=../shared/corpora)
	$(Q)$(MAKE) --no-print-directory all $(TOOLS)
	$(Q)BUILD=$(BUILD) sh tests/corpus.sh $(DETAIL)

mutants: ready ## 100,000 mutations of hostile mails, judged by two programs (SEED=)
	$(Q)$(MAKE) --no-print-directory $(BUILD)/tests/bin/judge
	$(Q)node tests/judge/mutants.mjs $(BUILD)/tests/bin/judge 100000 $(SEED)

# The files with rules are compiled once more for each, into build/rules/.
rules: ready ## switch off each rule on senders; the tests must notice (RULE=)
	$(Q)$(MAKE) --no-print-directory all $(TOOLS)
	$(Q)BUILD=$(BUILD) COMPILE='$(CC) $(subst ','\'',$(ALL_CFLAGS)) -O0' LINK='$(LINK) $(LDFLAGS)' \
	    ARCHIVES='$(SUPPORT) $(NETROOM) $(DESKROOM) $(PARSERS) $(STATE) $(TEMPLATES) $(BASE)' \
	    TEST_LIBS='$(TEST_LIBS)' DESK_LIBS='$(DESK_LIBS)' sh tests/rules.sh $(RULE)

# One file is changed and compiled once more for each, into build/planted/.
planted: ready ## plant bugs, one after the other; a test must notice each
	$(Q)$(MAKE) --no-print-directory all $(TOOLS)
	$(Q)BUILD=$(BUILD) COMPILE='$(CC) $(subst ','\'',$(ALL_CFLAGS)) -O0' LINK='$(LINK) $(LDFLAGS)' \
	    ARCHIVES='$(SUPPORT) $(NETROOM) $(DESKROOM) $(PARSERS) $(STATE) $(TEMPLATES) $(BASE)' \
	    TEST_LIBS='$(TEST_LIBS)' DESK_LIBS='$(DESK_LIBS)' sh tests/planted.sh

layers: all ## check that rooms include and call only what they may
	$(Q)BUILD=$(BUILD) sh tests/layers.sh

san: ready ## the tests under the address and undefined behaviour sanitizers
	$(Q)$(MAKE) --no-print-directory BUILD=build-san CPPFLAGS= CFLAGS='-O1 -g' \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=all' check-built

# Fuzzers: tests/fuzz/TARGET.c, its seeds and dictionary beside it; fuzz.c is
# what they share.
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(filter-out %/fuzz.c,$(wildcard tests/fuzz/*.c)))
FUZZ_SECONDS ?= 30

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/fuzz.o $(DESKROOM) $(PARSERS) $(BASE) $(ETPAN)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ \
	    $(filter-out $(ETPAN),$^) $(ETPAN) -lpcre2-8 $(BASE_LIBS)

fuzz: ready ## the parsers under libFuzzer, FUZZ_SECONDS=30 of each target
	$(Q)dpkg -s $(FUZZ_TOOLS) >/dev/null 2>&1 || sh tests/deps.sh $(FUZZ_TOOLS)
	$(Q)$(MAKE) --no-print-directory BUILD=build-fuzz CC=clang CPPFLAGS= \
	    CFLAGS='-O1 -g' SAN='-fsanitize=fuzzer-no-link,address,undefined \
	    -fno-sanitize-recover=all' fuzz-built
fuzz-built: $(FUZZERS)
	$(Q)BUILD=$(BUILD) sh tests/fuzz.sh $(FUZZ_SECONDS) $(FUZZERS)

lint: ready ## style, manual pages, static analysis; changes nothing
	$(Q)BUILD=$(BUILD) sh tests/lint.sh $(SRCS) $(HEADERS) $(wildcard tests/*/*.c tests/*/*/*.c tests/*/*/*/*.c)

format: ## rewrite the sources in the house style
	clang-format -i $(SRCS) $(HEADERS) $(wildcard tests/*/*.c tests/*/*/*.c tests/*/*/*/*.c)

# ---------------------------------------------------------------- installing
PACKAGES := build-essential pkg-config libetpan-dev libcurl4-gnutls-dev \
	libpcre2-dev libsqlite3-dev libcmocka-dev libjansson-dev \
	libconfuse-dev nettle-dev libmicrohttpd-dev libical-dev libseccomp-dev \
	tzdata procmail mandoc nodejs

FUZZ_TOOLS := clang libclang-rt-dev
SERVERS := postfix procmail curl
SUDO    := $(if $(filter-out 0,$(shell id -u)),sudo)

deps: ## install the Debian packages that building and testing need
	sh tests/deps.sh $(PACKAGES)
ready:
	$(Q)dpkg -s $(PACKAGES) >/dev/null 2>&1 || $(MAKE) --no-print-directory deps

install: all ## install programs, templates and manual (DESTDIR, PREFIX)
	install -D -m 755 $(DESK) $(DESTDIR)$(PREFIX)/bin/mailproc
	install -D -m 755 $(NET) $(DESTDIR)$(PREFIX)/libexec/mailproc-net
	install -D -m 644 docs/mailproc.1 $(DESTDIR)$(PREFIX)/share/man/man1/mailproc.1
	install -D -m 644 docs/mailproc.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5/mailproc.conf.5
	install -D -m 644 templates/unlock.html $(DESTDIR)$(PREFIX)/share/mailproc/unlock.html
	install -D -m 644 procmail.example $(DESTDIR)$(PREFIX)/share/doc/mailproc/procmail.example
	for t in templates/mail/*; do \
		install -D -m 644 $$t $(DESTDIR)$(PREFIX)/share/mailproc/$$t || exit 1; \
	done

clean: ## remove everything that was built
	rm -rf build build-* compile_commands.json

help: ## show this list
	@sed -n 's/^\([a-z0-9]*\):.*## /\1	/p' Makefile | expand -t 12

.PHONY: all bench bench-built check check-built clean corpus demo demo-built deps e2e faults faults-built format fuzz \
	fuzz-built help install layers lint mails mails-built mutants power power-built ready rules san walk walk-built \
	year year-built
.SECONDARY:
.DELETE_ON_ERROR:
-include $(wildcard $(SRCS:%.c=$(BUILD)/obj/%.d) $(BUILD)/obj/tests/*/*.d $(BUILD)/tests/*/*.d $(BUILD)/tests/*/*/*.d)
