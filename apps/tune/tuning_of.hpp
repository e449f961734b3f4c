#pragma once
/// A `Tuning` made of a model, which has
///
///     using Parameter = ...;                                       the tree of the hyper-parameters
///     auto solver(const Parameter& u) const;                       the inner solver
///     template <class X> ScalarOf<X> loss(const X& x) const;       the validation loss
///     const auto& problem() const;                                 value, solution and jacobian of the inner problem
///     double test(const Eigen::VectorXd& x) const;
///     Eigen::Index size() const;                                   of x

#include "tuning.hpp"

#include <utility>

namespace reel::apps {

template <class Model>
class TuningOf : public Tuning {
public:
    using Parameter = typename Model::Parameter;

    TuningOf(Model model, Parameter u0) : model_(std::move(model)), like_(std::move(u0)) { start = flatten(like_); }

    OuterRun tune(const AnyStrategy& strategy, const Bilevel& how, const Watch& watch) const override
    {
        return with_hypergradient(strategy, how, [&](auto& hypergradient) {
            const auto observe = [&](const Eigen::VectorXd& theta, bool derive) { return hypergradient(theta, derive); };
            return minimize(observe, theta_of(start, how.parametrization), how.outer, [&](const OuterStep& step) {
                return !watch || watch(step, hypergradient.solution());
            });
        });
    }
    Eigen::Index size() const override { return model_.size(); }
    Observation look(const AnyStrategy& strategy, const Bilevel& how, const Eigen::VectorXd& u) const override
    {
        return with_hypergradient(strategy, how, [&](auto& hypergradient) {
            return hypergradient(theta_of(u, how.parametrization), true);
        });
    }
    Eigen::VectorXd exact_gradient(const Eigen::VectorXd& u) const override
    {
        const Parameter at = unflatten(u, like_);
        const Eigen::VectorXd x = model_.problem().solution(at).x;
        const auto loss = [this]<class X>(const X& y) -> ScalarOf<X> { return model_.loss(y); };
        const Eigen::VectorXd adjoint = detail::loss_and_adjoint(model_.solver(at), x, loss).second;
        const Eigen::MatrixXd jacobian = model_.problem().jacobian(at);
        return jacobian.transpose() * adjoint;
    }
    std::pair<Eigen::VectorXd, double> fit(const Eigen::VectorXd& u, int iterations) const override
    {
        const Parameter at = unflatten(u, like_);
        const Eigen::VectorXd x = iterate(model_.solver(at), x0, at, Stop{iterations}).state;
        return {x, model_.loss(x)};
    }
    double train(const Eigen::VectorXd& x, const Eigen::VectorXd& u) const override
    {
        return model_.problem().value(x, unflatten(u, like_));
    }
    double test(const Eigen::VectorXd& x) const override { return model_.test(x); }

protected:
    const Model& model() const noexcept { return model_; }

private:
    template <class F>
    auto with_hypergradient(const AnyStrategy& strategy, const Bilevel& how, const F& f) const
    {
        const auto solver_at = [this](const Parameter& u) { return model_.solver(u); };
        const auto loss = [this]<class X>(const X& x) -> ScalarOf<X> { return model_.loss(x); };
        return std::visit(
            [&](const auto& one) {
                Hypergradient hypergradient(solver_at, x0, loss, like_, one, how);
                return f(hypergradient);
            },
            strategy);
    }

    Model model_;
    Parameter like_;
};

} // namespace reel::apps
