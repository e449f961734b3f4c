// The tutorial's first half: derivatives of a formula, of a vector function, and without a tape.
#include <reel/eigen/product.hpp>
#include <reel/scalar/dual.hpp>

#include <iostream>

int main()
{
    // [scalar]
    reel::Tape tape;
    reel::Recording on(tape);
    const reel::Var x = reel::independent(2.0);
    const reel::Var y = x * sin(x) + 1;

    reel::Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reel::reverse_sweep(tape, adjoints);
    std::cout << "dy/dx = " << adjoints[x] << " (sin 2 + 2 cos 2)\n";
    // [scalar]

    // [vector]
    const Eigen::MatrixXd A = (Eigen::MatrixXd(3, 2) << 1, 2, 3, 4, 5, 6).finished();
    const Eigen::VectorXd b = Eigen::Vector3d(1, 0, 1);

    const std::size_t before = tape.memory().used();
    const reel::VarVector z = reel::independent(Eigen::Vector2d(1, -1));
    const reel::VarVector r = A * z - b;
    const reel::Var f = 0.5 * r.squaredNorm();
    std::cout << "recorded in " << tape.memory().used() - before << " bytes\n";

    reel::Adjoints of_f(tape);
    of_f[f] = 1.0;
    reel::reverse_sweep(tape, of_f);
    std::cout << "gradient " << of_f[z].transpose() << " (A^T (A z - b))\n";
    // [vector]

    // [dual]
    const auto t = reel::Dual<1>::independent(2.0, 0);
    const auto s = t * sin(t) + 1;
    std::cout << s.value() << ' ' << s.tangent(0) << '\n';
    // [dual]
}
