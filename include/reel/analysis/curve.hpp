#pragma once
/// Error curves: how an unrolled derivative goes away from the truth and comes back.
///
/// The derivative Z_k = dx_k/du is carried forward along the run, one step of the map being linearized at a time,
///     Z_{k+1} = M_k Z_k + N_k,
/// for several truncation indices at once: one block of columns each, set to zero at k = T. Against a reference
/// (x*, J*) that gives, at every k,
///     e_k = |x_k - x*|,   edot_k = |Z_k - J*|,   ebar_k = |Zbar_k - J*|,   |F_k| = |M_k J* + N_k - J*|,
/// the errors of the paper's Figures 1 and 2 and the forcing of its eq. (8).
///
///     ErrorCurve curve(descent, x0, u, {ridge.solution(u).x, ridge.jacobian(u)}, {0, 100});
///     for (; curve.k() <= 500; curve.advance())
///         std::cout << curve.iterate_error() << ' ' << curve.derivative_error(0) << '\n';
///
/// The solver is a map with `init` and `solution` (solver/): errors are those of the solution in its state. Norms are
/// Euclidean for vectors and Frobenius for matrices.

#include <reel/implicit/linearization.hpp>

#include <Eigen/Core>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reel {

/// The truth that errors are measured against: the solution, n numbers, and its derivative, n x p.
struct Reference {
    Eigen::VectorXd x;
    Eigen::MatrixXd J;
};

template <class Solver, class Parameter>
class ErrorCurve {
public:
    using State = decltype(std::declval<const Solver&>().init(std::declval<const Eigen::VectorXd&>()));

    /// Stands at k = 0. The derivative with number i starts at step starts[i] >= 0. Throws `InvalidArgument` when the
    /// reference does not fit x0 and u. The solver must outlive the curve.
    ErrorCurve(const Solver& solver, const Eigen::VectorXd& x0, const Parameter& u, Reference truth,
               std::vector<long> starts)
        : solver_(solver), u_(u), truth_(std::move(truth)), starts_(std::move(starts)), state_(solver.init(x0)),
          p_(flat_size(u))
    {
        require(truth_.x.size() == x0.size() && truth_.J.rows() == x0.size() && truth_.J.cols() == p_, [&] {
            return "reference: x has " + std::to_string(truth_.x.size()) + " entries, J is " +
                   std::to_string(truth_.J.rows()) + " by " + std::to_string(truth_.J.cols()) + "; needed are " +
                   std::to_string(x0.size()) + " and " + std::to_string(x0.size()) + " by " + std::to_string(p_);
        });
        Z_ = Eigen::MatrixXd::Zero(flat_size(state_), p_ * static_cast<Eigen::Index>(starts_.size()));
    }

    long k() const noexcept { return k_; }
    const State& state() const noexcept { return state_; }
    Eigen::VectorXd iterate() const { return solver_.solution(state_); } ///< x_k
    /// Z_k (starts[i] = 0) or Zbar_k, n x p; zero up to k = starts[i].
    Eigen::MatrixXd derivative(std::size_t i) const
    {
        Eigen::MatrixXd derivative = Eigen::MatrixXd::Zero(truth_.x.size(), p_);
        if (k_ > starts_[i])
            for (Eigen::Index j = 0; j < p_; ++j)
                derivative.col(j) = solution_of(Z_.col(static_cast<Eigen::Index>(i) * p_ + j));
        return derivative;
    }

    double iterate_error() const { return (solver_.solution(state_) - truth_.x).norm(); }                ///< e_k
    double derivative_error(std::size_t i) const { return (derivative(i) - truth_.J).norm(); } ///< edot_k or ebar_k

    /// The error of the state, in which the bounds of a method with momentum are; e_k for a state that is x alone. Requires that
    /// `init(x*)` is the state of the fixed point.
    double state_error() const { return (flatten(state_) - flatten(solver_.init(truth_.x))).norm(); }

    /// |F_k| = |M_k J* + N_k - J*|, in the space of states: the measured forcing. One recorded step and one sweep of p
    /// directions. Requires that `init(x*)` is the state of the fixed point, as it is for x alone and for momentum.
    double forcing() const
    {
        Eigen::MatrixXd J(flat_size(state_), p_);
        for (Eigen::Index j = 0; j < p_; ++j)
            J.col(j) = flatten(solver_.init(Eigen::VectorXd(truth_.J.col(j))));
        return (linearize(solver_, state_, u_).push(J, Eigen::MatrixXd::Identity(p_, p_)) - J).norm();
    }

    /// k <- k + 1: one step, recorded once and pushed along (number of starts) p directions.
    void advance()
    {
        for (std::size_t i = 0; i < starts_.size(); ++i)
            if (k_ <= starts_[i])
                Z_.middleCols(static_cast<Eigen::Index>(i) * p_, p_).setZero();
        const Linearization at = linearize(solver_, state_, u_);
        const Eigen::MatrixXd seed = Eigen::MatrixXd::Identity(p_, p_).replicate(1, static_cast<Eigen::Index>(starts_.size()));
        if (!starts_.empty())
            Z_ = at.push(Z_, seed);
        state_ = solver_(state_, u_);
        ++k_;
    }

private:
    Eigen::VectorXd solution_of(const Eigen::VectorXd& row) const { return solver_.solution(unflatten(row, state_)); }

    const Solver& solver_;
    Parameter u_;
    Reference truth_;
    std::vector<long> starts_;
    State state_;
    Eigen::Index p_;
    Eigen::MatrixXd Z_;
    long k_ = 0;
};

} // namespace reel
