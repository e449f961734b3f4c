#pragma once
/// Random constants of the bounds.
#include <reel/analysis/bounds.hpp>
#include <reel/problem/random.hpp>

#include <cmath>

namespace reel::test {

/// Constants over many orders of magnitude: 1 - rho in 1e-3..0.9, everything else in 1e-3..1e3.
inline ErrorConstants random_model(Random& random)
{
    const auto size = [&] { return std::pow(10, random.uniform(-3, 3)); };
    return {.rho = 1 - std::pow(10, random.uniform(-3, -0.05)), .C = size(), .e0 = size(), .jacobian = size()};
}

inline ErrorConstants random_transient_model(Random& random)
{
    ErrorConstants model = random_model(random);
    model.c = 1 + 10 * random.uniform();
    return model;
}

} // namespace reel::test
