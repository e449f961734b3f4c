#!/bin/sh
# How long a first gradient takes to compile, with -O2: the CPU seconds of the compiler, the least of three runs.
#
#     sh tools/compile_time.sh                  # g++
#     CXX=clang++-19 sh tools/compile_time.sh
#
# Printed, not asserted. The targets are for g++ 12 on a quiet machine.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compile="${CXX-g++} -std=c++20 -O2 -Iinclude -isystem /usr/include/eigen3"

cat > "$work/empty.cpp" << 'EOF'
int main() {}
EOF
cat > "$work/scalars.cpp" << 'EOF'
#include <reel/scalar/var.hpp>
int main()
{
    reel::Tape tape;
    reel::Recording on(tape);
    const reel::Var x = reel::independent(2.0);
    const reel::Var y = x * sin(x) + 1;
    reel::Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    return adjoints[x] > 0.0;
}
EOF
cat > "$work/duals.cpp" << 'EOF'
#include <reel/scalar/dual.hpp>
int main()
{
    const auto x = reel::Dual<2>::independent(2.0, 0);
    return (x * sin(x) + 1).tangent(0) > 0.0;
}
EOF
cat > "$work/vectors.cpp" << 'EOF'
#include <reel/eigen/vector.hpp>
int main()
{
    reel::Tape tape;
    reel::Recording on(tape);
    const Eigen::MatrixXd A = Eigen::MatrixXd::Identity(3, 3);
    const reel::VarVector x = reel::independent(Eigen::VectorXd::Ones(3));
    const reel::VarVector r = A * x - Eigen::VectorXd::Ones(3);
    const reel::Var f = 0.5 * r.squaredNorm();
    reel::Adjoints adjoints(tape);
    adjoints[f] = 1.0;
    reverse_sweep(tape, adjoints);
    return adjoints[x][0] > 0.0;
}
EOF
cat > "$work/eigen.cpp" << 'EOF'
#include <Eigen/Core>
int main()
{
    const Eigen::MatrixXd A = Eigen::MatrixXd::Identity(3, 3);
    const Eigen::VectorXd x = A * Eigen::VectorXd::Ones(3);
    return x[0] > 0.0;
}
EOF

# Prints the CPU seconds of one compilation of $1.
seconds()
{
    # shellcheck disable=SC2086 # a command and its options
    ($compile -c "$1" -o "$work/out.o" && times) | tail -n 1 |
        awk '{ split($1, user, "m"); split($2, kernel, "m"); print 60 * (user[1] + kernel[1]) + user[2] + kernel[2] }'
}

# row NAME TARGET
row()
{
    least=$(for _ in 1 2 3; do seconds "$work/$1.cpp"; done | sort -n | head -n 1)
    # shellcheck disable=SC2086
    lines=$($compile -E "$work/$1.cpp" | grep -cv '^#')
    printf '%-10s %8s %8s %9s\n' "$1" "$least" "$2" "$lines"
}

printf '%-10s %8s %8s %9s\n' program seconds target lines
row empty -
row scalars 0.7
row duals 0.7
row eigen -
row vectors 2.2
