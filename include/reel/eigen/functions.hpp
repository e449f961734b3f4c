#pragma once
/// The functions of arrays: those of the rules by their usual names, max and min, pow, where.
///
///     (x.array().abs() - t).max(0.0) * sign(x.array())          // soft threshold
///     where(z.value().array() > 0, z.array(), 0.0)              // the side not taken has no derivative, even if NaN
///
/// Code that says `using std::exp; exp(x.array())` finds these by argument-dependent look-up.

#include <reel/eigen/operators.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel {

namespace elementwise {
template <class L, class R>
concept BothArrays = Summable<L, R> && kind_of_both<L, R> == Kind::array;
} // namespace elementwise

/// Entry by entry the larger (smaller) of the two; at a tie the first has the derivative.
template <class L, class R>
    requires elementwise::BothArrays<L, R>
auto max(L&& l, R&& r)
{
    return elementwise::combine<elementwise::Kind::array, elementwise::Maximum>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
    requires elementwise::BothArrays<L, R>
auto min(L&& l, R&& r)
{
    return elementwise::combine<elementwise::Kind::array, elementwise::Minimum>(std::forward<L>(l), std::forward<R>(r));
}

namespace elementwise {
template <class X>
concept ActiveArray = is_active<X> && kind_of<X> == Kind::array;

/// x^p with a plain exponent
struct PowerRule {
    double exponent;
    static constexpr bool steep = true;
    static constexpr Keep keep = Keep::derivative;
    auto value(const auto& a) const { return a.pow(exponent); }
    auto derivative(const auto& a, const auto&) const { return exponent * a.pow(exponent == 0.0 ? 0.0 : exponent - 1.0); }
};
struct SquareRule {
    static constexpr Keep keep = Keep::argument;
    static auto value(const auto& a) { return a * a; }
    static auto derivative(const auto& a, const auto&) { return 2.0 * a; }
};
} // namespace elementwise

#define REEL_FUNCTION(name, Rule)                                                                                      \
    template <elementwise::ActiveArray X>                                                                              \
    auto name(X&& x)                                                                                                   \
    {                                                                                                                  \
        return elementwise::apply<elementwise::Kind::array, rule::Rule>(std::forward<X>(x));                           \
    }
REEL_FUNCTION(abs, Abs)
REEL_FUNCTION(sqrt, Sqrt)
REEL_FUNCTION(cbrt, Cbrt)
REEL_FUNCTION(exp, Exp)
REEL_FUNCTION(exp2, Exp2)
REEL_FUNCTION(expm1, Expm1)
REEL_FUNCTION(log, Log)
REEL_FUNCTION(log2, Log2)
REEL_FUNCTION(log10, Log10)
REEL_FUNCTION(log1p, Log1p)
REEL_FUNCTION(sin, Sin)
REEL_FUNCTION(cos, Cos)
REEL_FUNCTION(tan, Tan)
REEL_FUNCTION(asin, Asin)
REEL_FUNCTION(acos, Acos)
REEL_FUNCTION(atan, Atan)
REEL_FUNCTION(sinh, Sinh)
REEL_FUNCTION(cosh, Cosh)
REEL_FUNCTION(tanh, Tanh)
REEL_FUNCTION(asinh, Asinh)
REEL_FUNCTION(acosh, Acosh)
REEL_FUNCTION(atanh, Atanh)
REEL_FUNCTION(erf, Erf)
REEL_FUNCTION(erfc, Erfc)
REEL_FUNCTION(sigmoid, Sigmoid)
REEL_FUNCTION(softplus, Softplus)
REEL_FUNCTION(sign, Sign)
REEL_FUNCTION(floor, Floor)
REEL_FUNCTION(ceil, Ceil)
REEL_FUNCTION(round, Round)
#undef REEL_FUNCTION

template <elementwise::ActiveArray X>
auto square(X&& x)
{
    return elementwise::apply<elementwise::Kind::array, elementwise::SquareRule>(std::forward<X>(x));
}
template <elementwise::ActiveArray X>
auto inverse(X&& x)
{
    return 1.0 / std::forward<X>(x);
}

// Rules of two arrays, or of an array and an active scalar.
#define REEL_FUNCTION(name, Rule)                                                                                      \
    template <class L, class R>                                                                                        \
        requires elementwise::BothArrays<L, R>                                                                         \
    auto name(L&& l, R&& r)                                                                                            \
    {                                                                                                                  \
        return elementwise::combine<elementwise::Kind::array, elementwise::ByRule<rule::Rule>>(std::forward<L>(l),     \
                                                                                               std::forward<R>(r));    \
    }
REEL_FUNCTION(atan2, Atan2)
REEL_FUNCTION(hypot, Hypot)
#undef REEL_FUNCTION

template <class L, class R>
    requires elementwise::BothArrays<L, R>
auto pow(L&& l, R&& r)
{
    if constexpr (Number<std::remove_cvref_t<R>>)
        return elementwise::apply<elementwise::Kind::array>(std::forward<L>(l),
                                                            elementwise::PowerRule{static_cast<double>(r)});
    else
        return elementwise::combine<elementwise::Kind::array, elementwise::ByRule<rule::Pow>>(std::forward<L>(l),
                                                                                              std::forward<R>(r));
}

/// mask ? a : b entry by entry. The mask is an Eigen array of bool, such as `z.value().array() > 0`; at least one of a
/// and b is an active array, the other may be a scalar. Throws `InvalidArgument` when the sizes do not match.
template <class Mask, class L, class R>
    requires elementwise::Summable<L, R>
auto where(const Eigen::DenseBase<Mask>& mask, L&& l, R&& r)
{
    using Node = elementwise::Selection<elementwise::LiveOf<L>, elementwise::LiveOf<R>>;
    const Eigen::ArrayXd numbers = mask.derived().template cast<double>().reshaped();
    return elementwise::wrap<elementwise::kind_of_both<L, R>>([&] {
        return Node(numbers, {mask.rows(), mask.cols()}, elementwise::live(std::forward<L>(l)),
                    elementwise::live(std::forward<R>(r)));
    });
}

} // namespace reel
