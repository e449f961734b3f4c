#!/bin/sh
# The main job, from nothing: installs what is missing (Debian, as root) and builds the programs.
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
cmake --build --preset release -j "$(getconf _NPROCESSORS_ONLN)"
