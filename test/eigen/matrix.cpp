#include "../support/sweeps.hpp"

#include <reel/eigen/gather.hpp>
#include <reel/eigen/matrix.hpp>

#include <Eigen/SparseCore>
#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(eigen_matrix)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

const MatrixXd a23{{1.0, -2.0, 0.5}, {3.0, 0.25, -1.0}};
const MatrixXd b32{{2.0, 1.0}, {-1.0, 0.5}, {0.0, 4.0}};

// The matrix of the linear map X -> vec(A X B) is B^T (x) A.
MatrixXd kronecker(const MatrixXd& B, const MatrixXd& A)
{
    MatrixXd product(B.rows() * A.rows(), B.cols() * A.cols());
    for (Eigen::Index i = 0; i < B.rows(); ++i)
        for (Eigen::Index j = 0; j < B.cols(); ++j)
            product.block(i * A.rows(), j * A.cols(), A.rows(), A.cols()) = B(i, j) * A;
    return product;
}
const MatrixXd I2 = MatrixXd::Identity(2, 2);
const MatrixXd I3 = MatrixXd::Identity(3, 3);

// d(A B) = dA B + A dB: vec(A B) has the Jacobian [B^T (x) I, I (x) A].
BOOST_AUTO_TEST_CASE(the_product_of_two_active_matrices_has_the_derivative_of_a_product)
{
    VectorXd at(12);
    at << a23.reshaped(), b32.reshaped();
    MatrixXd J(4, 12);
    J << kronecker(b32.transpose(), I2), kronecker(I2, a23);
    const VectorXd value = a23.lazyProduct(b32).reshaped();
    const auto product = [](const VarVector& v) {
        return (VarMatrix(v.slice(0, 6), 2, 3) * VarMatrix(v.slice(6, 6), 3, 2)).reshaped();
    };
    check_value_and_jacobian(product, at, value, J);
    const auto by_transposes = [](const VarVector& v) {
        const VarMatrix A(v.slice(0, 6), 2, 3);
        const VarMatrix B(v.slice(6, 6), 3, 2);
        return VarMatrix((B.transpose() * A.transpose()).transpose()).reshaped();
    };
    check_value_and_jacobian(by_transposes, at, value, J);
}

// y = A x with both active: dy = dA x + A dx
BOOST_AUTO_TEST_CASE(an_active_matrix_times_a_vector_has_the_derivative_of_a_product)
{
    const VectorXd x{{0.5, -1.0, 2.0}};
    VectorXd at(9);
    at << a23.reshaped(), x;
    MatrixXd J(2, 9);
    J << kronecker(x.transpose(), I2), a23;
    check_value_and_jacobian([](const VarVector& v) { return VarMatrix(v.slice(0, 6), 2, 3) * v.slice(6, 3); }, at,
                             a23 * x, J);
    check_value_and_jacobian([&](const VarVector& v) { return VarMatrix(v, 2, 3) * x; }, at.head(6), a23 * x,
                             J.leftCols(6));
}

BOOST_AUTO_TEST_CASE(an_active_matrix_meets_passive_ones_on_both_sides)
{
    check_value_and_jacobian([](const VarVector& v) { return (a23 * VarMatrix(v, 3, 1)).reshaped(); }, b32.col(0),
                             a23 * b32.col(0), a23);
    check_value_and_jacobian([](const VarVector& v) { return (a23 * VarMatrix(v, 3, 2)).reshaped(); }, b32.reshaped(),
                             kronecker(I2, a23) * VectorXd(b32.reshaped()), kronecker(I2, a23));
    check_value_and_jacobian([](const VarVector& v) { return (VarMatrix(v, 2, 3) * b32).reshaped(); }, a23.reshaped(),
                             kronecker(b32.transpose(), I2) * VectorXd(a23.reshaped()), kronecker(b32.transpose(), I2));
}

// The entries of X are multiplied with those of the diagonal row by row: the matrix of the map is I (x) diag(d).
BOOST_AUTO_TEST_CASE(sparse_and_diagonal_matrices_are_multiplied_with_active_ones)
{
    const VectorXd d{{2.0, -1.0, 0.5}};
    const MatrixXd J = kronecker(I2, d.asDiagonal());
    const Eigen::SparseMatrix<double> sparse = MatrixXd(d.asDiagonal()).sparseView();
    const VectorXd at = b32.reshaped();
    check_value_and_jacobian([&](const VarVector& v) { return (sparse * VarMatrix(v, 3, 2)).reshaped(); }, at, J * at,
                             J);
    check_value_and_jacobian([&](const VarVector& v) { return (d.asDiagonal() * VarMatrix(v, 3, 2)).reshaped(); }, at,
                             J * at, J);
}

// d(x y^T) = dx y^T + x dy^T: vec(x y^T) has the Jacobian [y (x) I, I (x) x].
BOOST_AUTO_TEST_CASE(the_outer_product_has_the_derivative_of_a_product)
{
    const VectorXd at{{1.5, -2.0, 0.5, 3.0, -1.0}};
    const MatrixXd x = at.head(2);
    const MatrixXd y = at.tail(3);
    MatrixXd J(6, 5);
    J << kronecker(y, I2), kronecker(I3, x);
    const VectorXd value = (x * y.transpose()).reshaped();
    check_value_and_jacobian([](const VarVector& v) { return outer(v.slice(0, 2), v.slice(2, 3)).reshaped(); }, at,
                             value, J);
    check_value_and_jacobian([&](const VarVector& v) { return outer(v, VarVector(y.col(0))).reshaped(); }, x, value,
                             J.leftCols(2));
}

// 40 bytes with a passive matrix on the left, else 16 + 64; the numbers of a factor where the other is active, and
// where they end. A factor that is on the tape already is not kept again.
BOOST_AUTO_TEST_CASE(a_product_is_one_block_that_keeps_each_active_factor_once)
{
    Tape tape;
    Recording on(tape);
    const VarMatrix A = independent(a23);
    const VarMatrix B = independent(b32);
    BOOST_TEST(bytes([&] { a23* B; }) == 40u);
    const Index values = tape.values();
    BOOST_TEST(bytes([&] { A* B; }) == 80u + 2u * (48u + 8u));
    BOOST_TEST(tape.values() - values == 4u);
    BOOST_TEST(bytes([&] { A* B; }) == 80u);
}

BOOST_AUTO_TEST_CASE(parts_of_a_matrix_are_its_entries)
{
    const VectorXd at = a23.reshaped();
    const auto entry = [](int i) { return VectorXd(VectorXd::Unit(6, i)).transpose().eval(); };
    MatrixXd row(3, 6);
    row << entry(1), entry(3), entry(5);
    check_value_and_jacobian([](const VarVector& v) { return VarMatrix(v, 2, 3).row(1); }, at, a23.row(1), row);
    MatrixXd diagonal(2, 6);
    diagonal << entry(0), entry(3);
    check_value_and_jacobian([](const VarVector& v) { return VarMatrix(v, 2, 3).diagonal(); }, at, a23.diagonal(),
                             diagonal);
    Tape tape;
    Recording on(tape);
    const VarMatrix A = independent(a23);
    BOOST_TEST(bytes([&] { A.col(1), A(0, 2), A.reshaped(); }) == 0u);
    BOOST_CHECK_THROW(A.col(3), InvalidArgument);
    BOOST_CHECK_THROW(A(2, 0), InvalidArgument);
    BOOST_CHECK_THROW(A * A, InvalidArgument);
}

// 2 A + A o A + C has the slope 2 + 2 A entry by entry.
BOOST_AUTO_TEST_CASE(elementwise_expressions_of_matrices_are_one_block)
{
    const VectorXd slope = 2.0 * (1.0 + a23.reshaped().array());
    check_jacobian(
        [](const VarVector& v) {
            const VarMatrix A(v, 2, 3);
            return VarMatrix(2.0 * A + A.cwiseProduct(A) + a23).reshaped();
        },
        a23.reshaped(), slope.asDiagonal());
}

// z = (x, 5, y_1, x): the entries of x twice, and entry 1 of y
BOOST_AUTO_TEST_CASE(concatenation_and_gathering_copy_entries)
{
    const VectorXd at{{1.0, 2.0, 3.0, 4.0}};
    const auto f = [](const VarVector& v) {
        const VarVector x = v.slice(0, 2);
        const VarVector y = v.slice(2, 2);
        return concatenate(x, 5.0, gather(y, std::vector{1}), x);
    };
    MatrixXd J = MatrixXd::Zero(6, 4);
    J(0, 0) = J(1, 1) = J(3, 3) = J(4, 0) = J(5, 1) = 1.0;
    check_value_and_jacobian(f, at, VectorXd{{1.0, 2.0, 5.0, 4.0, 1.0, 2.0}}, J);
    BOOST_CHECK_THROW(gather(VarVector(at), std::vector{4}), InvalidArgument);
    BOOST_CHECK_THROW(gather(VarVector(at), std::vector{-1}), InvalidArgument);
}

// 16 bytes of a block and 8 for each piece; neighbours on the tape are one piece, and a whole in a row is only renamed.
BOOST_AUTO_TEST_CASE(a_concatenation_stores_where_its_pieces_come_from)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(50));
    const VarVector y = independent(VectorXd::Ones(50));
    BOOST_TEST(bytes([&] { concatenate(x, y); }) == 0u);
    BOOST_TEST(bytes([&] { concatenate(y, x); }) == 16u + 2u * 8u);
    BOOST_TEST(bytes([&] { gather(x, std::vector{0, 7, 9, 3}); }) == 16u + 4u * 4u);
}

BOOST_AUTO_TEST_SUITE_END()
