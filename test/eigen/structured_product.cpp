#include "../support/sweeps.hpp"

#include <reel/eigen/product.hpp>

#include <Eigen/SparseCore>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(eigen_structured_product)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Sparse = Eigen::SparseMatrix<double>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;

const MatrixXd wide{{1.0, -2.0, 0.5, 3.0, 0.0, 4.0},
                    {0.0, 1.5, -1.0, 2.0, 2.5, -0.5},
                    {-3.0, 0.0, 1.0, 0.0, 1.0, 2.0},
                    {2.0, 1.0, 0.0, -1.5, 0.5, 1.0}};
const MatrixXd quad = wide.leftCols(4);
const VectorXd x4 = VectorXd::LinSpaced(4, -1.0, 2.0);

// y = M x has the Jacobian M, whatever kind of matrix `product` multiplies by.
void check_is(const MatrixXd& M, const Map& product)
{
    const VectorXd x = VectorXd::LinSpaced(M.cols(), -1.0, 2.0);
    check_value_and_jacobian(product, x, M * x, M);
}

BOOST_AUTO_TEST_CASE(sparse_matrices_are_their_own_jacobian)
{
    const Sparse sparse = wide.sparseView();
    const SparseRows rows = wide.sparseView();
    check_is(wide, [&](const VarVector& x) { return sparse * x; });
    check_is(wide, [&](const VarVector& x) { return rows * x; });
    check_is(wide.transpose(), [&](const VarVector& x) { return sparse.transpose() * x; });
    check_is(wide.transpose(), [&](const VarVector& x) { return rows.transpose() * x; });
    check_is(wide, [&](const VarVector& x) { return Sparse(sparse) * x; });
    check_is(3.0 * wide, [&](const VarVector& x) { return Sparse(3.0 * sparse) * x; });
    check_is(3.0 * wide, [&](const VarVector& x) { return (3.0 * sparse) * x; });
    Sparse uncompressed = sparse;
    uncompressed.reserve(Eigen::VectorXi::Constant(6, 4));
    check_is(wide, [&](const VarVector& x) { return uncompressed * x; });
}

BOOST_AUTO_TEST_CASE(diagonal_triangular_and_self_adjoint_matrices_are_their_own_jacobian)
{
    const Eigen::DiagonalMatrix<double, Eigen::Dynamic> diagonal(x4);
    check_is(x4.asDiagonal(), [](const VarVector& x) { return x4.asDiagonal() * x; });
    check_is((2.0 * x4).asDiagonal(), [](const VarVector& x) { return (2.0 * x4).asDiagonal() * x; });
    check_is(x4.asDiagonal(), [&](const VarVector& x) { return diagonal * x; });
    check_is(x4.asDiagonal(), [&](const VarVector& x) {
        return Eigen::DiagonalMatrix<double, Eigen::Dynamic>(x4) * x;
    });
    check_is(quad.triangularView<Eigen::Lower>(), [](const VarVector& x) { return quad.triangularView<Eigen::Lower>() * x; });
    check_is(quad.triangularView<Eigen::StrictlyUpper>(),
             [](const VarVector& x) { return quad.triangularView<Eigen::StrictlyUpper>() * x; });
    check_is(quad.triangularView<Eigen::UnitLower>(),
             [](const VarVector& x) { return quad.triangularView<Eigen::UnitLower>() * x; });
    check_is(quad.transpose().triangularView<Eigen::Lower>(),
             [](const VarVector& x) { return quad.transpose().triangularView<Eigen::Lower>() * x; });
    check_is(wide.rightCols(4).triangularView<Eigen::Upper>(),
             [](const VarVector& x) { return wide.rightCols(4).triangularView<Eigen::Upper>() * x; });
    check_is(MatrixXd(quad.selfadjointView<Eigen::Lower>()),
             [](const VarVector& x) { return quad.selfadjointView<Eigen::Lower>() * x; });
    check_is(MatrixXd(quad.selfadjointView<Eigen::Upper>()),
             [](const VarVector& x) { return quad.selfadjointView<Eigen::Upper>() * x; });
}

// 40 bytes of a product with a dense matrix, and the 6 by 6 numbers.
BOOST_AUTO_TEST_CASE(a_product_of_matrices_is_computed_first_and_lives_on_the_tape)
{
    check_is(wide.transpose().lazyProduct(wide), [](const VarVector& x) { return (wide.transpose() * wide) * x; });
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(6));
    BOOST_TEST(bytes([&] { (wide.transpose() * wide) * x; }) == 40u + 8u * 36u);
}

BOOST_AUTO_TEST_SUITE_END()
