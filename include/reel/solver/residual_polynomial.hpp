#pragma once
/// The exact course of a first-order method on a quadratic, mode by mode: what every unrolled derivative is measured
/// by.
///
/// On f(x) = x^T H x / 2 - c^T x a method whose steps do not depend on H has a residual polynomial P_k, of degree k
/// with P_k(0) = 1:
///     x_k - x* = P_k(H) (x_0 - x*).
/// Let H depend on u by dH = sigma I, and c by dc. Then J* = dx*/du = H^{-1} (dc - sigma x*), and for a constant x_0
///     Z_k - J* = -P_k(H) J* + sigma P_k'(H) (x_0 - x*),          Z_k = dx_k/du.
/// An unrolling that starts at T sets Z_T = 0, and Z_{T-1} = 0 in the state of a momentum method, but keeps x_T,
/// x_{T-1}:
///     Zbar_k - J* = -Q_{k,T}(H) J* + sigma D_{k,T}(H) (x_0 - x*).
/// For an eigenvalue l of H all of them obey the method's recursion in k, with p = 1 + beta - h l and q = beta, or with
/// p = (1 + beta)(1 - h l) and q = beta (1 - h l) when the method looks ahead:
///     P_{k+1} = p P_k - q P_{k-1},                     P_{-1} = P_0 = 1
///     Q_{k+1} = p Q_k - q Q_{k-1},                     Q_{T-1} = Q_T = 1     (the J* that has yet to be forgotten)
///     D_{k+1} = p D_k - q D_{k-1} + p' P_k - q' P_{k-1},   D_{T-1} = D_T = 0     (the l-derivative of the steps since
///     T)
/// so that Q = P and D = P' for T = 0. Closed forms: for gradient descent P_k = (1 - h l)^k, Q_{k,T} = (1 - h l)^{k-T},
/// D_{k,T} = -h (k - T)(1 - h l)^{k-1}; for Chebyshev's method P_k = T_k(m(l))/T_k(m(0)), m(l) = (L + mu - 2 l)/(L -
/// mu). Computed in long double, because the modes grow by up to kappa before they decay.
///
///     const QuadraticModel model(ridge.hessian<long double>(u), ridge.linear<long double>());
///     for (QuadraticRun run(model, MomentumRule::plain(step), x0, T); run.k() <= K; run.advance())
///         std::cout << run.iterate_error() << ' ' << run.derivative_error() << '\n';

#include <reel/solver/momentum_rule.hpp>

#include <Eigen/Core>

namespace reel {

/// P_k, Q_{k,T} and D_{k,T} at given points l, starting at k = 0 with T = 0.
class ResidualPolynomial {
public:
    using Values = Eigen::Array<long double, -1, 1>;

    ResidualPolynomial(const MomentumRule& rule, const Values& points);

    void advance();    ///< k <- k + 1. O(number of points).
    void start_late(); ///< T <- k.

    Eigen::Index k() const noexcept { return k_; }
    const Values& value() const noexcept { return value_.now; }           ///< P_k
    const Values& tail() const noexcept { return tail_.now; }             ///< Q_{k,T}
    const Values& derivative() const noexcept { return derivative_.now; } ///< D_{k,T}

private:
    struct Sequence {
        Values now;
        Values before;
    };
    MomentumRule rule_;
    Values points_;
    Eigen::Index k_ = 0;
    Sequence value_;
    Sequence tail_;
    Sequence derivative_;
};

/// min x^T H x / 2 - c^T x in the eigenbasis of H, and how H and c move with u.
class QuadraticModel {
public:
    using Vector = Eigen::Matrix<long double, -1, 1>;
    using Matrix = Eigen::Matrix<long double, -1, -1>;

    /// H (n x n) symmetric and positive definite, c has n entries; dH = I and dc = 0: the l2 weight of ridge
    /// regression. Throws `InvalidArgument` for other shapes or an eigenvalue <= 0. O(n^3), in long double.
    QuadraticModel(const Matrix& hessian, const Vector& linear);
    /// The same with dH = shift I and dc = linear_rate (n entries).
    QuadraticModel(const Matrix& hessian, const Vector& linear, double shift, const Vector& linear_rate);

    Eigen::VectorXd solution() const { return back(solution_).cast<double>(); } ///< x*
    Eigen::VectorXd jacobian() const { return back(jacobian_).cast<double>(); } ///< J*
    Curvature curvature() const;                                                ///< The extreme eigenvalues of H.

private:
    friend class QuadraticRun;
    Vector back(const Vector& modes) const { return basis_ * modes; }

    Matrix basis_;       ///< orthonormal eigenvectors of H
    Vector eigenvalues_; ///< ascending
    Vector solution_;    ///< x* and J* in that basis
    Vector jacobian_;
    long double shift_ = 1;
};

/// One run of a method from x_0, with its derivative started at T.
class QuadraticRun {
public:
    /// Stands at k = T. x0 has n entries and 0 <= T; throws `InvalidArgument` otherwise. O(n^2 + n T).
    /// The model must outlive the run.
    QuadraticRun(const QuadraticModel& model, const MomentumRule& rule, const Eigen::VectorXd& x0, Eigen::Index T = 0);

    void advance() { polynomial_.advance(); } ///< O(n).

    Eigen::Index k() const noexcept { return polynomial_.k(); }
    Eigen::VectorXd iterate() const;    ///< x_k, O(n^2).
    Eigen::VectorXd derivative() const; ///< Z_k, or Zbar_k with T > 0; O(n^2).
    double iterate_error() const;       ///< e_k = |x_k - x*|, O(n); no cancellation when it is small.
    double derivative_error() const;    ///< edot_k = |Z_k - J*| or ebar_k, O(n).

private:
    QuadraticModel::Vector iterate_modes() const;    ///< x_k - x*
    QuadraticModel::Vector derivative_modes() const; ///< Z_k - J*

    const QuadraticModel& model_;
    ResidualPolynomial polynomial_;
    QuadraticModel::Vector start_; ///< x_0 - x* in the eigenbasis
};

} // namespace reel
