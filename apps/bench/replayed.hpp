#pragma once
/// An unrolled solver by replay: some states are kept, and one step is on the tape.

#include "peers.hpp"
#include "tool.hpp"

#include <reel/eigen/scalar.hpp>
#include <reel/unroll/replay.hpp>

#include <string>
#include <type_traits>
#include <vector>

namespace reel::bench {

constexpr Step bench_checkpoints = 10;

/// "... from 10 checkpoints: 3545 plain steps and 1000 recorded ones in place of 1000"
inline std::string checkpoint_words(int K)
{
    const reel::Cost cost = predict(Schedule::binomial(K, 0, {.checkpoints = bench_checkpoints}));
    return "by replay from " + std::to_string(bench_checkpoints) + " checkpoints: " +
           std::to_string(cost.plain_steps) + " plain steps and " + std::to_string(cost.recorded_steps) + " recorded ones in place of " + std::to_string(K);
}

/// The step of a program that is written in loops over scalars, for vectors of every kind.
template <class Program>
auto scalar_map_of(const Program& program)
{
    return [&program]<class X, class P>(const X& x, const P& p) -> X {
        using T = std::conditional_t<std::is_same_v<X, Eigen::VectorXd>, double, Var>;
        const auto entries = [](const auto& vector) {
            std::vector<T> result(static_cast<std::size_t>(vector.size()));
            for (std::size_t i = 0; i < result.size(); ++i)
                result[i] = vector[static_cast<Eigen::Index>(i)];
            return result;
        };
        std::vector<T> next(static_cast<std::size_t>(x.size()));
        program.scalar_step(entries(x), entries(p), next);
        return X(Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(next.data(), x.size()));
    };
}

/// The gradient of |x_K - target|^2 / 2 with respect to the parameter, and to the start when that is a parameter too.
template <class Map, class Parameter>
class ReelReplayed : public Tool {
public:
    ReelReplayed(Map map, Eigen::VectorXd start, Parameter parameter, Eigen::VectorXd target, Replay how)
        : map_(std::move(map)), start_(std::move(start)), parameter_(std::move(parameter)), target_(std::move(target)),
          how_(std::move(how))
    {}

    bool records() const override { return false; } // run and sweeps alternate
    void sweep() override
    {
        const auto adjoint = [&](const Eigen::VectorXd& x) -> Eigen::VectorXd { return x - target_; };
        const auto run = replay(map_, start_, parameter_, adjoint, how_);
        const Eigen::VectorXd of_parameter = flatten(run.gradient());
        derivative_.resize(of_parameter.size() + run.start_adjoint.size());
        derivative_ << of_parameter, run.start_adjoint.reshaped();
        bytes_ = run.bytes.total();
    }
    Eigen::VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override { return bytes_; }

private:
    Map map_;
    Eigen::VectorXd start_;
    Parameter parameter_;
    Eigen::VectorXd target_;
    Replay how_;
    Eigen::VectorXd derivative_;
    std::size_t bytes_ = 0;
};

/// Two contestants in loops over scalars: every state kept, and ten of them.
template <class Program>
std::vector<Contestant> scalar_replays(Shared<Program> program, bool of_start)
{
    const auto by = [=](const Schedule& schedule) {
        return [=]() -> std::unique_ptr<Tool> {
            return std::make_unique<ReelReplayed<decltype(scalar_map_of(*program)), Eigen::VectorXd>>(
                scalar_map_of(*program), program->start,
                Eigen::VectorXd(program->parameters().head(program->step_parameters())), program->target,
                Replay{.schedule = schedule, .start_adjoint = of_start});
        };
    };
    const int K = program->iterations;
    return {{"reel", by(Schedule::replay_each_step(K, 0))},
            {"reel-checkpoints", by(Schedule::binomial(K, 0, {.checkpoints = bench_checkpoints}))}};
}

} // namespace reel::bench
