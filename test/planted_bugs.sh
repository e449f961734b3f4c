#!/bin/sh
# Plants bugs one at a time in a copy of the sources, and looks whether a test turns red.
#
#     sh test/planted_bugs.sh                          # all of them
#     sh test/planted_bugs.sh rules lib/core           # those of the rules, and of files whose path begins so
#
# The bugs of the rules are made from the rules: each value and derivative gets another sign, and the factor 1.0005; the
# two partials of each rule of two arguments change places. The others are in planted_bugs.txt, each a piece of text and
# what takes its place, with the tests that have to see it. Prints a line for each bug and the score; the status is 0 when
# every bug was found. The work tree is not touched.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cp -R "$root/include" "$root/lib" "$root/test" "$work"
cd "$work" || exit 1
mkdir clean && cp -R include lib test clean && root=$work/clean

cxx="${CXX-g++} -std=c++20 -O0 ${CXXFLAGS--DNDEBUG} -DBOOST_TEST_DYN_LINK -DBOOST_TEST_MAIN -Iinclude -isystem /usr/include/eigen3"
chosen="$*"
planted=0
found=0

complain() { echo "planted_bugs.sh: error: $1" >&2; }

# is_chosen PATH: is it among the arguments, or below one of them? Without arguments everything is.
is_chosen()
{
    [ -n "$chosen" ] || return 0
    for name in $chosen; do
        case $1 in "$name"*) return 0 ;; esac
    done
    return 1
}

# compile SOURCE OBJECT
compile()
{
    $cxx -include common.hpp -c "$1" -o "$2" 2> errors.txt && return
    complain "$1 does not compile: $(grep -m 1 error: errors.txt)"
    return 1
}

# link TEST [OBJECT...] makes the executable TEST; objects come before those of the library. The test itself is compiled
# again only where a header has the bug.
link()
{
    name=$(echo "$1" | tr / _)
    case $file in
    lib/*)
        object=$name.clean.o
        [ -e "$object" ] || compile "test/$1.cpp" "$object" || return
        ;;
    *)
        object=$name.o
        compile "test/$1.cpp" "$object" || return
        ;;
    esac
    shift
    $cxx "$object" "$@" libreel.a -o "$name" -lboost_unit_test_framework -lpthread 2> errors.txt && return
    complain "$name does not link: $(tail -n 1 errors.txt)"
    return 1
}

# is_red TEST
is_red() { ! timeout 120 "./$(echo "$1" | tr / _)" > output.txt 2>&1; }

# must_be_green TEST: what fails without any bug finds none.
must_be_green()
{
    is_red "$1" || return 0
    complain "$1 fails without any bug"
    exit 1
}

# report BUG TEST, with an empty TEST when none was red, or the bug could not be planted
report()
{
    planted=$((planted + 1))
    [ -z "$2" ] || found=$((found + 1))
    printf '%-8s %-24s %s\n' "$([ -n "$2" ] && echo found || echo MISSED)" "${2:--}" "$1"
}

# What all compilations have in common: the headers that no bug is planted in, and the library without any bug.
cat > common.hpp <<'EOF'
#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <boost/test/framework.hpp>
#include <boost/test/test_tools.hpp>
#include <boost/test/tree/auto_registration.hpp>
#include <boost/test/tree/test_case_template.hpp>
#include <functional>
#include <sstream>
#include <string>
#include <vector>
EOF
$cxx -x c++-header common.hpp -o common.hpp.gch || exit 1
for source in lib/core/*.cpp lib/eigen/*.cpp lib/scalar/*.cpp test/support/decompositions.cpp; do
    compile "$source" "$(basename "$source" .cpp).clean.o" || exit 1
done
ar rcs libreel.a ./*.clean.o

# The rules. Every `return E;` becomes `return factor(N) * (E);`, so that one compilation has all bugs in it, and the
# environment says which one is alive.

cat > include/planted.hpp <<'EOF'
#pragma once
#include <cstdlib>
namespace planted {
inline double number(const char* name) { return std::getenv(name) != nullptr ? std::atof(std::getenv(name)) : 0.0; }
inline bool alive(int bug) { static const double chosen = number("PLANTED_BUG"); return bug == chosen; }
inline double factor(int bug) { static const double by = number("PLANTED_FACTOR"); return alive(bug) ? by : 1.0; }
} // namespace planted
EOF

cat > plant.awk <<'EOF'
/^struct / { rule = $2; kind = "" }
/^};/ { rule = "" }
rule != "" && match($0, /(value|derivative|first|second)\(/) && /static/ {
    kind = substr($0, RSTART, RLENGTH - 1)
    if (kind == "first" || kind == "second") {
        sub(kind "\\(", kind "_(")
        pair = 1
    }
}
rule != "" && kind != "" && match($0, /return [^;]*;/) {
    expression = substr($0, RSTART + 7, RLENGTH - 8)
    $0 = substr($0, 1, RSTART - 1) "return planted::factor(" ++bugs ") * (" expression ");" substr($0, RSTART + RLENGTH)
    print bugs, "factor", rule "::" kind ":", expression > table
}
rule != "" && pair && /constexpr double points/ {
    begin = "(const T& a, const T& b, const T& v) { return planted::alive(" ++bugs ") ? "
    print "    template <class T> static T first" begin "second_(a, b, v) : first_(a, b, v); }"
    print "    template <class T> static T second" begin "first_(a, b, v) : second_(a, b, v); }"
    print bugs, "swap", rule ": its partials change places" > table
    pair = 0
}
{ print }
/^#pragma once/ { print "#include <planted.hpp>" }
EOF

rule_tests="scalar/rules scalar/second eigen/expression eigen/functions"

plant_rules()
{
    bugs=0
    : > rules.txt
    for file in unary_rules binary_rules; do
        awk -v bugs="$bugs" -v table=table.txt -f plant.awk "$root/include/reel/scalar/$file.hpp" \
            > "include/reel/scalar/$file.hpp"
        cat table.txt >> rules.txt
        bugs=$(wc -l < rules.txt)
    done
    file=include/reel/scalar/rules.hpp
    for test in $rule_tests; do
        link "$test" && must_be_green "$test"
    done
}

# try_rule NUMBER FACTOR TEXT
try_rule()
{
    for test in $rule_tests; do
        if PLANTED_BUG=$1 PLANTED_FACTOR=$2 is_red "$test"; then
            report "$3" "$test"
            return
        fi
    done
    report "$3" ""
}

try_rules()
{
    while read -r number kind text; do
        if [ "$kind" = swap ]; then
            case $text in Plus:*) continue ;; esac # both are 1
            try_rule "$number" 1 "$text"
        else
            try_rule "$number" -1 "-1 * $text"
            try_rule "$number" 1.0005 "1.0005 * $text"
        fi
    done < rules.txt
    cp "$root/include/reel/scalar/unary_rules.hpp" "$root/include/reel/scalar/binary_rules.hpp" include/reel/scalar/
}

if is_chosen rules; then
    plant_rules
    try_rules
fi

# The list: a line "FILE TEST...", a line "- TEXT", a line "+ OTHER TEXT".

cat > replace.awk <<'EOF'
BEGIN { from = ENVIRON["FROM"]; to = ENVIRON["TO"] }
(at = index($0, from)) { times++; $0 = substr($0, 1, at - 1) to substr($0, at + length(from)) }
{ print }
END { exit times == 1 ? 0 : 1 }
EOF

# clean TEST makes its object without any bug, and looks that it is green; once.
clean()
{
    name=$(echo "$1" | tr / _)
    [ ! -e "$name.clean.o" ] || return 0
    file=lib/
    link "$1" && must_be_green "$1"
}

# try_text FILE FROM TO TEST...
try_text()
{
    file=$1
    bug="$1: $2 -> $3"
    objects=
    red=
    FROM=$2 TO=$3 awk -f replace.awk "$root/$file" > "$file" || complain "planted_bugs.txt: '$2' is not once in $file"
    shift 3
    case $file in
    lib/*) sources=$file ;;
    include/reel/core/*) sources=$(echo lib/core/*.cpp) ;;
    *) sources= ;;
    esac
    for source in $sources; do
        object=$(basename "$source" .cpp).part.o
        compile "$source" "$object" || set --
        objects="$objects $object"
    done
    for test in "$@"; do
        # shellcheck disable=SC2086 # a list of words
        if link "$test" $objects && is_red "$test"; then
            red=$test
            break
        fi
    done
    report "$bug" "$red"
    cp "$root/$file" "$file"
}

while read -r first rest; do
    case $first in
    '' | '#') ;;
    -) from=$rest ;;
    +)
        # shellcheck disable=SC2086
        [ -z "$tests" ] || try_text "$path" "$from" "$rest" $tests
        ;;
    *)
        path=$first
        tests=$rest
        is_chosen "$path" || tests=
        for test in $tests; do clean "$test"; done
        ;;
    esac
done < "$root/test/planted_bugs.txt"

echo "$found of $planted planted bugs were found"
[ "$found" = "$planted" ]
