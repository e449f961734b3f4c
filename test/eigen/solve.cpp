#include "../support/decompositions.hpp"
#include "../support/sweeps.hpp"

#include <reel/eigen/gram.hpp>
#include <reel/eigen/solve.hpp>

#include <boost/test/unit_test.hpp>
#include <Eigen/Cholesky>
#include <Eigen/LU>

BOOST_AUTO_TEST_SUITE(eigen_solve)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

const MatrixXd general{{2.0, 1.0, 0.0}, {-1.0, 3.0, 0.5}, {0.25, 0.0, -1.5}};
const MatrixXd positive{{4.0, 1.0, 0.5}, {1.0, 3.0, -0.5}, {0.5, -0.5, 2.0}};
const MatrixXd indefinite{{4.0, 1.0, 0.5}, {1.0, -3.0, -0.5}, {0.5, -0.5, 2.0}};
const VectorXd b3{{1.0, -2.0, 0.5}};

auto says(const char* part)
{
    return [part](const InvalidArgument& e) { return std::string(e.what()).find(part) != std::string::npos; };
}

// x = A^{-1} b has the Jacobian A^{-1}.
template <class F>
void check_is_inverse(const MatrixXd& A, const F& factor)
{
    check_value_and_jacobian([&](const VarVector& b) { return solve(factor, b); }, b3, inverse_of(A) * b3,
                             inverse_of(A), 1e-13);
}

BOOST_AUTO_TEST_CASE(a_passive_factorisation_has_the_inverse_for_its_jacobian)
{
    check_is_inverse(general, Eigen::PartialPivLU<MatrixXd>(general));
    check_is_inverse(positive, Eigen::LLT<MatrixXd>(positive));
    check_is_inverse(indefinite, Eigen::LDLT<MatrixXd>(indefinite));
    check_is_inverse(MatrixXd(general.triangularView<Eigen::Lower>()), general.triangularView<Eigen::Lower>());
}

BOOST_AUTO_TEST_CASE(a_solve_by_a_passive_factorisation_stores_no_number)
{
    Tape tape;
    Recording on(tape);
    const Eigen::LLT<MatrixXd> factor(positive);
    const VarVector b = independent(b3);
    BOOST_TEST(bytes([&] { solve(factor, b); }) == 40u);
    BOOST_TEST(bytes([&] { solve(Eigen::LLT<MatrixXd>(positive), b); }) == 40u + 8u * 9u); // a temporary is kept
    BOOST_TEST(bytes([&] { solve(factor, VarVector(b3)); }) == 0u);
    BOOST_TEST(solve(factor, b).value() == factor.solve(b3));
}

// Entries 0 to 8 of v are A, column by column, 9 to 11 are b:  dx/dA_ij = -A^{-1} e_i x_j,  dx/db = A^{-1}.
BOOST_AUTO_TEST_CASE(an_active_matrix_has_the_derivative_of_its_inverse)
{
    for (const Factorization factorization : {Factorization::lu, Factorization::llt, Factorization::ldlt}) {
        const MatrixXd& A = factorization == Factorization::lu    ? general
                            : factorization == Factorization::llt ? positive
                                                                  : indefinite;
        const MatrixXd inverse = inverse_of(A);
        const VectorXd x = inverse * b3;
        MatrixXd J(3, 12);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j)
                J.col(i + 3 * j) = -inverse.col(i) * x[j];
        J.rightCols(3) = inverse;
        VectorXd at(12);
        at << A.reshaped(), b3;
        const auto both = [&](const VarVector& v) {
            return solve(VarMatrix(v.slice(0, 9), 3, 3), v.slice(9, 3), factorization);
        };
        check_value_and_jacobian(both, at, x, J, 1e-13);
        const auto matrix_only = [&](const VarVector& v) { return solve(VarMatrix(v, 3, 3), b3, factorization); };
        check_value_and_jacobian(matrix_only, at.head(9), x, J.leftCols(9), 1e-13);
    }
}

// X = A^{-1} B column by column.
BOOST_AUTO_TEST_CASE(several_right_sides_are_solved_at_once)
{
    const VectorXd at = VectorXd::LinSpaced(6, -1.0, 2.0);
    const MatrixXd inverse = inverse_of(general);
    MatrixXd J = MatrixXd::Zero(6, 6);
    J.topLeftCorner(3, 3) = inverse;
    J.bottomRightCorner(3, 3) = inverse;
    const Eigen::PartialPivLU<MatrixXd> factor(general);
    check_value_and_jacobian([&](const VarVector& v) { return solve(factor, VarMatrix(v, 3, 2)).reshaped(); }, at,
                             J * at, J, 1e-13);
    check_value_and_jacobian(
        [&](const VarVector& v) { return solve(VarMatrix(general), VarMatrix(v, 3, 2)).reshaped(); }, at, J * at, J,
        1e-13);
}

// 16 + 40 bytes of the block, the factor (9 numbers), and x: 3 numbers and where they end.
BOOST_AUTO_TEST_CASE(a_solve_with_an_active_matrix_keeps_its_factorisation_and_the_solution)
{
    Tape tape;
    Recording on(tape);
    const VarMatrix A = independent(general);
    const VarVector b = independent(b3);
    BOOST_TEST(bytes([&] { solve(A, b); }) == 56u + 8u * 9u + 8u * 3u + 8u);
}

BOOST_AUTO_TEST_CASE(a_system_that_cannot_be_solved_is_refused_with_its_numbers)
{
    Tape tape;
    Recording on(tape);
    const MatrixXd rank_two{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}, {7.0, 8.0, 9.0}};
    const VarVector b = independent(b3);
    const std::size_t before = tape.memory().used();
    BOOST_CHECK_EXCEPTION(solve(VarMatrix(rank_two), b), InvalidArgument, says("A, 3 by 3, is singular"));
    BOOST_CHECK_EXCEPTION(solve(VarMatrix(indefinite), b, Factorization::llt), InvalidArgument,
                          says("not positive definite"));
    BOOST_CHECK_EXCEPTION(solve(Eigen::LLT<MatrixXd>(indefinite), b), InvalidArgument, says("3 by 3, failed"));
    BOOST_CHECK_EXCEPTION(solve(Eigen::LLT<MatrixXd>(positive), independent(VectorXd(2))), InvalidArgument,
                          says("A is 3 by 3, b has 2 rows"));
    BOOST_CHECK_EXCEPTION(solve(VarMatrix(MatrixXd::Ones(2, 3)), b), InvalidArgument, says("A is 2 by 3"));
    BOOST_TEST(tape.memory().used() - before == 8u); // the independent of 2 entries
}

// M = A^T diag(w) A + diag(d): dM/dw_k = a_k a_k^T with a_k row k, dM/dd_i = e_i e_i^T
BOOST_AUTO_TEST_CASE(a_weighted_gram_matrix_is_linear_in_its_weights_and_its_diagonal)
{
    const MatrixXd A{{1.0, -2.0}, {0.5, 3.0}, {2.0, 1.0}};
    MatrixXd J = MatrixXd::Zero(4, 5);
    for (int k = 0; k < 3; ++k)
        J.col(k) = (A.row(k).transpose() * A.row(k)).reshaped();
    J(0, 3) = J(3, 4) = 1.0;
    const VectorXd at{{0.5, -1.0, 2.0, 3.0, -0.25}};
    check_value_and_jacobian(
        [&](const VarVector& v) { return add_diagonal(weighted_gram(A, v.slice(0, 3)), v.slice(3, 2)).reshaped(); }, at,
        J * at, J);
    MatrixXd shifted = J.leftCols(4);
    shifted(3, 3) = 1.0;
    check_value_and_jacobian(
        [&](const VarVector& v) { return add_diagonal(weighted_gram(A, v.slice(0, 3)), v[3]).reshaped(); }, at.head(4),
        shifted * at.head(4), shifted);
}

BOOST_AUTO_TEST_CASE(matrices_that_do_not_fit_are_refused_with_their_sizes)
{
    const DualVector w = unit_directions(b3);
    BOOST_CHECK_EXCEPTION(DualMatrix(positive, MatrixXd::Zero(3, 2)), InvalidArgument,
                          says("9 entries: the tangents have 3 rows"));
    BOOST_CHECK_EXCEPTION(weighted_gram(MatrixXd::Ones(2, 3), w), InvalidArgument,
                          says("A is 2 by 3, w has 3 entries"));
    BOOST_CHECK_EXCEPTION(add_diagonal(MatrixXd(MatrixXd::Ones(2, 2)), w), InvalidArgument,
                          says("M is 2 by 2, d has 3 entries"));
    BOOST_CHECK_EXCEPTION(add_diagonal(weighted_gram(positive, w), unit_directions(b3, 0, 5)), InvalidArgument,
                          says("along 3 directions, another along 5"));
}

// The same system in forward mode: the tangents are those that the tape gives.
BOOST_AUTO_TEST_CASE(forward_and_reverse_mode_agree_on_a_newton_direction)
{
    const MatrixXd A{{1.0, -2.0}, {0.5, 3.0}, {2.0, 1.0}};
    const VectorXd at{{0.5, 1.0, 2.0, 3.0}};
    const auto direction = [&]<class X>(const X& v) -> X {
        const X w = v.head(3);
        const X d = v.segment(2, 2);
        return solve(add_diagonal(weighted_gram(A, w), d), X(A.transpose() * w));
    };
    const DualVector forward = direction(unit_directions(at));
    check_value_and_jacobian(direction, at, forward.value(), forward.tangents(), 1e-13);
    const DualVector b = unit_directions(b3);
    BOOST_TEST(distance(solve(Eigen::LLT<MatrixXd>(positive), b).tangents(), inverse_of(positive)) <= 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
