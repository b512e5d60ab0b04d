# The surfaces other than ./run and ./test. Everything real is in tools/ and CMakeLists.txt.
.PHONY: build check bench proof format clean
SH := root=$(CURDIR); . $(CURDIR)/tools/lib.sh; set -e

# build/release/manyhands, with the web app inside
build:
	@tools/setup build
	@$(SH); use_node; build_web
	@$(SH); with_dots configure release; cmake --build build/release --target manyhands -j "$$(build_jobs)"

# the house rules and their figures
check:
	@tools/setup test
	@tools/check

# speed beside its limits and peers
bench:
	@tools/setup bench
	@tools/bench

# what must never be lost or doubled
proof: build
	@tools/setup test
	@tools/proof

format:
	@tools/format

clean:
	rm -rf build/release build/debug build/asan build/tsan build/locales build/figures build/test-logs build/stamps web/dist
