// Your own solver, differentiated in five ways.
#include <reel/implicit/unrolled.hpp>

#include <Eigen/Cholesky>

#include <cmath>
#include <cstdio>
#include <string>

using Eigen::MatrixXd;
using Eigen::VectorXd;

// [solver]
// Gradient descent for |A x - b|^2 / 2 + u |x|^2 / 2. One step of it is the map, a template over the type of vector.
struct Descent {
    MatrixXd A;
    VectorXd b;
    double h;

    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return x - h * (A.transpose() * (A * x - b) + u * x);
    }
};
// [solver]

int main()
{
    const MatrixXd A = (MatrixXd(3, 2) << 2.0, 0.1, 0.3, 1.0, -0.2, 0.5).finished();
    const Descent step{A, VectorXd::LinSpaced(3, 1.0, 3.0), 0.2};
    const double u = 0.1;
    const VectorXd v = VectorXd::Ones(2);

    // x* = H^{-1} A^T b and dx*/du = -H^{-1} x* with H = A^T A + u I
    const MatrixXd H = A.transpose() * A + u * MatrixXd::Identity(2, 2);
    const double truth = -v.dot(H.llt().solve(H.llt().solve(A.transpose() * step.b)));

    // [strategies]
    const VectorXd x0 = VectorXd::Zero(2);
    const auto run = reel::iterate(step, x0, u, reel::Stop{.iterations = 10000, .tolerance = 1e-12});
    const VectorXd& x = run.state;

    const auto implicit = reel::vjp(step, x, u, v, reel::Implicit{.solver = reel::LinearSolver::cg});
    const auto direct = reel::vjp(step, x, u, v, reel::Implicit{.solver = reel::LinearSolver::direct});
    const auto neumann = reel::vjp(step, x, u, v, reel::Neumann{.terms = 30});
    const auto one_step = reel::vjp(step, x, u, v, reel::OneStep{});
    const auto unrolled = reel::vjp(step, x0, u, v, reel::Unrolling{.passive = 100, .recorded = 30});
    // [strategies]

    const auto text = [](double error) {
        char digits[16];
        std::snprintf(digits, sizeof digits, error < 1e-9 ? "< 1e-9" : "%.0e", error);
        return std::string(digits);
    };
    const auto show = [&](const char* name, const auto& g) {
        std::printf("%-10s error %6s, estimated %6s, %4zu bytes, %s\n", name, text(std::abs(g.estimate - truth)).c_str(),
                    text(g.error).c_str(), g.bytes, to_string(g.status));
    };
    show("implicit", implicit);
    show("direct", direct);
    show("neumann", neumann);
    show("one step", one_step);
    show("unrolled", unrolled);
}
