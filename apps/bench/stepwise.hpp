#pragma once
/// A program in scalar loops whose states are kept as plain numbers: from the last step to the first, each is recorded
/// by itself, on a small tape that stays in the cache, and swept.
///
/// A program here has
///     scalar_step(x, p, next)       one step, for vectors of every type of number
///     parameters()                  the numbers p, of which the first step_parameters() occur in a step
///     start, target, iterations     x_0, t in the loss |x_K - t|^2 / 2, and K
/// Parameters behind those of a step are the start.

#include "peers.hpp"
#include "tool.hpp"

#include <reel/scalar/var.hpp>

#include <algorithm>
#include <vector>

namespace reel::bench {

template <class Program>
class ReelStepwise : public Tool {
public:
    explicit ReelStepwise(Shared<Program> program) : program_(std::move(program))
    {
        const Eigen::VectorXd all = program_->parameters();
        parameters_.assign(all.begin(), all.begin() + program_->step_parameters());
        derivative_.resize(all.size());
    }

    void record() override
    {
        states_.resize(static_cast<std::size_t>(program_->iterations) + 1);
        states_[0].assign(program_->start.begin(), program_->start.end());
        for (std::size_t k = 0; k + 1 < states_.size(); ++k) {
            states_[k + 1].resize(states_[k].size());
            program_->scalar_step(states_[k], parameters_, states_[k + 1]);
        }
        adjoint_ = Eigen::VectorXd::Map(states_.back().data(), program_->target.size()) - program_->target;
        loss_ = 0.5 * adjoint_.squaredNorm();
    }
    void sweep() override
    {
        derivative_.setZero();
        for (std::size_t k = states_.size() - 1; k-- > 0;)
            sweep_step(states_[k]);
        if (const Eigen::Index rest = derivative_.size() - program_->step_parameters(); rest > 0)
            derivative_.tail(rest) = adjoint_;
    }
    Eigen::VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override
    {
        return tape_bytes_ + states_.size() * states_[0].size() * sizeof(double);
    }

private:
    /// Independent variables with these values, in one record.
    Id declare(const std::vector<double>& values, std::vector<Var>& variables)
    {
        const Id first = tape_.independent(static_cast<Index>(values.size()));
        variables.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            variables[i] = Var(values[i], {first.index + static_cast<Index>(i), first.stamp});
        return first;
    }

    void sweep_step(const std::vector<double>& state)
    {
        tape_.reset();
        Recording on(tape_);
        const Id p = declare(parameters_, p_);
        const Id x = declare(state, x_);
        next_.resize(x_.size());
        program_->scalar_step(x_, p_, next_);
        tape_bytes_ = std::max(tape_bytes_, tape_.memory().used());
        Adjoints adjoints(tape_);
        for (std::size_t i = 0; i < next_.size(); ++i)
            *adjoints.at(next_[i].id().index) += adjoint_[static_cast<Eigen::Index>(i)];
        reverse_sweep(tape_, adjoints);
        const auto count = static_cast<Index>(p_.size());
        derivative_.head(count) += Eigen::VectorXd::Map(adjoints.find(p, count), count);
        adjoint_ = Eigen::VectorXd::Map(adjoints.find(x, static_cast<Index>(x_.size())), adjoint_.size());
    }

    Shared<Program> program_;
    std::vector<double> parameters_;
    std::vector<std::vector<double>> states_;
    Tape tape_;
    std::vector<Var> p_;
    std::vector<Var> x_;
    std::vector<Var> next_;
    std::size_t tape_bytes_ = 0;
    Eigen::VectorXd adjoint_; // of the state where the sweep stands
    Eigen::VectorXd derivative_;
    double loss_ = 0.0;
};

} // namespace reel::bench
