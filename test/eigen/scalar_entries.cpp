#include <reel/eigen/scalar.hpp>

#include "../support/eigen_of_vars.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(eigen_scalar_entries)

using namespace reel;
using namespace reel::test;
using Eigen::VectorXd;

struct Setting : Recorded {
    VectorXd x0 = VectorXd::LinSpaced(4, 1, 4);
    VarVector v = independent(x0);
};

BOOST_FIXTURE_TEST_CASE(a_vector_and_its_entries_are_the_same_values, Setting)
{
    const std::size_t before = used();
    const VectorXv x = entries_of(v);
    const VectorXv same = v;
    const VarVector back(x);
    BOOST_TEST(used() == before);
    BOOST_TEST(back.id().index == v.id().index);
    BOOST_TEST((back.value() == x0));
    BOOST_TEST(same(3).id().index == v.id().index + 3);
}

BOOST_FIXTURE_TEST_CASE(scalars_declared_one_after_the_other_stand_in_a_row, Setting)
{
    VectorXv x(3);
    for (int i = 0; i < 3; ++i)
        x(i) = independent(static_cast<double>(i));
    const std::size_t before = used();
    BOOST_TEST(VarVector(x).id().index == x(0).id().index);
    BOOST_TEST(used() == before);
}

// 16 bytes of a block, and 8 for the two indices.
BOOST_FIXTURE_TEST_CASE(a_gather_stores_four_bytes_an_entry, Setting)
{
    VectorXv x(2);
    x << v(3), v(1);
    const std::size_t before = used();
    const VarVector gathered(x);
    BOOST_TEST(used() - before == 16U + 8U);
    BOOST_TEST((gathered.value() == VectorXd(x0(std::array{3, 1}))));
}

// y = (x_3, 5, x_1, x_3): x_bar = (0, 1, 0, 2) for y_bar = (1, 1, 1, 1), y_dot = (1, 0, 0, 1) for x_dot = e_3
BOOST_FIXTURE_TEST_CASE(a_gather_is_right_in_both_modes, Setting)
{
    VectorXv x(4);
    x << v(3), Var(5.0), v(1), v(3);
    const VarVector y(x);
    Adjoints adjoints(tape, 2);
    adjoints.at_column(y, 1).setOnes();
    reverse_sweep(tape, adjoints);
    BOOST_TEST((adjoints.at_column(v, 1) == Eigen::Vector4d(0, 1, 0, 2)));
    BOOST_TEST((adjoints.at_column(v, 0) == Eigen::Vector4d(0, 0, 0, 0)));
    Tangents tangents(tape);
    tangents[v(3)] = 1.0;
    forward_sweep(tape, tangents);
    BOOST_TEST((tangents[y] == Eigen::Vector4d(1, 0, 0, 1)));
}

BOOST_FIXTURE_TEST_CASE(adjoints_of_entries_in_a_row_are_a_matrix, Setting)
{
    const MatrixXv X = entries_of(v).reshaped(2, 2);
    const Var f = (X * X).trace(); // df/dX = 2 X^T
    Adjoints adjoints(tape);
    adjoints[f] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST((adjoints[X] == Eigen::MatrixXd(2 * x0.reshaped(2, 2).transpose())));
}

BOOST_FIXTURE_TEST_CASE(adjoints_of_entries_not_in_a_row_are_refused, Setting)
{
    VectorXv x(2);
    x << v(3), v(1);
    const Var f = x.sum();
    Adjoints adjoints(tape);
    adjoints[f] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_CHECK_EXCEPTION(adjoints[x], InvalidUse, [](const InvalidUse& e) {
        return std::string(e.what()).find("entry 1 of 2 does not follow") != std::string::npos;
    });
    BOOST_TEST(adjoints[x(0)] == 1.0);
}

BOOST_FIXTURE_TEST_CASE(entries_of_an_earlier_recording_are_refused, Setting)
{
    const VectorXv x = entries_of(v);
    tape.reset();
    BOOST_CHECK_THROW(VectorXv(2.0 * x), InvalidUse);
    BOOST_TEST(used() == 0U);
}

BOOST_FIXTURE_TEST_CASE(an_empty_matrix_is_an_empty_vector, Setting)
{
    BOOST_TEST(VarVector(VectorXv(0)).size() == 0);
    BOOST_TEST(VectorXv(2.0 * VectorXv(0)).size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
