#pragma once
/// What Eigen must know of an active scalar so that `Eigen::Matrix<Var, ...>` compiles: its traits, that it mixes with
/// plain numbers, and the few functions that Eigen does not find by argument-dependent look-up.

#include <reel/scalar/var.hpp>

#include <Eigen/Core>

namespace Eigen {

template <reel::ActiveScalar S>
struct NumTraits<S> : NumTraits<double> {
    using Real = typename S::reel_scalar;
    using NonInteger = Real;
    using Nested = Real;
    using Literal = Real;
    enum { RequireInitialization = 1, ReadCost = 1, AddCost = 4, MulCost = 4 };
};

template <reel::ActiveScalar S, reel::Number T, class Op>
struct ScalarBinaryOpTraits<S, T, Op> {
    using ReturnType = S;
};
template <reel::Number T, reel::ActiveScalar S, class Op>
struct ScalarBinaryOpTraits<T, S, Op> {
    using ReturnType = S;
};

namespace internal {

/// Eigen's norm is the square root of a sum of squares. Its derivative at 0 is taken to be 0, as for `VarVector`; so is
/// that of this square root, which array functions and `reel::sqrt` do not use.
template <reel::ActiveScalar S>
struct sqrt_impl<S> {
    static S run(const S& x)
    {
        if (x == 0.0)
            return 0.0 * x;
        return reel::sqrt(x);
    }
};
template <reel::ActiveScalar S>
struct scalar_logistic_op<S> {
    S operator()(const S& x) const { return reel::sigmoid(x); }
};
/// The functions of `numext` return the type of their argument: of an expression, the scalar that it becomes.
template <reel::VarExpression E>
struct global_math_functions_filtering_base<E, void> {
    using type = reel::Var;
};

} // namespace internal
} // namespace Eigen
