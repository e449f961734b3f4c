#include <reel/bilevel/hypergradient.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(bilevel_hypergradient)

using namespace reel;
using Eigen::VectorXd;

namespace {

// Ridge regression, tuned on other samples: dloss/du = grad loss(x*) . J*, with J* = -(A^T A + u I)^{-1} x*.
struct RidgeTuning {
    Dataset made = generate_regression({.rows = 60, .cols = 8, .condition = 30.0, .u = 0.5, .noise = 1.0, .seed = 3});
    Ridge train{made.A.topRows(30), made.b.head(30)};
    Ridge validation{made.A.bottomRows(30), made.b.tail(30)};
    VectorXd x0 = VectorXd::Zero(8);

    MomentumMethod<Ridge> solver(double u) const
    {
        return {train, MomentumRule::plain(1.0 / train.curvature(u).L)};
    }
    double loss_at(double u) const { return validation.value(train.solution(u).x, 0.0); }
    double slope_at(double u) const
    {
        return validation.gradient(train.solution(u).x, 0.0).dot(train.jacobian(u));
    }
    template <class Strategy, class Use>
    auto with(const Strategy& strategy, const Bilevel& how, const Use& use) const
    {
        const auto solver_at = [this](double u) { return solver(u); };
        const auto loss = [this]<class X>(const X& x) -> ScalarOf<X> { return validation.value(x, 0.0); };
        Hypergradient hypergradient(solver_at, x0, loss, 1.0, strategy, how);
        return use(hypergradient);
    }
    // The hyper-gradient after looking at u so many times.
    template <class Strategy>
    Observation after(int looks, double u, const Strategy& strategy, Bilevel how) const
    {
        how.parametrization = Parametrization::plain;
        return with(strategy, how, [&](auto& hypergradient) {
            Observation seen;
            for (int i = 0; i < looks; ++i)
                seen = hypergradient(VectorXd::Constant(1, u), true);
            return seen;
        });
    }
};

const auto exact = boost::test_tools::tolerance(1e-9);

} // namespace

BOOST_FIXTURE_TEST_CASE(every_strategy_gives_the_hypergradient_of_the_closed_form, RidgeTuning)
{
    const Bilevel long_enough{.inner = {.iterations = 3000}};
    const auto check = [&](const auto& strategy) {
        const Observation seen = after(1, 0.7, strategy, long_enough);
        BOOST_TEST(seen.gradient[0] == slope_at(0.7), exact);
        BOOST_TEST(seen.loss == loss_at(0.7), exact);
        BOOST_CHECK(seen.status == DerivativeStatus::ok);
    };
    check(Implicit{});
    check(Neumann{.terms = 3000});
    check(Unrolling::truncated(4000, 2000));
    check(Replay{.iterations = 4000, .truncation = 2000});
    check(Forward{Unrolling::truncated(4000, 2000)});
}

// dloss/dlog u = u dloss/du
BOOST_FIXTURE_TEST_CASE(the_logarithm_of_a_hyper_parameter_has_u_times_its_gradient, RidgeTuning)
{
    const double seen = with(Implicit{}, {.inner = {.iterations = 3000}}, [&](auto& hypergradient) {
        return hypergradient(VectorXd::Constant(1, std::log(0.7)), true).gradient[0];
    });
    BOOST_TEST(seen == 0.7 * slope_at(0.7), exact);
}

// Four looks of 25 steps each are one of 100 steps. (The solver has no momentum here.)
BOOST_FIXTURE_TEST_CASE(a_warm_started_solver_goes_on_where_it_was, RidgeTuning)
{
    const double together = after(1, 0.7, Implicit{}, {.inner = {.iterations = 100}}).loss;
    BOOST_TEST(after(4, 0.7, Implicit{}, {.inner = {.iterations = 25}}).loss == together, exact);
    const Bilevel cold{.inner = {.iterations = 25}, .warm = {.primal = false}};
    BOOST_TEST(after(4, 0.7, Implicit{}, cold).loss == after(1, 0.7, Implicit{}, cold).loss);
}

// Forward tangents that are carried on are those of one long run.
BOOST_FIXTURE_TEST_CASE(warm_tangents_are_those_of_one_run, RidgeTuning)
{
    const Forward quarter{Unrolling{.recorded = 25}};
    const Forward whole{Unrolling{.recorded = 100}};
    BOOST_TEST(after(4, 0.7, quarter, {}).gradient[0] == after(1, 0.7, whole, {}).gradient[0], exact);
    const Bilevel without{.warm = {.derivative = false}};
    const double last_quarter = after(1, 0.7, Forward{Unrolling::truncated(100, 75)}, {}).gradient[0];
    BOOST_TEST(after(4, 0.7, quarter, without).gradient[0] == last_quarter, exact);
}

// So does the multiplier of a series: at a fixed point, three looks of 10 terms are one of 30.
BOOST_FIXTURE_TEST_CASE(a_warm_adjoint_is_that_of_a_longer_series, RidgeTuning)
{
    const Bilevel converged{.inner = {.iterations = 4000}};
    const double together = after(1, 0.7, Neumann{.terms = 30}, converged).gradient[0];
    BOOST_TEST(after(3, 0.7, Neumann{.terms = 10}, converged).gradient[0] == together, exact);
    const Bilevel without{.inner = {.iterations = 4000}, .warm = {.derivative = false}};
    BOOST_TEST(after(3, 0.7, Neumann{.terms = 10}, without).gradient[0] ==
                   after(1, 0.7, Neumann{.terms = 10}, converged).gradient[0],
               exact);
}

BOOST_FIXTURE_TEST_CASE(a_warm_started_linear_solver_does_less_work, RidgeTuning)
{
    const Bilevel warm{.inner = {.iterations = 1000}};
    const Bilevel cold{.inner = {.iterations = 1000}, .warm = {.derivative = false}};
    BOOST_TEST(after(2, 0.7, Implicit{}, warm).work < after(2, 0.7, Implicit{}, cold).work);
}

BOOST_FIXTURE_TEST_CASE(a_trial_leaves_nothing_behind, RidgeTuning)
{
    with(Implicit{}, {.inner = {.iterations = 20}}, [&](auto& hypergradient) {
        const VectorXd theta = VectorXd::Zero(1);
        hypergradient(theta, true);
        const VectorXd reached = hypergradient.solution();
        const Observation trial = hypergradient(VectorXd::Ones(1), false);
        BOOST_TEST(trial.gradient.size() == 0);
        BOOST_TEST(trial.work == 20);
        BOOST_TEST((hypergradient.solution() - reached).norm() == 0.0);
        return 0;
    });
}

// The minimum is where the slope vanishes.
BOOST_FIXTURE_TEST_CASE(tuning_finds_the_best_weight, RidgeTuning)
{
    const auto solver_at = [this](double u) { return solver(u); };
    const auto loss = [this]<class X>(const X& x) -> ScalarOf<X> { return validation.value(x, 0.0); };
    const auto tuned = tune(solver_at, x0, loss, 100.0, Implicit{},
                            {.inner = {.iterations = 1000}, .outer = {.steps = 60, .tolerance = 1e-7}});
    BOOST_TEST(tuned.run.untrusted == 0);
    BOOST_TEST(std::abs(tuned.u * slope_at(tuned.u)) < 1e-6);
    BOOST_TEST(tuned.run.loss < loss_at(1.02 * tuned.u));
    BOOST_TEST(tuned.run.loss < loss_at(tuned.u / 1.02));
}

BOOST_FIXTURE_TEST_CASE(an_inner_run_that_is_too_short_is_a_status, RidgeTuning)
{
    BOOST_CHECK(after(1, 0.7, Implicit{}, {.inner = {.iterations = 3}}).status == DerivativeStatus::not_at_fixed_point);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_tuned_is_refused, RidgeTuning)
{
    BOOST_CHECK_THROW(theta_of(VectorXd::Zero(1), Parametrization::logarithmic), InvalidArgument);
    BOOST_CHECK_THROW(with(Replay{}, {}, [](auto&) { return 0; }), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
