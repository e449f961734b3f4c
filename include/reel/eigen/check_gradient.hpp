#pragma once
/// Is this derivative right? Three tests of a function y = f(x) from vectors to vectors, or of a custom block in it.
///
///     const auto f = []<class X>(const X& x) -> X { return (x.array() * exp(x.array())).matrix(); };
///     const GradientCheck check = check_gradient(f, x0);
///     if (!check.right)
///         std::cerr << check.report;
///
/// - *Modes*: the dot products  w . (J v)  from the forward sweep and  (J^T w) . v  from the reverse sweep are the same
///   number, to rounding. This finds a pull that does not match its push.
/// - *Differences*: J v against  (f(x + t v) - f(x - t v)) / 2t  in plain double. This finds a push and a pull that agree
///   with each other and are wrong.
/// - *Taylor*: |f(x + t v) - f(x) - t J v| falls like t^2; the observed exponent says whether J v is the derivative at all.
///   Where f is linear along v it is nothing but rounding, and the exponent is reported as 2.
///
/// f is a template, callable with `Eigen::VectorXd` and `VarVector`. Directions are pseudo-random, the same for the same
/// seed. A kink within reach of the differences makes a right derivative fail.

#include <reel/core/recording.hpp>
#include <reel/eigen/jacobian.hpp>
#include <reel/eigen/vector.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <string>

namespace reel {

struct GradientCheck {
    bool right = false;
    double modes = 0.0;       ///< |w . (J v) - (J^T w) . v|, relative to |w| |J v|.
    double differences = 0.0; ///< |J v - difference quotient|, relative to |J v| (or to |f| where that is larger).
    double taylor_rate = 0.0; ///< Observed exponent of the remainder; 2 is right.
    std::string report;       ///< The three numbers and what each should be, one a line.
};

struct GradientCheckOptions {
    double step = 1e-5;         ///< t of the differences, times 1 + |x|.
    double tolerance = 1e-6;    ///< For `differences`; `modes` must be below 1e-10 and the rate above 1.9.
    std::uint32_t seed = 1;
};

namespace detail {

/// What check_gradient needs of f: plain values, and the two products with J at x.
struct Differentiated {
    std::function<Eigen::VectorXd(const Eigen::VectorXd& x)> value;
    std::function<Eigen::VectorXd(const Eigen::VectorXd& v)> push;
    std::function<Eigen::VectorXd(const Eigen::VectorXd& w)> pull;
};
GradientCheck check(const Differentiated& f, const Eigen::VectorXd& x, const GradientCheckOptions& options);

} // namespace detail

/// Checks f at x along one direction. Five evaluations, one recording, two sweeps. Throws `InvalidArgument` when x is
/// empty or f(x) is not finite.
template <class F>
GradientCheck check_gradient(const F& f, const Eigen::VectorXd& x, const GradientCheckOptions& options = {})
{
    Tape tape;
    VarVector input;
    VarVector output;
    {
        Recording on(tape);
        input = independent(x);
        output = f(static_cast<const VarVector&>(input));
    }
    const auto push = [&](const Eigen::VectorXd& v) { return jvp(tape, output, input, v); };
    const auto pull = [&](const Eigen::VectorXd& w) { return vjp(tape, output, input, w); };
    return detail::check({[&](const Eigen::VectorXd& at) -> Eigen::VectorXd { return f(at); }, push, pull}, x, options);
}

} // namespace reel
