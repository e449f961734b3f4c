#pragma once
/// What the models of tuning_of.hpp have in common.

#include "tune/tuning_of.hpp"

#include <reel/problem/ridge.hpp>

namespace reel::apps {

/// The inner problem, on the training part, and its solver.
template <class Problem, class Solver, class U>
struct InnerModel {
    using Parameter = U;

    Problem train_part;
    StepRule step;

    Solver solver(const Parameter& u) const { return {train_part, step.step(train_part.curvature(u))}; }
    const Problem& problem() const { return train_part; }
    Eigen::Index size() const { return train_part.size(); }
};

/// Least squares with any regularization: by the mean squared error on the other parts, the first one halved.
template <class Problem, class Solver, class U>
struct RegressionModel : InnerModel<Problem, Solver, U> {
    Ridge validation_part;
    Dataset test_part;

    RegressionModel(Parts parts, StepRule rule)
        : InnerModel<Problem, Solver, U>{Problem(parts.train.A, parts.train.b), rule},
          validation_part(parts.validation.A, parts.validation.b), test_part(std::move(parts.test))
    {}
    template <class X>
    ScalarOf<X> loss(const X& x) const
    {
        return validation_part.value(x, 0.0) / static_cast<double>(validation_part.b().size());
    }
    double test(const Eigen::VectorXd& x) const
    {
        return (test_part.A * x - test_part.b).squaredNorm() / static_cast<double>(test_part.b.size());
    }
};

} // namespace reel::apps
