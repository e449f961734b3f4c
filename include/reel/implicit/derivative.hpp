#pragma once
/// What comes back from differentiating an iterative solver: a number, and how far to trust it.
///
///     const auto g = vjp(step, x, u, v, Implicit{});
///     use(g.value());              // throws `UntrustedDerivative`, with the reason in words, unless the status is ok
///     use(g.estimate);             // the number as it came out; g.status says what is wrong with it
///
/// Three things go wrong on the way from a solver to its derivative: the linear solver stops before it is done, the
/// iterate is far from the fixed point, the map does not contract. None of them makes the number look strange, so
/// whoever reads it by `value()` cannot overlook them.

#include <reel/error.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <limits>
#include <string>

namespace reel {

/// What to make of a derivative. Anything but `ok` means that the number may be far off.
enum class DerivativeStatus {
    ok,
    not_at_fixed_point,   ///< |x - x*|, estimated by |A(x) - x| / (1 - rho), is above the tolerance.
    not_contracting,      ///< rho >= 1: the fixed point, or the sum of the series, is not what this derivative means.
    linear_solver_failed, ///< It stopped above its tolerance, or I - M is singular.
    not_finite            ///< A number overflowed or became NaN.
};
const char* to_string(DerivativeStatus status) noexcept;

/// A derivative whose status is not ok was used as if it were.
class UntrustedDerivative : public Error {
public:
    UntrustedDerivative(const std::string& what, DerivativeStatus status) : Error(what), status_(status) {}
    DerivativeStatus status() const noexcept { return status_; }

private:
    DerivativeStatus status_;
};

/// What is known about a derivative besides its value.
struct Evidence {
    DerivativeStatus status = DerivativeStatus::ok;
    /// Estimate of |estimate - truth|, the norm being Frobenius'; NaN when it was not asked for (`Check`) or rho >= 1.
    double error = std::numeric_limits<double>::quiet_NaN();
    /// What is left of the linear system (I - M)^T w = v or (I - M) z = N du, relative to its right-hand side; for an
    /// unrolling in reverse |w_T| / |v|, which is what truncation cuts off.
    double linear_residual = 0.0;
    double fixed_point_residual = 0.0; ///< |A(x, u) - x| at the iterate that was differentiated.
    double rho = 0.0;                  ///< Estimated contraction factor there; 0 when it was not asked for.
    int work = 0;                      ///< Steps made, recorded or swept, in one direction or several at once.
    std::size_t bytes = 0;             ///< Most that was held at once: of tape, and for a replay of all that it counts.
    /// w (n x d), or z for the strategies that go forward: the `guess` for the next derivative nearby.
    Eigen::MatrixXd multiplier{};

    bool ok() const noexcept { return status == DerivativeStatus::ok; }
};

/// Throws `UntrustedDerivative` unless the status is ok: what went wrong, its numbers, what helps.
void require_trust(const Evidence& evidence);

template <class Value>
struct [[nodiscard]] Derivative : Evidence {
    Value estimate; ///< As it came out, whatever the status.

    /// The derivative. Throws `UntrustedDerivative` unless the status is ok.
    const Value& value() const
    {
        require_trust(*this);
        return estimate;
    }
};

/// What is looked at besides the derivative itself. `distance`: how far x may be from the fixed point, |x - x*| relative
/// to |x|, before the status says so. With `estimate_error` some more sweeps estimate rho (power iteration) and `error`;
/// without it they are spared, and a map that does not contract is not noticed.
struct Check {
    double distance = 1e-6;
    bool estimate_error = true;
};

} // namespace reel
