#pragma once
/// The functions of the rules by their usual names, for every active scalar.
///
/// An active scalar is a type with a member type `reel_scalar`, the number that it stands for, and with the calls
/// `unary(Rule{}, x)` and `binary(Rule{}, x, y)`: `Var` and its expressions (var.hpp), `Dual` (dual.hpp). Code that says
/// `using std::exp; exp(x)` finds these functions by argument-dependent look-up.

#include <reel/error.hpp>
#include <reel/scalar/rules.hpp>

#include <cmath>
#include <concepts>
#include <iosfwd>
#include <span>
#include <type_traits>

namespace reel {

template <class X>
concept Number = std::is_arithmetic_v<X>;
template <class X>
concept ActiveScalar = requires { typename X::reel_scalar; };
/// Of X and Y one is an active scalar, and the other one of the same kind, or a number that it can be made from.
template <class X, class Y>
concept ActivePair = (ActiveScalar<X> && std::convertible_to<const Y&, typename X::reel_scalar>) ||
                     (ActiveScalar<Y> && std::convertible_to<const X&, typename Y::reel_scalar>);

/// The plain number behind a scalar, active or not.
template <class X>
double value_of(const X& x)
{
    if constexpr (Number<X>)
        return static_cast<double>(x);
    else
        return value_of(x.value());
}

#define REEL_FUNCTION(name, Rule)                                                                                      \
    template <ActiveScalar X>                                                                                          \
    [[gnu::always_inline]] inline auto name(const X& x)                                                                \
    {                                                                                                                  \
        return unary(rule::Rule{}, x);                                                                                 \
    }
REEL_FUNCTION(abs, Abs)
REEL_FUNCTION(fabs, Abs)
REEL_FUNCTION(sqrt, Sqrt)
REEL_FUNCTION(cbrt, Cbrt)
REEL_FUNCTION(inverse, Inverse)
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

#define REEL_FUNCTION(name, Rule)                                                                                      \
    template <class X, class Y>                                                                                        \
        requires ActivePair<X, Y>                                                                                      \
    [[gnu::always_inline]] inline auto name(const X& x, const Y& y)                                                    \
    {                                                                                                                  \
        return binary(rule::Rule{}, x, y);                                                                             \
    }
REEL_FUNCTION(operator+, Plus)
REEL_FUNCTION(operator-, Minus)
REEL_FUNCTION(operator*, Times)
REEL_FUNCTION(operator/, Divides)
REEL_FUNCTION(pow, Pow)
REEL_FUNCTION(atan2, Atan2)
REEL_FUNCTION(hypot, Hypot)
REEL_FUNCTION(max, Max)
REEL_FUNCTION(min, Min)
#undef REEL_FUNCTION

template <ActiveScalar X>
auto operator-(const X& x)
{
    return binary(rule::Times{}, -1.0, x);
}
template <ActiveScalar X>
const X& operator+(const X& x)
{
    return x;
}

// Comparisons are of values: an active scalar is where its value is.
#define REEL_COMPARISON(op)                                                                                            \
    template <class X, class Y>                                                                                        \
        requires ActivePair<X, Y>                                                                                      \
    bool operator op(const X& x, const Y& y)                                                                           \
    {                                                                                                                  \
        return value_of(x) op value_of(y);                                                                             \
    }
REEL_COMPARISON(==)
REEL_COMPARISON(!=)
REEL_COMPARISON(<)
REEL_COMPARISON(<=)
REEL_COMPARISON(>)
REEL_COMPARISON(>=)
#undef REEL_COMPARISON

template <ActiveScalar X>
bool isfinite(const X& x)
{
    return std::isfinite(value_of(x));
}
template <ActiveScalar X>
bool isnan(const X& x)
{
    return std::isnan(value_of(x));
}
template <ActiveScalar X>
bool isinf(const X& x)
{
    return std::isinf(value_of(x));
}

/// The two rules that the standard library has no function for, on plain numbers.
inline double sigmoid(double a) { return rule::Sigmoid::value(a); }
inline double softplus(double a) { return rule::Softplus::value(a); }

namespace detail {

/// The largest value: what logsumexp subtracts. 0 where that would be infinite.
template <ActiveScalar X>
double logsumexp_shift(std::span<const X> x)
{
    require(!x.empty(), [] { return "logsumexp of no entries; at least one is needed"; });
    double top = value_of(x[0]);
    for (const X& entry : x)
        top = value_of(entry) > top ? value_of(entry) : top;
    return std::isfinite(top) ? top : 0.0;
}

} // namespace detail

/// An active scalar is written as its value, and read as a passive one.
template <class Char, class Traits, ActiveScalar X>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const X& x)
{
    return out << value_of(x);
}
template <class Char, class Traits, ActiveScalar X>
std::basic_istream<Char, Traits>& operator>>(std::basic_istream<Char, Traits>& in, X& x)
{
    double value = 0.0;
    if (in >> value)
        x = value;
    return in;
}

} // namespace reel
