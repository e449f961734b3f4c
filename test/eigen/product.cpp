#include "../support/sweeps.hpp"

#include <reel/eigen/product.hpp>

#include <Eigen/SparseCore>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(eigen_product)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Sparse = Eigen::SparseMatrix<double>;

const MatrixXd wide{{1.0, -2.0, 0.5, 3.0, 0.0, 4.0},
                    {0.0, 1.5, -1.0, 2.0, 2.5, -0.5},
                    {-3.0, 0.0, 1.0, 0.0, 1.0, 2.0},
                    {2.0, 1.0, 0.0, -1.5, 0.5, 1.0}};
const MatrixXd quad = wide.leftCols(4);
const MatrixXd gram = wide.transpose().lazyProduct(wide);
const VectorXd x6 = VectorXd::LinSpaced(6, -1.0, 2.0);
const VectorXd x4 = VectorXd::LinSpaced(4, -1.0, 2.0);

// y = M x has the Jacobian M, whatever kind of matrix `product` multiplies by.
void check_is(const MatrixXd& M, const Map& product)
{
    const VectorXd x = VectorXd::LinSpaced(M.cols(), -1.0, 2.0);
    check_value_and_jacobian(product, x, M * x, M);
}

BOOST_AUTO_TEST_CASE(dense_matrices_of_all_kinds_are_their_own_jacobian)
{
    check_is(wide, [](const VarVector& x) { return wide * x; });
    check_is(wide.transpose(), [](const VarVector& x) { return wide.transpose() * x; });
    check_is(wide.block(1, 2, 2, 3), [](const VarVector& x) { return wide.block(1, 2, 2, 3) * x; });
    check_is(wide.row(2), [](const VarVector& x) { return wide.row(2) * x; });
    check_is(x6.transpose(), [](const VarVector& x) { return x6.transpose() * x; });
    const RowMajor rows = wide;
    check_is(wide, [&](const VarVector& x) { return rows * x; });
    check_is(wide.transpose(), [&](const VarVector& x) { return rows.transpose() * x; });
    check_is(wide.bottomRows(2), [&](const VarVector& x) { return rows.bottomRows(2) * x; });
    const Eigen::Map<const MatrixXd> map(wide.data(), 3, 8);
    check_is(map, [&](const VarVector& x) { return map * x; });
    const Eigen::Ref<const MatrixXd> ref = wide.leftCols(3);
    check_is(wide.leftCols(3), [&](const VarVector& x) { return ref * x; });
    const Eigen::Matrix<double, 4, 6> fixed = wide;
    check_is(wide, [&](const VarVector& x) { return fixed * x; });
}

BOOST_AUTO_TEST_CASE(temporary_matrices_live_on_the_tape)
{
    check_is(wide, [](const VarVector& x) { return MatrixXd(wide) * x; });
    check_is(2.0 * wide, [](const VarVector& x) { return (2.0 * wide) * x; });
    check_is(quad + MatrixXd::Identity(4, 4), [](const VarVector& x) { return (quad + MatrixXd::Identity(4, 4)) * x; });
}

BOOST_AUTO_TEST_CASE(a_product_with_an_expression_or_a_segment_is_a_product_with_its_vector)
{
    check_is(2.0 * wide, [](const VarVector& x) { return wide * (3.0 * x - x); });
    MatrixXd front = MatrixXd::Zero(4, 6);
    front.leftCols(4) = quad;
    check_is(front, [](const VarVector& x) { return quad * x.head(4); });
    check_is(front, [](VarVector x) { return quad * x.head(4); });
    check_is(gram, [](const VarVector& x) { return wide.transpose() * (wide * x); });
}

// 16 bytes of a block, 24 of payload: numbers, stride, columns, and which x. A sparse matrix has four pointers.
BOOST_AUTO_TEST_CASE(a_product_with_a_variable_takes_the_same_bytes_for_any_size)
{
    Tape tape;
    Recording on(tape);
    for (Eigen::Index n : {5, 500}) {
        const MatrixXd M = MatrixXd::Ones(n, n);
        const VarVector x = independent(VectorXd::Ones(n));
        BOOST_TEST(bytes([&] { M * x; }) == 40u);
        BOOST_TEST(bytes([&] { M.transpose() * x; }) == 40u);
        const auto owned = static_cast<std::size_t>(8 * n * n);
        BOOST_TEST(bytes([&] { MatrixXd(M) * x; }) == 40u + owned);
        BOOST_TEST(bytes([&] { (2.0 * M) * x; }) == 40u + owned);
        const Sparse sparse = M.sparseView();
        BOOST_TEST(bytes([&] { sparse * x; }) == 64u);
        BOOST_TEST(bytes([&] { VectorXd::Ones(n).eval().asDiagonal() * x; }) == 40u);
    }
}

BOOST_AUTO_TEST_CASE(a_product_with_a_passive_vector_records_and_copies_nothing)
{
    const VectorXd y = wide * x6;
    BOOST_TEST((wide * VarVector(x6)).value() == y); // no tape needed
    Tape tape;
    Recording on(tape);
    BOOST_TEST(bytes([&] { MatrixXd(wide) * VarVector(x6); }) == 0u);
}

BOOST_AUTO_TEST_CASE(a_product_of_sizes_that_do_not_match_names_both)
{
    const auto names_both = [](const InvalidArgument& e) {
        return std::string(e.what()) == "A x: A is 4 by 6, x has 4 entries";
    };
    BOOST_CHECK_EXCEPTION(wide * VarVector(x4), InvalidArgument, names_both);
    BOOST_CHECK_EXCEPTION(Sparse(wide.sparseView()) * VarVector(x4), InvalidArgument, names_both);
    BOOST_CHECK_THROW(x6.asDiagonal() * VarVector(x4), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_matrix_without_rows_or_columns_can_be_multiplied)
{
    Tape tape;
    Recording on(tape);
    const MatrixXd flat(0, 6);
    const MatrixXd thin(4, 0);
    const VarVector x = independent(x6);
    const VarVector none = independent(VectorXd());
    const VarVector y = flat * x;
    const VarVector z = thin * none;
    BOOST_TEST(y.size() == 0);
    BOOST_TEST(z.value() == VectorXd::Zero(4));
    Adjoints adjoints(tape);
    adjoints[z].setOnes();
    reverse_sweep(tape, adjoints);
    BOOST_TEST(adjoints[x] == VectorXd::Zero(6));
    Tangents tangents(tape);
    forward_sweep(tape, tangents);
    BOOST_TEST(tangents[z] == VectorXd::Zero(4));
}

BOOST_AUTO_TEST_SUITE_END()
