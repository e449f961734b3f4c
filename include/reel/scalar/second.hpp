#pragma once
/// Second derivatives: reverse over forward.
///
/// The directional derivative f'(x) v of a function on `Dual<1, Var>` is itself a recorded number, and its gradient is
/// H v, the Hessian times the direction. One recording of the tangents and one sweep, so H v costs a small multiple of f
/// whatever the dimension, and the engine below works with nothing but doubles.

#include <reel/core/recording.hpp>
#include <reel/core/sweep.hpp>
#include <reel/scalar/dual.hpp>
#include <reel/scalar/var.hpp>

#include <span>
#include <string>
#include <vector>

namespace reel {

/// f, its gradient g, g^T v and H v at one point x and direction v.
struct SecondOrder {
    double value;
    double slope;
    std::vector<double> gradient;
    std::vector<double> product;
};

/// The Hessian of f at x times `direction`, without the Hessian:
///
///     const auto rosenbrock = [](const auto& x) {
///         return 100.0 * pow(x[1] - x[0] * x[0], 2) + pow(1.0 - x[0], 2);
///     };
///     hessian_times(rosenbrock, std::vector{0.5, 0.5}, std::vector{1.0, 0.0}).product;       // (102, -200)
///
/// `f` takes a `std::vector<Dual<1, Var>>` and returns one of them. Throws `InvalidArgument` when x and the direction
/// differ in length. What `f` computes is recorded on a tape of its own.
template <class F>
SecondOrder hessian_times(const F& f, std::span<const double> x, std::span<const double> direction)
{
    require(x.size() == direction.size(), [&] {
        return "Hessian times v: x has " + std::to_string(x.size()) + " entries, v has " +
               std::to_string(direction.size());
    });
    using Scalar = Dual<1, Var>;
    Tape tape;
    const Recording on(tape);
    std::vector<Scalar> variables;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Var along = direction[i];
        variables.emplace_back(independent(x[i]), std::span(&along, 1));
    }
    const Scalar y = f(variables);
    const Var slope = y.tangent(0);

    Adjoints adjoints(tape, 2);
    if (y.value().active())
        adjoints.at_column(y.value(), 0) = 1.0;
    if (slope.active())
        adjoints.at_column(slope, 1) = 1.0;
    reverse_sweep(tape, adjoints);
    SecondOrder result{y.value().value(), slope.value(), {}, {}};
    for (const Scalar& variable : variables) {
        result.gradient.push_back(adjoints.at_column(variable.value(), 0));
        result.product.push_back(adjoints.at_column(variable.value(), 1));
    }
    return result;
}

} // namespace reel
