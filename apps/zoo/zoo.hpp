#pragma once
/// Every problem of the library with every solver that it has, ready to run: what `--problem` and `--method` mean.
///
///     const Task task = make_task({.problem = ProblemKind::lasso, .method = Method::fista, .A = A, .b = b, .u = 0.1});
///     iterate(task.solver, task.solver.init(x0), task.u, Stop{.iterations = 500});
///
/// Which goes with which:
///     smooth problems          gd, heavy-ball, nesterov, fista, chebyshev; newton for all but svm and data-cleaning
///     lasso, elastic-net, group-lasso          ista, fista, admm, douglas-rachford
///     total-variation          admm, pdhg
///     transport                sinkhorn, gd
///     equilibrium              picard
///     linear-system            gd (Richardson), jacobi, sor

#include "any_solver.hpp"
#include "common/options.hpp"

#include <reel/analysis/bounds.hpp>
#include <reel/problem/problem.hpp>
#include <reel/solver/step_rule.hpp>

#include <Eigen/Core>

#include <optional>
#include <string>
#include <vector>

namespace reel::apps {

enum class ProblemKind {
    ridge,
    weighted_ridge,
    logistic,
    weighted_logistic,
    svm,
    tanh_regression,
    data_cleaning,
    lasso,
    elastic_net,
    group_lasso,
    total_variation,
    transport,
    equilibrium,
    linear_system
};
enum class Method {
    gd,
    heavy_ball,
    nesterov,
    fista,
    chebyshev,
    newton,
    ista,
    admm,
    douglas_rachford,
    pdhg,
    sinkhorn,
    picard,
    jacobi,
    sor
};

const Choices<ProblemKind>& problem_choices();
const Choices<Method>& method_choices();
std::string word_of(ProblemKind problem);
std::string word_of(Method method);
std::string title_of(Method method); ///< "heavy ball"

/// What the target of the data is for a problem.
enum class Target { number, label, none };
Target target_of(ProblemKind problem);
/// The methods that a problem has; the first is the default.
std::vector<Method> methods_of(ProblemKind problem);
/// Do the steps of the method have a size to choose? Then `--step` counts.
bool takes_step(Method method);

/// What a task is made of. A is m x n; b has m numbers, or labels -1 and +1 (0, 1, ... for data cleaning).
struct Ingredients {
    ProblemKind problem = ProblemKind::ridge;
    Method method = Method::gd;
    Eigen::MatrixXd A;
    Eigen::VectorXd b;
    std::optional<double> u; ///< The hyper-parameter, the same number for each entry; without it a customary one.
    StepRule step = StepRule::two_over_sum();
    double condition = 100.0; ///< Of a problem that is not made of data: equilibrium.
    std::uint64_t seed = 1;
};

/// Constants that hold everywhere, in the norm of the state: |D_x A(x_j) ... D_x A(x_i)| <= growth rho^{j-i+1}, and
/// Lipschitz constants of D_x A and D_u A.
struct ExactConstants {
    double rho = 0.0;
    double lipschitz_x = 0.0;
    double lipschitz_u = 0.0;
    double growth = 1.0; ///< Of gradient steps 1; of momentum, on quadratics, more.
};

/// A solver on a problem, and the truth about it.
struct Task {
    AnySolver solver;
    Eigen::VectorXd u;        ///< p numbers
    Curvature curvature;      ///< Of the problem, or of its smooth part.
    double step = 0.0;        ///< Of the methods that take one.
    Eigen::VectorXd solution; ///< x*, certified
    Eigen::MatrixXd jacobian; ///< J* = dx*/du, n x p
    std::optional<ExactConstants> constants; ///< Where they are known.
};

/// What the bounds of a run from x0 are made of, e_0 and |J*| in the norm of the state. Requires `task.constants`.
ErrorConstants error_constants(const Task& task, const Eigen::VectorXd& x0);

/// Throws `InvalidArgument` for data that the problem does not take, and for a method that it does not have.
Task make_task(const Ingredients& from);

// The families; make_task() knows which.
Task make_smooth(const Ingredients& from);
Task make_sparse(const Ingredients& from);
Task make_special(const Ingredients& from);

} // namespace reel::apps
