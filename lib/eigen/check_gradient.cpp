#include <reel/eigen/check_gradient.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <sstream>

namespace reel::detail {
namespace {

using Eigen::VectorXd;

VectorXd direction(Eigen::Index n, std::mt19937& random)
{
    VectorXd v(n);
    for (double& entry : v) // not a std distribution: those differ from library to library
        entry = 2.0 * static_cast<double>(random()) / 4294967295.0 - 1.0;
    return v / v.norm();
}

/// The exponent at which |f(x + t v) - f(x) - t J v| falls when t is halved; 2 where nothing but rounding is left.
double taylor_rate(const Differentiated& f, const VectorXd& x, const VectorXd& v, const VectorXd& y, const VectorXd& Jv,
                   double scale)
{
    const double long_step = 1e-2 * scale;
    const double rounding = 1e3 * std::numeric_limits<double>::epsilon() * (y.norm() + long_step * Jv.norm());
    const auto remainder = [&](double t) { return (f.value(x + t * v) - y - t * Jv).norm(); };
    const double long_remainder = remainder(long_step);
    const double short_remainder = remainder(0.5 * long_step);
    if (long_remainder <= rounding)
        return 2.0;
    return std::log2(long_remainder / short_remainder);
}

} // namespace

GradientCheck check(const Differentiated& f, const VectorXd& x, const GradientCheckOptions& options)
{
    require(x.size() > 0, [] { return std::string("check_gradient: x is empty"); });
    const VectorXd y = f.value(x);
    require(y.size() > 0 && y.allFinite(), [&] {
        return "check_gradient: f(x) has " + std::to_string(y.size()) + " entries, and they must be finite numbers";
    });
    std::mt19937 random(options.seed);
    const VectorXd v = direction(x.size(), random);
    const VectorXd w = direction(y.size(), random);
    const double scale = 1.0 + x.norm();
    const double t = options.step * scale;

    GradientCheck result;
    const VectorXd Jv = f.push(v);
    const VectorXd Jtw = f.pull(w);
    const double tiny = std::numeric_limits<double>::min();
    result.modes = std::abs(w.dot(Jv) - Jtw.dot(v)) / std::max({Jv.norm(), Jtw.norm(), tiny});
    const VectorXd quotient = (f.value(x + t * v) - f.value(x - t * v)) / (2.0 * t);
    const double rounding = std::numeric_limits<double>::epsilon() * y.norm() / t;
    result.differences = (Jv - quotient).norm() / std::max({Jv.norm(), quotient.norm(), rounding / options.tolerance, tiny});
    result.taylor_rate = taylor_rate(f, x, v, y, Jv, scale);
    const bool modes = result.modes <= 1e-10;
    const bool differences = result.differences <= options.tolerance;
    const bool taylor = result.taylor_rate >= 1.9;
    result.right = modes && differences && taylor;

    std::ostringstream report;
    const auto word = [](bool ok) { return ok ? "right" : "WRONG"; };
    report << word(modes) << ": forward and reverse differ by " << result.modes << " (at most 1e-10)\n"
           << word(differences) << ": forward and difference quotient differ by " << result.differences << " (at most "
           << options.tolerance << ")\n"
           << word(taylor) << ": the Taylor remainder falls like t^" << result.taylor_rate << " (at least t^1.9)\n";
    result.report = report.str();
    return result;
}

} // namespace reel::detail
