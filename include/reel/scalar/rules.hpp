#pragma once
/// Every rule of differentiation, once.
///
/// A rule is data: a value, its derivative, and points to test it at. `Var`, `Dual`, vectors and the tests all read
/// this table, so a function is added by adding one struct here and its name to the list at the end.
///
///     struct Tan : Rule<"tan", Keep::result> {                      // its name, and what an array must store for it
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
/// at a tie, pow(x, 0) has derivative 0 in x, pow(0, y) has derivative 0 in y, hypot and atan2 have derivative 0 at
/// (0, 0). sqrt and cbrt have derivative +inf at 0.

#include <reel/scalar/binary_rules.hpp>
#include <reel/scalar/unary_rules.hpp>

namespace reel {

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
using BinaryRules = RuleList<rule::Plus, rule::Minus, rule::Times, rule::Divides, rule::Pow, rule::Atan2, rule::Hypot,
                             rule::Max, rule::Min>;

} // namespace reel
