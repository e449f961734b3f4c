#include <reel/unroll/iterate.hpp>
#include <iostream>
int main()
{
    const Eigen::VectorXd b = Eigen::Vector3d(1, 2, 3), x0 = Eigen::Vector3d::Zero();
    const auto step = [&]<class X>(const X& x, const auto& u) -> X { return x - 0.5 * (x - b + u * x); };
    reel::Tape tape;
    reel::Recording on(tape);                                  // from here on, what depends on u is recorded
    const reel::Var u = reel::independent(0.25);               // 20 steps in plain numbers, then 40 on the tape:
    const auto run = reel::iterate(step, x0, u, reel::Unrolling::truncated(60, 20));
    reel::Adjoints adjoints(tape);
    adjoints[run.state] = Eigen::Vector3d::Ones();             // the derivative of x_1 + x_2 + x_3 ...
    reel::reverse_sweep(tape, adjoints);
    std::cout << adjoints[u] << " from " << tape.memory().used() << " bytes\n"; // by hand: -6 / (1 + u)^2 = -3.84
}
