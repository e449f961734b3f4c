#!/bin/sh
# The main job, from nothing: installs what is missing (Debian, as root), builds the programs, and shows on real data
# what unrolled differentiation does, what truncation cures, and what each costs.
#
#     sh apps/demo.sh
set -eu
cd "$(dirname "$0")/.."
. tools/packages.sh

need_build_tools
need gnuplot-nox command -v gnuplot
install_packages

echo "building (Release) ..."
cmake --preset release -DREEL_BUILD_TESTS=OFF > /dev/null
cmake --build --preset release -j "$(getconf _NPROCESSORS_ONLN)" --target reel_error > build/release/demo.log 2>&1 || {
    cat build/release/demo.log >&2
    exit 1
}

reel_error=build/release/apps/reel-error
problem='--data data/diabetes.csv --start gaussian:1000'
mkdir -p build/demo

cat << 'TEXT'

Ridge regression on the diabetes data (442 patients, 10 features), solved by gradient descent from a far start.
Wanted: the derivative of the solution with respect to the regularisation u.

1. The iterate converges from the first step on. Its derivative first gets far worse than no derivative at all, whose
   relative error is 1: that is the curse of unrolling.

TEXT
# shellcheck disable=SC2086 # a list of words
$reel_error $problem --relative --iterations 2500 --picture 1 --plot build/demo/curse.png --output build/demo/curse.csv \
    --format csv --quiet
awk -F, '
    NR == 1 { print "       k     iterate  derivative   (relative errors)"; next }
    $1 % 250 == 0 && $1 <= 1500 { printf "%8d %11.3g %11.3g\n", $1, $2, $3 }
    $3 > worst { worst = $3; at = $1 }
    END { printf "   worst derivative: %.3g at k = %d\n", worst, at }' build/demo/curse.csv

cat << 'TEXT'

2. Starting to differentiate late leaves the cursed steps out. Dashed: the bounds that explain it.
TEXT
# shellcheck disable=SC2086
$reel_error $problem --relative --iterations 2500 --truncate 250,500,1000 --plot build/demo/truncation.png \
    --output build/demo/truncation.csv --format csv --quiet

cat << 'TEXT'

3. The same gradient after 1500 steps, in three ways. T is where the derivative starts best, found while running.

TEXT
# shellcheck disable=SC2086
$reel_error $problem --iterations 1500 --compare

cat << 'TEXT'

pictures: build/demo/curse.png, build/demo/truncation.png
next:     build/release/apps/reel-error --help
TEXT
