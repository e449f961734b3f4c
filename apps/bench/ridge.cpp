#include "replayed.hpp"
#include "ridge.hpp"
#include "scalar.hpp"
#include "stepwise.hpp"
#include "unrolled.hpp"

namespace reel::bench {
namespace {

/// The iterates are stored, and then, with w = x_bar and q = A w, backwards:
///     b_bar += h q,    u_bar -= h w . x_k,    w <- (1 - h u) w - h A^T q
class RidgeHand : public Tool {
public:
    explicit RidgeHand(Shared<RidgeDescent> program) : program_(std::move(program)) {}

    void record() override
    {
        const auto& [A, b, start, target, u, h, K] = *program_;
        states_.resize(A.cols(), K + 1);
        states_.col(0) = start;
        for (int k = 0; k < K; ++k) {
            residual_.noalias() = A * states_.col(k);
            residual_ -= b;
            states_.col(k + 1) = (1.0 - h * u) * states_.col(k);
            states_.col(k + 1).noalias() -= h * (A.transpose() * residual_);
        }
        loss_ = 0.5 * (states_.col(K) - target).squaredNorm();
    }
    void sweep() override
    {
        const auto& [A, b, start, target, u, h, K] = *program_;
        derivative_.setZero(1 + b.size());
        Eigen::VectorXd w = states_.col(K) - target;
        for (int k = K - 1; k >= 0; --k) {
            residual_.noalias() = A * w;
            derivative_.tail(b.size()) += h * residual_;
            derivative_[0] -= h * w.dot(states_.col(k));
            w *= 1.0 - h * u;
            w.noalias() -= h * (A.transpose() * residual_);
        }
    }
    Eigen::VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override
    {
        return static_cast<std::size_t>(states_.size()) * sizeof(double);
    }

private:
    Shared<RidgeDescent> program_;
    Eigen::MatrixXd states_;
    Eigen::VectorXd residual_;
    Eigen::VectorXd derivative_;
    double loss_ = 0.0;
};

/// Code that is a template of its scalar type, with `Eigen::Matrix<Var, ...>` for vectors; nothing else of reel.
class ReelEigen : public Tool {
public:
    using Vector = Eigen::Matrix<Var, Eigen::Dynamic, 1>;
    explicit ReelEigen(Shared<RidgeDescent> program) : program_(std::move(program)) {}

    void record() override
    {
        tape_.reset();
        Recording on(tape_);
        parameter_ = {independent(program_->u), entries_of(independent(program_->b))};
        Vector x = program_->start.cast<Var>();
        for (int k = 0; k < program_->iterations; ++k)
            x = program_->step<Vector>(x, parameter_);
        loss_ = 0.5 * (x - program_->target).squaredNorm();
    }
    void sweep() override
    {
        Adjoints adjoints(tape_);
        adjoints[loss_] = 1.0;
        reverse_sweep(tape_, adjoints);
        const auto& [u, b] = parameter_;
        derivative_.resize(1 + b.size());
        derivative_ << adjoints[u], adjoints[b];
    }
    Eigen::VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override { return tape_.memory().used(); }

private:
    Shared<RidgeDescent> program_;
    Tape tape_;
    std::tuple<Var, Vector> parameter_;
    Var loss_;
    Eigen::VectorXd derivative_;
};

template <class Reel>
Workload make(Eigen::Index n, int K, std::uint64_t seed, bool with_peers)
{
    const Shared<RidgeDescent> program = std::make_shared<const RidgeDescent>(n, K, seed);
    Workload workload;
    workload.primal = [program, loss = std::make_shared<double>()] { *loss = plain_loss(*program); };
    workload.contestants = {contestant<RidgeHand>("hand", program), contestant<Reel>("reel", program)};
    if (with_peers)
        add_reverse_peers(workload, program);
    return workload;
}

Entry entry(int n, int K)
{
    const std::string size = std::to_string(n);
    return {"W1-n" + size, "ridge regression by gradient descent, n = " + size + ", K = " + std::to_string(K),
            [=](std::uint64_t seed) { return make<ReelUnrolled<RidgeDescent>>(n, K, seed, true); }};
}

Entry checkpoint_entry(int n, int K)
{
    const std::string size = std::to_string(n);
    return {"W1-n" + size + "-checkpoints", "ridge regression, n = " + size + ", " + checkpoint_words(K),
            [=](std::uint64_t seed) {
                const Shared<RidgeDescent> program = std::make_shared<const RidgeDescent>(n, K, seed);
                const Replay how{.schedule = Schedule::binomial(K, 0, {.checkpoints = bench_checkpoints})};
                using Reel = ReelReplayed<decltype(map_of(*program)), decltype(program->parameter())>;
                return Workload{[program, loss = std::make_shared<double>()] { *loss = plain_loss(*program); },
                                {contestant<RidgeHand>("hand", program),
                                 {"reel", [=] {
                                      return std::make_unique<Reel>(map_of(*program), program->start,
                                                                    program->parameter(), program->target, how);
                                  }}}};
            }};
}

Entry scalar_entry(int n, int K)
{
    const std::string size = std::to_string(n);
    return {"W1-n" + size + "-scalar-checkpoints",
            "the same in loops of scalars, each state kept, and " + checkpoint_words(K), [=](std::uint64_t seed) {
                const Shared<RidgeDescent> program = std::make_shared<const RidgeDescent>(n, K, seed);
                Workload workload{scalar_primal(program), scalar_replays(program, false)};
                workload.contestants.insert(workload.contestants.begin(), contestant<RidgeHand>("hand", program));
                return workload;
            }};
}

} // namespace

std::vector<Entry> ridge_entries()
{
    return {entry(20, 1000),
            entry(100, 500),
            {"W1-n100-eigen", "the same, n = 100, K = 500, over Eigen::Matrix<Var> and its own expressions",
             [](std::uint64_t seed) { return make<ReelEigen>(100, 500, seed, false); }},
            entry(400, 50),
            checkpoint_entry(20, 1000),
            scalar_entry(20, 1000),
            checkpoint_entry(100, 1000),
            scalar_entry(100, 1000),
            {"W1-replay", "W1-n100 in loops of scalars, each step replayed on a small tape",
             [](std::uint64_t seed) { return make<ReelStepwise<RidgeDescent>>(100, 500, seed, false); }}};
}

} // namespace reel::bench
