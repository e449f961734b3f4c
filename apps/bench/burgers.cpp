#include "burgers.hpp"
#include "replayed.hpp"
#include "scalar.hpp"
#include "stepwise.hpp"
#include "unrolled.hpp"

namespace reel::bench {
namespace {

using Eigen::VectorXd;

/// The states are stored, and then, with g = next_bar but 0 at the two ends, backwards:
///     u_bar_i  = g_i (1 - dt (a (u_{i+1} - u_{i-1}) + 2 nu d))
///              + g_{i-1} dt (nu d - a u_{i-1}) + g_{i+1} dt (nu d + a u_{i+1})
///     nu_bar  += dt d sum_i g_i (u_{i+1} - 2 u_i + u_{i-1})
class BurgersHand : public Tool {
public:
    explicit BurgersHand(Shared<Burgers> program) : program_(std::move(program)) {}

    void record() override
    {
        program_->march(states_);
        loss_ = 0.5 * (states_.rightCols<1>() - program_->target).squaredNorm();
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

/// The plain run of all of these is the fused one: the fastest.
template <class ReelTool, class Program>
Workload make(bool with_peers)
{
    const auto program = std::make_shared<const Program>();
    const Shared<Burgers> burgers = program;
    Workload workload;
    workload.primal = [burgers, loss = std::make_shared<double>()] { *loss = plain_loss(*burgers); };
    workload.contestants = {contestant<BurgersHand>("hand", burgers),
                            contestant<ReelTool>("reel", Shared<Program>(program))};
    if (with_peers)
        add_reverse_peers(workload, burgers);
    return workload;
}

Workload make_scalar_replays(int K)
{
    Burgers burgers;
    burgers.iterations = K;
    const auto program = std::make_shared<const Burgers>(burgers);
    Workload workload{scalar_primal(Shared<Burgers>(program)), scalar_replays(Shared<Burgers>(program), true)};
    workload.contestants.insert(workload.contestants.begin(), contestant<BurgersHand>("hand", program));
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
        {"W4-scalar-checkpoints",
         "the same cells and loops of scalars, each state kept, and " + checkpoint_words(1000),
         [](std::uint64_t) { return make_scalar_replays(1000); }},
        {"W4-replay", what + "loops of scalars, each step replayed on a small tape",
         [](std::uint64_t) { return make<ReelStepwise<Burgers>, Burgers>(false); }},
    };
}

} // namespace reel::bench
