#include "../support/decompositions.hpp"

#include <reel/error.hpp>
#include <reel/problem/equilibrium.hpp>
#include <reel/problem/random.hpp>
#include <reel/solver/fixed_point.hpp>
#include <reel/solver/gradient.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <tuple>

BOOST_AUTO_TEST_SUITE(solver_fixed_point)

using namespace reel;
using boost::test_tools::tolerance;

// -x'' on n interior points: eigenvalues 2 - 2 cos(j pi/(n + 1)). Jacobi has the spectral radius c = cos(pi/(n + 1)),
// Gauss-Seidel c^2, SOR at its best w = 2/(1 + sqrt(1 - c^2)) the radius w - 1.
struct Poisson {
    Eigen::Index n = 10;
    LinearSystem problem = LinearSystem(matrix(n));
    Eigen::VectorXd u = Random(1).normal(n);
    Eigen::VectorXd x0 = Random(2).normal(n);
    double c = std::cos(std::numbers::pi / 11);
    double best = 2 / (1 + std::sqrt(1 - c * c));

    static Eigen::MatrixXd matrix(Eigen::Index n)
    {
        Eigen::MatrixXd A = 2 * Eigen::MatrixXd::Identity(n, n);
        A.diagonal(1).setConstant(-1);
        A.diagonal(-1).setConstant(-1);
        return A;
    }
    template <class Solver>
    double error_after(int steps, const Solver& solver) const
    {
        Eigen::VectorXd x = solver.init(x0);
        for (int k = 0; k < steps; ++k)
            x = solver(x, u);
        return (solver.solution(x) - problem.solution(u).x).norm();
    }
    // D_x of the map, column by column: it is affine.
    template <class Solver>
    double spectral_radius(const Solver& solver) const
    {
        Eigen::MatrixXd M(n, n);
        for (Eigen::Index j = 0; j < n; ++j)
            M.col(j) = solver(Eigen::VectorXd(x0 + Eigen::VectorXd::Unit(n, j)), u) - solver(x0, u);
        return spectral_radius_of(M);
    }
};

BOOST_FIXTURE_TEST_CASE(every_method_reaches_the_certified_solution, Poisson)
{
    BOOST_TEST(error_after(1500, Jacobi{problem}) < 1e-13);
    BOOST_TEST(error_after(800, Sor(problem)) < 1e-13);
    BOOST_TEST(error_after(200, Sor(problem, best)) < 1e-13);
    BOOST_TEST(error_after(1500, GradientDescent{problem, 0.5}) < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_rates_are_those_of_the_theory_of_Young, Poisson)
{
    BOOST_TEST(spectral_radius(Jacobi{problem}) == c, tolerance(1e-12));
    BOOST_TEST(spectral_radius(Sor(problem)) == c * c, tolerance(1e-12));
    BOOST_TEST(spectral_radius(Sor(problem, best)) == best - 1, tolerance(1e-6)); // a defective eigenvalue
    BOOST_TEST(spectral_radius(GradientDescent{problem, 0.5}) == c, tolerance(1e-12));
}

// The map is affine in (x, u) with a fixed matrix: Z_k - J* = -M^k J*, no matter where x_0 is.
BOOST_FIXTURE_TEST_CASE(a_derivative_in_the_right_hand_side_has_no_curse, Poisson)
{
    const auto derivative_error = [&](const auto& solver, int steps, double start) {
        const auto run = [&](const WideVectorX& at) {
            WideVectorX x = WideVectorX::Constant(n, start);
            for (int k = 0; k < steps; ++k)
                x = solver(x, at);
            return x;
        };
        return (wide_jacobian(run, u) - problem.jacobian(u)).eval();
    };
    for (const int steps : {1, 5, 20}) {
        const Eigen::MatrixXd near = derivative_error(Jacobi{problem}, steps, 0);
        BOOST_TEST((near - derivative_error(Jacobi{problem}, steps, 1e3)).norm() < 1e-11 * near.norm());
        BOOST_TEST(near.norm() <= std::pow(c, steps) * problem.jacobian(u).norm() * (1 + 1e-12));
    }
}

BOOST_FIXTURE_TEST_CASE(Jacobi_takes_a_shift_of_the_diagonal, Poisson)
{
    const std::tuple shifted(0.7, u);
    Eigen::VectorXd x = x0;
    for (int k = 0; k < 300; ++k)
        x = Jacobi{problem}(x, shifted);
    BOOST_TEST((x - problem.solution(shifted).x).norm() < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(the_layer_itself_and_with_relaxation_reaches_the_equilibrium, Poisson)
{
    const Equilibrium layer(0.2 * matrix(n), Eigen::MatrixXd::Identity(n, n), x0);
    for (const double relaxation : {1.0, 0.5}) {
        const FixedPoint iteration{layer, relaxation};
        Eigen::VectorXd x = iteration.init(Eigen::VectorXd(Eigen::VectorXd::Ones(n)));
        for (int k = 0; k < 400; ++k)
            x = iteration(x, u);
        BOOST_TEST((iteration.solution(x) - layer.solution(u).x).norm() < 1e-14);
    }
}

BOOST_FIXTURE_TEST_CASE(relaxations_without_a_meaning_are_refused, Poisson)
{
    BOOST_CHECK_THROW(Sor(problem, 2), InvalidArgument);
    BOOST_CHECK_THROW(Sor(problem, 0), InvalidArgument);
    const LinearSystem hollow(Eigen::MatrixXd::Ones(3, 3) - Eigen::MatrixXd::Identity(3, 3));
    BOOST_CHECK_THROW(Sor{hollow}, InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
