#define BOOST_TEST_MODULE unrolled
#include <reel/implicit/unrolled.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace reel;
using Eigen::VectorXd;

namespace {

struct Descent {
    Dataset made = generate_regression({.rows = 40, .cols = 12, .condition = 50.0, .u = 0.3, .seed = 7});
    Ridge ridge{made.A, made.b};
    double u = 0.3;
    GradientDescent<Ridge> step{ridge, 1.0 / ridge.curvature(u).L};
    VectorXd x0 = VectorXd::Zero(12);
    VectorXd truth = ridge.jacobian(u);
    VectorXd v = VectorXd::LinSpaced(12, -1.0, 2.0);
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_long_unrolling_tends_to_the_implicit_derivative, Descent)
{
    const auto g = vjp(step, x0, u, v, Unrolling::truncated(3000, 1000));
    BOOST_TEST(g.ok());
    BOOST_TEST(g.value == truth.dot(v), boost::test_tools::tolerance(1e-12));
}

BOOST_FIXTURE_TEST_CASE(its_bytes_are_those_of_the_recorded_steps, Descent)
{
    const auto bytes = [&](int passive) {
        return vjp(step, x0, u, v, Unrolling{.passive = passive, .recorded = 20}).bytes;
    };
    BOOST_TEST(bytes(10) == bytes(1000));
}

// From the fixed point R steps give the series of R terms: what is cut off is v^T M^R J*.
BOOST_FIXTURE_TEST_CASE(what_was_cut_off_is_estimated, Descent)
{
    const VectorXd at = ridge.solution(u).x;
    const auto g = vjp(step, at, u, v, Unrolling{.recorded = 100});
    const double error = std::abs(g.value - truth.dot(v));
    BOOST_TEST(g.error >= 0.5 * error);
    BOOST_TEST(g.error <= 10.0 * error);
}

BOOST_FIXTURE_TEST_CASE(a_diverging_run_is_a_status, Descent)
{
    const GradientDescent too_long{ridge, 1e3};
    BOOST_CHECK(vjp(too_long, x0, u, v, Unrolling{.passive = 500, .recorded = 10}).status ==
                DerivativeStatus::not_finite);
    const GradientDescent slightly{ridge, 2.1 / ridge.curvature(u).L};
    BOOST_CHECK(vjp(slightly, x0, u, v, Unrolling{.passive = 5, .recorded = 200}).status ==
                DerivativeStatus::not_contracting);
}
