#include <reel/eigen/scalar.hpp>

#include "../support/eigen_of_vars.hpp"

#include <boost/test/unit_test.hpp>
#include <Eigen/SparseCore>

BOOST_AUTO_TEST_SUITE(eigen_scalar_product)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t product_bytes = 40; // of a dense passive matrix times a vector

struct Setting : Recorded {
    MatrixXd A = MatrixXd::Random(50, 30);
    VectorXd x0 = VectorXd::Random(30);
    VectorXv x = entries_of(independent(x0));
    VectorXd weights = VectorXd::Random(50);

    /// Adjoints of `of` for the seed `bar` of y.
    template <class Y, class Bar, class Of>
    MatrixXd adjoint(const Y& y, const Bar& bar, const Of& of)
    {
        Adjoints adjoints(tape);
        for (Eigen::Index j = 0; j < y.cols(); ++j)
            for (Eigen::Index i = 0; i < y.rows(); ++i)
                adjoints[y(i, j)] = bar(i, j);
        reverse_sweep(tape, adjoints);
        return adjoints[of];
    }
};
bool near(const MatrixXd& found, const MatrixXd& truth)
{
    return (found - truth).norm() <= 1e-13 * truth.norm();
}

BOOST_FIXTURE_TEST_CASE(a_product_with_a_variable_stores_no_number, Setting)
{
    VectorXv y;
    BOOST_TEST(bytes([&] { y = A * x; }) == product_bytes);
    BOOST_TEST(near(adjoint(y, weights, x), A.transpose() * weights));
    BOOST_TEST(bytes([&] { y = A.cast<Var>() * x; }) == product_bytes);
    BOOST_TEST(near(adjoint(y, weights, x), A.transpose() * weights));
    VectorXv z;
    BOOST_TEST(bytes([&] { z = A.transpose() * y; }) == product_bytes);
    BOOST_TEST(bytes([&] { z = A.cast<Var>().transpose() * y; }) == product_bytes);
    BOOST_TEST(near(adjoint(z, x0, x), A.transpose() * (A * x0)));
    BOOST_TEST(bytes([&] { y = A.topRows(2) * x; }) == product_bytes);
    BOOST_TEST(bytes([&] { y = A.lazyProduct(x); }) == product_bytes);
    BOOST_TEST(bytes([&] { y.noalias() = A * x; }) == product_bytes);
    BOOST_TEST(bytes([&] { z = (y.transpose() * A).transpose(); }) < 200U);
}

BOOST_FIXTURE_TEST_CASE(a_temporary_matrix_is_owned_by_the_tape, Setting)
{
    VectorXv y;
    BOOST_TEST(bytes([&] { y = MatrixXd(2.0 * A) * x; }) == product_bytes + 50U * 30U * 8U);
    BOOST_TEST(near(adjoint(y, weights, x), 2.0 * A.transpose() * weights));
    BOOST_TEST(bytes([&] { y = (A + A) * x; }) == product_bytes + 50U * 30U * 8U);
    BOOST_TEST(near(adjoint(y, weights, x), 2.0 * A.transpose() * weights));
}

// A local of fixed size is gone when the sweep comes: it is on the tape, 9 numbers and 8 bytes for where they end.
BOOST_FIXTURE_TEST_CASE(a_matrix_of_fixed_size_may_be_a_local, Setting)
{
    VectorXv y(3);
    const auto rotated = [&] {
        Eigen::Matrix3d R = A.topLeftCorner<3, 3>();
        y = R * x.head(3);
        R.setZero();
    };
    BOOST_TEST(bytes(rotated) == product_bytes + 9U * 8U + 8U);
    BOOST_TEST(near(adjoint(y, weights.topRows(3), x).topRows(3), A.topLeftCorner(3, 3).transpose() * weights.head(3)));
}

BOOST_FIXTURE_TEST_CASE(passive_scalars_are_copied_once_as_long_as_they_stay_the_same, Setting)
{
    MatrixXv A_T = A.cast<Var>();
    VectorXv y;
    BOOST_TEST(bytes([&] { y = A_T * x; }) == product_bytes + 50U * 30U * 8U);
    BOOST_TEST(bytes([&] { y = A_T * x; }) == product_bytes);
    A_T(3, 4) = 7.0;
    VectorXv z;
    BOOST_TEST(bytes([&] { z = A_T * x; }) == product_bytes + 50U * 30U * 8U);
    BOOST_TEST(near(adjoint(y, weights, x), A.transpose() * weights));
    MatrixXd changed = A;
    changed(3, 4) = 7.0;
    BOOST_TEST(near(adjoint(z, weights, x), changed.transpose() * weights));
}

// Y = L R with L = (x_0 ... x_4) as 5 rows of 2 and so on: L_bar = W R^T, R_bar = L^T W
BOOST_FIXTURE_TEST_CASE(two_active_matrices_are_one_block, Setting)
{
    const MatrixXd l = MatrixXd::Random(5, 6);
    const MatrixXd r = MatrixXd::Random(6, 4);
    const MatrixXd w = MatrixXd::Random(5, 4);
    const MatrixXv L = entries_of(independent(VectorXd(l.reshaped()))).reshaped(5, 6);
    const MatrixXv R = entries_of(independent(VectorXd(r.reshaped()))).reshaped(6, 4);
    MatrixXv Y;
    const Index before = tape.values();
    BOOST_TEST(bytes([&] { Y = L * R; }) < 150U + 8U * (30U + 24U));
    BOOST_TEST(tape.values() - before == 20U);
    BOOST_TEST(near(adjoint(Y, w, L), w * r.transpose()));
    BOOST_TEST(near(adjoint(Y, w, R), l.transpose() * w));
    BOOST_TEST(bytes([&] { Y = L * R; }) < 150U); // both are on the tape already
    const MatrixXv transposed = R.transpose() * L.transpose();
    BOOST_TEST(near(adjoint(transposed, w.transpose(), L), w * r.transpose()));
    const Eigen::Matrix<Var, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = L * R;
    BOOST_TEST(near(adjoint(by_rows, w, R), l.transpose() * w));
}

BOOST_FIXTURE_TEST_CASE(an_active_matrix_meets_passive_ones_on_both_sides, Setting)
{
    const MatrixXd b = MatrixXd::Random(5, 4);
    const MatrixXd w = MatrixXd::Random(50, 4);
    const MatrixXv X = x.reshaped(30, 1) * Eigen::RowVectorXd::Ones(5);
    const MatrixXv Y = A * X * b;
    BOOST_TEST(near(adjoint(Y, w, x), A.transpose() * w * b.transpose() * VectorXd::Ones(5)));
}

// y = L x with both active: L_bar = w x^T, x_bar = L^T w
BOOST_FIXTURE_TEST_CASE(an_active_matrix_times_an_active_vector, Setting)
{
    const MatrixXd l = MatrixXd::Random(50, 30);
    const MatrixXv L = entries_of(independent(VectorXd(l.reshaped()))).reshaped(50, 30);
    const VectorXv y = L * x;
    BOOST_TEST(near(adjoint(y, weights, L), weights * x0.transpose()));
    BOOST_TEST(near(adjoint(y, weights, x), l.transpose() * weights));
    const VectorXv z = L * x0;
    BOOST_TEST(near(adjoint(z, weights, L), weights * x0.transpose()));
}

BOOST_FIXTURE_TEST_CASE(tangents_of_products_agree_with_adjoints, Setting)
{
    const MatrixXv L = (x.head(6) * x.tail(4).transpose()).eval();
    const VectorXv y = L.transpose() * (L * x.head(4)) + A.topLeftCorner(4, 30) * x;
    const VectorXd w = VectorXd::Random(4);
    const VectorXd v = VectorXd::Random(30);
    Tangents tangents(tape);
    tangents[x] = v;
    forward_sweep(tape, tangents);
    double forward = 0.0;
    for (int i = 0; i < 4; ++i)
        forward += w[i] * tangents[y(i)];
    BOOST_TEST(forward == adjoint(y, w, x).col(0).dot(v), boost::test_tools::tolerance(1e-13));
}

BOOST_FIXTURE_TEST_CASE(sparse_diagonal_and_triangular_matrices_are_referred_to, Setting)
{
    const Eigen::SparseMatrix<double> S = A.sparseView();
    const MatrixXd T = A.topRows(30);
    VectorXv y;
    BOOST_TEST(bytes([&] { y = S * x; }) == 64U);
    BOOST_TEST(near(adjoint(y, weights, x), A.transpose() * weights));
    BOOST_TEST(bytes([&] { y = T.triangularView<Eigen::Lower>() * x; }) == 56U);
    BOOST_TEST(near(adjoint(y, weights.topRows(30), x),
                    VectorXd(T.triangularView<Eigen::Lower>().transpose() * weights.head(30))));
    BOOST_TEST(bytes([&] { y = T.selfadjointView<Eigen::Lower>() * x; }) == 56U);
    y = x0.asDiagonal() * x;
    BOOST_TEST(near(adjoint(y, weights.head(30), x), x0.cwiseProduct(weights.head(30))));
    y = x - S.transpose() * (S * x);
    BOOST_TEST(near(adjoint(y, x0, x), x0 - A.transpose() * (A * x0)));
}

BOOST_AUTO_TEST_SUITE_END()
