#include "../support/problems.hpp"

#include <reel/solver/backtracking.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(solver_backtracking)

using namespace reel;

// The value stops to tell points apart at |x - x*|^2 mu/2 = 1e-16 f: distances below 1e-7 are not to be expected.
BOOST_AUTO_TEST_CASE(it_reaches_the_certified_solution_of_every_smooth_problem_as_far_as_values_tell)
{
    for_each_smooth_problem([](const std::string& name, const auto& problem, const auto& u) {
        for (const double first_step : {1e-6, 1.0, 1e6})
            BOOST_TEST(distance_after(2000, Backtracking{problem, first_step}, problem.solution(u), u) < 3e-7, name);
    });
}

BOOST_AUTO_TEST_CASE(no_step_increases_the_value)
{
    for_each_smooth_problem([](const std::string& name, const auto& problem, const auto& u) {
        const Backtracking search{problem};
        BacktrackingState state = search.init(Eigen::VectorXd::Constant(problem.size(), 5));
        for (int k = 0; k < 200; ++k) {
            const BacktrackingState next = search(state, u);
            BOOST_TEST(problem.value(next.x, u) <= problem.value(state.x, u), name);
            state = next;
        }
    });
}

// Armijo's rule with 1/2 accepts every step up to 1/L, so a halved one is above 1/(2 L).
BOOST_AUTO_TEST_CASE(the_steps_are_not_shorter_than_half_of_the_one_that_is_safe)
{
    const Ridge ridge(regression.A, regression.b);
    const Backtracking search{ridge};
    BacktrackingState state = search.init(Eigen::VectorXd::Constant(6, 5));
    for (int k = 0; k < 20; ++k) {
        state = search(state, 0.5);
        BOOST_TEST(state.step > 0.5 / ridge.curvature(0.5).L);
    }
}

BOOST_AUTO_TEST_CASE(at_a_point_that_is_not_finite_it_stays)
{
    const Ridge ridge(regression.A, regression.b);
    const BacktrackingState lost{Eigen::VectorXd::Constant(6, NAN), 1};
    BOOST_TEST(Backtracking{ridge}(lost, 0.5).step == 1);
}

BOOST_AUTO_TEST_SUITE_END()
