// Unrolled derivatives of the methods with momentum against their closed forms (doc/theory.md, section on quadratics;
// computed in long double by solver/residual_polynomial.hpp): for every k and every truncation index T <= k.
#include <reel/implicit/unrolled.hpp>

#include <reel/analysis/curve.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/residual_polynomial.hpp>

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(implicit_momentum)

using namespace reel;
using Eigen::VectorXd;

namespace {

constexpr long K = 60;

struct Method {
    std::string name;
    MomentumRule rule;
};

struct Quadratic {
    Dataset made = generate_regression({.rows = 20, .cols = 6, .condition = 60.0, .u = 0.4, .seed = 5});
    Ridge ridge{made.A, made.b};
    double u = 0.4;
    VectorXd x0 = 3.0 * Random(2).normal(6);
    QuadraticModel model{ridge.hessian<long double>(u), ridge.linear<long double>()};
    double size = model.jacobian().norm();
    std::vector<Method> methods{{"heavy ball, tuned", MomentumRule::heavy_ball(ridge.curvature(u))},
                                {"Nesterov", MomentumRule::nesterov(ridge.curvature(u))},
                                {"FISTA", MomentumRule::fista(1.0 / ridge.curvature(u).L)},
                                {"Chebyshev", MomentumRule::chebyshev(ridge.curvature(u))}};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(forward_derivatives_are_the_closed_form_for_every_k_and_T, Quadratic)
{
    std::vector<long> starts(K + 1);
    std::iota(starts.begin(), starts.end(), 0L);
    for (const auto& [name, rule] : methods) {
        const MomentumMethod<Ridge> solver{ridge, rule};
        ErrorCurve curve(solver, x0, u, {ridge.solution(u).x, ridge.jacobian(u)}, starts);
        std::vector<QuadraticRun> exact;
        for (const long T : starts)
            exact.emplace_back(model, rule, x0, T);
        double worst = 0.0;
        for (long k = 0; k <= K; ++k, curve.advance())
            for (long T = 0; T <= k; ++T) {
                QuadraticRun& run = exact[static_cast<std::size_t>(T)];
                worst = std::max(worst, (curve.derivative(static_cast<std::size_t>(T)) - run.derivative()).norm());
                run.advance();
            }
        BOOST_TEST(worst < 1e-11 * size, name << ": off by " << worst / size << " relative to the derivative");
    }
}

BOOST_FIXTURE_TEST_CASE(reverse_derivatives_are_the_closed_form_for_every_k_and_T, Quadratic)
{
    const VectorXd v = VectorXd::LinSpaced(6, -1.0, 2.0);
    const Check anywhere{.distance = 1e300, .estimate_error = false};
    for (const auto& [name, rule] : methods) {
        const MomentumMethod<Ridge> solver{ridge, rule};
        const auto seed = [&](Momentum<VectorXd> state) {
            state.current = v;
            state.previous.setZero();
            return state;
        };
        double worst = 0.0;
        for (int T = 0; T <= K; ++T) {
            for (QuadraticRun run(model, rule, x0, T); run.k() <= K; run.advance()) {
                const Unrolling unrolling = Unrolling::truncated(static_cast<int>(run.k()), T);
                const double reverse = vjp(solver, solver.init(x0), u, seed, unrolling, anywhere).value();
                worst = std::max(worst, std::abs(reverse - v.dot(run.derivative())));
            }
        }
        BOOST_TEST(worst < 1e-11 * size, name << ": off by " << worst / size << " relative to the derivative");
        for (int T = 0; T <= K; T += 20) {
            const double reverse = vjp(solver, solver.init(x0), u, seed, Unrolling::truncated(K, T), anywhere).value();
            const Replay how{.schedule = Schedule::binomial(K, T, {.checkpoints = 3, .stretch = 5})};
            BOOST_TEST(vjp(solver, solver.init(x0), u, seed, how, anywhere).value() == reverse, name << ", replayed");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
