#include "../support/wide.hpp"

#include <reel/problem/random.hpp>
#include <reel/solver/linear_solve.hpp>

#include <boost/test/unit_test.hpp>
#include <Eigen/Cholesky>
#include <Eigen/SparseCholesky>

BOOST_AUTO_TEST_SUITE(solver_linear_solve)

using namespace reel;

struct Setting {
    Random random = Random(1);
    Eigen::MatrixXd root = random.normal(7, 7);
    Eigen::MatrixXd A = root * root.transpose() + Eigen::MatrixXd::Identity(7, 7);
    Eigen::VectorXd x = random.normal(7);
    Eigen::VectorXd b = A * x;
};

BOOST_FIXTURE_TEST_CASE(a_matrix_or_its_factorisation_may_be_given, Setting)
{
    BOOST_TEST((solve(A, b) - x).norm() < 1e-12);
    BOOST_TEST((solve(Eigen::LLT<Eigen::MatrixXd>(A), b) - x).norm() < 1e-12);
    BOOST_TEST((solve(Eigen::PartialPivLU<Eigen::MatrixXd>(root), Eigen::VectorXd(root * x)) - x).norm() < 1e-11);
    const Eigen::SparseMatrix<double> sparse = A.sparseView();
    BOOST_TEST((solve(Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>>(sparse), b) - x).norm() < 1e-12);
    BOOST_TEST(
        (solve(A.triangularView<Eigen::Lower>(), Eigen::VectorXd(A.triangularView<Eigen::Lower>() * x)) - x).norm() <
        1e-12);
}

BOOST_FIXTURE_TEST_CASE(a_matrix_without_symmetry_may_be_given, Setting)
{
    BOOST_TEST((solve(root, Eigen::VectorXd(root * x)) - x).norm() < 1e-11);
}

BOOST_FIXTURE_TEST_CASE(the_right_hand_side_may_be_an_expression, Setting)
{
    BOOST_TEST((solve(A, A * x) - x).norm() < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(it_works_in_any_precision, Setting)
{
    const WideMatrixX wide = A.cast<Wide>();
    const WideVectorX right = wide * x.cast<Wide>();
    BOOST_TEST(static_cast<double>((solve(wide, right) - x.cast<Wide>()).norm()) < 1e-17);
}

BOOST_AUTO_TEST_SUITE_END()
