#include <reel/unroll/gradient_curve.hpp>

#include "../support/ridge_runs.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(unroll_gradient_curve)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// x <- r x + theta:  g_T = (1 - r^(K-T)) / (1 - r) and w_T = r^(K-T).
constexpr double r = 0.75;
const auto affine = []<class X>(const X& x, const auto& theta) -> X { return r * x + theta; };
double power(Step k)
{
    return std::pow(r, static_cast<double>(k));
}

} // namespace

BOOST_AUTO_TEST_CASE(one_sweep_has_the_closed_form_for_every_truncation_index)
{
    const auto curve = gradient_curve(affine, 1.0, 2.0, 1.0, {.iterations = 30});
    BOOST_TEST(curve.first() == 0);
    BOOST_TEST(curve.last() == 30);
    for (Step T = 0; T <= 30; ++T) {
        BOOST_TEST(curve.gradient(T) == (1.0 - power(30 - T)) / (1.0 - r), boost::test_tools::tolerance(1e-14));
        BOOST_TEST(curve.adjoint_norm(T) == power(30 - T), boost::test_tools::tolerance(1e-14));
    }
}

BOOST_AUTO_TEST_CASE(the_curve_is_that_of_as_many_separate_runs_whatever_the_schedule)
{
    constexpr int K = 40;
    const MomentumMethod<Ridge> nesterov{ridge(), MomentumRule::nesterov(ridge().curvature(0.1))};
    const auto start = nesterov.init(x0);
    const std::tuple u(0.1, ridge().b());
    for (const Schedule& schedule :
         {Schedule::store_all(K, 0), Schedule::binomial(K, 0, {.checkpoints = 3, .stretch = 4}),
          Schedule::replay_each_step(K, 0)}) {
        const auto curve = gradient_curve(nesterov, start, u, v, {.schedule = schedule});
        for (int T = 0; T <= K; ++T) {
            const auto run = replay(nesterov, start, u, v, {.iterations = K, .truncation = T, .start_adjoint = true});
            const VectorXd expected = flatten(run.gradient());
            BOOST_TEST((flatten(curve.gradient(T)) - expected).norm() <= 1e-14 * expected.norm());
            BOOST_TEST(std::abs(curve.adjoint_norm(T) - run.start_adjoint.norm()) <= 1e-14 * run.start_adjoint.norm());
        }
    }
}

// r^(K-T) <= 0.01 first at K - T = 17.
BOOST_AUTO_TEST_CASE(the_sweep_stops_at_the_first_T_where_the_adjoint_has_decayed)
{
    const auto curve =
        gradient_curve(affine, 1.0, 2.0, 1.0, {.schedule = Schedule::binomial(60, 0, {.checkpoints = 3})}, 0.01);
    BOOST_TEST(curve.first() == 43);
    BOOST_TEST(curve.reached == 43);
    BOOST_TEST(curve.gradient() == curve.gradient(43));
    BOOST_TEST(curve.cost.recorded_steps < 60);
    BOOST_CHECK_THROW(curve.gradient(42), InvalidArgument);
}

// |M| = r and |N| = 1 exactly here, so the bound is what was dropped: r^17 (1 - r^43) / (1 - r).
BOOST_AUTO_TEST_CASE(what_was_dropped_is_bounded)
{
    const auto all = gradient_curve(affine, 1.0, 2.0, 1.0, {.iterations = 60});
    const auto curve = gradient_curve(affine, 1.0, 2.0, 1.0, {.iterations = 60}, 0.01);
    BOOST_TEST(curve.parameter_norm() == 1.0, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(curve.contraction() == r, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(curve.dropped_bound(1.0, r) == all.gradient() - curve.gradient(), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(all.dropped_bound(1.0, r) == 0.0);
}

// tau = C e / (rho ln(1/rho) D): with rho = 1/e, C = 2, e = 0.1, D = 4 it is 0.2 e / 4.
BOOST_AUTO_TEST_CASE(the_tolerance_of_the_rule_is_its_formula)
{
    BOOST_TEST(adjoint_tolerance(2.0, 0.1, std::exp(-1.0), 4.0) == 0.05 * std::exp(1.0),
               boost::test_tools::tolerance(1e-15));
    BOOST_CHECK_THROW(adjoint_tolerance(1.0, 0.1, 1.0, 1.0), InvalidArgument);
    BOOST_CHECK_THROW(adjoint_tolerance(1.0, 0.1, 0.5, 0.0), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_curve_is_made_for_one_adjoint)
{
    const MatrixXd two = MatrixXd::Identity(n, 2);
    BOOST_CHECK_THROW(gradient_curve(affine, x0, x0, two, {.iterations = 3}), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(without_steps_the_curve_has_one_point)
{
    const auto curve = gradient_curve(affine, 1.0, 2.0, 3.0, {.iterations = 5, .truncation = 5});
    BOOST_TEST(curve.first() == 5);
    BOOST_TEST(curve.gradient(5) == 0.0);
    BOOST_TEST(curve.adjoint_norm(5) == 3.0);
    BOOST_TEST(curve.contraction() == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
