#include "../support/problems.hpp"

#include <reel/solver/anderson.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/proximal.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(solver_anderson)

using namespace reel;

BOOST_AUTO_TEST_CASE(it_reaches_the_certified_solution_of_every_smooth_problem_long_before_its_map)
{
    for_each_smooth_problem([](const std::string& name, const auto& problem, const auto& u) {
        const GradientDescent descent{problem, 1 / problem.curvature(u).L};
        const Solution solution = problem.solution(u);
        BOOST_TEST(distance_after(60, Anderson{descent, 10}, solution, u) < 1e-10, name);
        BOOST_TEST(distance_after(20, Anderson{descent, 10}, solution, u) <
                       0.01 * distance_after(20, descent, solution, u),
                   name);
    });
}

BOOST_AUTO_TEST_CASE(it_reaches_the_certified_solution_of_every_sparse_problem)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& u) {
        const ProximalGradient ista{problem, 1 / problem.curvature(u).L};
        BOOST_TEST(distance_after(200, Anderson{ista, 5}, problem.solution(u), u) < 1e-12, name);
    });
}

// On an affine map a window of n differences is a Krylov method: n + 1 evaluations span the space, one more uses them.
BOOST_AUTO_TEST_CASE(a_full_window_solves_an_affine_problem_in_n_plus_2_steps)
{
    const Ridge ridge(regression.A, regression.b);
    const GradientDescent descent{ridge, 1 / ridge.curvature(0.5).L};
    BOOST_TEST(distance_after(8, Anderson{descent, 6}, ridge.solution(0.5), 0.5) < 1e-11);
}

BOOST_AUTO_TEST_CASE(it_keeps_no_more_differences_than_its_window)
{
    const Ridge ridge(regression.A, regression.b);
    const GradientDescent descent{ridge, 1 / ridge.curvature(0.5).L};
    const Anderson anderson{descent, 3};
    AndersonState state = anderson.init(Eigen::VectorXd::Ones(6));
    for (Eigen::Index k = 0; k < 10; ++k) {
        BOOST_TEST(state.iterate_steps.cols() == std::clamp<Eigen::Index>(k - 1, 0, 3));
        state = anderson(state, 0.5);
    }
}

BOOST_AUTO_TEST_SUITE_END()
