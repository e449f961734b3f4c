#include <reel/eigen/jacobian.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(eigen_jacobian)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// y = B sin(A x): J = B diag(cos(A x)) A, m x n, through k numbers.
struct Recorded {
    MatrixXd A;
    MatrixXd B;
    VectorXd x0;
    MatrixXd truth;
    Tape tape;
    VarVector x;
    VarVector y;

    Recorded(int m, int k, int n) : A(MatrixXd::Zero(k, n)), B(MatrixXd::Zero(m, k)), x0(n)
    {
        for (int i = 0; i < k; ++i)
            for (int j = 0; j < n; ++j)
                A(i, j) = std::sin(1.0 + 3 * i + 7 * j);
        for (int i = 0; i < m; ++i)
            for (int j = 0; j < k; ++j)
                B(i, j) = std::cos(2.0 + 5 * i + 11 * j);
        for (int j = 0; j < n; ++j)
            x0[j] = 0.1 * j - 0.2;
        truth = B * (A * x0).array().cos().matrix().asDiagonal() * A;
        Recording on(tape);
        x = independent(x0);
        y = B * VarVector(sin((A * x).array()));
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_wide_jacobian_by_rows_and_a_tall_one_by_columns_are_the_closed_form)
{
    for (const auto& [m, n] : std::vector<std::pair<int, int>>{{3, 7}, {7, 3}, {5, 5}, {1, 9}, {9, 1}}) {
        const Recorded f(m, 4, n);
        BOOST_TEST((jacobian(f.tape, f.y, f.x) - f.truth).norm() < 1e-14 * f.truth.norm());
    }
}

BOOST_AUTO_TEST_CASE(it_does_not_matter_how_many_columns_are_swept_at_once)
{
    const Recorded wide(11, 4, 13);
    const Recorded tall(13, 4, 11);
    for (const Recorded* f : {&wide, &tall}) {
        for (const int columns : {1, 2, 5, 11, 100})
            BOOST_TEST((jacobian(f->tape, f->y, f->x, columns) - f->truth).norm() < 1e-14 * f->truth.norm());
        BOOST_CHECK_THROW(jacobian(f->tape, f->y, f->x, 0), InvalidArgument);
    }
}

BOOST_AUTO_TEST_CASE(products_with_the_jacobian_are_one_sweep_each)
{
    const Recorded f(4, 6, 5);
    const VectorXd w = VectorXd::LinSpaced(4, -1.0, 2.0);
    const VectorXd v = VectorXd::LinSpaced(5, 3.0, 1.0);
    BOOST_TEST((vjp(f.tape, f.y, f.x, w) - f.truth.transpose() * w).norm() < 1e-13);
    BOOST_TEST((jvp(f.tape, f.y, f.x, v) - f.truth * v).norm() < 1e-13);
    BOOST_CHECK_THROW(vjp(f.tape, f.y, f.x, v), InvalidArgument);
    BOOST_CHECK_THROW(jvp(f.tape, f.y, f.x, w), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(a_result_that_depends_on_nothing_has_derivative_zero)
{
    const Recorded f(4, 6, 5);
    const VarVector constant(VectorXd(VectorXd::Ones(2)));
    BOOST_TEST((jacobian(f.tape, constant, f.x) == MatrixXd::Zero(2, 5)));
    BOOST_CHECK_THROW(jacobian(f.tape, f.y, VarVector(f.x0)), InvalidUse);
}

BOOST_AUTO_TEST_CASE(several_threads_sweep_one_tape_at_once)
{
    const Recorded f(8, 6, 9);
    std::vector<MatrixXd> found(4);
    {
        std::vector<std::jthread> threads;
        for (MatrixXd& J : found)
            threads.emplace_back([&] { J = jacobian(f.tape, f.y, f.x, 3); });
    }
    for (const MatrixXd& J : found)
        BOOST_TEST((J == found.front()));
}

BOOST_AUTO_TEST_SUITE_END()
