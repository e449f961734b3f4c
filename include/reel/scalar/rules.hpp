#pragma once
/// Every rule of differentiation, once.
///
/// A rule is data: a value, its derivative, and points to test it at. `Var`, `Dual`, vectors and the tests all read
/// this table, so a function is added by adding one struct here and its name to the list at the end.
///
///     struct Tan {
///         REEL_RULE(tan, Keep::result)                              // its name, and what an array must store for it
///         static auto value(const auto& a) { using std::tan; return tan(a); }
///         static auto derivative(const auto&, const auto& v) { return 1.0 + v * v; }      // from argument a, value v
///         static constexpr double points[] = {-1.2, 0.0, 0.4, 1.5};
///     };
///
/// The argument is a double, an active scalar (for second derivatives) or an Eigen array expression, unless the rule
/// says `scalar_only`. Derivatives are written so that they keep their relative accuracy where the textbook form
/// cancels or overflows: tanh' is not 1 - tanh^2.
///
/// At kinks the choice is: abs'(0) = 0, floor' = ceil' = round' = sign' = 0, max and min take the first argument's side
/// at a tie, pow(x, 0) has derivative 0 in x, pow(0, y) has derivative 0 in y. sqrt and cbrt have derivative +inf at 0.

#include <cmath>
#include <numbers>
#include <type_traits>

namespace reel {

/// What a block must keep of an elementwise function until its adjoint is swept.
enum class Keep {
    nothing,   ///< The derivative is zero.
    argument,  ///< It is cheap to get from the argument.
    result,    ///< It is cheap to get from the value.
    derivative ///< It is as dear as the value: it is stored itself.
};

namespace rule {

#define REEL_RULE(function, what)                                                                                      \
    static constexpr const char* name = #function;                                                                     \
    static constexpr Keep keep = what;

/// A rule with this member is evaluated number by number, since Eigen has no packet form of it.
#define REEL_SCALAR_ONLY static constexpr bool scalar_only = true;

template <class T>
auto sign_of(const T& a)
{
    if constexpr (requires { a.sign(); })
        return a.sign();
    else
        return static_cast<double>((a > 0.0) - (a < 0.0));
}

// Roots and powers

struct Abs {
    REEL_RULE(abs, Keep::argument)
    static auto value(const auto& a) { using std::abs; return abs(a); }
    static auto derivative(const auto& a, const auto&) { return sign_of(a); }
    static constexpr double points[] = {-2.0, 0.0, 1e-300, 3.0};
};
struct Sqrt {
    REEL_RULE(sqrt, Keep::result)
    static auto value(const auto& a) { using std::sqrt; return sqrt(a); }
    static auto derivative(const auto&, const auto& v) { return 0.5 / v; }
    static constexpr double points[] = {1e-300, 0.25, 2.0, 1e300};
};
struct Cbrt {
    REEL_RULE(cbrt, Keep::result)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::cbrt; return cbrt(a); }
    static auto derivative(const auto&, const auto& v) { return 1.0 / (3.0 * v * v); }
    static constexpr double points[] = {-8.0, 1e-300, 0.3, 1e300};
};
struct Inverse {
    REEL_RULE(inverse, Keep::result)
    static auto value(const auto& a) { return 1.0 / a; }
    static auto derivative(const auto&, const auto& v) { return -v * v; }
    static constexpr double points[] = {-3.0, 1e-100, 0.5, 1e100};
};

// Exponentials and logarithms

struct Exp {
    REEL_RULE(exp, Keep::result)
    static auto value(const auto& a) { using std::exp; return exp(a); }
    static auto derivative(const auto&, const auto& v) { return v; }
    static constexpr double points[] = {-700.0, -1.0, 0.0, 0.5, 700.0};
};
struct Exp2 {
    REEL_RULE(exp2, Keep::result)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::exp2; return exp2(a); }
    static auto derivative(const auto&, const auto& v) { return std::numbers::ln2 * v; }
    static constexpr double points[] = {-1000.0, 0.0, 0.5, 1000.0};
};
struct Expm1 {
    REEL_RULE(expm1, Keep::derivative)
    static auto value(const auto& a) { using std::expm1; return expm1(a); }
    static auto derivative(const auto& a, const auto&) { using std::exp; return exp(a); }
    static constexpr double points[] = {-50.0, -1e-12, 0.0, 1e-12, 2.0, 700.0};
};
struct Log {
    REEL_RULE(log, Keep::argument)
    static auto value(const auto& a) { using std::log; return log(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / a; }
    static constexpr double points[] = {1e-300, 0.5, 1.0, 3.0, 1e300};
};
struct Log2 {
    REEL_RULE(log2, Keep::argument)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::log2; return log2(a); }
    static auto derivative(const auto& a, const auto&) { return std::numbers::log2e / a; }
    static constexpr double points[] = {1e-300, 0.5, 3.0, 1e300};
};
struct Log10 {
    REEL_RULE(log10, Keep::argument)
    static auto value(const auto& a) { using std::log10; return log10(a); }
    static auto derivative(const auto& a, const auto&) { return std::numbers::log10e / a; }
    static constexpr double points[] = {1e-300, 0.5, 3.0, 1e300};
};
struct Log1p {
    REEL_RULE(log1p, Keep::argument)
    static auto value(const auto& a) { using std::log1p; return log1p(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / (1.0 + a); }
    static constexpr double points[] = {-0.5, -1e-15, 0.0, 1e-15, 3.0, 1e300};
};

// Circular and hyperbolic functions

struct Sin {
    REEL_RULE(sin, Keep::derivative)
    static auto value(const auto& a) { using std::sin; return sin(a); }
    static auto derivative(const auto& a, const auto&) { using std::cos; return cos(a); }
    static constexpr double points[] = {-3.0, 0.0, 0.4, 1e3};
};
struct Cos {
    REEL_RULE(cos, Keep::derivative)
    static auto value(const auto& a) { using std::cos; return cos(a); }
    static auto derivative(const auto& a, const auto&) { using std::sin; return -sin(a); }
    static constexpr double points[] = {-3.0, 0.0, 0.4, 1e3};
};
struct Tan {
    REEL_RULE(tan, Keep::result)
    static auto value(const auto& a) { using std::tan; return tan(a); }
    static auto derivative(const auto&, const auto& v) { return 1.0 + v * v; }
    static constexpr double points[] = {-1.2, 0.0, 0.4, 1.5};
};
struct Asin {
    REEL_RULE(asin, Keep::argument)
    static auto value(const auto& a) { using std::asin; return asin(a); }
    static auto derivative(const auto& a, const auto&) { using std::sqrt; return 1.0 / sqrt((1.0 - a) * (1.0 + a)); }
    static constexpr double points[] = {-0.999999, 0.0, 0.5, 0.999999};
};
struct Acos {
    REEL_RULE(acos, Keep::argument)
    static auto value(const auto& a) { using std::acos; return acos(a); }
    static auto derivative(const auto& a, const auto&) { using std::sqrt; return -1.0 / sqrt((1.0 - a) * (1.0 + a)); }
    static constexpr double points[] = {-0.999999, 0.0, 0.5, 0.999999};
};
struct Atan {
    REEL_RULE(atan, Keep::argument)
    static auto value(const auto& a) { using std::atan; return atan(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / (1.0 + a * a); }
    static constexpr double points[] = {-1e100, -1.0, 0.0, 0.3, 1e100};
};
struct Sinh {
    REEL_RULE(sinh, Keep::derivative)
    static auto value(const auto& a) { using std::sinh; return sinh(a); }
    static auto derivative(const auto& a, const auto&) { using std::cosh; return cosh(a); }
    static constexpr double points[] = {-700.0, -1.0, 0.0, 0.3, 700.0};
};
struct Cosh {
    REEL_RULE(cosh, Keep::derivative)
    static auto value(const auto& a) { using std::cosh; return cosh(a); }
    static auto derivative(const auto& a, const auto&) { using std::sinh; return sinh(a); }
    static constexpr double points[] = {-700.0, -1.0, 0.0, 0.3, 700.0};
};
struct Tanh {
    REEL_RULE(tanh, Keep::derivative)
    static auto value(const auto& a) { using std::tanh; return tanh(a); }
    // 1 / cosh^2 = 4 e / (1 + e)^2 with e = exp(-2 |a|): 1 - tanh^2 has no digit left from |a| = 20 on
    static auto derivative(const auto& a, const auto&)
    {
        using std::abs;
        using std::exp;
        return 4.0 / ((1.0 + exp(-2.0 * abs(a))) * (exp(2.0 * abs(a)) + 1.0));
    }
    static constexpr double points[] = {-300.0, -20.0, -1.0, 0.0, 0.3, 20.0, 300.0};
};
struct Asinh {
    REEL_RULE(asinh, Keep::derivative)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::asinh; return asinh(a); }
    static auto derivative(const auto& a, const auto&) { using std::hypot; return 1.0 / hypot(a, 1.0); }
    static constexpr double points[] = {-1e200, -1.0, 0.0, 0.3, 1e200};
};
struct Acosh {
    REEL_RULE(acosh, Keep::argument)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::acosh; return acosh(a); }
    static auto derivative(const auto& a, const auto&) { using std::sqrt; return 1.0 / (sqrt(a - 1.0) * sqrt(a + 1.0)); }
    static constexpr double points[] = {1.000001, 1.5, 3.0, 1e200};
};
struct Atanh {
    REEL_RULE(atanh, Keep::argument)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::atanh; return atanh(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / ((1.0 - a) * (1.0 + a)); }
    static constexpr double points[] = {-0.999999, 0.0, 0.5, 0.999999};
};

// Error functions and what learning uses

struct Erf {
    REEL_RULE(erf, Keep::derivative)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::erf; return erf(a); }
    static auto derivative(const auto& a, const auto&)
    {
        using std::exp;
        return 2.0 * std::numbers::inv_sqrtpi * exp(-(a * a));
    }
    static constexpr double points[] = {-5.0, -0.5, 0.0, 1e-10, 2.0};
};
struct Erfc {
    REEL_RULE(erfc, Keep::derivative)
    REEL_SCALAR_ONLY
    static auto value(const auto& a) { using std::erfc; return erfc(a); }
    static auto derivative(const auto& a, const auto&)
    {
        using std::exp;
        return -2.0 * std::numbers::inv_sqrtpi * exp(-(a * a));
    }
    static constexpr double points[] = {-5.0, -0.5, 0.0, 1e-10, 5.0};
};
/// 1 / (1 + exp(-a))
struct Sigmoid {
    REEL_RULE(sigmoid, Keep::derivative)
    static auto value(const auto& a) { using std::exp; return 1.0 / (1.0 + exp(-a)); }
    static auto derivative(const auto& a, const auto&)
    {
        using std::abs;
        using std::exp;
        return 1.0 / ((1.0 + exp(-abs(a))) * (1.0 + exp(abs(a))));
    }
    static constexpr double points[] = {-700.0, -40.0, -1.0, 0.0, 2.0, 40.0, 700.0};
};
/// log(1 + exp(a))
struct Softplus {
    REEL_RULE(softplus, Keep::derivative)
    static auto value(const auto& a)
    {
        using std::abs;
        using std::exp;
        using std::log1p;
        return 0.5 * (a + abs(a)) + log1p(exp(-abs(a)));
    }
    static auto derivative(const auto& a, const auto&) { using std::exp; return 1.0 / (1.0 + exp(-a)); }
    static constexpr double points[] = {-700.0, -40.0, -1.0, 0.0, 2.0, 40.0, 700.0};
};

// Steps: the derivative is 0 wherever there is one

struct Sign {
    REEL_RULE(sign, Keep::nothing)
    static auto value(const auto& a) { return sign_of(a); }
    static constexpr double points[] = {-1.5, 0.0, 2.0};
};
struct Floor {
    REEL_RULE(floor, Keep::nothing)
    static auto value(const auto& a) { using std::floor; return floor(a); }
    static constexpr double points[] = {-1.5, 0.0, 2.25};
};
struct Ceil {
    REEL_RULE(ceil, Keep::nothing)
    static auto value(const auto& a) { using std::ceil; return ceil(a); }
    static constexpr double points[] = {-1.5, 0.0, 2.25};
};
struct Round {
    REEL_RULE(round, Keep::nothing)
    static auto value(const auto& a) { using std::round; return round(a); }
    static constexpr double points[] = {-1.4, 0.0, 2.6};
};

// Two arguments: the partials are `first` and `second`

struct Plus {
    REEL_RULE(plus, Keep::nothing)
    template <class T>
    static T value(const T& a, const T& b) { return a + b; }
    template <class T>
    static T first(const T&, const T&, const T&) { return T(1.0); }
    template <class T>
    static T second(const T&, const T&, const T&) { return T(1.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {-1e300, 1e-300}};
};
struct Minus {
    REEL_RULE(minus, Keep::nothing)
    template <class T>
    static T value(const T& a, const T& b) { return a - b; }
    template <class T>
    static T first(const T&, const T&, const T&) { return T(1.0); }
    template <class T>
    static T second(const T&, const T&, const T&) { return T(-1.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {-1e300, 1e-300}};
};
struct Times {
    REEL_RULE(times, Keep::argument)
    template <class T>
    static T value(const T& a, const T& b) { return a * b; }
    template <class T>
    static T first(const T&, const T& b, const T&) { return b; }
    template <class T>
    static T second(const T& a, const T&, const T&) { return a; }
    static constexpr double points[][2] = {{3.0, -2.0}, {0.0, 5.0}, {1e200, 1e-200}};
};
struct Divides {
    REEL_RULE(divides, Keep::argument)
    template <class T>
    static T value(const T& a, const T& b) { return a / b; }
    template <class T>
    static T first(const T&, const T& b, const T&) { return 1.0 / b; }
    template <class T>
    static T second(const T&, const T& b, const T& v) { return -v / b; }
    static constexpr double points[][2] = {{3.0, -2.0}, {0.0, 5.0}, {1e200, 1e100}};
};

struct Pow {
    REEL_RULE(pow, Keep::derivative)
    template <class T>
    static T value(const T& a, const T& b) { using std::pow; return pow(a, b); }
    template <class T>
    static T first(const T& a, const T& b, const T&)
    {
        using std::pow;
        return b == 0.0 ? T(0.0) : T(b * pow(a, b - 1.0));
    }
    template <class T>
    static T second(const T& a, const T&, const T& v)
    {
        using std::log;
        return a == 0.0 ? T(0.0) : T(v * log(a));
    }
    static constexpr double points[][2] = {{2.0, 3.0}, {0.5, -1.5}, {1e100, 0.5}, {0.0, 2.0}, {0.0, 0.0}, {3.0, 0.0}};
};
struct Atan2 {
    REEL_RULE(atan2, Keep::derivative)
    template <class T>
    static T value(const T& a, const T& b) { using std::atan2; return atan2(a, b); }
    template <class T>
    static T first(const T& a, const T& b, const T&)
    {
        using std::hypot;
        const T r = hypot(a, b);
        return b / r / r;
    }
    template <class T>
    static T second(const T& a, const T& b, const T&)
    {
        using std::hypot;
        const T r = hypot(a, b);
        return -a / r / r;
    }
    static constexpr double points[][2] = {{1.0, 2.0}, {-1.0, -2.0}, {1e200, 1e200}, {0.5, -0.1}};
};
struct Hypot {
    REEL_RULE(hypot, Keep::derivative)
    template <class T>
    static T value(const T& a, const T& b) { using std::hypot; return hypot(a, b); }
    template <class T>
    static T first(const T& a, const T&, const T& v) { return v == 0.0 ? T(0.0) : T(a / v); }
    template <class T>
    static T second(const T&, const T& b, const T& v) { return v == 0.0 ? T(0.0) : T(b / v); }
    static constexpr double points[][2] = {{3.0, 4.0}, {-1e200, 1e200}, {0.0, 2.0}, {0.0, 0.0}};
};
struct Max {
    REEL_RULE(max, Keep::argument)
    template <class T>
    static T value(const T& a, const T& b) { return a < b ? b : a; }
    template <class T>
    static T first(const T& a, const T& b, const T&) { return T(a < b ? 0.0 : 1.0); }
    template <class T>
    static T second(const T& a, const T& b, const T&) { return T(a < b ? 1.0 : 0.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {2.0, 1.0}, {1.0, 1.0}};
};
struct Min {
    REEL_RULE(min, Keep::argument)
    template <class T>
    static T value(const T& a, const T& b) { return b < a ? b : a; }
    template <class T>
    static T first(const T& a, const T& b, const T&) { return T(b < a ? 0.0 : 1.0); }
    template <class T>
    static T second(const T& a, const T& b, const T&) { return T(b < a ? 1.0 : 0.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {2.0, 1.0}, {1.0, 1.0}};
};

#undef REEL_RULE
#undef REEL_SCALAR_ONLY

} // namespace rule

template <class... Rules>
struct RuleList {
    template <class F>
    static void for_each(F&& f)
    {
        (f.template operator()<Rules>(), ...);
    }
};

/// All rules of one argument, and of two: what the tests loop over.
using UnaryRules =
    RuleList<rule::Abs, rule::Sqrt, rule::Cbrt, rule::Inverse, rule::Exp, rule::Exp2, rule::Expm1, rule::Log, rule::Log2,
             rule::Log10, rule::Log1p, rule::Sin, rule::Cos, rule::Tan, rule::Asin, rule::Acos, rule::Atan, rule::Sinh,
             rule::Cosh, rule::Tanh, rule::Asinh, rule::Acosh, rule::Atanh, rule::Erf, rule::Erfc, rule::Sigmoid,
             rule::Softplus, rule::Sign, rule::Floor, rule::Ceil, rule::Round>;
using BinaryRules = RuleList<rule::Plus, rule::Minus, rule::Times, rule::Divides, rule::Pow, rule::Atan2, rule::Hypot, rule::Max, rule::Min>;

} // namespace reel
