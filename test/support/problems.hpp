#pragma once
// One small instance of each kind of problem, for tests that loop over them.
#include <reel/problem/data_cleaning.hpp>
#include <reel/problem/elastic_net.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/group_lasso.hpp>
#include <reel/problem/logistic.hpp>
#include <reel/problem/random.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/problem/smoothed_svm.hpp>
#include <reel/problem/tanh_regression.hpp>
#include <reel/problem/total_variation.hpp>
#include <reel/problem/weighted_ridge.hpp>

#include <string>
#include <tuple>

inline const reel::Dataset regression = reel::generate_regression({.rows = 20, .cols = 6, .condition = 20});
inline const reel::Dataset labelled = reel::generate_classification({.rows = 40, .cols = 6, .condition = 20});

// Calls f(name, problem, u) for each smooth and strongly convex problem with a Hessian.
template <class F>
void for_each_smooth_problem(const F& f)
{
    const Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(6, 0.1, 1);
    f("ridge", reel::Ridge(regression.A, regression.b), 0.5);
    f("weighted ridge", reel::WeightedRidge(regression.A, regression.b), weights);
    f("logistic", reel::Logistic(labelled.A, labelled.b), 0.1);
    f("logistic, weighted", reel::Logistic(labelled.A, labelled.b), weights);
    f("smoothed svm", reel::SmoothedSvm(labelled.A, labelled.b), 0.1);
    const Eigen::VectorXi classes = labelled.b.cast<int>().cwiseMax(0);
    f("data cleaning", reel::DataCleaning(labelled.A, classes, 2, 0.1), Eigen::VectorXd(reel::Random(1).normal(40)));
}

// The same for each problem |A x - b|^2/2 + h(x, u).
template <class F>
void for_each_sparse_problem(const F& f)
{
    const Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(6, 0.5, 3);
    f("lasso", reel::Lasso(regression.A, regression.b), 2.0);
    f("lasso, weighted", reel::Lasso(regression.A, regression.b), weights);
    f("elastic net", reel::ElasticNet(regression.A, regression.b), std::tuple(2.0, 0.5));
    f("elastic net, weighted", reel::ElasticNet(regression.A, regression.b), std::tuple(weights, weights));
    f("group lasso", reel::GroupLasso(regression.A, regression.b, {2, 1, 3}), 2.0);
}

// The same for each total-variation problem.
template <class F>
void for_each_denoising_problem(const F& f)
{
    Eigen::VectorXd signal = 0.2 * reel::Random(2).normal(20);
    signal.tail(8).array() += 1;
    Eigen::MatrixXd image = 0.2 * reel::Random(3).normal(5, 6);
    image.rightCols(3).array() += 1;
    f("signal", reel::TotalVariation(signal), 0.2);
    f("image", reel::TotalVariation(image.reshaped(), 5, 6), 0.15);
}

// |x - x*| / (1 + |x*|) after so many steps from x0 = 1.
template <class Solver, class U>
double distance_after(int steps, const Solver& solver, const reel::Solution& solution, const U& u)
{
    auto state = solver.init(Eigen::VectorXd(Eigen::VectorXd::Ones(solution.x.size())));
    for (int k = 0; k < steps; ++k)
        state = solver(state, u);
    return (solver.solution(state) - solution.x).norm() / (1 + solution.x.norm());
}
