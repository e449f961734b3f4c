#define BOOST_TEST_MODULE scalar_expression
#include <reel/eigen/scalar.hpp>

#include "../support/eigen_of_vars.hpp"

#include <boost/test/unit_test.hpp>

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Setting : Recorded {
    VectorXd x0 = VectorXd::LinSpaced(5, -1.0, 1.5);
    VectorXd d = VectorXd::LinSpaced(5, 2.0, 3.0);
    VectorXv x = entries_of(independent(x0));
    Var u = independent(0.7);

    /// d sum(y) / dx
    template <class Y>
    VectorXd gradient(const Y& y)
    {
        const Var total = y.sum();
        Adjoints adjoints(tape);
        adjoints[total] = 1.0;
        reverse_sweep(tape, adjoints);
        return adjoints[x];
    }
};
bool near(const VectorXd& found, const VectorXd& truth)
{
    return (found - truth).norm() <= 1e-14 * (1 + truth.norm());
}

// What VarVector records for the same expression is asserted in the test of VarVector.
BOOST_FIXTURE_TEST_CASE(a_chain_is_the_block_that_varvector_would_record, Setting)
{
    const VarVector v(x);
    VarVector w;
    VectorXv y;
    const std::size_t by_hand = bytes([&] { w = v.array() * (1 / (1 + exp(-v.array())) - d.array()) + u; });
    BOOST_TEST(bytes([&] { y = x.array() * (1 / (1 + exp(-x.array())) - d.array()) + u; }) == by_hand);
    BOOST_TEST((VarVector(y).value() == w.value()));
    BOOST_TEST(near(gradient(y), gradient(w)));
}

BOOST_FIXTURE_TEST_CASE(a_sum_of_vectors_stores_no_number, Setting)
{
    VectorXv y;
    BOOST_TEST(bytes([&] { y = x + 2.0 * x - d; }) == bytes([&] { y = x.head(2) + 2.0 * x.head(2) - d.head(2); }));
}

BOOST_FIXTURE_TEST_CASE(copies_blocks_and_reversals_record_nothing, Setting)
{
    VectorXv y;
    MatrixXv M;
    BOOST_TEST(bytes([&] {
                   y = x;
                   y.head(2) = x.tail(2);
                   y = x.reverse();
                   M = x.transpose();
                   y = d.cast<Var>();
               }) == 0U);
}

BOOST_FIXTURE_TEST_CASE(passive_entries_record_nothing, Setting)
{
    const VectorXv c = d.cast<Var>();
    VectorXv y;
    BOOST_TEST(bytes([&] { y = 2.0 * c + c.cwiseProduct(c); }) == 0U);
    BOOST_TEST((VarVector(y).value() == VectorXd(2.0 * d + d.cwiseProduct(d))));
}

BOOST_FIXTURE_TEST_CASE(entries_that_do_not_stand_in_a_row_are_gathered, Setting)
{
    VectorXv mixed = x;
    mixed(1) = u;
    mixed(2) = 4.0;
    const VectorXv y = mixed.cwiseProduct(d.cast<Var>()) + x.reverse();
    BOOST_TEST((VarVector(y).value() ==
                VectorXd((VectorXd(5) << x0[0], 0.7, 4.0, x0[3], x0[4]).finished().cwiseProduct(d) + x0.reverse())));
    BOOST_TEST(near(gradient(y), (VectorXd(5) << 1 + d[0], 1, 1, 1 + d[3], 1 + d[4]).finished()));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_function_is_evaluated_entry_by_entry_inside_an_expression, Setting)
{
    const VectorXv y = x + 2.0 * x.unaryExpr([](const Var& v) -> Var { return v * v * v; });
    BOOST_TEST(near(gradient(y), VectorXd::Ones(5) + 6.0 * x0.cwiseAbs2()));
}

BOOST_FIXTURE_TEST_CASE(assignment_in_place_reads_the_old_entries, Setting)
{
    VectorXv y = x;
    y = y.reverse() + 2.0 * y;
    y -= y.cwiseProduct(d.cast<Var>());
    y *= u;
    y /= 2.0;
    y += d;
    y.array() *= 3.0;
    const VectorXd value = 3 * ((x0.reverse() + 2 * x0).cwiseProduct(VectorXd::Ones(5) - d) * 0.35 + d);
    BOOST_TEST(near(VarVector(y).value(), value));
    const VectorXd weight = 1.05 * (VectorXd::Ones(5) - d);
    BOOST_TEST(near(gradient(y), weight.reverse() + 2 * weight));
}

BOOST_FIXTURE_TEST_CASE(matrices_are_taken_in_the_order_of_the_result, Setting)
{
    using RowMajor = Eigen::Matrix<Var, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    MatrixXv M = entries_of(independent(VectorXd::LinSpaced(6, 1, 6))).reshaped(2, 3);
    const RowMajor R = 2.0 * M + M.cwiseProduct(M);
    MatrixXv T = (M + M).transpose() + R.transpose();
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j) {
            const double m = M(i, j).value();
            Adjoints adjoints(tape);
            adjoints[T(j, i)] = 1.0;
            reverse_sweep(tape, adjoints);
            BOOST_TEST(R(i, j).value() == 2 * m + m * m);
            BOOST_TEST(T(j, i).value() == 4 * m + m * m);
            BOOST_TEST(adjoints[M(i, j)] == 4 + 2 * m);
        }
}

// x > 0 ? x^2 : u x
BOOST_FIXTURE_TEST_CASE(a_selection_takes_the_derivative_of_the_side_taken, Setting)
{
    const VectorXv y = (x.array() > 0).select(x.cwiseProduct(x), u * x);
    BOOST_TEST(near(gradient(y), (x0.array() > 0).select(2 * x0, VectorXd::Constant(5, 0.7))));
}

BOOST_FIXTURE_TEST_CASE(max_min_and_powers_are_those_of_arrays, Setting)
{
    const VectorXv y = x.array().max(0.0) + x.array().min(u) + (x.array() + 2.0).pow(1.5) + x.array().square();
    const Eigen::ArrayXd a = x0.array();
    const VectorXd truth = (a >= 0).cast<double>() + (a <= 0.7).cast<double>() + 1.5 * (a + 2).pow(0.5) + 2 * a;
    BOOST_TEST(near(gradient(y), truth));
}

BOOST_FIXTURE_TEST_CASE(sums_are_one_block_each, Setting)
{
    const VarVector v(x);
    Var s;
    BOOST_TEST(bytes([&] { s = x.sum(); }) == bytes([&] { s = v.sum(); }));
    BOOST_TEST(bytes([&] { s = x.dot(d); }) == bytes([&] { s = v.dot(d); }));
    BOOST_TEST(bytes([&] { s = x.squaredNorm(); }) == bytes([&] { s = VarVector(x).squaredNorm(); }));
    BOOST_TEST(x.maxCoeff().value() == 1.5);
    BOOST_TEST(x.array().exp().maxCoeff().value() == std::exp(1.5));
}

BOOST_FIXTURE_TEST_CASE(vectors_of_reel_and_matrices_of_scalars_mix_in_expressions, Setting)
{
    const VarVector v(x);
    const VectorXv y = v + u * d - 2.0 * x;
    const VectorXv z = x - u * d;
    BOOST_TEST(near(VarVector(y).value(), 0.7 * d - x0));
    BOOST_TEST(near(gradient(y), -VectorXd::Ones(5)));
    BOOST_TEST(near(VarVector(z).value(), x0 - 0.7 * d));
}
