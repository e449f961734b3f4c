#pragma once
/// One sweep, every T: what truncation would give, wherever it were made.
///
///     const auto curve = gradient_curve(step, x0, u, v, {.iterations = 500});
///     curve.gradient(400)                  // that of the steps 400, ..., 499, as if the run were truncated at T = 400
///     curve.adjoint_norm(400)              // |w_400|: how much of v is left there
///
/// The reverse sweep computes  w_k = M_k^T w_{k+1}  and adds  N_k^T w_{k+1}  to the gradient, from k = K-1 down. What
/// it has after step T is the gradient for the truncation index T: all of them are partial sums of one sweep.
///
/// What is still missing at T comes through w_T, and |w_T| decays like rho^(K-T). So the sweep may stop by itself: at
/// the first T with |w_T| <= tau |w_K|, where
///
///     tau = C |x_K - x*| / (rho ln(1/rho) |J|)
///
/// is where the error of the derivative at x_K, which no longer sweep can remove, is as large as what would be added.
/// The rest is bounded by dropped_bound(). Mehmood, Knoll, Ochs (2026), section 4, turned around: T is chosen after the
/// fact.

#include <reel/unroll/replay.hpp>

#include <Eigen/Core>

#include <string>
#include <vector>

namespace reel {

/// tau as above. Requires 0 < rho < 1, C and error >= 0, jacobian_norm > 0; throws `InvalidArgument`.
double adjoint_tolerance(double C, double error, double rho, double jacobian_norm);

/// The partial sums of a reverse sweep, as rows of numbers: entry K - T belongs to the truncation index T.
class SweepCurve {
public:
    explicit SweepCurve(double tau = 0.0) : tau_(tau) {}

    /// The next k, one below the last. False when |w_k| <= tau |w_K|.
    bool add(Step k, const Eigen::MatrixXd& u_adjoint, double norm);

    Step last() const noexcept { return K_; }                                         ///< K
    Step first() const noexcept { return K_ + 1 - static_cast<Step>(norms_.size()); } ///< Where the sweep ended.
    double adjoint_norm(Step T) const { return norms_[entry(T)]; }                    ///< |w_T|
    Eigen::VectorXd sum(Step T) const;                                                ///< The gradient, p numbers.
    /// The largest |N_k^T w_{k+1}| / |w_{k+1}| of the steps swept: an estimate of sup |N| from below.
    double parameter_norm() const;
    /// (|w_first| / |w_K|)^(1 / (K - first)): the contraction that was observed, 0 when nothing was swept.
    double contraction() const;
    /// How much the steps before `first` could add: |N| |w_first| (1 - rho^first) / (1 - rho), with |N| >= |N_k| and
    /// rho >= |M_k|, rho != 1, for those steps.
    double dropped_bound(double parameter_norm, double rho) const;

private:
    /// Throws `InvalidArgument` when T is not in first(), ..., last().
    std::size_t entry(Step T) const;

    double tau_;
    Step K_ = -1;
    Eigen::Index p_ = 0;
    std::vector<double> norms_;
    std::vector<double> sums_;
};

/// A run, and its gradient for each truncation index.
template <class State, class Parameter>
struct GradientCurve : Replayed<State, Parameter>, SweepCurve {
    using SweepCurve::SweepCurve;
    using Replayed<State, Parameter>::gradient; ///< Of the whole sweep: gradient(first()).
    Parameter gradient(Step T) const { return unflatten(sum(T), this->gradients.front()); }
};

/// Replays the run and keeps what the sweep has at each truncation index from K down to that of `how`. With tau > 0 the
/// sweep ends at the first T with |w_T| <= tau |w_K|. `adjoint` is one v, or a function that receives x_K and returns
/// v. Besides what the replay takes, the curve takes p + 1 numbers for each T. Throws as replay().
template <class Map, class State, class Parameter, class Adjoint>
GradientCurve<State, Parameter> gradient_curve(const Map& step, const State& x0, const Parameter& u,
                                               const Adjoint& adjoint, Replay how, double tau = 0.0)
{
    GradientCurve<State, Parameter> curve(tau);
    how.watch = [&curve, also = std::move(how.watch)](Step k, const Eigen::MatrixXd& u_adjoint, double norm) {
        const bool go_on = curve.add(k, u_adjoint, norm);
        return (!also || also(k, u_adjoint, norm)) && go_on;
    };
    static_cast<Replayed<State, Parameter>&>(curve) = replay(step, x0, u, adjoint, how);
    return curve;
}

} // namespace reel
