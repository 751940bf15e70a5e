# triage-milter: one hand-written Makefile. `make help` lists the targets.
# B is the build folder; SANITIZE=address,undefined or thread builds into one of its own.
SANITIZE ?=
B ?= build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
comma := ,

.DEFAULT_GOAL := all
.SECONDARY:
ifneq ($(filter-out clean help,$(or $(MAKECMDGOALS),all)),)
include build/config.mk
endif
build/config.mk: configure packaging/config.mk.in
	@echo "configuring"
	@mkdir -p build
	./configure --quiet --cache-file=build/config.cache
configure: configure.ac
	autoconf
	@rm -rf autom4te.cache

WARN = -Wall -Wextra -Wpedantic -Wconversion $(WERROR)
SAN = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer)
COMPILE = $(CCACHE) $(CXX) -std=c++20 -I. $(CXXFLAGS) $(WARN) $(SAN) -pthread -MMD -MP \
	-DTRIAGE_VERSION='"$(VERSION)"' $(LIB_CFLAGS)

ENGINE_SRC = $(wildcard triage/*.cc triage/*/*.cc)
DAEMON_SRC = $(filter-out %/main.cc,$(wildcard milter/*.cc milter/stats/*.cc milter/store/*.cc milter/remote/*.cc))
CTL_SRC = $(filter-out %/main.cc,$(wildcard milter/ctl/*.cc))
SUPPORT_SRC = $(wildcard tests/support/*.cc)
TEST_DIRS = $(filter-out tests/support tests/fuzz tests/bench tests/integration tests/corpus,$(patsubst %/,%,$(sort $(dir $(wildcard tests/*/*_test.cc tests/*/*/*_test.cc)))))
TESTS = $(patsubst tests/%,$B/tests/%_tests,$(TEST_DIRS))
obj = $(patsubst %.cc,$B/obj/%.o,$(1))

all: $B/triage-milter $B/triagectl

$B/obj/%.o: %.cc build/config.mk
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<
$B/obj/tests/%.o: COMPILE += $(CPPUTEST_CFLAGS)

$B/libengine.a: $(call obj,$(ENGINE_SRC))
	@rm -f $@; ar rcs $@ $^
$B/libdaemon.a: $(call obj,$(DAEMON_SRC) $(CTL_SRC))
	@rm -f $@; ar rcs $@ $^

LINK = $(CXX) $(SAN) $(LDFLAGS) -pthread -o $@ $(filter %.o %.a,$^)
$B/triage-milter: $(call obj,milter/main.cc) $B/libdaemon.a $B/libengine.a
	$(LINK) $(DAEMON_LIBS) $(ENGINE_LIBS)
$B/triagectl: $(call obj,milter/ctl/main.cc) $B/libdaemon.a $B/libengine.a
	$(LINK) $(DAEMON_LIBS) $(ENGINE_LIBS)

# One program of unit tests for each folder below tests/; engine folders do not link the daemon.
define unit
$B/tests/$(1)_tests: $(call obj,$(wildcard tests/$(1)/*.cc) $(SUPPORT_SRC)) $(if $(filter milter%,$(1)),$B/libdaemon.a) $B/libengine.a
	@mkdir -p $$(@D)
	$$(LINK) $(if $(filter milter%,$(1)),$$(DAEMON_LIBS)) $$(ENGINE_LIBS) $$(CPPUTEST_LIBS)
endef
$(foreach d,$(TEST_DIRS),$(eval $(call unit,$(patsubst tests/%,%,$d))))

# Programs that measure; the scripts beside their sources run them.
BENCH = $B/bench/load $B/bench/noop_milter
$B/bench/load: $(call obj,tests/bench/load.cc tests/bench/tally.cc $(filter-out %/main.cc,$(SUPPORT_SRC))) $B/libengine.a
	@mkdir -p $(@D)
	$(LINK)
$B/bench/noop_milter: $(call obj,tests/bench/noop_milter.cc)
	@mkdir -p $(@D)
	$(LINK) -lmilter

unit: all $(TESTS)
	@for t in $(TESTS); do echo "$$t"; $$t -c || exit 1; done

help:
	@echo "all unit check demo bench install uninstall dist distcheck clean"
clean:
	rm -rf build configure config.log config.status

-include $(wildcard $B/obj/*/*.d $B/obj/*/*/*.d $B/obj/*/*/*/*.d)
