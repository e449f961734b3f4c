// Memory may end at any moment. Each entry point of the library is called once for each allocation that it makes, with
// that one refused: it must throw, hold nothing afterwards, stop recording, and give the same result when called again.
#include <reel/analysis/choose.hpp>
#include <reel/analysis/doctor.hpp>
#include <reel/bilevel/hypergradient.hpp>
#include <reel/eigen/check_gradient.hpp>
#include <reel/eigen/jacobian.hpp>
#include <reel/implicit/unrolled.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <reel/unroll/gradient_curve.hpp>
#include <reel/unroll/late_tangents.hpp>

#include "support/heap.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(allocation_failures)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

struct EntryPoint {
    std::string name;
    std::function<double()> call;
};
std::ostream& operator<<(std::ostream& out, const EntryPoint& entry)
{
    return out << entry.name;
}

const Ridge& ridge()
{
    static const Ridge problem = [] {
        const Dataset data = generate_regression({.rows = 6, .cols = 3, .condition = 10, .u = 0.1, .seed = 1});
        return Ridge(data.A, data.b);
    }();
    return problem;
}
const GradientDescent<Ridge>& descent()
{
    static const GradientDescent<Ridge> solver{ridge(), 1.0 / ridge().curvature(0.1).L};
    return solver;
}
const VectorXd x0 = VectorXd::Zero(3);
const VectorXd v = VectorXd::Ones(3);
const Check anywhere{1e300, false};

template <class Strategy>
EntryPoint derivatives(const std::string& name, const Strategy& strategy, const VectorXd& x)
{
    return {name, [strategy, x] {
                return vjp(descent(), x, 0.1, v, strategy, anywhere).estimate +
                       jvp(descent(), x, 0.1, 1.0, strategy, anywhere).estimate.sum() +
                       jacobian(descent(), x, 0.1, strategy, anywhere).estimate.sum();
            }};
}

std::vector<EntryPoint> entry_points()
{
    const VectorXd solution = ridge().solution(0.1).x;
    const auto loss = []<class X>(const X& at) -> ScalarOf<X> { return at.squaredNorm(); };
    const auto smooth = []<class X>(const X& at) -> X { return (at.array().sin() * at.array()).matrix(); };
    std::vector<EntryPoint> all = {
        {"generate_regression", [] { return generate_regression({.rows = 6, .cols = 3}).A.sum(); }},
        {"problem's solution", [] { return ridge().solution(0.2).x.sum(); }},
        {"sweeps and Jacobians of a tape",
         [smooth] {
             Tape tape;
             const Recording on(tape);
             const VarVector x = independent(v);
             const VarVector y = smooth(x);
             return jacobian(tape, y, x).sum() + vjp(tape, y, x, v).sum() + jvp(tape, y, x, v).sum();
         }},
        {"check_gradient", [smooth] { return check_gradient(smooth, v).modes; }},
        {"gradient_curve", [] { return gradient_curve(descent(), x0, 0.1, v, {.iterations = 9}).gradient(2); }},
        {"late_tangents", [] { return late_tangents(descent(), x0, 0.1, 9, {0, 3}).jacobian(0).sum(); }},
        {"diagnose",
         [] {
             MapRun run(descent(), x0, 0.1);
             return diagnose(run, 40).peak;
         }},
        {"choose",
         [] {
             MapRun run(descent(), x0, 0.1);
             return double(choose(run, BudgetStop{.budget = 60, .cost_ratio = 2.0}).recorded);
         }},
        {"choose, with a forecast",
         [] {
             MapRun run(descent(), x0, 0.1);
             return choose(run, CurseFreeStart{.iterations = 40}).forecast;
         }},
        {"tune",
         [loss] {
             const auto solver_at = [](double) { return descent(); };
             return tune(solver_at, x0, loss, 0.1, Implicit{}, {.inner = {.iterations = 20}, .outer = {.steps = 2}}).u;
         }},
        derivatives("Unrolling", Unrolling{.passive = 3, .recorded = 5}, x0),
        derivatives("Neumann", Neumann{.terms = 5}, solution),
        derivatives("OneStep", OneStep{}, solution),
    };
    for (const LinearSolver solver : {LinearSolver::direct, LinearSolver::cg, LinearSolver::gmres, LinearSolver::bicgstab})
        all.push_back(derivatives("Implicit " + std::to_string(int(solver)), Implicit{.solver = solver}, solution));
    return all;
}

} // namespace

BOOST_DATA_TEST_CASE(each_allocation_that_fails_is_thrown_and_leaves_nothing_behind, entry_points(), entry)
{
    const double expected = entry.call(); // what is made once and kept, such as thread-local tapes, is there now
    const std::int64_t pieces = heap::pieces;
    bool clean = true;
    const int failed = heap::fail_each_allocation(
        [&] { entry.call(); }, [&] { clean = clean && heap::pieces == pieces && !Recording::on(); });
    BOOST_TEST(failed > 0);
    BOOST_TEST(clean);
    BOOST_TEST(entry.call() == expected);
}

BOOST_AUTO_TEST_SUITE_END()
