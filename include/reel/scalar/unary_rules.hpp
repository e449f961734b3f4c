#pragma once
/// The rules of one argument; rules.hpp says what a rule is.

#include <reel/scalar/rule.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace reel::rule {

template <class T>
auto sign_of(const T& a)
{
    if constexpr (requires { a.sign(); })
        return a.sign();
    else
        return a == a ? static_cast<double>((a > 0.0) - (a < 0.0)) : std::numeric_limits<double>::quiet_NaN();
}

// Roots and powers

struct Abs : Rule<"abs", Keep::argument> {
    static auto value(const auto& a) { using std::abs; return abs(a); }
    static auto derivative(const auto& a, const auto&) { return sign_of(a); }
    static constexpr double points[] = {-2.0, 0.0, 1e-300, 3.0};
};
struct Sqrt : Rule<"sqrt", Keep::result>, Steep {
    static auto value(const auto& a) { using std::sqrt; return sqrt(a); }
    static auto derivative(const auto&, const auto& v) { return 0.5 / (v + 0.0); } // + 0: +inf at -0 too
    static constexpr double points[] = {1e-300, 0.25, 2.0, 1e300};
};
struct Cbrt : Rule<"cbrt", Keep::result>, ScalarOnly, Steep {
    static auto value(const auto& a) { using std::cbrt; return cbrt(a); }
    static auto derivative(const auto&, const auto& v) { return 1.0 / (3.0 * v * v); }
    static constexpr double points[] = {-8.0, 1e-300, 0.3, 1e300};
};
struct Inverse : Rule<"inverse", Keep::result>, Steep {
    static auto value(const auto& a) { return 1.0 / a; }
    static auto derivative(const auto&, const auto& v) { return -v * v; }
    static constexpr double points[] = {-3.0, 1e-100, 0.5, 1e100};
};

// Exponentials and logarithms

struct Exp : Rule<"exp", Keep::result>, Steep {
    static auto value(const auto& a) { using std::exp; return exp(a); }
    static auto derivative(const auto&, const auto& v) { return v; }
    static constexpr double points[] = {-700.0, -1.0, 0.0, 0.5, 700.0};
};
struct Exp2 : Rule<"exp2", Keep::result>, ScalarOnly, Steep {
    static auto value(const auto& a) { using std::exp2; return exp2(a); }
    static auto derivative(const auto&, const auto& v) { return std::numbers::ln2 * v; }
    static constexpr double points[] = {-1000.0, 0.0, 0.5, 1000.0};
};
struct Expm1 : Rule<"expm1", Keep::derivative>, Steep {
    static auto value(const auto& a) { using std::expm1; return expm1(a); }
    static auto derivative(const auto& a, const auto&) { using std::exp; return exp(a); }
    static constexpr double points[] = {-50.0, -1e-12, 0.0, 1e-12, 2.0, 700.0};
};
struct Log : Rule<"log", Keep::argument>, Steep {
    static auto value(const auto& a) { using std::log; return log(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / a; }
    static constexpr double points[] = {1e-300, 0.5, 1.0, 3.0, 1e300};
};
struct Log2 : Rule<"log2", Keep::argument>, ScalarOnly, Steep {
    static auto value(const auto& a) { using std::log2; return log2(a); }
    static auto derivative(const auto& a, const auto&) { return std::numbers::log2e / a; }
    static constexpr double points[] = {1e-300, 0.5, 3.0, 1e300};
};
struct Log10 : Rule<"log10", Keep::argument>, Steep {
    static auto value(const auto& a) { using std::log10; return log10(a); }
    static auto derivative(const auto& a, const auto&) { return std::numbers::log10e / a; }
    static constexpr double points[] = {1e-300, 0.5, 3.0, 1e300};
};
struct Log1p : Rule<"log1p", Keep::argument>, Steep {
    static auto value(const auto& a) { using std::log1p; return log1p(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / (1.0 + a); }
    static constexpr double points[] = {-0.5, -1e-15, 0.0, 1e-15, 3.0, 1e300};
};

// Circular and hyperbolic functions

struct Sin : Rule<"sin", Keep::derivative> {
    static auto value(const auto& a) { using std::sin; return sin(a); }
    static auto derivative(const auto& a, const auto&) { using std::cos; return cos(a); }
    static constexpr double points[] = {-3.0, 0.0, 0.4, 1e3};
};
struct Cos : Rule<"cos", Keep::derivative> {
    static auto value(const auto& a) { using std::cos; return cos(a); }
    static auto derivative(const auto& a, const auto&) { using std::sin; return -sin(a); }
    static constexpr double points[] = {-3.0, 0.0, 0.4, 1e3};
};
struct Tan : Rule<"tan", Keep::result> {
    static auto value(const auto& a) { using std::tan; return tan(a); }
    static auto derivative(const auto&, const auto& v) { return 1.0 + v * v; }
    static constexpr double points[] = {-1.2, 0.0, 0.4, 1.5};
};
struct Asin : Rule<"asin", Keep::argument>, Steep {
    static auto value(const auto& a) { using std::asin; return asin(a); }
    static auto derivative(const auto& a, const auto&) { using std::sqrt; return 1.0 / sqrt((1.0 - a) * (1.0 + a)); }
    static constexpr double points[] = {-0.999999, 0.0, 0.5, 0.999999};
};
struct Acos : Rule<"acos", Keep::argument>, Steep {
    static auto value(const auto& a) { using std::acos; return acos(a); }
    static auto derivative(const auto& a, const auto&) { using std::sqrt; return -1.0 / sqrt((1.0 - a) * (1.0 + a)); }
    static constexpr double points[] = {-0.999999, 0.0, 0.5, 0.999999};
};
struct Atan : Rule<"atan", Keep::argument> {
    static auto value(const auto& a) { using std::atan; return atan(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / (1.0 + a * a); }
    static constexpr double points[] = {-1e100, -1.0, 0.0, 0.3, 1e100};
};
struct Sinh : Rule<"sinh", Keep::derivative>, Steep {
    static auto value(const auto& a) { using std::sinh; return sinh(a); }
    static auto derivative(const auto& a, const auto&) { using std::cosh; return cosh(a); }
    static constexpr double points[] = {-700.0, -1.0, 0.0, 0.3, 700.0};
};
struct Cosh : Rule<"cosh", Keep::derivative>, Steep {
    static auto value(const auto& a) { using std::cosh; return cosh(a); }
    static auto derivative(const auto& a, const auto&) { using std::sinh; return sinh(a); }
    static constexpr double points[] = {-700.0, -1.0, 0.0, 0.3, 700.0};
};
struct Tanh : Rule<"tanh", Keep::derivative> {
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
struct Asinh : Rule<"asinh", Keep::derivative>, ScalarOnly {
    static auto value(const auto& a) { using std::asinh; return asinh(a); }
    static auto derivative(const auto& a, const auto&) { using std::hypot; return 1.0 / hypot(a, 1.0); }
    static constexpr double points[] = {-1e200, -1.0, 0.0, 0.3, 1e200};
};
struct Acosh : Rule<"acosh", Keep::argument>, ScalarOnly, Steep {
    static auto value(const auto& a) { using std::acosh; return acosh(a); }
    static auto derivative(const auto& a, const auto&) { using std::sqrt; return 1.0 / (sqrt(a - 1.0) * sqrt(a + 1.0)); }
    static constexpr double points[] = {1.000001, 1.5, 3.0, 1e200};
};
struct Atanh : Rule<"atanh", Keep::argument>, ScalarOnly, Steep {
    static auto value(const auto& a) { using std::atanh; return atanh(a); }
    static auto derivative(const auto& a, const auto&) { return 1.0 / ((1.0 - a) * (1.0 + a)); }
    static constexpr double points[] = {-0.999999, 0.0, 0.5, 0.999999};
};

// Error functions and what learning uses

struct Erf : Rule<"erf", Keep::derivative>, ScalarOnly {
    static auto value(const auto& a) { using std::erf; return erf(a); }
    static auto derivative(const auto& a, const auto&)
    {
        using std::exp;
        return 2.0 * std::numbers::inv_sqrtpi * exp(-(a * a));
    }
    static constexpr double points[] = {-5.0, -0.5, 0.0, 1e-10, 2.0};
};
struct Erfc : Rule<"erfc", Keep::derivative>, ScalarOnly {
    static auto value(const auto& a) { using std::erfc; return erfc(a); }
    static auto derivative(const auto& a, const auto&)
    {
        using std::exp;
        return -2.0 * std::numbers::inv_sqrtpi * exp(-(a * a));
    }
    static constexpr double points[] = {-5.0, -0.5, 0.0, 1e-10, 5.0};
};
/// 1 / (1 + exp(-a))
struct Sigmoid : Rule<"sigmoid", Keep::derivative> {
    static auto value(const auto& a) { using std::exp; return 1.0 / (1.0 + exp(-a)); }
    static auto derivative(const auto& a, const auto&)
    {
        using std::abs;
        using std::exp;
        return 1.0 / ((1.0 + exp(-abs(a))) * (1.0 + exp(abs(a))));
    }
    static constexpr double points[] = {-700.0, -40.0, -1.0, 0.0, 2.0, 40.0, 700.0};
};
/// log(1 + exp(a)) = max(a, 0) + log(1 + exp(-|a|)): no cancellation, no overflow, and 0 at -inf
struct Softplus : Rule<"softplus", Keep::derivative> {
    template <class T>
    static auto value(const T& a)
    {
        using std::abs;
        using std::exp;
        using std::log1p;
        if constexpr (requires { typename T::reel_scalar; })
            return softplus(a); // max would hide that the second derivative at 0 is 1/4
        else if constexpr (requires { a.sign(); })
            return a.max(0.0) + log1p(exp(-abs(a)));
        else
            return T((a < 0.0 ? T(0.0) : a) + log1p(exp(-abs(a))));
    }
    static auto derivative(const auto& a, const auto&) { using std::exp; return 1.0 / (1.0 + exp(-a)); }
    static constexpr double points[] = {-700.0, -40.0, -1.0, 0.0, 2.0, 40.0, 700.0};
};

// Steps: the derivative is 0 wherever there is one

struct Sign : Rule<"sign", Keep::nothing> {
    static auto value(const auto& a) { return sign_of(a); }
    static constexpr double points[] = {-1.5, 0.0, 2.0};
};
struct Floor : Rule<"floor", Keep::nothing> {
    static auto value(const auto& a) { using std::floor; return floor(a); }
    static constexpr double points[] = {-1.5, 0.0, 2.25};
};
struct Ceil : Rule<"ceil", Keep::nothing> {
    static auto value(const auto& a) { using std::ceil; return ceil(a); }
    static constexpr double points[] = {-1.5, 0.0, 2.25};
};
struct Round : Rule<"round", Keep::nothing> {
    static auto value(const auto& a) { using std::round; return round(a); }
    static constexpr double points[] = {-1.4, 0.0, 2.6};
};

} // namespace reel::rule
