#pragma once
/// Total-variation denoising of a signal or an image b, anisotropic:
///     f(x, u) = |x - b|^2 / 2 + u sum_e |(D x)_e|,      u a scalar >= 0,
/// where D takes the differences of neighbours: of a signal of n samples, or of the pixels of a rows x cols image
/// (stored column by column), down its columns and along its rows. The form is  min g(x) + h(K x)  with g = |x - b|^2 /
/// 2, K = D and h = u |.|_1; it is made for ADMM and PDHG.
///
///     const TotalVariation signal(b);
///     const TotalVariation image(b, 64, 64);
///
/// The solution is constant on pieces. On a piece of size s that borders on higher and lower neighbours,
///     x* = mean of b over the piece - (u/s) sum_{edges out of the piece} sign(x*_piece - x*_neighbour)
/// so dx*/du = -(1/s) sum of these signs as long as the pieces stay the same. The certificate: p with |p_e| <= u, and
/// p_e = u sign((D x)_e) where D x is not 0, makes x - b + D^T p a subgradient of f at x, and f is 1-strongly convex:
/// |x - x*| <= |x - b + D^T p|.

#include <reel/problem/algebra.hpp>
#include <reel/problem/problem.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <memory>

namespace reel {

class TotalVariation {
public:
    /// A signal. At least one entry, all finite; throws `InvalidArgument` otherwise.
    explicit TotalVariation(Eigen::VectorXd b) : TotalVariation(b, b.size(), 1) {}
    /// An image: b has rows * cols entries.
    TotalVariation(Eigen::VectorXd b, Eigen::Index rows, Eigen::Index cols);

    const Eigen::VectorXd& b() const noexcept { return b_; }
    Eigen::Index size() const noexcept { return b_.size(); }

    template <class X, class U>
    ScalarOf<X> value(const X& x, const U& u) const
    {
        const X misfit = x - b_;
        const X difference = analysis_ * x;
        return 0.5 * misfit.squaredNorm() + u * X(difference.cwiseAbs()).sum();
    }
    /// x - b, of the smooth part.
    template <class X, class U>
    X gradient(const X& x, const U&) const
    {
        return x - b_;
    }
    template <class U>
    Curvature curvature(const U&) const
    {
        return {1, 1};
    }
    /// argmin_z |z - y|^2 / 2 + t u |z|_1, for differences y = D x.
    template <class X, class U>
    X prox(const X& y, double t, const U& u) const
    {
        return soft_threshold(y, U(t * u));
    }
    /// The signs of differences z.
    Fingerprint active_set(const Eigen::VectorXd& z) const { return sign_pattern(z); }

    const Eigen::VectorXd& linear() const noexcept { return b_; }
    const Eigen::SparseMatrix<double>& analysis() const noexcept { return analysis_; } ///< K = D
    double analysis_norm() const noexcept { return norm_; }                            ///< A bound of |D|.

    /// (alpha + beta) I + gamma D^T D, factorised; alpha + beta > 0, gamma >= 0.
    using Factor = Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>>;
    std::shared_ptr<const Factor> factor(double alpha, double beta, double gamma) const;

    /// By accelerated projected gradient steps on the dual, then exactly on the pieces they find. The error bound is
    /// infinite when the pieces cannot be certified. Throws `InvalidArgument` for a negative or non-finite u.
    Solution solution(double u) const;
    Eigen::VectorXd jacobian(double u) const; ///< n entries

private:
    Eigen::VectorXd b_;
    Eigen::SparseMatrix<double> analysis_;
    double norm_;
};

} // namespace reel
