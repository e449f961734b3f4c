#!/bin/sh
# Builds reel and runs its tests, each once: those of the parts that handle memory or read foreign input in Debug, under the
# address and undefined behaviour sanitizers, all others optimised. Left to CI is that each header compiles by itself.
#
#     sh test/run.sh
#     sh test/run.sh --ci      what CI runs: all of them optimised, and those that start threads under the thread sanitizer too
#     sh test/run.sh --full    all tests optimised, in Debug, under all sanitizers, and with clang-19
#
# On Debian, as root, what is missing is installed first. REEL_WERROR=ON makes warnings errors. The last line is
# "N passed, N failed"; the status is 0 when nothing failed.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/packages.sh
started=$(date +%s)

case "${1-}" in
'' | --ci | --full) ;;
*)
    echo "run.sh: error: unknown argument '$1'; allowed: --ci, --full" >&2
    exit 2
    ;;
esac

need_build_tools
need libboost-test-dev library boost_unit_test_framework
need gnuplot-nox command -v gnuplot
want pkg-config command -v pkg-config
want librapidcheck-dev header rapidcheck.h
want dpkg-dev command -v dpkg-shlibdeps
want file command -v file
want groff-base command -v groff
if [ "${1-}" = --full ]; then
    need clang-19 command -v clang++-19
    want doxygen command -v doxygen
    need libclang-rt-19-dev sh -c 'ls /usr/lib/llvm-19/lib/clang/19/lib/*/libclang_rt.asan*'
fi
install_packages

jobs=$(getconf _NPROCESSORS_ONLN)
passed=0
failed=0

# build PRESET TARGET
build()
{
    cmake --preset "$1" -DREEL_BUILD_TESTS=ON -DREEL_WERROR="${REEL_WERROR-OFF}" &&
        cmake --build --preset "$1" --target "$2" -j "$jobs"
}

# run_configuration PRESET TARGET [ctest option...]
run_configuration()
{
    preset=$1
    target=$2
    shift 2
    echo "== $preset, $(($(date +%s) - started)) s after the start"
    if ! build "$preset" "$target"; then
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

case "${1-}" in
'')
    run_configuration release tests_unsanitized --label-exclude 'sanitized|slow'
    run_configuration asan tests_sanitized --label-regex sanitized
    ;;
--ci)
    run_configuration release all
    run_configuration asan tests_sanitized --label-regex sanitized
    run_configuration tsan tests_threaded --label-regex threaded
    ;;
--full)
    run_configuration release all
    # The house (headers, includes, installed package) is the same under every sanitizer.
    for preset in asan tsan asan-clang; do
        run_configuration $preset all --label-exclude house
    done
    run_configuration dev all
    run_configuration release-clang all
    ;;
esac

echo "== done in $(($(date +%s) - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
