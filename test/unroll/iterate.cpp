#include <reel/unroll/iterate.hpp>

#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>

BOOST_AUTO_TEST_SUITE(unroll_iterate)

using namespace reel;
namespace data = boost::unit_test::data;
using Eigen::VectorXd;

namespace {

// x <- r x + theta from 0. By hand: with the last R steps recorded, dx/dtheta = 1 + r + ... + r^(R-1) = (1 - r^R)/(1 - r).
constexpr double r = 0.75;
double geometric(int R) { return (1.0 - std::pow(r, R)) / (1.0 - r); }

const auto affine = []<class X>(const X& x, const auto& theta) -> X { return r * x + theta; };

struct Result {
    double derivative;
    std::size_t bytes;
};
Result run(const Unrolling& unrolling)
{
    Tape tape;
    Recording on(tape);
    const Var theta = independent(2.0);
    const auto x = iterate(affine, 0.0, theta, unrolling);
    if (!x.state.active())
        return {0.0, tape.memory().used()};
    Adjoints adjoints(tape);
    adjoints[x.state] = 1.0;
    reverse_sweep(tape, adjoints);
    return {adjoints[theta], tape.memory().used()};
}

// Gradient descent on a ridge problem with n unknowns, from 0.
std::size_t bytes_of_descent(Eigen::Index n, const Unrolling& unrolling)
{
    const Ridge ridge(Eigen::MatrixXd::Identity(n, n), VectorXd::Ones(n));
    const GradientDescent descent{ridge, 0.5};
    Tape tape;
    Recording on(tape);
    const Var u = independent(0.1);
    iterate(descent, VectorXd(VectorXd::Zero(n)), u, unrolling);
    return tape.memory().used();
}

} // namespace

BOOST_DATA_TEST_CASE(truncation_drops_the_oldest_terms_and_nothing_else, data::xrange(0, 21), T)
{
    BOOST_TEST(run(Unrolling::truncated(20, T)).derivative == geometric(20 - T), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(memory_is_that_of_the_recorded_steps)
{
    BOOST_TEST(run({.passive = 90, .recorded = 10}).bytes == run({.recorded = 10}).bytes);
    BOOST_TEST(bytes_of_descent(7, {.passive = 1000, .recorded = 10}) ==
               bytes_of_descent(7, {.passive = 1, .recorded = 10}));
}

BOOST_AUTO_TEST_CASE(each_recorded_step_takes_the_same_bytes)
{
    const auto bytes = [](int R) { return bytes_of_descent(7, {.passive = 1, .recorded = R}); };
    BOOST_TEST(bytes(21) - bytes(20) == bytes(11) - bytes(10));
}

// A step of gradient descent keeps x for the derivative in u, and no other vector: 8 bytes for each unknown and step.
BOOST_AUTO_TEST_CASE(doubling_the_unknowns_adds_exactly_the_numbers_stored)
{
    constexpr int R = 10;
    const auto bytes = [](Eigen::Index n) { return bytes_of_descent(n, {.passive = 1, .recorded = R}); };
    BOOST_TEST(bytes(40) - bytes(20) == 8 * 20 * R);
    BOOST_TEST(bytes(80) - bytes(40) == 8 * 40 * R);
}

BOOST_AUTO_TEST_CASE(a_budget_trades_recorded_steps_for_passive_ones_at_equal_work)
{
    const Unrolling unrolling = Unrolling::budget(100, 40, 2.0);
    BOOST_TEST(unrolling.passive == 120);
    BOOST_TEST(unrolling.recorded == 60);
}

// |x_{k+1} - x_k| = theta r^k from 0: with theta = 2, r = 3/4 it is at most 1e-3 from k = 27 on, that is after 28 steps.
BOOST_AUTO_TEST_CASE(a_run_stops_when_the_steps_are_as_short_as_asked)
{
    const auto run = iterate(affine, 0.0, 2.0, Stop{.iterations = 1000, .tolerance = 1e-3});
    BOOST_CHECK(run.status == Status::converged);
    BOOST_TEST(run.iterations == 28);
    BOOST_TEST(run.residual <= 1e-3);
}

BOOST_AUTO_TEST_CASE(a_run_that_does_not_reach_its_tolerance_says_so)
{
    const auto run = iterate(affine, 0.0, 2.0, Stop{.iterations = 5, .tolerance = 1e-3});
    BOOST_CHECK(run.status == Status::unfinished);
    BOOST_TEST(!run.ok());
    BOOST_TEST(run.iterations == 5);
}

BOOST_AUTO_TEST_CASE(no_steps_leave_the_start_as_it_is)
{
    const auto run = iterate(affine, 7.0, 2.0, Stop{.iterations = 0});
    BOOST_TEST(run.state == 7.0);
    BOOST_TEST(run.ok());
}

// x <- 1e200 x from 1 is 1e200, then infinite: x_2 is the first that is not finite.
BOOST_AUTO_TEST_CASE(a_diverging_run_names_the_first_iterate_that_is_not_finite)
{
    const auto grow = []<class X>(const X& x, const auto& u) -> X { return u * x; };
    const auto run = iterate(grow, 1.0, 1e200, Stop{.iterations = 10});
    BOOST_CHECK(run.status == Status::not_finite);
    BOOST_TEST(run.first_not_finite == 2);

    Tape tape;
    Recording on(tape);
    const auto recorded = iterate(grow, 1.0, independent(1e200), Unrolling{.recorded = 10});
    BOOST_CHECK(recorded.status == Status::not_finite);
    BOOST_TEST(recorded.first_not_finite == 2);
}

// x_1 = r x_0 + theta: with x_0 active, dx_K/dx_0 = r^K.
BOOST_AUTO_TEST_CASE(the_start_may_be_active)
{
    Tape tape;
    Recording on(tape);
    const Var x0 = independent(3.0);
    const auto run = iterate(affine, x0, 2.0, Unrolling{.recorded = 6});
    Adjoints adjoints(tape);
    adjoints[run.state] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(adjoints[x0] == std::pow(r, 6), boost::test_tools::tolerance(1e-14));
}

// Newton's method finds x* = theta / (1 - r) in a step; the derivative is that of the map recorded from there.
BOOST_AUTO_TEST_CASE(one_map_may_make_the_plain_steps_and_another_be_differentiated)
{
    const auto newton = []<class X>(const X& x, const auto& theta) -> X {
        return x - (x - (r * x + theta)) / (1.0 - r);
    };
    Tape tape;
    Recording on(tape);
    const Var theta = independent(2.0);
    const auto plain = iterate(newton, 0.0, theta, Stop{.iterations = 10, .tolerance = 1e-12});
    BOOST_CHECK(plain.status == Status::converged);
    const auto run = iterate(affine, plain.state, theta, Unrolling{.recorded = 5});
    Adjoints adjoints(tape);
    adjoints[run.state] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(run.state.value() == 8.0, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(adjoints[theta] == geometric(5), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(a_parameter_may_be_several_trees)
{
    const Ridge ridge(Eigen::MatrixXd::Identity(3, 3), VectorXd::Ones(3));
    const GradientDescent descent{ridge, 0.5};
    Tape tape;
    Recording on(tape);
    const auto u = independent(std::tuple(0.0, VectorXd(VectorXd::Ones(3))));
    const auto run = iterate(descent, VectorXd(VectorXd::Zero(3)), u, Unrolling{.recorded = 60});
    Adjoints adjoints(tape);
    adjoints[run.state] = VectorXd::Unit(3, 1);
    reverse_sweep(tape, adjoints);
    const auto [reg, b] = gradient_at(adjoints, u);
    // A = I, u = 0: x* = b / (1 + u), so dx*_1/du = -b_1 = -1 and dx*_1/db = e_1
    BOOST_TEST(reg == -1.0, boost::test_tools::tolerance(1e-12));
    BOOST_TEST((b - VectorXd::Unit(3, 1)).norm() < 1e-15);
}

BOOST_AUTO_TEST_CASE(counts_that_make_no_sense_are_refused_with_their_numbers)
{
    BOOST_CHECK_EXCEPTION(Unrolling::truncated(10, 11), InvalidArgument, [](const Error& e) {
        return std::string(e.what()).find("T = 11 of K = 10") != std::string::npos;
    });
    BOOST_CHECK_THROW(Unrolling::truncated(10, -1), InvalidArgument);
    BOOST_CHECK_THROW(Unrolling::budget(10, 5, -1.0), InvalidArgument);
    BOOST_CHECK_THROW(iterate(affine, 0.0, 2.0, Stop{.iterations = -1}), InvalidArgument);
    BOOST_CHECK_THROW(iterate(affine, 0.0, 2.0, Stop{.tolerance = NAN}), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_status_is_told_in_words)
{
    BOOST_TEST(std::string(to_string(Status::converged)) == "converged");
    BOOST_TEST(std::string(to_string(Status::completed)) == "completed");
    BOOST_TEST(std::string(to_string(Status::unfinished)) == "unfinished");
    BOOST_TEST(std::string(to_string(Status::not_finite)) == "not finite");
}

BOOST_AUTO_TEST_SUITE_END()
