#pragma once
/// Stationary iterations: a problem's own map with relaxation, and Richardson, Jacobi and SOR for linear systems.
///
///     FixedPoint    x+ = (1 - a) x + a map(x, u)
///     Richardson    x+ = x - a (A x - b)                       : GradientDescent{system, a}
///     Jacobi        x+ = x - a D^{-1} (A x - b)                D the diagonal of A
///     SOR           x+ = x - (D/w + S)^{-1} (A x - b)          S the part of A strictly below the diagonal; w = 1 is
///     Gauss-Seidel
///
/// Each is affine in x. When the hyper-parameter stands on the right-hand side alone, the unrolled derivative has no
/// curse: its error shrinks like that of the iterates. At the best w the iteration matrix of SOR is defective, so that
/// errors shrink like k rho^k.

#include <reel/error.hpp>
#include <reel/problem/linear_system.hpp>
#include <reel/solver/linear_solve.hpp>

#include <Eigen/Core>
#include <string>

namespace reel {

template <class Problem>
struct FixedPoint {
    const Problem& problem;
    double relaxation = 1; ///< a in (0, 1]

    template <class X>
    X init(const X& x0) const
    {
        return x0;
    }
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        const X image = problem.map(x, u);
        return (1 - relaxation) * x + relaxation * image;
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
};

/// u is b, or the pair (s, b) of a shifted system: the shift is on the diagonal D too.
struct Jacobi {
    const LinearSystem& problem;
    double relaxation = 1; ///< a

    template <class X>
    X init(const X& x0) const
    {
        return x0;
    }
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return x - relaxation * problem.divide_by_diagonal(problem.gradient(x, u), u);
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }
};

/// u is b: the triangle that is solved with is passive.
class Sor {
public:
    /// 0 < w < 2 and no zero on the diagonal of A; throws `InvalidArgument` otherwise. The problem must outlive the
    /// solver.
    explicit Sor(const LinearSystem& problem, double relaxation = 1) : problem_(problem), lower_(problem.A())
    {
        require(relaxation > 0 && relaxation < 2 && problem.diagonal().cwiseAbs().minCoeff() > 0, [&] {
            return "SOR: the relaxation is " + std::to_string(relaxation) +
                   " and the smallest diagonal entry of A has the size " +
                   std::to_string(problem.diagonal().cwiseAbs().minCoeff()) +
                   "; the relaxation must lie in (0, 2) and no diagonal entry may vanish";
        });
        lower_.diagonal() /= relaxation;
    }

    template <class X>
    X init(const X& x0) const
    {
        return x0;
    }
    template <class X>
    X operator()(const X& x, const X& u) const
    {
        const X residual = problem_.gradient(x, u);
        const X correction = solve(lower_.triangularView<Eigen::Lower>(), residual);
        return x - correction;
    }
    template <class X>
    const X& solution(const X& x) const
    {
        return x;
    }

private:
    const LinearSystem& problem_;
    Eigen::MatrixXd lower_; ///< A with its diagonal divided by w; only the lower triangle is read
};

} // namespace reel
