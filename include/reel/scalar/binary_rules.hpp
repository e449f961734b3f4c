#pragma once
/// The rules of two arguments a and b: the partials of the value v are `first` and `second`. rules.hpp says what a rule is.

#include <reel/scalar/rule.hpp>

#include <cmath>

namespace reel::rule {

struct Plus : Rule<"plus", Keep::nothing> {
    template <class T>
    static T value(const T& a, const T& b) { return a + b; }
    template <class T>
    static T first(const T&, const T&, const T&) { return T(1.0); }
    template <class T>
    static T second(const T&, const T&, const T&) { return T(1.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {-1e300, 1e-300}};
};
struct Minus : Rule<"minus", Keep::nothing> {
    template <class T>
    static T value(const T& a, const T& b) { return a - b; }
    template <class T>
    static T first(const T&, const T&, const T&) { return T(1.0); }
    template <class T>
    static T second(const T&, const T&, const T&) { return T(-1.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {-1e300, 1e-300}};
};
struct Times : Rule<"times", Keep::argument> {
    template <class T>
    static T value(const T& a, const T& b) { return a * b; }
    template <class T>
    static T first(const T&, const T& b, const T&) { return b; }
    template <class T>
    static T second(const T& a, const T&, const T&) { return a; }
    static constexpr double points[][2] = {{3.0, -2.0}, {0.0, 5.0}, {1e200, 1e-200}};
};
struct Divides : Rule<"divides", Keep::argument>, Steep {
    template <class T>
    static T value(const T& a, const T& b) { return a / b; }
    template <class T>
    static T first(const T&, const T& b, const T&) { return 1.0 / b; }
    template <class T>
    static T second(const T&, const T& b, const T& v) { return -v / b; }
    static constexpr double points[][2] = {{3.0, -2.0}, {0.0, 5.0}, {1e200, 1e100}, {1e200, 1e160}};
};

struct Pow : Rule<"pow", Keep::derivative>, Steep {
    template <class T>
    static T value(const T& a, const T& b) { using std::pow; return pow(a, b); }
    template <class T>
    static T first(const T& a, const T& b, const T&)
    {
        using std::pow;
        if (b == 0.0) // without the product 0 inf, and with the mixed second derivative 1 / a
            return a == 0.0 ? T(0.0) : T(b / a);
        return b * pow(a, b - 1.0);
    }
    template <class T>
    static T second(const T& a, const T&, const T& v)
    {
        using std::log;
        return a == 0.0 ? T(0.0) : T(v * log(a));
    }
    static constexpr double points[][2] = {{2.0, 3.0}, {0.5, -1.5}, {1e100, 0.5}, {0.0, 2.0}, {0.0, 0.0}, {3.0, 0.0}};
};
struct Atan2 : Rule<"atan2", Keep::derivative>, Steep {
    template <class T>
    static T value(const T& a, const T& b) { using std::atan2; return atan2(a, b); }
    template <class T>
    static T first(const T& a, const T& b, const T&)
    {
        using std::hypot;
        const T r = hypot(a, b);
        return r == 0.0 ? T(0.0) : T(b / r / r);
    }
    template <class T>
    static T second(const T& a, const T& b, const T&)
    {
        using std::hypot;
        const T r = hypot(a, b);
        return r == 0.0 ? T(0.0) : T(-a / r / r);
    }
    static constexpr double points[][2] = {{1.0, 2.0}, {-1.0, -2.0}, {1e200, 1e200}, {0.5, -0.1}, {0.0, 0.0}};
};
struct Hypot : Rule<"hypot", Keep::derivative> {
    template <class T>
    static T value(const T& a, const T& b) { using std::hypot; return hypot(a, b); }
    template <class T>
    static T first(const T& a, const T&, const T& v) { return v == 0.0 ? T(0.0) : T(a / v); }
    template <class T>
    static T second(const T&, const T& b, const T& v) { return v == 0.0 ? T(0.0) : T(b / v); }
    static constexpr double points[][2] = {{3.0, 4.0}, {-1e200, 1e200}, {0.0, 2.0}, {0.0, 0.0}};
};
struct Max : Rule<"max", Keep::argument> {
    template <class T>
    static T value(const T& a, const T& b) { return a < b ? b : a; }
    template <class T>
    static T first(const T& a, const T& b, const T&) { return T(a < b ? 0.0 : 1.0); }
    template <class T>
    static T second(const T& a, const T& b, const T&) { return T(a < b ? 1.0 : 0.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {2.0, 1.0}, {1.0, 1.0}};
};
struct Min : Rule<"min", Keep::argument> {
    template <class T>
    static T value(const T& a, const T& b) { return b < a ? b : a; }
    template <class T>
    static T first(const T& a, const T& b, const T&) { return T(b < a ? 0.0 : 1.0); }
    template <class T>
    static T second(const T& a, const T& b, const T&) { return T(b < a ? 1.0 : 0.0); }
    static constexpr double points[][2] = {{1.0, 2.0}, {2.0, 1.0}, {1.0, 1.0}};
};

} // namespace reel::rule
