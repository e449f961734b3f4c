#pragma once
// Every rule as a formula of its own, with its first and second derivatives worked out by hand, in long double: with 64
// bits of mantissa and 15 of exponent these are exact to all digits of a double also where a double form would cancel,
// overflow or saturate (1/cosh^2 at 300 is 4e-261).
//
// At kinks the formulas are the choice that rules.hpp documents.
#include <cmath>
#include <map>
#include <string>

using Real = long double;

struct ClosedForm {
    Real (*value)(Real);
    Real (*first)(Real);
    Real (*second)(Real);
};
struct ClosedForm2 {
    Real (*value)(Real, Real);
    Real (*by_a)(Real, Real);
    Real (*by_b)(Real, Real);
};

inline const Real ln_2 = std::log(Real(2));
inline const Real ln_10 = std::log(Real(10));
inline const Real root_pi = std::sqrt(std::acos(Real(-1)));

inline Real zero(Real) { return 0; }
inline Real sign_at(Real x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
inline Real squared(Real x) { return x * x; }
inline Real one_less_square(Real x) { return (1 - x) * (1 + x); }
inline Real bell(Real x) { return 2 / root_pi * std::exp(-x * x); }
inline Real logistic(Real x) { return 1 / (1 + std::exp(-x)); }
inline Real logistic_slope(Real x) { return 1 / (2 + std::exp(x) + std::exp(-x)); }

inline const std::map<std::string, ClosedForm>& closed_forms()
{
    static const std::map<std::string, ClosedForm> table = {
        {"abs", {[](Real x) { return std::max(x, -x); }, sign_at, zero}},
        {"sqrt", {[](Real x) { return std::exp(std::log(x) / 2); },
                  [](Real x) { return 1 / (2 * std::sqrt(x)); },
                  [](Real x) { return -1 / (4 * x * std::sqrt(x)); }}},
        {"cbrt", {[](Real x) { return sign_at(x) * std::exp(std::log(std::abs(x)) / 3); },
                  [](Real x) { return std::exp(-2 * std::log(std::abs(x)) / 3) / 3; },
                  [](Real x) { return -2 * std::cbrt(x) / (9 * x * x); }}},
        {"inverse", {[](Real x) { return std::pow(x, -1); },
                     [](Real x) { return -std::pow(x, -2); },
                     [](Real x) { return 2 * std::pow(x, -3); }}},
        {"exp", {[](Real x) { return 1 / std::exp(-x); }, [](Real x) { return std::exp(x); },
                 [](Real x) { return std::exp(x); }}},
        {"exp2", {[](Real x) { return std::exp(x * ln_2); }, [](Real x) { return ln_2 * std::exp2(x); },
                  [](Real x) { return ln_2 * ln_2 * std::exp2(x); }}},
        {"expm1", {[](Real x) { return 2 * std::exp(x / 2) * std::sinh(x / 2); }, [](Real x) { return std::exp(x); },
                   [](Real x) { return std::exp(x); }}},
        {"log", {[](Real x) { return ln_2 * std::log2(x); }, [](Real x) { return 1 / x; },
                 [](Real x) { return -1 / squared(x); }}},
        {"log2", {[](Real x) { return std::log(x) / ln_2; }, [](Real x) { return 1 / (ln_2 * x); },
                  [](Real x) { return -1 / (ln_2 * squared(x)); }}},
        {"log10", {[](Real x) { return std::log(x) / ln_10; }, [](Real x) { return 1 / (ln_10 * x); },
                   [](Real x) { return -1 / (ln_10 * squared(x)); }}},
        {"log1p", {[](Real x) { return 2 * std::atanh(x < -1 ? 2 : x / (2 + x)); }, [](Real x) { return 1 / (1 + x); },
                   [](Real x) { return -1 / squared(1 + x); }}},
        {"sin", {[](Real x) { return 2 * std::sin(x / 2) * std::cos(x / 2); }, [](Real x) { return std::cos(x); },
                 [](Real x) { return -std::sin(x); }}},
        {"cos", {[](Real x) { return 1 - 2 * squared(std::sin(x / 2)); }, [](Real x) { return -std::sin(x); },
                 [](Real x) { return -std::cos(x); }}},
        {"tan", {[](Real x) { return std::sin(x) / std::cos(x); }, [](Real x) { return 1 / squared(std::cos(x)); },
                 [](Real x) { return 2 * std::tan(x) / squared(std::cos(x)); }}},
        {"asin", {[](Real x) { return std::atan2(x, std::sqrt(one_less_square(x))); },
                  [](Real x) { return 1 / std::sqrt(one_less_square(x)); },
                  [](Real x) { return x / std::pow(one_less_square(x), Real(1.5)); }}},
        {"acos", {[](Real x) { return std::atan2(std::sqrt(one_less_square(x)), x); },
                  [](Real x) { return -1 / std::sqrt(one_less_square(x)); },
                  [](Real x) { return -x / std::pow(one_less_square(x), Real(1.5)); }}},
        {"atan", {[](Real x) { return std::asin(x / std::hypot(x, Real(1))); },
                  [](Real x) { return 1 / (1 + x * x); },
                  [](Real x) { return -2 * x / squared(1 + x * x); }}},
        {"sinh", {[](Real x) { return std::expm1(x) / 2 - std::expm1(-x) / 2; }, [](Real x) { return std::cosh(x); },
                  [](Real x) { return std::sinh(x); }}},
        {"cosh", {[](Real x) { return std::exp(x) / 2 + std::exp(-x) / 2; }, [](Real x) { return std::sinh(x); },
                  [](Real x) { return std::cosh(x); }}},
        {"tanh", {[](Real x) { return std::sinh(x) / std::cosh(x); }, [](Real x) { return 1 / squared(std::cosh(x)); },
                  [](Real x) { return -2 * std::tanh(x) / squared(std::cosh(x)); }}},
        {"asinh", {[](Real x) { return sign_at(x) * std::log1p(std::abs(x) + x / (1 + std::hypot(x, Real(1))) * x); },
                   [](Real x) { return 1 / std::hypot(x, Real(1)); },
                   [](Real x) { return -x / std::pow(std::hypot(x, Real(1)), 3); }}},
        {"acosh", {[](Real x) { return 2 * std::log(std::sqrt((x + 1) / 2) + std::sqrt((x - 1) / 2)); },
                   [](Real x) { return 1 / std::sqrt((x - 1) * (x + 1)); },
                   [](Real x) { return -x / std::pow((x - 1) * (x + 1), Real(1.5)); }}},
        {"atanh", {[](Real x) { return std::log1p(2 * x / (1 - x)) / 2; }, [](Real x) { return 1 / one_less_square(x); },
                   [](Real x) { return 2 * x / squared(one_less_square(x)); }}},
        {"erf", {[](Real x) { return std::abs(x) < 1e-3L ? 2 / root_pi * (x - x * x * x / 3) : 1 - std::erfc(x); }, bell,
                 [](Real x) { return -2 * x * bell(x); }}},
        {"erfc", {[](Real x) { return x < 3 ? 1 - std::erf(x) : std::erfc(x); }, [](Real x) { return -bell(x); },
                  [](Real x) { return 2 * x * bell(x); }}},
        {"sigmoid", {logistic, logistic_slope, [](Real x) { return -std::tanh(x / 2) * logistic_slope(x); }}},
        {"softplus", {[](Real x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }, logistic,
                      logistic_slope}},
        {"sign", {sign_at, zero, zero}},
        {"floor", {[](Real x) { return -std::ceil(-x); }, zero, zero}},
        {"ceil", {[](Real x) { return -std::floor(-x); }, zero, zero}},
        {"round", {[](Real x) { return sign_at(x) * std::floor(std::abs(x) + Real(0.5)); }, zero, zero}},
    };
    return table;
}

inline const std::map<std::string, ClosedForm2>& closed_forms_2()
{
    using std::hypot;
    static const auto square_of_radius = [](Real a, Real b) { return squared(hypot(a, b)); };
    static const std::map<std::string, ClosedForm2> table = {
        {"plus", {[](Real a, Real b) { return a - -b; }, [](Real, Real) { return Real(1); },
                  [](Real, Real) { return Real(1); }}},
        {"minus", {[](Real a, Real b) { return a + -b; }, [](Real, Real) { return Real(1); },
                   [](Real, Real) { return Real(-1); }}},
        {"times", {[](Real a, Real b) { return b * a; }, [](Real, Real b) { return b; }, [](Real a, Real) { return a; }}},
        {"divides", {[](Real a, Real b) { return a * (1 / b); }, [](Real, Real b) { return 1 / b; },
                     [](Real a, Real b) { return -a / (b * b); }}},
        {"pow", {[](Real a, Real b) { return b == 0 ? 1 : a == 0 ? 0 : std::exp(b * std::log(a)); },
                 [](Real a, Real b) { return b == 0 ? 0 : b * std::pow(a, b - 1); },
                 [](Real a, Real b) { return a == 0 ? 0 : std::pow(a, b) * std::log(a); }}},
        {"atan2", {[](Real a, Real b) { return a == 0 && b == 0 ? 0 : 2 * std::atan(a / (hypot(a, b) + b)); },
                   [](Real a, Real b) { return a == 0 && b == 0 ? 0 : b / square_of_radius(a, b); },
                   [](Real a, Real b) { return a == 0 && b == 0 ? 0 : -a / square_of_radius(a, b); }}},
        {"hypot", {[](Real a, Real b) { return std::sqrt(a * a + b * b); },
                   [](Real a, Real b) { return a == 0 ? 0 : a / std::sqrt(a * a + b * b); },
                   [](Real a, Real b) { return b == 0 ? 0 : b / std::sqrt(a * a + b * b); }}},
        {"max", {[](Real a, Real b) { return b > a ? b : a; }, [](Real a, Real b) { return Real(a >= b); },
                 [](Real a, Real b) { return Real(a < b); }}},
        {"min", {[](Real a, Real b) { return b < a ? b : a; }, [](Real a, Real b) { return Real(a <= b); },
                 [](Real a, Real b) { return Real(a > b); }}},
    };
    return table;
}
