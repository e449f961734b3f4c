#define BOOST_TEST_MODULE every_splitting_solver
// Solvers that solve a linear system in each step x problems x strategies: ADMM, Douglas-Rachford, PDHG, SOR.
#include "../support/problems.hpp"
#include "every_solver.hpp"

#include <reel/eigen/solve.hpp>
#include <reel/problem/linear_system.hpp>
#include <reel/solver/fixed_point.hpp>
#include <reel/solver/splitting.hpp>

using namespace reel;
using namespace reel::test;

namespace {

// |A x - b|^2 / 2 + h(x, u) with any h: what the splitting methods know of it is its prox. They are compiled once.
struct AnySparse : LeastSquares {
    std::function<VectorXd(const VectorXd&, double, const VectorXd&)> plain;
    std::function<VarVector(const VarVector&, double, const VarVector&)> recorded;
    Solution certified;
    MatrixXd derivative;

    VectorXd prox(const VectorXd& y, double t, const VectorXd& u) const { return plain(y, t, u); }
    VarVector prox(const VarVector& y, double t, const VarVector& u) const { return recorded(y, t, u); }
    Solution solution(const VectorXd&) const { return certified; }
    MatrixXd jacobian(const VectorXd&) const { return derivative; }
};

template <class Problem, class U>
AnySparse erased(const Problem& problem, const U& u)
{
    const auto prox = [problem, u]<class Row>(const Row& y, double t, const Row& p) -> Row {
        return problem.prox(y, t, unpack(p, u));
    };
    return {LeastSquares(problem), prox, prox, problem.solution(u), problem.jacobian(u)};
}

} // namespace

BOOST_AUTO_TEST_CASE(splitting_methods_have_the_derivative_of_every_sparse_problem)
{
    for_each_sparse_problem([](const std::string& name, const auto& problem, const auto& weights) {
        const AnySparse any = erased(problem, weights);
        const VectorXd u = flatten(weights);
        const Lengths lengths{800, 1e-7};
        must_hold(make_case(name + ", ADMM", any, [](const AnySparse& p) { return Admm(p, 3.0); }, u), lengths);
        must_hold(make_case(name + ", Douglas-Rachford", any, [](const AnySparse& p) { return DouglasRachford(p, 0.3); }, u),
                  lengths);
        must_hold(make_case(name + ", PDHG", any, [](const AnySparse& p) { return PrimalDual(p, 0.4, 2.5); }, u), lengths);
    });
}

// Of an image the multipliers are not unique (differences around a square sum to 0): I - M is singular, which is a status.
// The unrolled derivative of the solution converges all the same.
BOOST_AUTO_TEST_CASE(splitting_methods_have_the_derivative_of_total_variation)
{
    for_each_denoising_problem([](const std::string& name, const TotalVariation& problem, double u) {
        const Lengths lengths{3000, 1e-6};
        const double step = 0.99 / problem.analysis_norm();
        const Case admm = make_case(name + ", ADMM", problem, [](const auto& p) { return Admm(p, 1.0); }, u);
        const Case pdhg = make_case(name + ", PDHG", problem, [&](const auto& p) { return PrimalDual(p, step, step); }, u);
        for (const Case& c : {admm, pdhg}) {
            BOOST_TEST_CONTEXT(c.name)
            {
                must_agree_in_all_modes(c);
                must_tend_to_the_implicit_derivative(c, lengths);
                if (name == "signal")
                    must_have_the_certified_derivative(c, lengths);
            }
        }
        if (name == "image")
            BOOST_TEST(!jacobian(admm.map, iterate(admm.map, admm.start, admm.u, Stop{3000}).state, admm.u).ok());
    });
}

BOOST_AUTO_TEST_CASE(successive_relaxation_has_the_derivative_of_a_linear_system)
{
    MatrixXd A = 0.1 * Random(5).normal(6, 6);
    A = 0.5 * (A + A.transpose()) + 2.0 * MatrixXd::Identity(6, 6);
    for (const double relaxation : {1.0, 1.2})
        must_hold(make_case("SOR", LinearSystem(A), [&](const auto& p) { return Sor(p, relaxation); }, direction(6)),
                  {100, 1e-9});
}
