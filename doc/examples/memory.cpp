// A long run in little memory: 100,000 steps, whose states alone would take 80 MB, within 1 MB.
#include <reel/unroll/replay.hpp>

#include <cstdio>

int main()
{
    using Eigen::VectorXd;
    const VectorXd b = VectorXd::LinSpaced(100, 0.0, 1.0);
    const VectorXd x0 = VectorXd::Zero(100);
    const VectorXd v = VectorXd::Ones(100);
    const auto step = [&]<class X>(const X& x, const auto& u) -> X { return x - 0.001 * (u * x - b); };

    // [replay]
    const reel::Replay how{.iterations = 100'000, .memory_limit = 1'000'000};
    const auto run = reel::replay(step, x0, 2.0, v, how);
    std::printf("dx/du summed: %.6f (by hand: %.6f)\n", run.gradient(), -b.sum() / 4.0);
    std::printf("within the limit: %s; each step was made %.2f times in plain numbers, and recorded once\n",
                run.bytes.total() <= how.memory_limit ? "yes" : "no",
                static_cast<double>(run.cost.plain_steps) / 100'000.0);
    // [replay]
}
