#pragma once
/// An unrolled solver as a user of reel writes it: the map is one template, and `iterate` runs it.
///
/// A program here has
///     parameter()                   what it is differentiated with respect to: a tuple of a number and a vector
///     step(x, parameter)            the map, for every type of vector
///     start_of(parameter)           x_0, which may be one of the parameters
///     iterations, target            K, and t in the loss |x_K - t|^2 / 2

#include "peers.hpp"
#include "tool.hpp"

#include <reel/unroll/iterate.hpp>

#include <tuple>

namespace reel::bench {

/// The number, and then the vector, in one.
inline Eigen::VectorXd joined(const std::tuple<double, Eigen::VectorXd>& parameter)
{
    const auto& [number, vector] = parameter;
    Eigen::VectorXd all(1 + vector.size());
    all << number, vector;
    return all;
}

template <class Program>
auto map_of(const Program& program)
{
    return
        [&program]<class X>(const X& x, const auto& parameter) -> X { return program.template step<X>(x, parameter); };
}

/// x_K in plain numbers, with nothing in the way.
template <class Program>
Eigen::VectorXd plain_state(const Program& program)
{
    const auto parameter = program.parameter();
    Eigen::VectorXd x = program.start_of(parameter);
    for (int k = 0; k < program.iterations; ++k)
        x = program.template step<Eigen::VectorXd>(x, parameter);
    return x;
}
template <class Program>
double plain_loss(const Program& program)
{
    return 0.5 * (plain_state(program) - program.target).squaredNorm();
}

/// The whole run on one tape.
template <class Program>
class ReelUnrolled : public Tool {
public:
    explicit ReelUnrolled(Shared<Program> program) : program_(std::move(program)) {}

    void record() override
    {
        tape_.reset();
        Recording on(tape_);
        parameter_ = independent(program_->parameter());
        const auto run = iterate(map_of(*program_), program_->start_of(parameter_), parameter_,
                                 Unrolling::truncated(program_->iterations, 0));
        loss_ = 0.5 * (run.state - program_->target).squaredNorm();
    }
    void sweep() override
    {
        Adjoints adjoints(tape_);
        adjoints[loss_] = 1.0;
        reverse_sweep(tape_, adjoints);
        gradient_ = gradient_at(adjoints, parameter_);
    }
    Eigen::VectorXd derivative() const override { return joined(gradient_); }
    std::optional<std::size_t> bytes() const override { return tape_.memory().used(); }

private:
    Shared<Program> program_;
    Tape tape_;
    std::tuple<Var, VarVector> parameter_;
    Var loss_;
    std::tuple<double, Eigen::VectorXd> gradient_;
};

} // namespace reel::bench
