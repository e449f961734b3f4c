#pragma once
/// The matrices that Newton's method is made of: A^T diag(w) A, and M + diag(d), with what is active in them.
///
///     const VarVector weight = (s.array() * (1.0 - s.array())).matrix();
///     const VarMatrix H = add_diagonal(weighted_gram(A, weight), u);
///     x = x - solve(H, gradient);
///
/// The overloads of problem/algebra.hpp for active vectors: a problem's `hessian(x, u)` calls them unqualified. A is
/// passive and referred to: it must outlive the tape. Throw `InvalidArgument` when sizes do not match.

#include <reel/eigen/dual_matrix.hpp>
#include <reel/eigen/matrix.hpp>

#include <Eigen/Core>

#include <type_traits>

namespace reel {

/// A^T diag(w) A: A is m x n, w has m entries. O(m n^2), one block that stores no number.
VarMatrix weighted_gram(const Eigen::MatrixXd& A, const VarVector& w);
VarMatrix weighted_gram(Eigen::MatrixXd&&, const VarVector&) = delete; // it would be gone when the tape is swept
DualMatrix weighted_gram(const Eigen::MatrixXd& A, const DualVector& w);

/// M + d I, or M + diag(d); d may be a plain number. O(n^2), one block that stores no number.
VarMatrix add_diagonal(const VarMatrix& M, const Var& d);
VarMatrix add_diagonal(const VarMatrix& M, const VarVector& d);
DualMatrix add_diagonal(const DualMatrix& M, const Dual<dynamic>& d);
DualMatrix add_diagonal(const DualMatrix& M, const DualVector& d);
/// The same for a passive M, of which nothing is kept.
template <class D>
    requires std::is_same_v<D, Var> || std::is_same_v<D, VarVector>
VarMatrix add_diagonal(const Eigen::MatrixXd& M, const D& d)
{
    return add_diagonal(VarMatrix(M), d);
}
template <class D>
    requires std::is_same_v<D, Dual<dynamic>> || std::is_same_v<D, DualVector>
DualMatrix add_diagonal(const Eigen::MatrixXd& M, const D& d)
{
    return add_diagonal(DualMatrix(M), d);
}

} // namespace reel
