#pragma once
/// Where a solver starts: x_0 = 0, or x_0 = scale times a standard normal vector.
///
///     options.value<Start>("start", start, "zero|gaussian:SCALE", "x_0", parse_start, show_start);
///     const Eigen::VectorXd x0 = start.point(n, Random(seed));

#include <reel/problem/random.hpp>

#include <Eigen/Core>

#include <string>
#include <string_view>

namespace reel::apps {

struct Start {
    double scale = 0.0;

    Eigen::VectorXd point(Eigen::Index n, Random random) const;
};

/// "zero" or "gaussian:SCALE"; throws `UsageError` for anything else.
Start parse_start(std::string_view text);
std::string show_start(const Start& start);

} // namespace reel::apps
