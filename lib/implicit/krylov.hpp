#pragma once
// I - M or its transpose as an operator for Eigen's iterative solvers, and a preconditioner that is a callable.

#include <reel/implicit/fixed_point.hpp>

#include <Eigen/Core>
#include <Eigen/IterativeLinearSolvers>

namespace reel::fixed_point {

class Operator;

/// One product with I - M (tangent) or I - M^T (adjoint).
Eigen::VectorXd apply(const Linearization& at, Side side, const Eigen::VectorXd& x);

} // namespace reel::fixed_point

namespace Eigen::internal {
template <>
struct traits<reel::fixed_point::Operator> : traits<Eigen::SparseMatrix<double>> {};
} // namespace Eigen::internal

namespace reel::fixed_point {

class Operator : public Eigen::EigenBase<Operator> {
public:
    using Scalar = double;
    using RealScalar = double;
    using StorageIndex = int;
    enum { ColsAtCompileTime = Eigen::Dynamic, MaxColsAtCompileTime = Eigen::Dynamic, IsRowMajor = false };

    Operator(const Linearization& at, Side side, bool normal) : at_(at), side_(side), normal_(normal) {}
    Eigen::Index rows() const { return at_.states(); }
    Eigen::Index cols() const { return at_.states(); }

    template <class Vector>
    Eigen::Product<Operator, Vector, Eigen::AliasFreeProduct> operator*(const Eigen::MatrixBase<Vector>& x) const
    {
        return {*this, x.derived()};
    }
    Eigen::VectorXd times(const Eigen::VectorXd& x) const
    {
        sweeps_ += normal_ ? 2 : 1;
        const Eigen::VectorXd y = apply(at_, side_, x);
        return normal_ ? apply(at_, side_ == Side::adjoint ? Side::tangent : Side::adjoint, y) : y;
    }
    int sweeps() const { return sweeps_; }

private:
    const Linearization& at_;
    Side side_;
    bool normal_;
    mutable int sweeps_ = 0;
};

class CallablePreconditioner {
public:
    CallablePreconditioner() = default;
    void set(const std::function<Eigen::VectorXd(const Eigen::VectorXd&)>* call) { call_ = call; }
    template <class M>
    CallablePreconditioner& analyzePattern(const M&)
    {
        return *this;
    }
    template <class M>
    CallablePreconditioner& factorize(const M&)
    {
        return *this;
    }
    template <class M>
    CallablePreconditioner& compute(const M&)
    {
        return *this;
    }
    template <class Right>
    Eigen::VectorXd solve(const Right& right) const
    {
        const Eigen::VectorXd x = right;
        return call_ != nullptr && *call_ ? (*call_)(x) : x;
    }
    Eigen::ComputationInfo info() const { return Eigen::Success; }

private:
    const std::function<Eigen::VectorXd(const Eigen::VectorXd&)>* call_ = nullptr;
};

/// Runs one of Eigen's solvers from `start`.
template <class Solver>
Eigen::VectorXd run_solver(const Operator& A, const Eigen::VectorXd& right, const Eigen::VectorXd& start,
                           double tolerance, int iterations, const Implicit& strategy)
{
    Solver solver;
    solver.preconditioner().set(&strategy.preconditioner);
    solver.compute(A);
    solver.setTolerance(tolerance);
    solver.setMaxIterations(iterations);
    return solver.solveWithGuess(right, start);
}

// Each in a file of its own: these are the most expensive templates to compile.
Eigen::VectorXd run_cg(const Operator&, const Eigen::VectorXd& right, const Eigen::VectorXd& start, double tolerance,
                       int iterations, const Implicit&);
Eigen::VectorXd run_gmres(const Operator&, const Eigen::VectorXd& right, const Eigen::VectorXd& start,
                          double tolerance, int iterations, const Implicit&);
Eigen::VectorXd run_bicgstab(const Operator&, const Eigen::VectorXd& right, const Eigen::VectorXd& start,
                             double tolerance, int iterations, const Implicit&);

} // namespace reel::fixed_point

namespace Eigen::internal {

template <class Vector>
struct generic_product_impl<reel::fixed_point::Operator, Vector, SparseShape, DenseShape, GemvProduct>
    : generic_product_impl_base<reel::fixed_point::Operator, Vector,
                                generic_product_impl<reel::fixed_point::Operator, Vector>> {
    template <class To>
    static void scaleAndAddTo(To& to, const reel::fixed_point::Operator& A, const Vector& x, double alpha)
    {
        to.noalias() += alpha * A.times(x);
    }
};

} // namespace Eigen::internal
