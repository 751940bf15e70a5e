# triage-milter: one hand-written Makefile. `make help` lists the targets and the variables.
# Sources, tests and fuzzers are found by wildcard: a new file needs no line here.

.DEFAULT_GOAL := all
.SECONDARY:
.DELETE_ON_ERROR:
comma := ,

# ---- variables that a user may set -------------------------------------------------------------
V ?= 0
SANITIZE ?=
B ?= build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
DESTDIR ?=

ifneq ($(filter-out clean help,$(or $(MAKECMDGOALS),all)),)
include build/config.mk
endif
build/config.mk: configure packaging/config.mk.in
	@mkdir -p build
	./configure --quiet --cache-file=build/config.cache $(CONFIGURE_FLAGS)
configure: configure.ac
	autoconf
	@rm -rf autom4te.cache

# ---- compiling ---------------------------------------------------------------------------------
# With V=1 each command is shown, else one short line.
Q = $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-4s %s\n' $(1) $(2))

WARN = -Wall -Wextra -Wpedantic -Wconversion $(WERROR)
# Optimising less makes the sanitizers' builds no slower to run, and a fifth faster to compile.
SAN = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
COMPILE = $(CCACHE) $(CXX) -std=c++20 -I. $(CXXFLAGS) $(WARN) $(SAN) -pthread \
	-DTRIAGE_VERSION='"$(VERSION)"' -DTRIAGE_DATADIR='"$(datadir)/triage-milter"' $(LIB_CFLAGS)
LINK = $(CXX) $(SAN) $(LDFLAGS) -pthread -o $@ $(filter %.o %.a,$^)

ENGINE_SRC = $(wildcard triage/*.cc triage/*/*.cc)
DAEMON_SRC = $(filter-out %/main.cc,$(wildcard milter/*.cc milter/stats/*.cc milter/store/*.cc milter/feedback/*.cc))
CTL_SRC = $(filter-out %/main.cc,$(wildcard milter/ctl/*.cc))
SUPPORT_SRC = $(wildcard tests/support/*.cc)
obj = $(patsubst %.cc,$B/obj/%.o,$(1))

# With sanitizers the standard headers are compiled once. Not in the ordinary build, which must show
# a missing include, and not under ccache, which does better.
COMMON_HEADERS = algorithm array atomic charconv chrono cmath cstdint cstring fstream functional iterator \
	limits map memory mutex optional ostream set span sstream string string_view thread tuple unordered_map \
	unordered_set utility variant vector
COMMON = $(if $(SANITIZE),$(if $(CCACHE),,$B/common.h))
$B/common.h.gch: build/config.mk Makefile
	$(call say,CXX,$@)
	@mkdir -p $(@D) && printf '#include <%s>\n' $(COMMON_HEADERS) > $B/common.h
	$(Q)$(COMPILE) -x c++-header -o $@ $B/common.h

all: $B/triage-milter $B/triagectl $B/triage-findings.5

$B/obj/%.o: %.cc build/config.mk $(COMMON:%=%.gch)
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(OWN) $(COMMON:%=-include %) -MMD -MP -c -o $@ $<
# CppUTest's own leak detection replaces operator new, which the sanitizers want for themselves.
# Its base class has a virtual run(), a name that test groups use for what they run.
$B/obj/tests/%.o: OWN += $(CPPUTEST_CFLAGS) -DCPPUTEST_MEM_LEAK_DETECTION_DISABLED -Wno-overloaded-virtual

# Not for all: their headers have plain names.
$(call obj,$(addprefix triage/inspect/,picture.cc qr_code.cc) tests/inspect/qr_code_test.cc): OWN += $(PICTURE_CFLAGS)

# The dashboard's files as raw string literals, which dashboard.cc includes.
$B/include/%.inc: milter/stats/%
	@mkdir -p $(@D)
	$(Q){ printf 'R"page('; cat $<; printf ')page"\n'; } > $@
$B/obj/milter/stats/dashboard.o: OWN += -I$B
$B/obj/milter/stats/dashboard.o: $(patsubst %,$B/include/dashboard.%.inc,html css js)

$B/libengine.a: $(call obj,$(ENGINE_SRC))
$B/libdaemon.a: $(call obj,$(DAEMON_SRC) $(CTL_SRC))
$B/lib%.a:
	$(call say,AR,$@)
	@rm -f $@
	$(Q)ar rcs $@ $^

$B/triage-milter: $(call obj,milter/main.cc) $B/libdaemon.a $B/libengine.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $(DAEMON_LIBS) $(ENGINE_LIBS)
$B/triagectl: $(call obj,milter/ctl/main.cc) $B/libdaemon.a $B/libengine.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $(DAEMON_LIBS) $(ENGINE_LIBS)

# The list of findings comes from the tables and rule files that the scan runs from.
$B/triage-findings.5: milter/triage-findings.5.in $B/triagectl $(wildcard etc/rules/*.conf)
	$(call say,GEN,$@)
	$(Q)printf 'security = { rules_dir = "%s/etc/rules"; lists_dir = "%s/etc/lists"; };' $(CURDIR) $(CURDIR) > $@.conf
	$(Q)$B/triagectl -c $@.conf findings --mdoc > $@.list
	$(Q)sed -e '/@FINDINGS@/{r $@.list' -e 'd;}' $< > $@ && rm $@.conf $@.list

# ---- tests -------------------------------------------------------------------------------------
# One CppUTest program for each folder below tests/ that holds *_test.cc; folders of the engine do
# not link the daemon, so that a dependency upwards does not link; html's compares with gumbo. What
# else is executable in tests/corpus, tests/house and tests/integration prints TAP lines. tests/run
# runs both kinds.
TEST_DIRS = $(patsubst tests/%/,%,$(sort $(dir $(wildcard tests/*/*_test.cc tests/*/*/*_test.cc))))
UNIT_TESTS = $(TEST_DIRS:%=$B/tests/%_tests)
TAP_TESTS = $(sort $(shell find tests/house tests/corpus tests/integration -maxdepth 1 -type f -perm -u+x 2>/dev/null))

# clang's thread sanitizer and CppUTest both define operator new; the first, the sanitizer's, counts.
TEST_LINK = $(if $(findstring thread,$(SANITIZE)),-Wl$(comma)--allow-multiple-definition)

define unit
$B/tests/$(1)_tests: $(call obj,$(wildcard tests/$(1)/*.cc) $(SUPPORT_SRC)) $(if $(filter milter%,$(1)),$B/libdaemon.a) $B/libengine.a
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$(TEST_LINK) $(if $(filter milter%,$(1)),$$(DAEMON_LIBS)) $$(ENGINE_LIBS) $$(CPPUTEST_LIBS) $(if $(filter html,$(1)),$$(GUMBO_LIBS))
endef
$(foreach d,$(TEST_DIRS),$(eval $(call unit,$d)))

# Programs that measure; the scripts beside their sources run them.
BENCH = $B/bench/load $B/bench/engine $B/bench/noop_milter $B/bench/store
$B/bench/load $B/bench/engine: $B/bench/%: $(call obj,tests/bench/tally.cc tests/bench/samples.cc $(filter-out %/main.cc,$(SUPPORT_SRC))) $B/obj/tests/bench/%.o $B/libengine.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) $(ENGINE_LIBS)
$B/bench/store: $(call obj,tests/bench/store.cc tests/bench/site.cc tests/bench/tally.cc) $B/libdaemon.a $B/libengine.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) $(DAEMON_LIBS) $(ENGINE_LIBS)
$B/bench/noop_milter: $(call obj,tests/bench/noop_milter.cc)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -lmilter

# The sandbox forbids what the sanitizers' run time does.
EXCLUDE = $(if $(SANITIZE),--exclude Sandbox)
unit: $B/triage-milter $(UNIT_TESTS)
	@B=$B tests/run $(EXCLUDE) $(UNIT_TESTS)
# The daemon's alone: what has threads, for SANITIZE=thread.
MILTER_TESTS = $(filter $B/tests/milter%,$(UNIT_TESTS))
unit-milter: $B/triage-milter $(MILTER_TESTS)
	@B=$B tests/run $(EXCLUDE) $(MILTER_TESTS)
check: all $(UNIT_TESTS) $(BENCH)
	@B=$B tests/run $(EXCLUDE) $(UNIT_TESTS) $(TAP_TESTS)

bench: all $(BENCH)
	@B=$B tests/bench/run
demo: all $(BENCH)
	@B=$B packaging/demo

# What is learnt from and measured on collections of real mail, which are not part of the tree:
# CORPORA is the folder of the unpacked sets.
JUDGED = $(patsubst %,$(CORPORA)/%,enron_inbox list_linux_raid mime modern phishing_pot political_bulk spamassassin)
folds: all
	@test -n "$(CORPORA)" || { echo "say where the mail is: make $(MAKECMDGOALS) CORPORA=DIR"; exit 1; }
	$(Q)tests/eval/prepare $(CORPORA) $B/eval/folds
models: folds
	$(Q)tests/eval/train $B/eval/folds etc/models/threats.model
	$(Q)$B/triagectl train requests $(CORPORA)/request_sentences/train.txt -o etc/models/requests.model
	$(Q)$B/triagectl train summary $(CORPORA)/enron_inbox --keep $(CORPORA)/subject_lines -o etc/models/summary.model
	$(Q)$B/triagectl train category $(JUDGED) --gold tests/eval/gold/categories.tsv -o etc/models/category.model
	$(Q)$B/triagectl train signature $(CORPORA)/signatures/dataset -o etc/models/signature.model
	$(Q)$B/triagectl train priority $(CORPORA)/list_linux_raid $(CORPORA)/enron_inbox -o etc/models/priority.model
eval: folds
	$(Q)tests/eval/report $B/eval/folds $B/eval/report
	@printf '\n== requests\n'
	$(Q)$B/triagectl eval requests $(CORPORA)/request_sentences/train.txt
	@printf '\n== summary\n'
	$(Q)$B/triagectl eval summary $(CORPORA)/subject_lines
	@printf '\n== categories\n'
	$(Q)$B/triagectl eval category $(JUDGED) --gold tests/eval/gold/categories.tsv
	$(Q)$B/triagectl eval category $(JUDGED) --gold tests/eval/gold/categories.tsv --final
	@command -v fasttext >/dev/null && B=$B tests/eval/categories $(CORPORA) || echo 'fasttext is not installed: left out'
	@printf '\n== deadlines\n'
	$(Q)$B/triagectl eval deadlines $(JUDGED) --gold tests/eval/gold/deadlines.tsv
	@printf '\n== quotes\n'
	$(Q)B=$B tests/eval/quotes $(CORPORA)/quoted_replies/test
	@printf '\n== signatures\n'
	$(Q)$B/triagectl eval signature $(CORPORA)/signatures/dataset
	@printf '\n== priority, each begun with what the other taught\n'
	$(Q)$B/triagectl eval priority $(CORPORA)/list_linux_raid --from $(CORPORA)/enron_inbox
	$(Q)$B/triagectl eval priority $(CORPORA)/enron_inbox --from $(CORPORA)/list_linux_raid
	@B=$B CORPORA='$(CORPORA)' tests/run tests/eval/ambiguous

# Fuzzers want clang++ and SANITIZE=address,undefined,fuzzer-no-link, so that the libraries carry
# coverage; .ci/run starts them.
FUZZERS = $(patsubst %.cc,$B/%,$(wildcard tests/fuzz/*_fuzz.cc))
fuzz: $(FUZZERS)
$(FUZZERS): $B/%: $B/obj/%.o $B/libdaemon.a $B/libengine.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer $(DAEMON_LIBS) $(ENGINE_LIBS)

FORMATTED = git ls-files '*.cc' '*.h'
format:
	$(FORMATTED) | xargs clang-format -i
format-check:
	@$(FORMATTED) | xargs clang-format --dry-run -Werror

# ---- installing --------------------------------------------------------------------------------
# $(call installed,ACTION) calls ACTION(mode, folder, files) for everything that is installed. Texts
# speak of /usr; they are rewritten for the prefix in force.
define installed
	$(call $(1),0755,$(sbindir),$B/triage-milter)
	$(call $(1),0755,$(bindir),$B/triagectl)
	$(call $(1),0644,$(mandir)/man8,milter/triage-milter.8)
	$(call $(1),0644,$(mandir)/man5,milter/triage-milter.conf.5 $B/triage-findings.5)
	$(call $(1),0644,$(mandir)/man1,milter/ctl/triagectl.1)
	$(call $(1),0644,$(datadir)/triage-milter/rules,$(wildcard etc/rules/*.conf))
	$(call $(1),0644,$(datadir)/triage-milter/lists,$(wildcard etc/lists/*))
	$(call $(1),0644,$(datadir)/triage-milter/models,$(wildcard etc/models/*))
	$(call $(1),0644,$(datadir)/triage-milter/dovecot,etc/dovecot/triage-milter.conf)
	$(call $(1),0644,$(datadir)/triage-milter/dovecot/sieve,$(wildcard etc/dovecot/sieve/*.sieve))
	$(call $(1),0555,$(datadir)/triage-milter/dovecot/bin,$(wildcard etc/dovecot/bin/*))
	$(call $(1),0644,$(docdir)/examples,etc/haproxy/triage-milter.cfg)
	$(call $(1),0644,$(docdir),README.md NEWS.md LICENSE)
	$(call $(1),0644,$(docdir)/examples,etc/triage-milter.conf $(wildcard etc/examples/*))
	$(call $(1),0644,$(prefix)/lib/systemd/system,packaging/triage-milter.service $(wildcard packaging/systemd/*))
	$(call $(1),0644,$(prefix)/lib/sysusers.d,packaging/sysusers.d/triage-milter.conf)
	$(call $(1),0644,$(prefix)/lib/tmpfiles.d,packaging/tmpfiles.d/triage-milter.conf)
	$(call $(1),0644,$(sysconfdir)/logrotate.d,packaging/logrotate.d/triage-milter)
endef
REWRITE = sed -e 's,/usr/share/triage-milter,$(datadir)/triage-milter,g' \
	-e 's,/usr/sbin/triage,$(sbindir)/triage,g' -e 's,/usr/bin/triagectl,$(bindir)/triagectl,g' \
	-e 's,/etc/triage-milter,$(sysconfdir)/triage-milter,g'
put = @for f in $(3); do mkdir -p "$(DESTDIR)$(2)" && t="$(DESTDIR)$(2)/$${f\#\#*/}" && \
	case $(1) in 0755) cp "$$f" "$$t" ;; *) $(REWRITE) "$$f" > "$$t" ;; esac && chmod $(1) "$$t" || exit 1; done
take = @for f in $(3); do rm -f "$(DESTDIR)$(2)/$${f\#\#*/}"; done

# The configuration of an earlier installation stays as it is.
CONFIG = $(DESTDIR)$(sysconfdir)/triage-milter/triage-milter.conf
install: all
	$(call installed,put)
	@if [ ! -e $(CONFIG) ]; then mkdir -p $(dir $(CONFIG)) && \
		$(REWRITE) etc/triage-milter.conf > $(CONFIG) && chmod 0644 $(CONFIG); fi
uninstall:
	$(call installed,take)
	@rmdir $(addprefix $(DESTDIR),$(addprefix $(datadir)/triage-milter/,rules lists models .) $(docdir)/examples $(docdir)) 2>/dev/null || true
	@echo "$(sysconfdir)/triage-milter and /var/lib/triage-milter are left"

# ---- releases ----------------------------------------------------------------------------------
DIST = triage-milter-$(VERSION)
dist: configure
	@mkdir -p build
	git archive --format=tar.gz --prefix=$(DIST)/ --add-file=configure -o build/$(DIST).tar.gz HEAD
	@echo build/$(DIST).tar.gz

# The tarball configures, builds, passes its unit tests, installs and takes everything away again.
distcheck: dist
	rm -rf build/distcheck && mkdir -p build/distcheck
	tar -xzf build/$(DIST).tar.gz -C build/distcheck
	$(MAKE) -C build/distcheck/$(DIST) CCACHE=$(CCACHE) WERROR=$(WERROR) unit
	$(MAKE) -C build/distcheck/$(DIST) DESTDIR=$(CURDIR)/build/distcheck/root install
	build/distcheck/root$(sbindir)/triage-milter -V
	$(MAKE) -C build/distcheck/$(DIST) DESTDIR=$(CURDIR)/build/distcheck/root uninstall
	@left=$$(find build/distcheck/root -type f ! -path '*$(sysconfdir)/triage-milter/*'); \
		if [ -n "$$left" ]; then echo "uninstall left: $$left"; exit 1; fi
	@rm -rf build/distcheck

clean:
	rm -rf build configure config.log config.status autom4te.cache

help:
	@echo "make                  the programs, in build/"
	@echo "make check            every test; 'make unit' the unit tests alone"
	@echo "make demo             mail through a Postfix of its own, shown in the terminal"
	@echo "make bench            rates and latencies on this machine"
	@echo "make models CORPORA=DIR   train the models on unpacked sets of mail"
	@echo "make eval CORPORA=DIR     what scan and models are worth on mail they have not seen"
	@echo "make install          to \$$(DESTDIR)\$$(prefix); 'make uninstall' takes it away"
	@echo "make dist distcheck   the release tarball; and whether it builds"
	@echo "make fuzz format format-check clean"
	@echo
	@echo "V=1                   show the commands"
	@echo "CXX=clang++ SANITIZE=address,undefined   (or thread) build into a folder of its own"
	@echo "WERROR=-Werror        warnings are errors"
	@echo "CCACHE=ccache         compile through it"
	@echo "CONFIGURE_FLAGS='--prefix=/usr'          for the configure that make runs by itself"

.PHONY: all unit unit-milter check bench demo folds models eval fuzz format format-check install uninstall dist distcheck clean help

-include $(wildcard $B/obj/*/*.d $B/obj/*/*/*.d $B/obj/*/*/*/*.d)
