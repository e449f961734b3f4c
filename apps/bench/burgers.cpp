#include "burgers.hpp"
#include "scalar.hpp"
#include "unrolled.hpp"

namespace reel::bench {
namespace {

using Eigen::VectorXd;

/// The states are stored, and then, with g = next_bar but 0 at the two ends, backwards:
///     u_bar_i = g_i (1 - dt (a (u_{i+1} - u_{i-1}) + 2 nu d)) + g_{i-1} dt (nu d - a u_{i-1}) + g_{i+1} dt (nu d + a
///     u_{i+1}) nu_bar += dt d sum_i g_i (u_{i+1} - 2 u_i + u_{i-1})
class Hand : public Tool {
public:
    explicit Hand(Shared<Burgers> program) : program_(std::move(program)) {}

    void record() override
    {
        const Burgers& burgers = *program_;
        const Eigen::Index n = burgers.start.size() - 2;
        const double advection = burgers.dt * burgers.a;
        const double diffusion = burgers.dt * burgers.nu * burgers.d;
        states_.resize(n + 2, burgers.iterations + 1);
        states_.col(0) = burgers.start;
        for (int k = 0; k < burgers.iterations; ++k) {
            const auto u = states_.col(k).array();
            auto next = states_.col(k + 1).array();
            next[0] = u[0];
            next[n + 1] = u[n + 1];
            const auto left = u.head(n);
            const auto centre = u.segment(1, n);
            const auto right = u.tail(n);
            next.segment(1, n) =
                centre - advection * centre * (right - left) + diffusion * (right - 2.0 * centre + left);
        }
        loss_ = 0.5 * (states_.col(burgers.iterations) - burgers.target).squaredNorm();
    }
    void sweep() override
    {
        const Burgers& burgers = *program_;
        VectorXd bar = states_.col(burgers.iterations) - burgers.target;
        VectorXd before(bar.size());
        double curvature = 0.0;
        for (int k = burgers.iterations - 1; k >= 0; --k) {
            curvature += sweep_step(states_.col(k).array(), bar.array(), before.array());
            bar.swap(before);
        }
        derivative_.resize(1 + bar.size());
        derivative_ << burgers.dt * burgers.d * curvature, bar;
    }
    VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override
    {
        return static_cast<std::size_t>(states_.size()) * sizeof(double);
    }

private:
    double sweep_step(const auto& u, auto&& g, auto&& before) const
    {
        const Burgers& burgers = *program_;
        const Eigen::Index n = u.size() - 2;
        const double advection = burgers.dt * burgers.a;
        const double diffusion = burgers.dt * burgers.nu * burgers.d;
        const double first = g[0];
        const double last = g[n + 1];
        g[0] = g[n + 1] = 0.0;
        const auto left = u.head(n);
        const auto centre = u.segment(1, n);
        const auto right = u.tail(n);
        before.segment(1, n) = g.segment(1, n) * ((1.0 - 2.0 * diffusion) - advection * (right - left)) +
                               g.head(n) * (diffusion - advection * left) + g.tail(n) * (diffusion + advection * right);
        before[0] = first + g[1] * (diffusion + advection * u[1]);
        before[n + 1] = last + g[n] * (diffusion - advection * u[n]);
        return (g.segment(1, n) * (right - 2.0 * centre + left)).sum();
    }

    Shared<Burgers> program_;
    Eigen::MatrixXd states_;
    VectorXd derivative_;
    double loss_ = 0.0;
};

/// Scalar loops with the states kept as plain numbers: step by step backwards, each step is recorded by itself and
/// swept.
class ReelStepwise : public Tool {
public:
    explicit ReelStepwise(Shared<Burgers> program) : program_(std::move(program)) {}

    void record() override
    {
        const Burgers& burgers = *program_;
        states_.resize(static_cast<std::size_t>(burgers.iterations) + 1);
        states_[0].assign(burgers.start.begin(), burgers.start.end());
        for (std::size_t k = 0; k + 1 < states_.size(); ++k) {
            states_[k + 1].resize(states_[k].size());
            burgers.scalar_step(states_[k], burgers.nu, states_[k + 1]);
        }
        loss_ = burgers.loss_of(states_.back());
    }
    void sweep() override
    {
        const Burgers& burgers = *program_;
        VectorXd bar = VectorXd::Map(states_.back().data(), burgers.target.size()) - burgers.target;
        double nu_bar = 0.0;
        for (std::size_t k = states_.size() - 1; k-- > 0;)
            nu_bar += sweep_step(states_[k], bar);
        derivative_.resize(1 + bar.size());
        derivative_ << nu_bar, bar;
    }
    VectorXd derivative() const override { return derivative_; }
    std::optional<std::size_t> bytes() const override
    {
        return tape_bytes_ + states_.size() * states_[0].size() * sizeof(double);
    }

private:
    double sweep_step(const std::vector<double>& state, VectorXd& bar)
    {
        tape_.reset();
        Recording on(tape_);
        const Var nu = independent(program_->nu);
        u_.clear();
        for (const double number : state)
            u_.push_back(independent(number));
        next_.resize(u_.size());
        program_->scalar_step(u_, nu, next_);
        tape_bytes_ = tape_.memory().used();
        Adjoints adjoints(tape_);
        for (std::size_t i = 0; i < next_.size(); ++i)
            adjoints[next_[i]] += bar[static_cast<Eigen::Index>(i)];
        reverse_sweep(tape_, adjoints);
        for (std::size_t i = 0; i < u_.size(); ++i)
            bar[static_cast<Eigen::Index>(i)] = adjoints[u_[i]];
        return adjoints[nu];
    }

    Shared<Burgers> program_;
    std::vector<std::vector<double>> states_;
    Tape tape_;
    std::vector<Var> u_;
    std::vector<Var> next_;
    std::size_t tape_bytes_ = 0;
    VectorXd derivative_;
    double loss_ = 0.0;
};

/// The plain run of all of these is the fused one: the fastest.
template <class ReelTool, class Program>
Workload make(bool with_peers)
{
    const auto program = std::make_shared<const Program>();
    const Shared<Burgers> burgers = program;
    Workload workload;
    workload.primal = [burgers, loss = 0.0]() mutable { loss = plain_loss(*burgers); };
    workload.contestants = {contestant<Hand>("hand", burgers), contestant<ReelTool>("reel", Shared<Program>(program))};
    if (with_peers)
        add_reverse_peers(workload, burgers);
    return workload;
}

} // namespace

std::vector<Entry> burgers_entries()
{
    const std::string what = "Burgers' equation, N = 10000, 200 explicit steps: ";
    return {
        {"W4-fused", what + "one expression a step",
         [](std::uint64_t) { return make<ReelUnrolled<Burgers>, Burgers>(false); }},
        {"W4-unfused", what + "a vector for each operation",
         [](std::uint64_t) { return make<ReelUnrolled<UnfusedBurgers>, UnfusedBurgers>(false); }},
        {"W4-scalar", what + "loops of scalars, one tape",
         [](std::uint64_t) { return make<ReelScalar<Burgers>, Burgers>(true); }},
        {"W4-replay", what + "loops of scalars, each step replayed on a small tape",
         [](std::uint64_t) { return make<ReelStepwise, Burgers>(false); }},
    };
}

} // namespace reel::bench
