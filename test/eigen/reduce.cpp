#include "../support/sweeps.hpp"

#include <reel/eigen/reduce.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(eigen_reduce)

using namespace reel;
using namespace reel::test;
using Eigen::VectorXd;

const VectorXd x0 = VectorXd::LinSpaced(9, -2.0, 3.0);
const VectorXd weights = VectorXd::LinSpaced(9, 1.0, 5.0);

BOOST_AUTO_TEST_CASE(the_gradient_of_a_sum_is_all_ones)
{
    check_value_and_gradient([](const VarVector& x) { return x.sum(); }, x0, x0.sum(), VectorXd::Ones(9));
    check_value_and_gradient([](const VarVector& x) -> Var { return x.mean(); }, x0, x0.mean(),
                             VectorXd::Constant(9, 1.0 / 9.0));
}

// d(sum x_i + x . x)/dx = 1 + 2 x, in either order: each adds to what is there
BOOST_AUTO_TEST_CASE(sums_add_to_the_adjoints_of_what_they_share)
{
    const VectorXd gradient = VectorXd::Ones(9) + 2.0 * x0;
    const double value = x0.sum() + x0.squaredNorm();
    const auto recorded_first = [](const VarVector& x) -> Var {
        const Var s = x.sum();
        return s + x.dot(x);
    };
    const auto recorded_last = [](const VarVector& x) -> Var {
        const Var s = x.squaredNorm();
        return s + x.sum();
    };
    check_value_and_gradient(recorded_first, x0, value, gradient);
    check_value_and_gradient(recorded_last, x0, value, gradient);
}

BOOST_AUTO_TEST_CASE(the_gradient_of_a_dot_product_is_the_other_vector)
{
    check_value_and_gradient([](const VarVector& x) { return x.dot(weights); }, x0, x0.dot(weights), weights);
    check_value_and_gradient([](const VarVector& x) { return dot(weights, x); }, x0, x0.dot(weights), weights);
    check_value_and_gradient([](const VarVector& x) { return x.dot(VarVector(weights)); }, x0, x0.dot(weights), weights);
    check_value_and_gradient([](const VarVector& x) { return x.dot(weights + 2.0 * weights); }, x0, 3.0 * x0.dot(weights), 3.0 * weights);
}

// d(x . 3x)/dx = 6x
BOOST_AUTO_TEST_CASE(a_dot_product_of_two_active_vectors_has_both_terms)
{
    check_value_and_gradient([](const VarVector& x) { return x.dot(3.0 * x); }, x0, 3.0 * x0.squaredNorm(), 6.0 * x0);
    check_value_and_gradient([](const VarVector& x) { return x.dot(x); }, x0, x0.squaredNorm(), 2.0 * x0);
}

BOOST_AUTO_TEST_CASE(the_gradients_of_norms_point_along_the_vector)
{
    check_value_and_gradient([](const VarVector& x) { return x.squaredNorm(); }, x0, x0.squaredNorm(), 2.0 * x0);
    check_value_and_gradient([](const VarVector& x) { return x.norm(); }, x0, x0.norm(), x0 / x0.norm());
}

BOOST_AUTO_TEST_CASE(the_derivative_of_the_norm_at_zero_is_zero)
{
    check_value_and_gradient([](const VarVector& x) { return x.norm(); }, VectorXd::Zero(3), 0.0, VectorXd::Zero(3));
}

// d log(sum exp(x_i))/dx_j = exp(x_j)/sum exp(x_i); shifting x by 1000 shifts the value and keeps the gradient
BOOST_AUTO_TEST_CASE(the_gradient_of_logsumexp_is_the_softmax_without_overflow)
{
    const VectorXd softmax = x0.array().exp() / x0.array().exp().sum();
    const double value = std::log(x0.array().exp().sum());
    check_value_and_gradient([](const VarVector& x) { return logsumexp(x); }, x0, value, softmax);
    const VectorXd far = x0.array() + 1000.0;
    check_value_and_gradient([](const VarVector& x) { return logsumexp(x); }, far, value + 1000.0, softmax, 1e-13);
}

// Whatever finite number is added to one entry, the sum of the exponentials stays 0.
BOOST_AUTO_TEST_CASE(logsumexp_of_minus_infinities_has_derivative_zero)
{
    const double infinity = std::numeric_limits<double>::infinity();
    const Function f = [](const VarVector& x) { return logsumexp(x); };
    check_value_and_gradient(f, VectorXd::Constant(3, -infinity), -infinity, VectorXd::Zero(3));
    check_value_and_gradient(f, VectorXd{{-infinity, 0.5, -infinity}}, 0.5, VectorXd{{0.0, 1.0, 0.0}});
    BOOST_TEST(logsumexp(VarVector(VectorXd{{1.0, infinity}})).value() == infinity);
}

BOOST_AUTO_TEST_CASE(sums_of_expressions_and_segments_are_sums_of_vectors)
{
    check_value_and_gradient([](const VarVector& x) { return (2.0 * x - weights).sum(); }, x0, (2.0 * x0 - weights).sum(),
                             VectorXd::Constant(9, 2.0));
    check_value_and_gradient([](const VarVector& x) { return x.array().exp().sum(); }, x0, x0.array().exp().sum(),
                             x0.array().exp());
    VectorXd first_three = VectorXd::Zero(9);
    first_three.head(3) = 2.0 * x0.head(3);
    check_value_and_gradient([](const VarVector& x) { return x.head(3).squaredNorm(); }, x0, x0.head(3).squaredNorm(),
                             first_three);
    check_value_and_gradient(
        [](VarVector x) {
            return x.head(3).squaredNorm(); // of a variable that could be assigned to
        },
        x0, x0.head(3).squaredNorm(), first_three);
}

// A block is 16 bytes and its payload: Sum 8, Dot 40, Gradient 24; kept numbers 8 each and 8 in all.
BOOST_AUTO_TEST_CASE(sums_keep_what_their_gradient_is_made_of)
{
    Tape tape;
    Recording on(tape);
    for (Eigen::Index n : {10, 1000}) {
        const auto count = static_cast<std::size_t>(n);
        const VarVector x = independent(VectorXd::Ones(n));
        const VarVector y = independent(VectorXd::Ones(n));
        const VectorXd passive = VectorXd::Ones(n);
        BOOST_TEST(bytes([&] { x.sum(); }) == 24u);
        BOOST_TEST(bytes([&] { x.dot(passive); }) == 56 + 8 * count + 8);  // the passive vector
        BOOST_TEST(bytes([&] { x.dot(y); }) == 56 + 2 * (8 * count + 8));  // both
        BOOST_TEST(bytes([&] { x.dot(y); }) == 56u);                       // they are on the tape already
        BOOST_TEST(bytes([&] { x.squaredNorm(); }) == 40u);
        BOOST_TEST(bytes([&] { x.norm(); }) == 40u);
        BOOST_TEST(bytes([&] { logsumexp(x); }) == 40 + 8 * count + 8);    // the weights
    }
}

BOOST_AUTO_TEST_CASE(sums_of_passive_vectors_need_no_tape)
{
    const VarVector x(x0);
    BOOST_TEST(x.sum().value() == x0.sum());
    BOOST_TEST(!x.dot(weights).active());
    BOOST_TEST(!x.norm().active());
    BOOST_TEST(!logsumexp(x).active());
}

BOOST_AUTO_TEST_CASE(a_dot_product_of_different_sizes_names_both)
{
    const auto names_both = [](const InvalidArgument& e) {
        return std::string(e.what()) == "x.dot(y): x has 9 entries, y has 3";
    };
    BOOST_CHECK_EXCEPTION(VarVector(x0).dot(VarVector(weights).head(3)), InvalidArgument, names_both);
    BOOST_CHECK_THROW(logsumexp(VarVector()), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(the_sum_of_no_entries_is_zero)
{
    Tape tape;
    Recording on(tape);
    const VarVector empty = independent(VectorXd());
    BOOST_TEST(empty.sum().value() == 0.0);
    BOOST_TEST(empty.dot(empty).value() == 0.0);
    BOOST_TEST(empty.norm().value() == 0.0);
}

// Packets of numbers begin where memory is aligned to 16 bytes, and a function of two numbers at once may differ in the last digit
// from that of one: which entries are together must not depend on what was recorded before.
BOOST_AUTO_TEST_CASE(a_step_recorded_at_another_place_of_the_tape_has_the_same_bits)
{
    const auto gradient_behind = [](int records, Eigen::Index n) {
        const VectorXd numbers = VectorXd::LinSpaced(n, -1.7, 2.3);
        const VectorXd seeds = (1000 * numbers.array()).sin();
        Tape tape;
        Recording on(tape);
        const Var u = independent(0.3);
        const Var v = independent(0.1);
        for (int i = 0; i < records; ++i)
            exp(VarVector(independent(VectorXd(VectorXd::Ones(2)))).head(1).array()).matrix().eval(); // three values, one number
        const VarVector x = independent(numbers);
        const VarVector y = (u * exp(x.array()) + tanh(x.array()) * sin(x.array()) + v).matrix();
        const VarVector z = (softplus(y.array()) * logsumexp(y)).matrix();
        Adjoints adjoints(tape);
        adjoints[z] = seeds;
        reverse_sweep(tape, adjoints);
        VectorXd row(2 * n + 2);
        row << z.value(), VectorXd(adjoints[x]), adjoints[u], adjoints[v];
        return row;
    };
    for (const Eigen::Index n : {3, 20, 37, 90, 301, 600})
        for (int records = 1; records < 4; ++records)
            BOOST_TEST((gradient_behind(records, n) == gradient_behind(0, n)), n << " entries");
}

BOOST_AUTO_TEST_SUITE_END()
