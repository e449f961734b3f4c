#include "../support/sweeps.hpp"

#include <reel/eigen/vector.hpp>

#include <boost/test/unit_test.hpp>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(eigen_live)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Neither can leave the function whose variables it refers to.
using Sum = decltype(std::declval<const VarVector&>() + std::declval<const VarVector&>());
using Exponential = decltype(exp(std::declval<const VarVector&>().array()));
static_assert(!std::is_copy_constructible_v<Sum> && !std::is_move_constructible_v<Sum>);
static_assert(!std::is_copy_constructible_v<Exponential> && !std::is_move_constructible_v<Exponential>);
static_assert(!std::is_convertible_v<VectorXd, VarVector>); // else A * x would be ambiguous

VarVector doubled(const VarVector& x) { return 2.0 * x; }

// An expression owns the vectors that are temporaries, and may be kept as long as its variables live.
BOOST_AUTO_TEST_CASE(an_expression_may_be_kept_in_a_variable)
{
    check_jacobian(
        [](const VarVector& x) -> VarVector {
            const VectorXd shift = VectorXd::Ones(3);
            const auto e = 3.0 * x - doubled(x) + VectorXd::Ones(3).eval() + 5.0 * doubled(doubled(x)) + shift;
            VectorXd elsewhere = VectorXd::Constant(3, 7.0); // whatever else takes their place in memory
            return e;
        },
        VectorXd::Ones(3), 21.0 * MatrixXd::Identity(3, 3));
}

BOOST_AUTO_TEST_CASE(parts_of_a_temporary_live_as_long_as_the_expression)
{
    MatrixXd J = MatrixXd::Zero(2, 3);
    J(0, 0) = J(1, 1) = 2.0;
    J(0, 1) += 2.0;
    J(1, 2) += 2.0;
    check_jacobian(
        [](const VarVector& x) -> VarVector {
            const auto e = doubled(x).head(2) + doubled(x).segment(1, 2);
            return e;
        },
        VectorXd::Ones(3), J);
}

BOOST_AUTO_TEST_CASE(an_expression_used_twice_is_computed_twice_and_right)
{
    check_jacobian(
        [](const VarVector& x) -> VarVector {
            const auto e = exp(x.array());
            return e * e; // exp(2x)
        },
        VectorXd::Zero(3), 2.0 * MatrixXd::Identity(3, 3));
}

BOOST_AUTO_TEST_CASE(passive_expressions_record_nothing_and_need_no_tape)
{
    const VarVector x(VectorXd::Constant(3, 2.0));
    const VarVector y = exp(x.array()) * x.array() + 1.0;
    BOOST_TEST(!y.active());
    BOOST_TEST(y.value()[1] == 2.0 * std::exp(2.0) + 1.0);
}

BOOST_AUTO_TEST_CASE(eigen_vectors_of_all_kinds_mix_with_active_ones)
{
    const MatrixXd M{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}, {7.0, 8.0, 9.0}};
    const Eigen::Vector3d fixed(1.0, 2.0, 3.0);
    check_value_and_jacobian(
        [&](const VarVector& x) -> VarVector {
            return x + M.col(0) + M.row(1).transpose() + fixed + (2.0 * fixed - M.col(1)) +
                   Eigen::Map<const VectorXd>(M.data() + 6, 3);
        },
        VectorXd::Zero(3), M.col(0) + M.row(1).transpose() + 3.0 * fixed - M.col(1) + M.col(2), MatrixXd::Identity(3, 3));
    check_jacobian([&](const VarVector& x) -> VarVector { return M.col(0).array() * x.array() * M.row(1).transpose().array(); },
                   VectorXd::Zero(3), MatrixXd(M.col(0).cwiseProduct(M.row(1).transpose()).asDiagonal()));
}

BOOST_AUTO_TEST_CASE(operations_on_sizes_that_do_not_match_name_both)
{
    const VarVector x(VectorXd::Ones(3));
    const VectorXd y = VectorXd::Ones(2);
    const auto says = [](const std::string& start) {
        return [start](const InvalidArgument& e) { return std::string(e.what()).starts_with(start); };
    };
    BOOST_CHECK_EXCEPTION(x + y, InvalidArgument, says("x + y: x has 3 entries, y has 2 entries"));
    BOOST_CHECK_EXCEPTION(y - x, InvalidArgument, says("x - y: x has 2 entries, y has 3 entries"));
    BOOST_CHECK_EXCEPTION(x.array() * y.array(), InvalidArgument, says("x * y: x has 3"));
    BOOST_CHECK_EXCEPTION(x.cwiseMax(y), InvalidArgument, says("x max y: x has 3"));
    BOOST_CHECK_EXCEPTION(where(y.array() > 0, x.array(), 0.0), InvalidArgument, says("x where y: x has 2"));
    BOOST_CHECK_THROW(x.head(2) + x, InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
