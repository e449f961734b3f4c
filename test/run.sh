#!/bin/sh
# Builds reel and runs all of its tests: optimised, and once more under the address and undefined behaviour sanitizers.
#
#     sh test/run.sh           what CI runs; under ten minutes on two cores, from nothing
#     sh test/run.sh --full    also Debug, the thread sanitizer, and clang-19
#
# On Debian, as root, what is missing is installed first. REEL_WERROR=ON makes warnings errors. The last line is
# "N passed, N failed"; the status is 0 when nothing failed.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/packages.sh
started=$(date +%s)

configurations='release asan'
case "${1-}" in
'') ;;
--full) configurations='release asan dev tsan release-clang asan-clang' ;;
*)
    echo "run.sh: error: unknown argument '$1'; allowed: --full" >&2
    exit 2
    ;;
esac

need_build_tools
need libboost-test-dev header boost/test/unit_test.hpp
need gnuplot-nox command -v gnuplot
want pkg-config command -v pkg-config
want librapidcheck-dev header rapidcheck.h
if [ "${1-}" = --full ]; then
    need clang-19 command -v clang++-19
    need libclang-rt-19-dev sh -c 'ls /usr/lib/llvm-19/lib/clang/19/lib/*/libclang_rt.asan*'
fi
install_packages

jobs=$(getconf _NPROCESSORS_ONLN)
passed=0
failed=0

build()
{
    cmake --preset "$1" -DREEL_BUILD_TESTS=ON -DREEL_WERROR="${REEL_WERROR-OFF}" && cmake --build --preset "$1" -j "$jobs"
}

# run_configuration PRESET [ctest option...]
run_configuration()
{
    preset=$1
    shift
    echo "== $preset, $(($(date +%s) - started)) s after the start"
    if ! build "$preset"; then
        echo "== $preset: the build failed"
        failed=$((failed + 1))
        return
    fi
    log=build/$preset/ctest.log
    ctest --preset "$preset" -j "$jobs" --output-log "$log" "$@"
    summary=$(sed -n 's/.*, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$log")
    bad=${summary% *}
    all=${summary#* }
    if [ -z "$summary" ]; then
        echo "== $preset: ctest gave no summary"
        failed=$((failed + 1))
    else
        failed=$((failed + bad))
        passed=$((passed + all - bad))
    fi
}

# The house (headers, includes, installed package) is the same under every sanitizer: it is tested once.
for configuration in $configurations; do
    case $configuration in
    release*) run_configuration "$configuration" ;;
    *) run_configuration "$configuration" --label-exclude house ;;
    esac
done

echo "== done in $(($(date +%s) - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
