// The tutorial's second half: a solver of one's own, run, unrolled, started late, and its fixed point differentiated.
#include <reel/implicit/implicit.hpp>
#include <reel/unroll/iterate.hpp>

#include <Eigen/SparseCore>

#include <algorithm>
#include <cstdio>

using Eigen::VectorXd;

// [map]
// Smooths a signal b: gradient descent for u |x - b|^2 / 2 + sum_i (x_{i+1} - x_i)^2 / 2. One step of it is the map.
struct Smoothing {
    VectorXd b;
    Eigen::SparseMatrix<double> D; // (D x)_i = x_{i+1} - x_i

    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return x - 0.2 * (u * (x - b) + D.transpose() * (D * x));
    }
};
// [map]

Smoothing step_at_20()
{
    Smoothing step{VectorXd::Zero(40), Eigen::SparseMatrix<double>(39, 40)};
    step.b.tail(20).setOnes();
    for (int i = 0; i < 39; ++i) {
        step.D.insert(i, i) = -1;
        step.D.insert(i, i + 1) = 1;
    }
    return step;
}

int main()
{
    const Smoothing step = step_at_20();
    const double u = 0.1;

    // [run]
    const VectorXd x0 = VectorXd::Constant(40, 10.0);
    const auto run = reel::iterate(step, x0, u, reel::Stop{.iterations = 5000, .tolerance = 1e-12});
    std::printf("%s after %d steps, x_20 = %.4f\n", to_string(run.status), run.iterations, run.state[20]);
    // [run]

    // [fixed point]
    const VectorXd v = VectorXd::Unit(40, 20); // of which entry of x: the 20th
    const auto truth = reel::vjp(step, run.state, u, v, reel::Implicit{});
    std::printf("dx_20/du = %.5f, %s\n", truth.value(), to_string(truth.status));
    // [fixed point]

    // [unroll]
    double whole = 0.0;
    for (const int T : {0, 200, 300}) {
        reel::Tape tape;
        reel::Recording on(tape);
        const reel::Var weight = reel::independent(u);
        const auto unrolled = reel::iterate(step, x0, weight, reel::Unrolling::truncated(400, T));
        reel::Adjoints adjoints(tape);
        adjoints[unrolled.state] = v;
        reel::reverse_sweep(tape, adjoints);
        const auto bytes = static_cast<double>(tape.memory().used());
        whole = std::max(whole, bytes);
        std::printf("T = %3d: dx_20/du = %.5f, tape %3.0f %%\n", T, adjoints[weight], 100 * bytes / whole);
    }
    // [unroll]
}
