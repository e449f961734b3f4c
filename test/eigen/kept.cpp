#include "../support/sweeps.hpp"

#include <reel/eigen/vector.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(eigen_kept)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd diagonal(const VectorXd& d)
{
    return d.asDiagonal();
}

// How many numbers an operation on vectors of n entries adds to the tape for each entry: the bytes of 2n less those of
// n, over 8n. What a block itself takes does not depend on n.
template <class F>
double numbers_per_entry(const F& f)
{
    const auto bytes_of = [&](Eigen::Index n) {
        Tape tape;
        Recording on(tape);
        const VarVector x = independent(VectorXd::Constant(n, 0.5));
        const VarVector y = independent(VectorXd::Constant(n, 0.25));
        return bytes([&] { f(x, y); });
    };
    return static_cast<double>(bytes_of(200) - bytes_of(100)) / 800.0;
}
// The vector that f makes.
template <class F>
auto made(const F& f)
{
    return [f](const VarVector& x, const VarVector& y) { const VarVector z = f(x, y); };
}

BOOST_AUTO_TEST_CASE(sums_and_passive_factors_keep_nothing)
{
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto& y) { return x + y; })) == 0.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto& y) { return x - 0.1 * (2.0 * y + x / 3.0); })) == 0.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return -x; })) == 0.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return floor(x.array()); })) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_product_keeps_a_factor_only_where_the_other_is_active)
{
    const VectorXd passive = VectorXd::Ones(200);
    const auto some = [&](const VarVector& x) { return passive.head(x.size()).eval(); };
    BOOST_TEST(numbers_per_entry(made([&](auto& x, auto&) { return x.array() * some(x).array(); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([&](auto& x, auto&) { return x.array() * VarVector(some(x)).array(); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto& y) { return x.array() * y.array(); })) == 2.0);
    BOOST_TEST(numbers_per_entry(made([&](auto& x, auto&) { return x.array() / some(x).array(); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([&](auto& x, auto&) { return some(x).array() / x.array(); })) == 2.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return 1.0 / x.array(); })) == 1.0);
}

BOOST_AUTO_TEST_CASE(an_active_scalar_factor_makes_its_vector_needed)
{
    const auto of_scalar = [](const VarVector& x, const VarVector& y) { const VarVector z = y[0] * x; };
    BOOST_TEST(numbers_per_entry(of_scalar) == 1.0);
    const auto of_number = [](const VarVector& x, const VarVector&) { const VarVector z = Var(2.0) * x; };
    BOOST_TEST(numbers_per_entry(of_number) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_function_keeps_one_number_for_each_entry)
{
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return exp(x.array()); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return sin(x.array()); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return log(x.array()); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto& y) { return log(x.array() + y.array()); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto& y) { return square(x.array() - y.array()); })) == 1.0);
    BOOST_TEST(numbers_per_entry(made([](auto& x, auto&) { return 1.0 / (1.0 + exp(-x.array())); })) == 1.0);
}

BOOST_AUTO_TEST_CASE(what_is_on_the_tape_is_not_kept_again)
{
    const auto twice = [](const VarVector& x, const VarVector& y) {
        const VarVector z = x.array() * y.array();
        const VarVector w = x.array() * y.array() * exp(x.array());
    };
    BOOST_TEST(numbers_per_entry(twice) == 3.0); // x, y, exp x
    const auto result = [](const VarVector& x, const VarVector&) {
        const VarVector e = exp(x.array());
        const VarVector s = square(e.array()); // needs e, which exp has kept
    };
    BOOST_TEST(numbers_per_entry(result) == 1.0);
    const auto stencil = [](const VarVector& x, const VarVector&) {
        const Eigen::Index m = x.size() - 2;
        const VarVector d = (x.tail(m) - x.head(m)).array() * x.segment(1, m).array();
    };
    BOOST_TEST(numbers_per_entry(stencil) == 1.0);
    const auto passive = [](const VarVector& x, const VarVector& y) {
        const VarVector p(y.value());
        const VarVector z = x.array() * p.array();
        const VarVector w = x.array() * p.array();
    };
    BOOST_TEST(numbers_per_entry(passive) == 1.0);
}

// z = s * s with s = x_1, ..., x_3: the numbers of x that are on the tape already serve its slice.
BOOST_AUTO_TEST_CASE(a_slice_of_a_vector_that_is_kept_has_its_own_part_of_the_numbers)
{
    const VectorXd at{{0.5, -1.0, 2.0, 3.0, 0.25}};
    MatrixXd J = MatrixXd::Zero(3, 5);
    J.middleCols(1, 3) = 2.0 * at.segment(1, 3).asDiagonal();
    check_jacobian(
        [](const VarVector& x) -> VarVector {
            const VarVector squares = x.cwiseProduct(x);
            const VarVector s = x.slice(1, 3);
            return s.cwiseProduct(s);
        },
        at, J);
}

BOOST_AUTO_TEST_CASE(numbers_that_were_rewound_are_kept_again)
{
    const VectorXd at{{0.5, -1.0, 2.0, 3.0, 0.25}};
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(at);
    const VarVector other = independent(7.0 * at);
    const Tape::Mark mark = tape.mark();
    const VarVector lost = x.cwiseProduct(x);
    tape.rewind(mark);
    const VarVector overwriting = other.cwiseProduct(other);
    const VarVector y = x.cwiseProduct(x);
    Adjoints adjoints(tape);
    adjoints[y].setOnes();
    reverse_sweep(tape, adjoints);
    BOOST_TEST(distance(adjoints[x], 2.0 * at) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_bytes_of_an_elementwise_block_are_exact)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(10));
    const VarVector y = independent(VectorXd::Ones(10));
    // block 16, two vectors of 16
    BOOST_TEST(bytes([&] { const VarVector z = x + y; }) == 48u);
    // one number 8, and 10 numbers with 8 around them for each of x and y
    BOOST_TEST(bytes([&] { const VarVector z = 2.0 * x.cwiseProduct(y); }) == 56u + 2 * 88);
}

BOOST_AUTO_TEST_CASE(vectors_longer_than_one_part_are_swept_to_their_end)
{
    const VectorXd x = VectorXd::LinSpaced(1300, 0.1, 2.0);
    const Eigen::ArrayXd a = x.array();
    Tape tape;
    Recording on(tape);
    const VarVector v = independent(x);
    const VarVector y = sin(v.array()) * v.array() + log2(v.array() + 1.0);
    Adjoints adjoints(tape, 2);
    adjoints.at_column(y, 0).setOnes();
    adjoints.at_column(y, 1).setConstant(2.0);
    reverse_sweep(tape, adjoints);
    Tangents tangents(tape);
    tangents[v].setOnes();
    forward_sweep(tape, tangents);
    const VectorXd slope = a.cos() * a + a.sin() + 1.0 / (std::log(2.0) * (a + 1.0));
    BOOST_TEST(distance(adjoints.at_column(v, 0), slope) < 1e-14);
    BOOST_TEST(distance(adjoints.at_column(v, 1), 2.0 * slope) < 1e-14);
    BOOST_TEST(distance(tangents[y], slope) < 1e-14);
}

// x_{k+1} = x_k / 2 in iterations that share the memory of their tangents: 2^-5, with nothing left from the one before
BOOST_AUTO_TEST_CASE(tangents_of_marked_iterations_start_at_zero)
{
    Tape tape;
    Recording on(tape);
    const VarVector start = independent(VectorXd::Ones(3));
    VarVector x = start;
    for (int k = 0; k < 5; ++k) {
        const std::vector<Run> carried = {{tape.use(x.id(), 3), 3}};
        x.renumber(tape.iteration(carried));
        x = 0.5 * x;
    }
    Tangents tangents(tape);
    tangents[start].setOnes();
    forward_sweep(tape, tangents);
    BOOST_TEST(distance(tangents[x], VectorXd::Constant(3, 1.0 / 32.0)) == 0.0);
}

// d/dx of  x > 0 ? sqrt(x) : 0  at 0 is 0, though sqrt'(0) is infinite; likewise log and 1/x.
BOOST_AUTO_TEST_CASE(the_side_that_a_selection_does_not_take_has_no_derivative_even_if_infinite)
{
    const VectorXd x{{0.0, 4.0, 0.0, 1.0, 9.0}};
    const VectorXd root{{0.0, 0.25, 0.0, 0.5, 1.0 / 6.0}};
    check_jacobian([](const VarVector& v) -> VarVector { return where(v.value().array() > 0, sqrt(v.array()), 0.0); },
                   x, diagonal(root));
    check_jacobian([](const VarVector& v) -> VarVector { return where(v.value().array() <= 0, 0.0, sqrt(v.array())); },
                   x, diagonal(root));
    const VectorXd inverse{{0.0, -1.0 / 16.0, 0.0, -1.0, -1.0 / 81.0}};
    check_jacobian(
        [](const VarVector& v) -> VarVector {
            return where(v.value().array() > 0, 1.0 / v.array(), where(v.value().array() > 0, log(v.array()), 0.0));
        },
        x, diagonal(inverse));
}

// y_i = x_i + u: u_bar is the sum of all y_bar, in each column.
BOOST_AUTO_TEST_CASE(an_added_scalar_collects_the_adjoints_of_all_entries)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(3));
    const Var u = independent(2.0);
    const VarVector y = x.array() + u;
    Adjoints adjoints(tape, 2);
    adjoints.at_column(y, 0) = VectorXd{{1.0, 2.0, 4.0}};
    adjoints.at_column(y, 1) = VectorXd{{8.0, 16.0, 32.0}};
    reverse_sweep(tape, adjoints);
    BOOST_TEST(adjoints.at_column(u, 0) == 7.0);
    BOOST_TEST(adjoints.at_column(u, 1) == 56.0);
}

// Both x and a scalar u in the branch: d/du of  x > 0 ? u x : u  is x or 1.
BOOST_AUTO_TEST_CASE(a_scalar_in_a_selection_collects_the_entries_of_its_side)
{
    const VectorXd at{{3.0, -1.0, 2.0, 5.0}};
    const auto f = [](const VarVector& v) -> VarVector {
        const Var u = v[0];
        const VarVector x = v.tail(3);
        return where(x.value().array() > 0, u * x.array(), u + 0.0 * x.array());
    };
    const MatrixXd J{{1.0, 0.0, 0.0, 0.0}, {2.0, 0.0, 3.0, 0.0}, {5.0, 0.0, 0.0, 3.0}};
    check_value_and_jacobian(f, at, VectorXd{{3.0, 6.0, 15.0}}, J);
}

// y = x / p with p passive and p = 0 somewhere: x_dot / p only, and never 0 * infinity from the passive side.
BOOST_AUTO_TEST_CASE(nothing_is_multiplied_with_the_partial_of_a_passive_vector)
{
    const VectorXd p{{0.0, 2.0}};
    const double inf = std::numeric_limits<double>::infinity();
    MatrixXd J = MatrixXd::Zero(2, 2);
    J(0, 0) = inf;
    J(1, 1) = 0.5;
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(2));
    const VarVector y = x.array() / VarVector(p).array();
    Tangents tangents(tape);
    tangents[x].setOnes();
    forward_sweep(tape, tangents);
    BOOST_TEST(tangents[y][0] == inf);
    BOOST_TEST(tangents[y][1] == 0.5);
}

// sum_i (i + 1) x_{i + r} + x_r x_{r + 1}, r = 0, 1, over eleven segments: more than have their constant slopes summed
BOOST_AUTO_TEST_CASE(a_vector_that_occurs_often_has_the_sum_of_its_slopes)
{
    const VectorXd at = VectorXd::LinSpaced(12, -1.0, 2.0);
    MatrixXd J = MatrixXd::Zero(2, 12);
    for (int r = 0; r < 2; ++r)
        for (int i = 0; i < 11; ++i)
            J(r, i + r) += i + 1.0;
    VectorXd value = J * at;
    for (int r = 0; r < 2; ++r) {
        value[r] += at[r] * at[r + 1];
        J(r, r) += at[r + 1];
        J(r, r + 1) += at[r];
    }
    const auto f = [](const VarVector& x) -> VarVector {
        const auto s = [&](int i) { return x.slice(i, 2); };
        const VarVector a[] = {s(0), s(1), s(2), s(3), s(4), s(5), s(6), s(7), s(8), s(9), s(10)};
        return a[0] + 2.0 * a[1] + 3.0 * a[2] + 4.0 * a[3] + 5.0 * a[4] + 6.0 * a[5] + 7.0 * a[6] + 8.0 * a[7] +
               9.0 * a[8] + 10.0 * a[9] + 11.0 * a[10] + a[0].cwiseProduct(a[1]);
    };
    check_value_and_jacobian(f, at, value, J);
}

// x_2, x_3 <- x_1 + c_1, x_2 + c_2, where c are the numbers of x before
BOOST_AUTO_TEST_CASE(an_assignment_in_place_may_read_the_old_numbers)
{
    const VectorXd at{{1.0, 2.0, 4.0, 8.0}};
    MatrixXd J = MatrixXd::Identity(4, 4);
    J.bottomRows(2) << 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0;
    const auto by_constant = [](const VarVector& x) {
        VarVector y = x;
        y.tail(2) = x.segment(1, 2) + y.value().segment(1, 2);
        return y;
    };
    check_value_and_jacobian(by_constant, at, VectorXd{{1.0, 2.0, 4.0, 8.0}}, J);
    const auto by_variable = [](const VarVector& x) {
        VarVector y = x;
        y.tail(2) = 0.5 * y.segment(1, 2) + 0.5 * std::as_const(y).segment(1, 2);
        return y;
    };
    check_value_and_jacobian(by_variable, at, VectorXd{{1.0, 2.0, 2.0, 4.0}}, J);
}

BOOST_AUTO_TEST_SUITE_END()
