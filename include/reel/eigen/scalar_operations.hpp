#pragma once
/// Eigen's functors of `Var` entries, as the operators and functions of reel's arrays: `Operation<F>::on(a)` and
/// `Operation<F>::on(a, b)`. A functor without an entry here is left to Eigen.

#include <reel/eigen/scalar_traits.hpp>
#include <reel/eigen/vector_expression.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel::entries {

template <class F>
struct Operation;
template <class F>
concept Known = requires { Operation<F>::known; };

#define REEL_UNARY(functor, expression)                                                                                \
    template <>                                                                                                        \
    struct Operation<Eigen::internal::functor<Var>> {                                                                  \
        static constexpr bool known = true;                                                                            \
        template <class A>                                                                                             \
        static auto on(A&& a)                                                                                          \
        {                                                                                                              \
            return expression;                                                                                         \
        }                                                                                                              \
    };
REEL_UNARY(scalar_opposite_op, -std::forward<A>(a))
REEL_UNARY(scalar_abs_op, abs(std::forward<A>(a)))
REEL_UNARY(scalar_abs2_op, square(std::forward<A>(a)))
REEL_UNARY(scalar_square_op, square(std::forward<A>(a)))
REEL_UNARY(scalar_cube_op, pow(std::forward<A>(a), 3.0))
REEL_UNARY(scalar_inverse_op, inverse(std::forward<A>(a)))
REEL_UNARY(scalar_sqrt_op, sqrt(std::forward<A>(a)))
REEL_UNARY(scalar_exp_op, exp(std::forward<A>(a)))
REEL_UNARY(scalar_expm1_op, expm1(std::forward<A>(a)))
REEL_UNARY(scalar_log_op, log(std::forward<A>(a)))
REEL_UNARY(scalar_log1p_op, log1p(std::forward<A>(a)))
REEL_UNARY(scalar_log2_op, log2(std::forward<A>(a)))
REEL_UNARY(scalar_log10_op, log10(std::forward<A>(a)))
REEL_UNARY(scalar_sin_op, sin(std::forward<A>(a)))
REEL_UNARY(scalar_cos_op, cos(std::forward<A>(a)))
REEL_UNARY(scalar_tan_op, tan(std::forward<A>(a)))
REEL_UNARY(scalar_asin_op, asin(std::forward<A>(a)))
REEL_UNARY(scalar_acos_op, acos(std::forward<A>(a)))
REEL_UNARY(scalar_atan_op, atan(std::forward<A>(a)))
REEL_UNARY(scalar_sinh_op, sinh(std::forward<A>(a)))
REEL_UNARY(scalar_cosh_op, cosh(std::forward<A>(a)))
REEL_UNARY(scalar_tanh_op, tanh(std::forward<A>(a)))
REEL_UNARY(scalar_asinh_op, asinh(std::forward<A>(a)))
REEL_UNARY(scalar_acosh_op, acosh(std::forward<A>(a)))
REEL_UNARY(scalar_atanh_op, atanh(std::forward<A>(a)))
REEL_UNARY(scalar_logistic_op, sigmoid(std::forward<A>(a)))
REEL_UNARY(scalar_sign_op, sign(std::forward<A>(a)))
REEL_UNARY(scalar_floor_op, floor(std::forward<A>(a)))
REEL_UNARY(scalar_ceil_op, ceil(std::forward<A>(a)))
REEL_UNARY(scalar_round_op, round(std::forward<A>(a)))
#undef REEL_UNARY

#define REEL_BINARY(expression, ...)                                                                                   \
    struct Operation<Eigen::internal::__VA_ARGS__> {                                                                   \
        static constexpr bool known = true;                                                                            \
        template <class A, class B>                                                                                    \
        static auto on(A&& a, B&& b)                                                                                   \
        {                                                                                                              \
            return expression;                                                                                         \
        }                                                                                                              \
    };
template <class L, class R>
REEL_BINARY(std::forward<A>(a) + std::forward<B>(b), scalar_sum_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) - std::forward<B>(b), scalar_difference_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) * std::forward<B>(b), scalar_product_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) * std::forward<B>(b), scalar_conj_product_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) / std::forward<B>(b), scalar_quotient_op<L, R>)
template <class L, class R, int nan>
REEL_BINARY(max(std::forward<A>(a), std::forward<B>(b)), scalar_max_op<L, R, nan>)
template <class L, class R, int nan>
REEL_BINARY(min(std::forward<A>(a), std::forward<B>(b)), scalar_min_op<L, R, nan>)
template <class L, class R>
REEL_BINARY(pow(std::forward<A>(a), std::forward<B>(b)), scalar_pow_op<L, R>)
// in place: a is the left side
template <class L, class R>
REEL_BINARY(std::forward<A>(a) + std::forward<B>(b), add_assign_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) - std::forward<B>(b), sub_assign_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) * std::forward<B>(b), mul_assign_op<L, R>)
template <class L, class R>
REEL_BINARY(std::forward<A>(a) / std::forward<B>(b), div_assign_op<L, R>)
#undef REEL_BINARY

} // namespace reel::entries
