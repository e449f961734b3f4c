#include "../support/decompositions.hpp"

#include <reel/error.hpp>
#include <reel/problem/equilibrium.hpp>
#include <reel/problem/random.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(problem_equilibrium)

using namespace reel;
using boost::test_tools::tolerance;

struct Setting {
    Random random = Random(5);
    Eigen::MatrixXd W = scaled_to(random.normal(8, 8), 0.9);
    Eigen::MatrixXd U = random.normal(8, 3);
    Eigen::VectorXd b = random.normal(8);
    Eigen::VectorXd z = random.normal(3);
    Equilibrium problem = Equilibrium(W, U, b);

    static Eigen::MatrixXd scaled_to(const Eigen::MatrixXd& M, double norm)
    {
        return norm / spectral_norm_of(M) * M;
    }
    WideVectorX exact_solution(const WideVectorX& at) const
    {
        WideVectorX x = WideVectorX::Zero(8);
        for (int k = 0; k < 1000; ++k)
            x = problem.map(x, at);
        return x;
    }
};

BOOST_FIXTURE_TEST_CASE(the_contraction_is_the_norm_of_W, Setting)
{
    BOOST_TEST(problem.contraction() == 0.9, tolerance(1e-14));
    BOOST_TEST(problem.curvature(z).mu == 0.1, tolerance(1e-13));
    BOOST_TEST(problem.curvature(z).L == 1.9, tolerance(1e-14));
}

// One unknown: x = tanh(x/2 + z) has the solution x at z = atanh(x) - x/2, and dx/dz = 1/(1/(1 - x^2) - 1/2).
BOOST_AUTO_TEST_CASE(solution_and_jacobian_of_one_unknown_are_those_by_hand)
{
    const Equilibrium one(Eigen::MatrixXd::Constant(1, 1, 0.5), Eigen::MatrixXd::Ones(1, 1), Eigen::VectorXd::Zero(1));
    for (const double x : {-0.9, -0.1, 0.0, 0.5, 0.99}) {
        const Eigen::VectorXd z = Eigen::VectorXd::Constant(1, std::atanh(x) - x / 2);
        BOOST_TEST(std::abs(one.solution(z).x[0] - x) < 1e-14);
        BOOST_TEST(one.jacobian(z)(0, 0) == 1 / (1 / (1 - x * x) - 0.5), tolerance(1e-12));
    }
}

BOOST_FIXTURE_TEST_CASE(the_error_of_the_solution_is_below_its_bound, Setting)
{
    const Solution solution = problem.solution(z);
    const WideVectorX error = exact_solution(z.cast<Wide>()) - solution.x.cast<Wide>();
    BOOST_TEST(static_cast<double>(error.norm()) <= solution.error_bound + 1e-15); // the rounding of tanh
    BOOST_TEST(solution.error_bound < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_jacobian_is_the_derivative_of_the_solution, Setting)
{
    const auto solution = [&](const WideVectorX& at) { return exact_solution(at); };
    BOOST_TEST(relative_error(problem.jacobian(z), wide_jacobian(solution, z)) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(layers_that_do_not_fit_or_do_not_contract_are_refused, Setting)
{
    BOOST_CHECK_THROW(Equilibrium(W.topRows(7), U, b), InvalidArgument);
    BOOST_CHECK_THROW(Equilibrium(W, U.topRows(7), b), InvalidArgument);
    BOOST_CHECK_THROW(Equilibrium(scaled_to(W, 1.01), U, b), InvalidArgument);
    BOOST_CHECK_THROW(problem.solution(b), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
