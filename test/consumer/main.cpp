#include <reel/version.hpp>

#include <Eigen/Core>
#include <iostream>

int main()
{
    const Eigen::VectorXd x = Eigen::VectorXd::Ones(3); // Eigen comes with reel::reel
    std::cout << "reel " << reel::version() << ", |x|^2 = " << x.squaredNorm() << '\n';
    return reel::version().empty() ? 1 : 0;
}
