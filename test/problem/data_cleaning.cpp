#include "../support/smooth.hpp"

#include <reel/error.hpp>
#include <reel/problem/data_cleaning.hpp>
#include <reel/problem/logistic.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_data_cleaning)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Random random = Random(4);
    Eigen::MatrixXd A = random.normal(20, 3);
    Eigen::VectorXi labels = Eigen::VectorXi::NullaryExpr(20, [](Eigen::Index i) { return static_cast<int>(i % 3); });
    DataCleaning problem = DataCleaning(A, labels, 3, 0.1);
    Eigen::VectorXd u = random.normal(20);
    Eigen::VectorXd x = random.normal(9);
};

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    BOOST_TEST(gradient_error(problem, x, u) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_hessian_is_the_derivative_of_the_gradient, Setting)
{
    BOOST_TEST(hessian_error(problem, x, u) < 1e-13);
}

// f is l2-strongly convex, so |x - x*| <= |grad f(x)|/l2.
BOOST_FIXTURE_TEST_CASE(the_solution_is_certified, Setting)
{
    const Solution solution = problem.solution(u);
    BOOST_TEST(problem.gradient(solution.x, u).norm() < 1e-15);
    BOOST_TEST(solution.error_bound == problem.gradient(solution.x, u).norm() / 0.1, tolerance(1e-12));
}

// Along a direction v, by central differences: their error is h^2 = 1e-8 relative, and the solver's 1e-15/h.
BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    const Eigen::VectorXd v = random.normal(20);
    const double h = 1e-4;
    const Eigen::VectorXd difference = problem.solution(u + h * v).x - problem.solution(u - h * v).x;
    BOOST_TEST(relative_error(problem.jacobian(u) * v, difference / (2 * h)) < 1e-7);
}

BOOST_FIXTURE_TEST_CASE(the_curvature_holds_the_spectrum, Setting)
{
    BOOST_TEST(curvature_holds(problem, u));
}

// Two classes with coefficients z/2 and -z/2 are logistic regression in z: the loss is log(1 + exp(-y a.z)), the
// penalty l2 |z|^2/4.
BOOST_FIXTURE_TEST_CASE(two_classes_of_equal_weights_are_logistic_regression, Setting)
{
    const Eigen::VectorXd signs = Eigen::VectorXd::NullaryExpr(20, [](Eigen::Index i) { return i % 2 == 0 ? 1 : -1; });
    const Eigen::VectorXi two = signs.unaryExpr([](double y) { return y > 0 ? 0 : 1; }).cast<int>();
    const Eigen::VectorXd certain = Eigen::VectorXd::Constant(20, 100); // sigmoid(100) = 1 to rounding
    const Eigen::VectorXd both = DataCleaning(A, two, 2, 0.1).solution(certain).x;
    const Eigen::VectorXd one = Logistic(A, signs).solution(0.05).x;
    BOOST_TEST(relative_error(both.head(3) - both.tail(3), one) < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(value_and_gradient_are_finite_far_out, Setting)
{
    BOOST_TEST(std::isfinite(problem.value(Eigen::VectorXd(1e6 * x), u)));
    BOOST_TEST(problem.gradient(Eigen::VectorXd(1e6 * x), u).allFinite());
}

// Scores (2, 1, 0) put every sample into class 0, which a third of the first 18 are.
BOOST_FIXTURE_TEST_CASE(the_error_rate_counts_the_samples_in_another_class, Setting)
{
    const Eigen::VectorXd constant =
        Eigen::VectorXd::NullaryExpr(9, [](Eigen::Index i) { return 2.0 - double(i / 3); });
    const Eigen::MatrixXd positive = Eigen::MatrixXd::Ones(18, 3);
    BOOST_TEST(problem.error_rate(constant, positive, labels.head(18)) == 2.0 / 3, tolerance(1e-15));
}

BOOST_FIXTURE_TEST_CASE(labels_without_a_meaning_are_refused, Setting)
{
    BOOST_CHECK_THROW(DataCleaning(A, labels, 2, 0.1), InvalidArgument);
    BOOST_CHECK_THROW(DataCleaning(A, Eigen::VectorXi::Zero(20), 3, 0.1), InvalidArgument);
    BOOST_CHECK_THROW(DataCleaning(A, labels.head(5), 3, 0.1), InvalidArgument);
    BOOST_CHECK_THROW(DataCleaning(A, labels, 3, 0), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(Eigen::VectorXd::Zero(19)), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
