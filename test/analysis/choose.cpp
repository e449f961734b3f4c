#include "../support/late_starts.hpp"

#include <reel/analysis/choose.hpp>
#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/residual_polynomial.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(analysis_choose)

using namespace reel;
using namespace reel::test;
using Eigen::VectorXd;
using boost::test_tools::tolerance;

// ---- R2 ----

BOOST_AUTO_TEST_CASE(the_split_of_a_budget_found_online_is_within_two_of_the_best_and_mostly_within_a_tenth)
{
    std::vector<double> ratios;
    for (const Case& c : cases())
        for (const long budget : {900L, 1800L, 3000L}) {
            const Descent descent = c.solver();
            MapRun run(descent, c.x0, weight);
            const Choice choice = choose(run, BudgetStop{.budget = double(budget), .cost_ratio = 2.0});
            BOOST_TEST(choice.passive + 3 * choice.recorded <= budget);
            const double found = c.error(choice.passive + choice.recorded, choice.passive);
            ratios.push_back(found / c.best_split(budget, 2));
            BOOST_TEST(ratios.back() <= 2.0, c.name << ", budget " << budget << ": " << ratios.back());
            BOOST_TEST_MESSAGE(c.name << ", budget " << budget << ": " << ratios.back() << ", full unrolling "
                                      << c.error(budget / 3, 0) / c.best_split(budget, 2) << "  " << choice.text());
        }
    BOOST_TEST(ratios.size() == 36u);
    BOOST_TEST_MESSAGE("R2: median " << median(ratios) << ", worst " << worst(ratios));
    BOOST_TEST(median(ratios) < 1.1);
}

BOOST_AUTO_TEST_CASE(a_memory_limit_caps_the_recorded_steps_and_the_rest_of_the_budget_is_plain)
{
    const Case c = cases()[3];
    const Descent descent = c.solver();
    MapRun run(descent, c.x0, weight);
    const double per_step = double(run.step_size().from_truncation.bytes(3)) / 3;
    const Choice choice = choose(run, BudgetStop{.budget = 3000, .cost_ratio = 2.0, .memory_limit = std::size_t(50 * per_step)});
    BOOST_TEST(choice.recorded <= 50);
    BOOST_TEST(choice.recorded >= 45);
    BOOST_TEST(choice.passive > 1000); // not all 2850: the iterate stops moving before
}

BOOST_AUTO_TEST_CASE(a_cost_ratio_that_is_not_given_is_measured)
{
    const Case c = cases()[0];
    const Descent descent = c.solver();
    MapRun run(descent, c.x0, weight);
    const Choice choice = choose(run, BudgetStop{.budget = 300});
    BOOST_TEST(choice.cost_ratio > 0);
    BOOST_TEST(double(choice.passive) + (1 + choice.cost_ratio) * double(choice.recorded) <= 300 + 1e-9);
}

// ---- R1 ----

// Inside the burn-in as well, where the error of the best start is little below |J*|.
BOOST_AUTO_TEST_CASE(the_start_found_online_is_within_a_quarter_of_the_best_from_every_single_start_of_the_run)
{
    std::vector<double> ratios;
    for (const Case& c : cases_and_mirror_images())
        for (const long K : {300L, 600L, 1000L}) {
            const Descent descent = c.solver();
            MapRun run(descent, c.x0, weight);
            const Choice choice = choose(run, CurseFreeStart{.iterations = int(K)});
            BOOST_TEST(run.k() == choice.passive);
            BOOST_TEST(choice.passive + choice.recorded == K);
            ratios.push_back(c.error(K, choice.passive) / c.best(K));
            BOOST_TEST(ratios.back() <= 1.25, c.name << ", K " << K << ": " << ratios.back());
            BOOST_TEST_MESSAGE(c.name << ", K " << K << ": " << ratios.back() << ", full unrolling "
                                      << c.error(K, 0) / c.best(K) << "  " << choice.text());
        }
    BOOST_TEST(ratios.size() == 72u);
    BOOST_TEST(median(ratios) < 1.05);
    BOOST_TEST_MESSAGE("R1: median " << median(ratios) << ", worst " << worst(ratios));
}

// Too large where what was cut off and the curse cancel better than can be foretold.
BOOST_AUTO_TEST_CASE(the_error_is_foretold_and_not_much_too_small)
{
    for (const Case& c : cases_and_mirror_images()) {
        const Descent descent = c.solver();
        MapRun run(descent, c.x0, weight);
        const Choice choice = choose(run, CurseFreeStart{.iterations = 600});
        const double error = c.error(600, choice.passive);
        BOOST_TEST(choice.forecast >= 0.9 * error, c.name << ": " << choice.forecast << " for " << error);
        BOOST_TEST(choice.forecast <= 1.6 * error, c.name << ": " << choice.forecast << " for " << error);
    }
}

// ---- R3 ----

BOOST_AUTO_TEST_CASE(without_a_certificate_the_sweep_ends_where_the_error_is_within_a_fifth_of_the_best_either_way)
{
    std::vector<double> ratios;
    for (const Case& c : cases()) {
        const Descent descent = c.solver();
        const auto K = static_cast<long>(std::ceil(6 / (1 - c.rho())));
        const VectorXd v = c.ridge->jacobian(weight); // the direction in which x* moves
        const auto g = vjp(descent, c.x0, weight, v, AdjointStop{.iterations = int(K)}, Check{.estimate_error = false});
        ratios.push_back(c.either_way(K, K - g.used) / c.best(K, &Case::either_way));
        BOOST_TEST(ratios.back() <= 1.2, c.name << ": T = " << K - g.used << ", " << ratios.back());
    }
    BOOST_TEST(median(ratios) < 1.1);
    BOOST_TEST_MESSAGE("R3: median " << median(ratios) << ", worst " << worst(ratios));
}

// ---- with iterate ----

BOOST_AUTO_TEST_CASE(a_rule_in_iterate_is_the_unrolling_that_it_chose)
{
    const Case c = cases()[4];
    const Descent descent = c.solver();
    const auto gradient = [&](const auto& how) {
        Tape tape;
        Recording on(tape);
        const Var active = independent(weight);
        const auto run = iterate(descent, c.x0, active, how);
        Adjoints adjoints(tape);
        adjoints[run.state] = VectorXd::Ones(50);
        reverse_sweep(tape, adjoints);
        return std::pair(adjoints[active], tape.memory().used());
    };
    MapRun run(descent, c.x0, weight);
    const Choice choice = choose(run, CurseFreeStart{.iterations = 400});
    BOOST_TEST(choice.passive > 0);
    BOOST_TEST(run.k() == choice.passive);
    const auto chosen = gradient(CurseFreeStart{.iterations = 400});
    const auto same = gradient(Unrolling::truncated(400, int(choice.passive)));
    BOOST_TEST(chosen.first == same.first, tolerance(1e-13));
    BOOST_TEST(chosen.second == same.second);
}

// ---- R4, R5, R6 ----

// x+ = (1 - u/20) x from 1 at u = 1: z_k = -k 0.95^{k-1}/20 peaks at k = 20, and its changes grow again behind the peak.
BOOST_AUTO_TEST_CASE(the_restart_monitor_starts_late_on_a_cursed_run_and_at_once_on_an_affine_one)
{
    const auto cursed = []<class X>(const X& x, const auto& u) -> X { return x - (0.05 * u) * x; };
    MapRun run(cursed, VectorXd(VectorXd::Ones(1)), 1.0);
    const Choice late = choose(run, RestartMonitor{.iterations = 300});
    BOOST_TEST(late.passive >= 20);
    BOOST_TEST(run.k() == late.passive);
    const auto affine = []<class X>(const X& x, const auto& shift) -> X { return 0.9 * x + shift * VectorXd::Ones(2); };
    MapRun plain(affine, VectorXd(VectorXd::Constant(2, 50)), 1.0);
    BOOST_TEST(choose(plain, RestartMonitor{.iterations = 100}).passive == 0);
}

BOOST_AUTO_TEST_CASE(of_two_starts_the_later_is_taken_when_it_changes_little)
{
    const auto affine = []<class X>(const X& x, const auto& shift) -> X { return 0.9 * x + shift * VectorXd::Ones(2); };
    const auto chosen = [&](int second) {
        MapRun run(affine, VectorXd(VectorXd::Zero(2)), 1.0);
        return choose(run, TwoStarts{.first = 0, .second = second, .iterations = 100, .tolerance = 0.01});
    };
    // z_K = sqrt 2 (1 - 0.9^{K-T})/(1 - 0.9): the two differ by sqrt 2 (0.9^{100-T} - 0.9^100)/0.1
    BOOST_TEST(chosen(50).passive == 50);
    BOOST_TEST(chosen(90).passive == 0);
    BOOST_TEST(chosen(90).difference == std::sqrt(2) * (std::pow(0.9, 10) - std::pow(0.9, 100)) / 0.1, tolerance(1e-12));
}

// x+ = max(x - 1, 0)/2 + 0.1 from 1, ..., 10: the numbers above 1 are 9, 8, 4, 0, 0, ... of them.
struct Shrink {
    template <class X, class U>
    X operator()(const X& x, const U& shift) const
    {
        return 0.5 * (x.array() - 1.0).max(0.0).matrix() + 0.1 * shift * VectorXd::Ones(x.size());
    }
    std::uint64_t active_set(const VectorXd& x) const { return static_cast<std::uint64_t>((x.array() > 1).count()); }
};

BOOST_AUTO_TEST_CASE(identification_waits_until_the_active_set_has_been_the_same)
{
    const Shrink shrink;
    MapRun run(shrink, VectorXd(VectorXd::LinSpaced(10, 1, 10)), 1.0);
    const Choice choice = choose(run, Identification{.iterations = 100, .settled = 5});
    BOOST_TEST(choice.passive == 3); // where it became what it is: the run goes back there
    BOOST_TEST(run.k() == 3);
    BOOST_TEST((run.state().array() > 1).count() == 0);
    BOOST_TEST(choice.waited_for_active_set);
    const Case smooth = cases()[0];
    const Descent descent = smooth.solver();
    MapRun without(descent, smooth.x0, weight);
    BOOST_CHECK_THROW(choose(without, Identification{}), InvalidArgument);
}

// Momentum: errors oscillate, and grow before they shrink. The exact errors are those of the method's polynomials.
BOOST_AUTO_TEST_CASE(with_momentum_the_growth_of_errors_is_seen_and_the_start_is_within_one_and_a_half_of_the_best)
{
    const Dataset data = generate_regression({.rows = 30, .cols = 10, .condition = 200, .u = weight});
    const Ridge ridge(data.A, data.b);
    const Curvature curvature = ridge.curvature(weight);
    const QuadraticModel model(ridge.hessian<long double>(weight), ridge.linear<long double>());
    const VectorXd x0 = 1000 * VectorXd(Random(7).normal(10));
    const long K = 300;
    for (const MomentumRule& rule : {MomentumRule::heavy_ball(curvature), MomentumRule::nesterov(curvature)}) {
        const MomentumMethod<Ridge> method{ridge, rule};
        MapRun run(method, method.init(x0), weight);
        const Choice choice = choose(run, CurseFreeStart{.iterations = int(K)});
        const auto error = [&](long T) {
            QuadraticRun exact(model, rule, x0, T);
            while (exact.k() < K)
                exact.advance();
            return exact.derivative_error();
        };
        double best = error(0);
        for (long T = 1; T <= K; ++T)
            best = std::min(best, error(T));
        BOOST_TEST(choice.from.growth > 2);
        BOOST_TEST(choice.passive > 0);
        BOOST_TEST(error(choice.passive) <= 1.5 * best, choice.text());
    }
}

BOOST_AUTO_TEST_CASE(steps_that_end_inside_the_burn_in_are_said_to)
{
    const Case c = cases()[5]; // start 100
    const Descent descent = c.solver();
    MapRun run(descent, c.x0, weight);
    const Choice choice = choose(run, CurseFreeStart{.iterations = 100});
    BOOST_TEST(choice.inside_burn_in);
    BOOST_TEST(choice.text().find("burn-in") != std::string::npos);
    // Nearly all of the derivative is cut off, and not silently.
    const VectorXd v = c.ridge->jacobian(weight);
    const auto g = vjp(descent, c.x0, weight, v, CurseFreeStart{.iterations = 100});
    BOOST_TEST((g.status == DerivativeStatus::not_at_fixed_point));
    BOOST_TEST(g.certificate >= std::abs(g.estimate - v.dot(v)));
    const auto none = vjp(descent, c.x0, weight, v, CurseFreeStart{.iterations = 0});
    BOOST_TEST((none.status == DerivativeStatus::not_at_fixed_point));
    BOOST_TEST(none.estimate == 0.0);
    BOOST_TEST(none.certificate >= v.dot(v));
}

BOOST_AUTO_TEST_CASE(rules_that_make_no_sense_are_refused)
{
    const Case c = cases()[0];
    const Descent descent = c.solver();
    MapRun run(descent, c.x0, weight);
    BOOST_CHECK_THROW(choose(run, CurseFreeStart{.iterations = -1}), InvalidArgument);
    BOOST_CHECK_THROW(choose(run, BudgetStop{.budget = -1}), InvalidArgument);
    BOOST_CHECK_THROW(choose(run, BudgetStop{.budget = 1, .cost_ratio = 0.0}), InvalidArgument);
    BOOST_CHECK_THROW(choose(run, TwoStarts{.first = 5, .second = 5}), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
