#include "directions_hand.hpp"
#include "unrolled.hpp"

namespace reel::bench {
namespace {

using Eigen::MatrixXd;

constexpr int adjoints_at_once = 8;

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
    return {
        {"W6-W1-reverse8", "W1 with n = 100: 8 adjoints of x_K in one sweep",
         [](std::uint64_t seed) { return make_adjoints(ridge(seed)); }},
        {"W6-W4-reverse8", "W4, fused: 8 adjoints of the last state in one sweep",
         [](std::uint64_t) { return make_adjoints(burgers()); }},
    };
}

} // namespace reel::bench
