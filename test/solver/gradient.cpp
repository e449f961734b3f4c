#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/solver/residual_polynomial.hpp>
#include <reel/solver/step_rule.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <ostream>
#include <vector>

BOOST_AUTO_TEST_SUITE(solver_gradient)

using namespace reel;

struct Setting {
    double u = 0.5;
    Dataset data = generate_regression({.rows = 20, .cols = 8, .condition = 100, .u = u});
    Ridge ridge = Ridge(data.A, data.b);
    Curvature curvature = ridge.curvature(u);
    Eigen::VectorXd x0 = Eigen::VectorXd::Constant(8, 3);
    QuadraticModel model = QuadraticModel(ridge.hessian<long double>(u), ridge.linear<long double>());

    std::vector<MomentumRule> rules() const
    {
        return {MomentumRule::plain(1 / curvature.L), MomentumRule::heavy_ball(curvature),
                MomentumRule::nesterov(curvature), MomentumRule::fista(1 / curvature.L),
                MomentumRule::chebyshev(curvature)};
    }
};

BOOST_FIXTURE_TEST_CASE(gradient_descent_passes_through_the_closed_form_iterates, Setting)
{
    for (const char* name : {"1/L", "sqrt2/L", "2/(L+mu)"}) {
        const GradientDescent descent{ridge, StepRule::parse(name).step(curvature)};
        QuadraticRun exact(model, MomentumRule::plain(descent.step), x0);
        for (Eigen::VectorXd x = descent.init(x0); exact.k() < 500; x = descent(x, u), exact.advance())
            BOOST_REQUIRE((descent.solution(x) - exact.iterate()).norm() < 1e-13 * exact.iterate().norm());
    }
}

BOOST_FIXTURE_TEST_CASE(every_method_passes_through_the_closed_form_iterates, Setting)
{
    for (const MomentumRule& rule : rules()) {
        const MomentumMethod method{ridge, rule};
        QuadraticRun exact(model, rule, x0);
        for (auto state = method.init(x0); exact.k() < 500; state = method(state, u), exact.advance())
            BOOST_REQUIRE((method.solution(state) - exact.iterate()).norm() < 1e-12 * exact.iterate().norm());
    }
}

BOOST_FIXTURE_TEST_CASE(every_method_reaches_the_certified_solution, Setting)
{
    const Solution solution = ridge.solution(u);
    for (const MomentumRule& rule : rules()) {
        const MomentumMethod method{ridge, rule};
        auto state = method.init(x0);
        while (state.k < 5000)
            state = method(state, u);
        BOOST_TEST((method.solution(state) - solution.x).norm() < 1e-13 * solution.x.norm());
    }
}

BOOST_FIXTURE_TEST_CASE(the_state_of_a_method_with_momentum_has_two_vectors_and_its_counter_is_none_of_them, Setting)
{
    const MomentumMethod method{ridge, MomentumRule::heavy_ball(curvature)};
    const auto state = method(method.init(x0), u);
    static_assert(std::tuple_size_v<decltype(state.parts())> == 2);
    BOOST_TEST(std::get<1>(state.parts()) == x0);
    BOOST_TEST(state.k == 1);
}

BOOST_FIXTURE_TEST_CASE(plain_momentum_is_gradient_descent, Setting)
{
    const MomentumMethod method{ridge, MomentumRule::plain(1 / curvature.L)};
    const GradientDescent descent{ridge, 1 / curvature.L};
    BOOST_TEST((method(method.init(x0), u).current - descent(x0, u)).norm() == 0);
}

// The momentum is in the state, none of it in the method: a second run starts afresh.
BOOST_FIXTURE_TEST_CASE(a_second_run_of_a_method_gives_the_bits_of_the_first, Setting)
{
    for (const MomentumRule& rule : rules()) {
        const MomentumMethod method{ridge, rule};
        std::vector<Eigen::VectorXd> ends;
        for (int run = 0; run < 2; ++run) {
            auto state = method.init(x0);
            for (int k = 0; k < 30; ++k)
                state = method(state, u);
            ends.push_back(method.solution(state));
        }
        BOOST_TEST((ends[0].array() == ends[1].array()).all());
    }
}

BOOST_AUTO_TEST_SUITE_END()
