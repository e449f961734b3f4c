#include "../support/smooth.hpp"

#include <reel/error.hpp>
#include <reel/problem/entropic_transport.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_entropic_transport)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Random random = Random(7);
    Eigen::MatrixXd C = random.normal(6, 5).cwiseAbs2();
    Eigen::VectorXd b = softmax(random.normal(5));
    Eigen::VectorXd theta = random.normal(6);
    EntropicTransport problem = EntropicTransport(C, b, 0.3);
    Eigen::VectorXd g = problem.in_gauge(Eigen::VectorXd(random.normal(5)));

    static Eigen::VectorXd softmax(const Eigen::VectorXd& z) { return z.array().exp() / z.array().exp().sum(); }

    WideVectorX exact_solution(const WideVectorX& at) const
    {
        WideVectorX x = WideVectorX::Zero(5);
        for (int k = 0; k < 2000; ++k)
            x = problem.sinkhorn(x, at);
        return x;
    }
};

BOOST_FIXTURE_TEST_CASE(the_value_is_that_of_its_definition, Setting)
{
    const Eigen::VectorXd a = softmax(theta);
    double value = -b.dot(g);
    for (Eigen::Index i = 0; i < 6; ++i)
        value += a[i] * 0.3 * std::log(((g.transpose() - C.row(i)).array() / 0.3).exp().sum());
    BOOST_TEST(problem.value(g, theta) == value, tolerance(1e-14));
}

BOOST_FIXTURE_TEST_CASE(the_gradient_is_the_derivative_of_the_value, Setting)
{
    BOOST_TEST(gradient_error(problem, g, theta) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_hessian_is_the_derivative_of_the_gradient_and_one_on_the_constants, Setting)
{
    const auto gradient = [&](const WideVectorX& at) { return problem.gradient(at, WideVectorX(theta.cast<Wide>())); };
    const Eigen::MatrixXd expected = wide_jacobian(gradient, g).array() + 0.2;
    BOOST_TEST(relative_error(problem.hessian(g, theta), expected) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_plan_of_the_solution_has_the_two_histograms_as_its_sums, Setting)
{
    const Eigen::MatrixXd P = problem.plan(problem.solution(theta).x, theta);
    BOOST_TEST((P.rowwise().sum() - softmax(theta)).norm() < 1e-15);
    BOOST_TEST((P.colwise().sum().transpose() - b).norm() < 1e-14);
}

BOOST_FIXTURE_TEST_CASE(the_error_of_the_solution_is_below_its_bound, Setting)
{
    const Solution solution = problem.solution(theta);
    const WideVectorX error = exact_solution(theta.cast<Wide>()) - solution.x.cast<Wide>();
    BOOST_TEST(static_cast<double>(error.norm()) <= solution.error_bound + 1e-15);
    BOOST_TEST(solution.error_bound < 1e-12);
    BOOST_TEST(std::abs(solution.x.sum()) < 1e-15);
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    const auto solution = [&](const WideVectorX& at) { return exact_solution(at); };
    BOOST_TEST(relative_error(problem.jacobian(theta), wide_jacobian(solution, theta)) < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(no_hessian_is_above_one_over_two_eps, Setting)
{
    const Eigen::MatrixXd bounded = problem.hessian(g, theta).array() - 0.2;
    BOOST_TEST(eigenvalues_of(bounded).maxCoeff() <=
               problem.curvature(theta).L);
}

BOOST_FIXTURE_TEST_CASE(a_shift_of_all_costs_does_not_move_the_solution, Setting)
{
    const EntropicTransport shifted(C.array() + 1000, b, 0.3);
    BOOST_TEST((shifted.solution(theta).x - problem.solution(theta).x).norm() < 1e-12);
    BOOST_TEST(problem.value(g, theta) - shifted.value(g, theta) == 1000, tolerance(1e-12));
}

BOOST_FIXTURE_TEST_CASE(data_without_a_meaning_are_refused, Setting)
{
    BOOST_CHECK_THROW(EntropicTransport(C, Eigen::VectorXd::Ones(5), 0.3), InvalidArgument);
    BOOST_CHECK_THROW(EntropicTransport(C, softmax(theta), 0.3), InvalidArgument);
    BOOST_CHECK_THROW(EntropicTransport(C, b, 0), InvalidArgument);
    BOOST_CHECK_THROW(EntropicTransport(C, b, 1e-4), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(b), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
