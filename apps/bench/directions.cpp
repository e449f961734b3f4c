#include "directions_hand.hpp"
#include "unrolled.hpp"

#include <reel/eigen/dual_vector.hpp>

#include <array>

namespace reel::bench {
namespace {

using Eigen::MatrixXd;

constexpr int adjoints_at_once = 8;
constexpr std::array tangents_at_once = {1, 4, 16};

/// Derivatives of the loss along the columns of `directions`, carried forward with the values.
template <class Program>
class ReelTangents : public Tool {
public:
    ReelTangents(Shared<Program> program, const MatrixXd& directions)
        : program_(std::move(program)), directions_(directions)
    {}

    bool records() const override { return false; }
    void sweep() override
    {
        const auto& [number, vector] = program_->parameter();
        const Eigen::VectorXd number_dot = directions_.row(0);
        const std::tuple parameter(
            Dual<dynamic>(number, {number_dot.data(), static_cast<std::size_t>(number_dot.size())}),
            DualVector(vector, directions_.bottomRows(vector.size())));
        DualVector x(program_->start_of(parameter));
        for (int k = 0; k < program_->iterations; ++k)
            x = program_->template step<DualVector>(x, parameter);
        derivative_ = x.tangents().transpose() * (x.value() - program_->target);
    }
    Eigen::VectorXd derivative() const override { return derivative_; }

private:
    Shared<Program> program_;
    MatrixXd directions_;
    Eigen::VectorXd derivative_;
};

/// J^T W of the last state: one tape, one sweep with a column for each of W.
template <class Program>
class ReelAdjoints : public Tool {
public:
    ReelAdjoints(Shared<Program> program, const MatrixXd& weights) : program_(std::move(program)), weights_(weights) {}

    void record() override
    {
        tape_.reset();
        Recording on(tape_);
        parameter_ = independent(program_->parameter());
        state_ = iterate(map_of(*program_), program_->start_of(parameter_), parameter_,
                         Unrolling::truncated(program_->iterations, 0))
                     .state;
    }
    void sweep() override
    {
        const int columns = static_cast<int>(weights_.cols());
        Adjoints adjoints(tape_, columns);
        for (int j = 0; j < columns; ++j)
            adjoints.at_column(state_, j) = weights_.col(j);
        reverse_sweep(tape_, adjoints);
        bars_.resize(program_->parameters().size(), columns);
        for (int j = 0; j < columns; ++j)
            bars_.col(j) = joined(gradient_at(adjoints, parameter_, j));
    }
    Eigen::VectorXd derivative() const override { return bars_.reshaped(); }
    std::optional<std::size_t> bytes() const override { return tape_.memory().used(); }

private:
    Shared<Program> program_;
    MatrixXd weights_;
    Tape tape_;
    std::tuple<Var, VarVector> parameter_;
    VarVector state_;
    MatrixXd bars_;
};

template <class Program>
std::function<void()> state_primal(Shared<Program> program)
{
    return [program, state = Eigen::VectorXd()]() mutable { state = plain_state(*program); };
}

template <class Program>
Workload make_adjoints(Shared<Program> program)
{
    const MatrixXd weights = Random(7).normal(program->start.size(), adjoints_at_once);
    Workload workload;
    workload.primal = state_primal(program);
    workload.contestants = {{"hand", [=] { return hand_adjoints(program, weights); }},
                            contestant<ReelAdjoints<Program>>("reel", program, weights)};
    return workload;
}

template <class Program>
Workload make_tangents(Shared<Program> program, int directions)
{
    const MatrixXd along = Random(7).normal(program->parameters().size(), directions);
    Workload workload;
    workload.primal = state_primal(program);
    workload.contestants = {{"hand", [=] { return hand_tangents(program, along); }},
                            contestant<ReelTangents<Program>>("reel", program, along)};
    return workload;
}

Shared<RidgeDescent> ridge(std::uint64_t seed)
{
    return std::make_shared<const RidgeDescent>(100, 500, seed);
}
Shared<Burgers> burgers()
{
    return std::make_shared<const Burgers>();
}

} // namespace

std::vector<Entry> direction_entries()
{
    std::vector<Entry> entries;
    for (const int p : tangents_at_once) {
        const std::string directions = std::to_string(p);
        const std::string what = directions + (p == 1 ? " tangent" : " tangents") + ", carried forward";
        entries.push_back({"W6-W1-forward" + directions, "W1 with n = 100: " + what,
                           [p](std::uint64_t seed) { return make_tangents(ridge(seed), p); }});
        entries.push_back({"W6-W4-forward" + directions, "W4, fused: " + what,
                           [p](std::uint64_t) { return make_tangents(burgers(), p); }});
    }
    entries.push_back({"W6-W1-reverse8", "W1 with n = 100: 8 adjoints of x_K in one sweep",
                       [](std::uint64_t seed) { return make_adjoints(ridge(seed)); }});
    entries.push_back({"W6-W4-reverse8", "W4, fused: 8 adjoints of the last state in one sweep",
                       [](std::uint64_t) { return make_adjoints(burgers()); }});
    return entries;
}

} // namespace reel::bench
