#pragma once
// What holds for every solver on every problem, whatever the strategy.
#include "../support/any_solver.hpp"

#include <reel/implicit/unrolled.hpp>

#include <boost/test/unit_test.hpp>

namespace reel::test {

struct Lengths {
    int steps;          // after which the run has converged
    double tolerance;   // relative, to which the certified derivative is then reached
};

// The part of a Jacobian of the state that belongs to the solution.
inline MatrixXd of_solution(const MatrixXd& J, const Case& c) { return J.topRows(c.solution.size()); }

inline void must_be_close(const char* what, const MatrixXd& a, const MatrixXd& b, double tolerance)
{
    const double scale = std::max(b.norm(), 1e-12);
    BOOST_TEST((a - b).norm() <= tolerance * scale,
               what << ": off by " << (a - b).norm() / scale << " relative, allowed " << tolerance);
}

// A direction of the state and one of the parameter that nothing is orthogonal to.
inline VectorXd direction(Eigen::Index n) { return VectorXd::LinSpaced(n, -1.0, 1.3); }

// After 12 steps, 5 of them truncated: reverse = forward = replay, converged or not.
inline void must_agree_in_all_modes(const Case& c)
{
    const Check anywhere{.distance = 1e300, .estimate_error = false};
    const Unrolling unrolling = Unrolling::truncated(12, 5);
    const MatrixXd J = jacobian(c.map, c.start, c.u, unrolling, anywhere).estimate;
    const VectorXd v = direction(c.start.size());
    const VectorXd du = direction(c.u.size());
    const Replay replayed{.schedule = Schedule::binomial(12, 5, {.checkpoints = 2, .stretch = 2})};
    const VectorXd reverse = vjp(c.map, c.start, c.u, v, unrolling, anywhere).estimate;
    must_be_close("reverse and forward", reverse, J.transpose() * v, 1e-12);
    must_be_close("replay and forward", vjp(c.map, c.start, c.u, v, replayed, anywhere).estimate, reverse, 0.0);
    must_be_close("one direction and all", jvp(c.map, c.start, c.u, du, unrolling, anywhere).estimate, J * du, 1e-12);
    must_be_close("rows and columns", jacobian(c.map, c.start, c.u, replayed, anywhere).estimate, J, 1e-12);
}

// At the converged state each implicit strategy has the certified derivative, in both directions.
inline void must_have_the_certified_derivative(const Case& c, const Lengths& lengths)
{
    const VectorXd x = iterate(c.map, c.start, c.u, Stop{lengths.steps}).state;
    must_be_close("solution", x.head(c.solution.size()), c.solution, lengths.tolerance);
    VectorXd v = VectorXd::Zero(x.size());
    v.head(c.solution.size()) = direction(c.solution.size());
    const VectorXd g = c.jacobian.transpose() * direction(c.solution.size());
    const VectorXd du = direction(c.u.size());
    const Check close{.distance = 1e-5, .estimate_error = false};
    must_be_close("jacobian, direct", of_solution(jacobian(c.map, x, c.u).estimate, c), c.jacobian, lengths.tolerance);
    for (const LinearSolver solver : {LinearSolver::direct, LinearSolver::gmres, LinearSolver::normal_cg})
        BOOST_TEST_CONTEXT(to_string(solver))
        {
            const Implicit strategy{.solver = solver, .tolerance = 1e-9};
            must_be_close("vjp", vjp(c.map, x, c.u, v, strategy, close).value(), g, lengths.tolerance);
            must_be_close("jvp", of_solution(jvp(c.map, x, c.u, du, strategy, close).value(), c), c.jacobian * du,
                          lengths.tolerance);
        }
    const Neumann series{.terms = lengths.steps};
    must_be_close("Neumann", vjp(c.map, x, c.u, v, series, close).value(), g, lengths.tolerance);
}

// The error of the unrolled derivative: small after all the steps, larger after a quarter of them.
inline void must_tend_to_the_implicit_derivative(const Case& c, const Lengths& lengths)
{
    const Check anywhere{.distance = 1e300, .estimate_error = false};
    const auto error = [&](int steps) {
        const MatrixXd J = jacobian(c.map, c.start, c.u, Unrolling{.recorded = steps}, anywhere).estimate;
        return (of_solution(J, c) - c.jacobian).norm() / c.jacobian.norm();
    };
    const double late = error(lengths.steps);
    BOOST_TEST(late <= lengths.tolerance);
    BOOST_TEST((late <= error(lengths.steps / 4) || late < 1e-12));
}

inline void must_hold(const Case& c, const Lengths& lengths)
{
    BOOST_TEST_CONTEXT(c.name)
    {
        must_agree_in_all_modes(c);
        must_have_the_certified_derivative(c, lengths);
        must_tend_to_the_implicit_derivative(c, lengths);
    }
}

} // namespace reel::test
