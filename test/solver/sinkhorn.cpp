#include "../support/decompositions.hpp"

#include <reel/problem/entropic_transport.hpp>
#include <reel/problem/random.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/sinkhorn.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(solver_sinkhorn)

using namespace reel;

struct Setting {
    Random random = Random(7);
    Eigen::MatrixXd C = random.normal(7, 6).cwiseAbs2();
    Eigen::VectorXd b = Eigen::VectorXd::Constant(6, 1.0 / 6);
    Eigen::VectorXd theta = random.normal(7);
    EntropicTransport problem = EntropicTransport(C, b, 0.5);
    Sinkhorn<EntropicTransport> sinkhorn{problem};
    Eigen::VectorXd g0 = random.normal(6);

    Eigen::VectorXd after(int steps) const
    {
        Eigen::VectorXd g = sinkhorn.init(g0);
        for (int k = 0; k < steps; ++k)
            g = sinkhorn(g, theta);
        return g;
    }
    Eigen::MatrixXd derivative_at(const Eigen::VectorXd& g) const
    {
        const auto step = [&](const WideVectorX& at) { return sinkhorn(at, WideVectorX(theta.cast<Wide>())); };
        return wide_jacobian(step, g);
    }
};

BOOST_FIXTURE_TEST_CASE(it_reaches_the_certified_solution, Setting)
{
    BOOST_TEST((sinkhorn.solution(after(2000)) - problem.solution(theta).x).norm() < 1e-13);
}

BOOST_FIXTURE_TEST_CASE(gradient_descent_reaches_the_same, Setting)
{
    const GradientDescent descent{problem, 1 / problem.curvature(theta).L};
    Eigen::VectorXd g = problem.in_gauge(g0);
    for (int k = 0; k < 20000; ++k)
        g = descent(g, theta);
    BOOST_TEST((g - problem.solution(theta).x).norm() < 1e-12);
}

BOOST_FIXTURE_TEST_CASE(every_iterate_is_in_gauge_and_every_start_is_put_there, Setting)
{
    BOOST_TEST(std::abs(sinkhorn.init(g0).sum()) < 1e-14);
    BOOST_TEST(std::abs(after(10).sum()) < 1e-14);
}

// Without the gauge M has the eigenvalue 1 along the constants; with it, M maps them to 0.
BOOST_FIXTURE_TEST_CASE(the_derivative_of_a_step_vanishes_along_the_gauge, Setting)
{
    const Eigen::MatrixXd M = derivative_at(after(2000));
    BOOST_TEST((M * Eigen::VectorXd::Ones(6)).norm() < 1e-14);
}

// Birkhoff: per round |.| contracts in Hilbert's metric by tanh^2(Delta/4), Delta = max of
// (C_jk + C_il - C_ik - C_jl)/eps, so no eigenvalue of M is larger.
BOOST_FIXTURE_TEST_CASE(it_contracts_at_least_as_fast_as_Hilbert_s_metric_says, Setting)
{
    double diameter = 0;
    for (Eigen::Index i = 0; i < 7; ++i)
        for (Eigen::Index j = 0; j < 7; ++j) {
            const Eigen::ArrayXd difference = (C.row(i) - C.row(j)).transpose() / problem.eps();
            diameter = std::max(diameter, difference.maxCoeff() - difference.minCoeff());
        }
    const double bound = std::pow(std::tanh(diameter / 4), 2);
    const Eigen::MatrixXd M = derivative_at(after(2000));
    BOOST_TEST(spectral_radius_of(M) <= bound);
    BOOST_TEST(bound < 1);
}

BOOST_AUTO_TEST_SUITE_END()
