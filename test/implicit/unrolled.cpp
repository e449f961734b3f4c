#include <reel/implicit/unrolled.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <tuple>

BOOST_AUTO_TEST_SUITE(implicit_unrolled)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

struct Descent {
    Dataset made = generate_regression({.rows = 40, .cols = 12, .condition = 50.0, .u = 0.3, .seed = 7});
    Ridge ridge{made.A, made.b};
    double u = 0.3;
    std::tuple<double, VectorXd> both{u, made.b};
    GradientDescent<Ridge> step{ridge, 1.0 / ridge.curvature(u).L};
    VectorXd x0 = VectorXd::Zero(12);
    VectorXd truth = ridge.jacobian(u);
    VectorXd v = VectorXd::LinSpaced(12, -1.0, 2.0);
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_long_unrolling_tends_to_the_implicit_derivative, Descent)
{
    const auto exact = boost::test_tools::tolerance(1e-12);
    BOOST_TEST(vjp(step, x0, u, v, Unrolling::truncated(3000, 1000)).value() == truth.dot(v), exact);
    BOOST_TEST(vjp(step, x0, u, v, Replay{.iterations = 3000, .truncation = 1000}).value() == truth.dot(v), exact);
    BOOST_TEST(vjp(step, x0, u, v, Forward{Unrolling::truncated(3000, 1000)}).value() == truth.dot(v), exact);
    const Unrolling unrolling = Unrolling::truncated(3000, 1000);
    BOOST_TEST((jvp(step, x0, u, 1.0, unrolling).value() - truth).norm() < 1e-12 * truth.norm());
    BOOST_TEST((jacobian(step, x0, u, unrolling).value() - truth).norm() < 1e-12 * truth.norm());
}

// The derivative of 30 steps, 10 of them truncated, with respect to (u, b), is one matrix, however it is computed.
BOOST_FIXTURE_TEST_CASE(forward_reverse_and_replay_are_one_derivative, Descent)
{
    const Check anywhere{.distance = 1e9};
    const Unrolling unrolling = Unrolling::truncated(30, 10);
    const Replay replayed{.iterations = 30, .truncation = 10, .memory_limit = 40'000};
    const MatrixXd J = jacobian(step, x0, both, unrolling, anywhere).value();
    const auto same = [&](const MatrixXd& a, const MatrixXd& b) { BOOST_TEST((a - b).norm() < 1e-13 * b.norm()); };
    same(jacobian(step, x0, both, replayed, anywhere).value(), J);
    same(flatten(vjp(step, x0, both, v, unrolling, anywhere).value()), J.transpose() * v);
    same(flatten(vjp(step, x0, both, v, replayed, anywhere).value()), J.transpose() * v);
    same(flatten(vjp(step, x0, both, v, Forward{unrolling}, anywhere).value()), J.transpose() * v);
    const std::tuple<double, VectorXd> du{0.5, VectorXd::Ones(40)};
    same(jvp(step, x0, both, du, unrolling, anywhere).value(), J * flatten(du));
    same(jvp(step, x0, both, du, replayed, anywhere).value(), J * flatten(du));
}

BOOST_FIXTURE_TEST_CASE(its_bytes_are_those_of_the_recorded_steps, Descent)
{
    const auto bytes = [&](int passive) {
        return vjp(step, x0, u, v, Unrolling{.passive = passive, .recorded = 20}).bytes;
    };
    BOOST_TEST(bytes(10) == bytes(1000));
    const auto forward = [&](int recorded) { return vjp(step, x0, u, v, Forward{Unrolling{.recorded = recorded}}).bytes; };
    BOOST_TEST(forward(10) == forward(1000));
    BOOST_TEST(vjp(step, x0, u, v, Replay{.iterations = 1000, .memory_limit = 20'000}).bytes <= 20'000U);
}

// From the fixed point R steps give the series of R terms: what is cut off is v^T M^R J*.
BOOST_FIXTURE_TEST_CASE(what_was_cut_off_is_estimated, Descent)
{
    const VectorXd at = ridge.solution(u).x;
    const auto must_see = [&](const auto& g) {
        const double error = std::abs(g.value() - truth.dot(v));
        BOOST_TEST(g.error >= 0.5 * error);
        BOOST_TEST(g.error <= 10.0 * error);
    };
    must_see(vjp(step, at, u, v, Unrolling{.recorded = 100}));
    must_see(vjp(step, at, u, v, Replay{.iterations = 100}));
}

// A far start: Z_k - J* has the term -h k (I - h H)^(k-1) (x_0 - x*) of the curse, which no decay of the adjoint shows.
BOOST_FIXTURE_TEST_CASE(the_estimated_error_sees_the_curse, Descent)
{
    const Check anywhere{.distance = 1e9};
    const VectorXd far = VectorXd::Constant(12, 1e4);
    for (const int K : {200, 600}) {
        const auto g = vjp(step, far, u, v, Unrolling{.recorded = K}, anywhere);
        const double error = std::abs(g.value() - truth.dot(v));
        BOOST_TEST(g.error >= 0.5 * error);
        BOOST_TEST(g.error <= 50.0 * error);
        const auto z = jvp(step, far, u, 1.0, Unrolling{.recorded = K}, anywhere);
        BOOST_TEST(z.error >= 0.5 * (z.value() - truth).norm());
        BOOST_TEST(z.error <= 50.0 * (z.value() - truth).norm());
    }
}

// Where the last run ended, its tangents are already the derivative.
BOOST_FIXTURE_TEST_CASE(forward_tangents_can_be_carried_into_the_next_run, Descent)
{
    const VectorXd at = ridge.solution(u).x;
    const auto first = vjp(step, at, u, v, Forward{Unrolling{.recorded = 3000}});
    const auto second = vjp(step, at, u, v, Forward{Unrolling{.recorded = 1}, first.multiplier});
    BOOST_TEST(second.value() == truth.dot(v), boost::test_tools::tolerance(1e-12));
}

BOOST_FIXTURE_TEST_CASE(the_adjoint_may_be_a_function_of_the_last_state, Descent)
{
    const Check anywhere{.distance = 1e9};
    const VectorXd end = iterate(step, x0, u, Stop{50}).state;
    int calls = 0;
    const auto seed = [&](const VectorXd& x) -> VectorXd {
        ++calls;
        BOOST_TEST((x - end).norm() == 0.0);
        return v;
    };
    const double g = vjp(step, x0, u, v, Unrolling{.recorded = 50}, anywhere).value();
    BOOST_TEST(vjp(step, x0, u, seed, Unrolling{.recorded = 50}, anywhere).value() == g);
    BOOST_TEST(vjp(step, x0, u, seed, Replay{.iterations = 50}, anywhere).value() == g);
    BOOST_TEST(calls == 2);
}

BOOST_FIXTURE_TEST_CASE(a_run_that_ended_too_early_is_called_so, Descent)
{
    BOOST_CHECK(vjp(step, x0, u, v, Unrolling{.recorded = 5}).status == DerivativeStatus::not_at_fixed_point);
    BOOST_CHECK(vjp(step, x0, u, v, Replay{.iterations = 5}).status == DerivativeStatus::not_at_fixed_point);
    BOOST_CHECK(jvp(step, x0, u, 1.0, Unrolling{.recorded = 5}).status == DerivativeStatus::not_at_fixed_point);
    BOOST_CHECK(jacobian(step, x0, u, Replay{.iterations = 5}).status == DerivativeStatus::not_at_fixed_point);
}

BOOST_FIXTURE_TEST_CASE(a_diverging_run_is_a_status, Descent)
{
    const GradientDescent too_long{ridge, 1e3};
    const GradientDescent slightly{ridge, 2.1 / ridge.curvature(u).L};
    const auto statuses = [&](const auto& map, int passive, int recorded) {
        const Unrolling unrolling{.passive = passive, .recorded = recorded};
        const Replay how{.iterations = passive + recorded, .truncation = passive};
        return std::vector{vjp(map, x0, u, v, unrolling).status, vjp(map, x0, u, v, how).status,
                           vjp(map, x0, u, v, Forward{unrolling}).status, jvp(map, x0, u, 1.0, unrolling).status,
                           jacobian(map, x0, u, how).status};
    };
    for (const DerivativeStatus status : statuses(too_long, 500, 10))
        BOOST_CHECK(status == DerivativeStatus::not_finite);
    for (const DerivativeStatus status : statuses(slightly, 5, 200))
        BOOST_CHECK(status == DerivativeStatus::not_contracting);
}

BOOST_FIXTURE_TEST_CASE(tangents_of_another_shape_are_refused, Descent)
{
    const Forward wrong{Unrolling{.recorded = 3}, MatrixXd::Zero(5, 1)};
    BOOST_CHECK_THROW(std::ignore = vjp(step, x0, u, v, wrong), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
