#include <reel/bilevel/hypergradient.hpp>

#include <string>

namespace reel {

Eigen::VectorXd theta_of(const Eigen::VectorXd& u, Parametrization parametrization)
{
    if (parametrization == Parametrization::plain)
        return u;
    require((u.array() > 0.0).all(), [&] {
        return "a hyper-parameter of " + std::to_string(u.minCoeff()) +
               " has no logarithm; start above 0, or tune it as it is (Parametrization::plain)";
    });
    return u.array().log();
}

Eigen::VectorXd u_of(const Eigen::VectorXd& theta, Parametrization parametrization)
{
    return parametrization == Parametrization::plain ? theta : Eigen::VectorXd(theta.array().exp());
}

} // namespace reel
