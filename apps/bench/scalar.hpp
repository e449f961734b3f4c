#pragma once
/// A program in scalar code, as a user of reel differentiates it: the loss is called with `Var` for its numbers.

#include "peers.hpp"
#include "tool.hpp"

#include <reel/scalar/var.hpp>

#include <vector>

namespace reel::bench {

/// The value in plain numbers.
template <class Program>
std::function<void()> scalar_primal(Shared<Program> program)
{
    const Eigen::VectorXd p = program->parameters();
    const auto loss = std::make_shared<double>(); // written, so that it is computed
    return [program, parameters = std::vector<double>(p.begin(), p.end()), loss] { *loss = program->loss(parameters); };
}

/// The whole run on one tape.
template <class Program>
class ReelScalar : public Tool {
public:
    explicit ReelScalar(Shared<Program> program) : program_(std::move(program)), start_(program_->parameters()) {}

    void record() override
    {
        tape_.reset();
        Recording on(tape_);
        parameters_.clear();
        for (const double value : start_)
            parameters_.push_back(independent(value));
        loss_ = program_->loss(parameters_);
    }
    void sweep() override
    {
        Adjoints adjoints(tape_);
        adjoints[loss_] = 1.0;
        reverse_sweep(tape_, adjoints);
        gradient_.resize(start_.size());
        for (std::size_t i = 0; i < parameters_.size(); ++i)
            gradient_[static_cast<Eigen::Index>(i)] = adjoints[parameters_[i]];
    }
    Eigen::VectorXd derivative() const override { return gradient_; }
    std::optional<std::size_t> bytes() const override { return tape_.memory().used(); }

private:
    Shared<Program> program_;
    Eigen::VectorXd start_;
    Tape tape_;
    std::vector<Var> parameters_;
    Var loss_;
    Eigen::VectorXd gradient_;
};

} // namespace reel::bench
