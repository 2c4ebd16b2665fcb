# A thin front to CMake's presets: see README.md and CMakePresets.json.
.PHONY: all run test bench bench-check build fuzz install uninstall clean

JOBS ?= $(shell nproc)
PROGRAM ?= build/release/mailstead

all: build

# The program at build/release/mailstead.
build:
	@packaging/dependencies.sh build
	@cmake --preset release >build-release.log 2>&1 || { cat build-release.log; rm -f build-release.log; exit 1; }; rm -f build-release.log
	@cmake --build --preset release -j $(JOBS) --target mailstead

# DESTDIR and PREFIX (/usr/local) as usual; packaging/install.sh says what else. What is built already is not built again,
# so that root need not compile.
install:
	@test -x '$(PROGRAM)' || $(MAKE) build
	@DESTDIR='$(DESTDIR)' PREFIX='$(or $(PREFIX),/usr/local)' FORCE='$(FORCE)' packaging/install.sh install '$(PROGRAM)'

uninstall:
	@DESTDIR='$(DESTDIR)' PREFIX='$(or $(PREFIX),/usr/local)' packaging/install.sh uninstall '$(PROGRAM)'

# A demo server on loopback ports, until Ctrl-C.
run: build
	@exec tests/e2e/demo.sh build/release/mailstead var/demo

# Unit, protocol and fuzz-replay tests with sanitizers; end-to-end and crash tests from the release build.
test:
	@packaging/dependencies.sh test
	@tests/run_all.sh $(JOBS)

bench:
	@packaging/dependencies.sh test
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target mailstead bench_load
	@python3 tests/bench/run.py --program build/release --rows '$(or $(ROWS),*)' $(if $(QUICK),--quick) --json build/bench.json

bench-check:
	@python3 tests/bench/run.py --check build/bench.json

fuzz:
	@packaging/dependencies.sh test
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS)
	@tests/fuzz/run.sh build/fuzz $(or $(SECONDS_EACH),60)

clean:
	rm -rf build
