#pragma once
/// Dual: a number and its derivatives in N directions, carried along together (forward mode, without a tape).
///
/// With e_1, ..., e_N such that e_i e_j = 0, Taylor's theorem ends after its second term:
///
///     phi(v + sum_i t_i e_i) = phi(v) + sum_i phi'(v) t_i e_i
///
/// so an ordinary program, run on duals, computes its value and its directional derivatives:
///
///     using D = Dual<2>;
///     const D x = D::independent(2.0, 0);        // 2 + e_0
///     const D y = D::independent(3.0, 1);        // 3 + e_1
///     const D z = x * sin(y);
///     z.value();                                 // 2 sin 3
///     z.tangent(0);                              // dz/dx = sin 3
///     z.tangent(1);                              // dz/dy = 2 cos 3
///
/// The number of directions is fixed at compile time (up to about 32, since code is written out for each), or chosen at
/// run time by `Dual<dynamic>`, where a passive number holds no tangent at all. The numbers themselves are doubles, or
/// any active scalar: `Dual<1, Var>` records a directional derivative on a tape, whose sweep gives a Hessian times that
/// direction (second.hpp). Each operation is carried out at once, so `auto` is safe.

#include <reel/error.hpp>
#include <reel/scalar/directions.hpp>
#include <reel/scalar/functions.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

namespace reel {

/// What stands for a T without depending on a direction: plain numbers, and what converts to an active T.
template <class X, class T>
concept DualConstant = Number<X> || (ActiveScalar<T> && std::convertible_to<const X&, T>);

template <int N, class T = double>
class Dual {
    static_assert(N >= 1 || N == dynamic, "a Dual has one direction or more, or `dynamic`");

public:
    using reel_scalar = Dual;
    using Directions = detail::Directions<N, T>;

    Dual() : value_(0.0) {}                          ///< The passive number 0.
    template <DualConstant<T> X>
    Dual(const X& value) : value_(static_cast<T>(value)) ///< A passive number.
    {}
    /// value + sum_i tangent_i e_i. Throws `InvalidArgument` unless there are N tangents.
    Dual(const T& value, std::span<const T> tangent) : value_(value)
    {
        if constexpr (N == dynamic)
            tangent_.resize(tangent.size());
        require(tangent.size() == tangent_.size(), [&] {
            return "a dual of " + std::to_string(N) + " directions is given " + std::to_string(tangent.size());
        });
        for (std::size_t i = 0; i < tangent.size(); ++i)
            tangent_.set(i, tangent[i]);
    }
    [[gnu::always_inline]] Dual(const T& value, const Directions& tangent) : value_(value), tangent_(tangent) {}

    /// value + e_direction: what derivatives are taken with respect to. Throws `InvalidArgument` unless
    /// 0 <= direction < N.
    static Dual independent(const T& value, int direction)
        requires(N != dynamic)
    {
        Dual x(value);
        x.seed(direction);
        return x;
    }
    /// The same in one of `directions` directions, chosen at run time.
    static Dual independent(const T& value, int direction, int directions)
        requires(N == dynamic)
    {
        Dual x(value);
        x.tangent_.resize(static_cast<std::size_t>(directions));
        x.seed(direction);
        return x;
    }

    const T& value() const noexcept { return value_; }
    /// The derivative in one direction, counted from 0. A passive `Dual<dynamic>` has derivative 0 in every direction.
    T tangent(int direction) const { return tangent_.at(static_cast<std::size_t>(direction)); }
    const Directions& tangents() const noexcept { return tangent_; }
    /// N; for `dynamic`, 0 for a passive number.
    int directions() const noexcept { return static_cast<int>(tangent_.size()); }

    template <class X>
    Dual& operator+=(const X& x)
    {
        return *this = *this + x;
    }
    template <class X>
    Dual& operator-=(const X& x)
    {
        return *this = *this - x;
    }
    template <class X>
    Dual& operator*=(const X& x)
    {
        return *this = *this * x;
    }
    template <class X>
    Dual& operator/=(const X& x)
    {
        return *this = *this / x;
    }

    /// log(sum_i exp(x_i)) without overflow. Throws `InvalidArgument` when there is no entry.
    friend Dual logsumexp(std::span<const Dual> x)
    {
        const double shift = detail::logsumexp_shift(x);
        Dual sum = 0.0;
        for (const Dual& entry : x)
            sum += exp(entry - shift);
        return shift + log(sum);
    }

private:
    void seed(int direction)
    {
        require(direction >= 0 && direction < directions(), [&] {
            return "direction " + std::to_string(direction) + " of " + std::to_string(directions()) +
                   "; they are counted from 0";
        });
        tangent_.set(static_cast<std::size_t>(direction), T(1.0));
    }

    T value_;
    Directions tangent_;
};

template <int N, class T>
bool vanishes(const Dual<N, T>& x)
{
    bool all = vanishes(x.value());
    for (int i = 0; i < x.directions(); ++i)
        all = all && vanishes(x.tangent(i));
    return all;
}

namespace detail {

/// d t, for the derivative d of a rule.
template <class Rule, class T, class Directions>
[[gnu::always_inline]] inline Directions chain(const T& d, const Directions& t)
{
    if constexpr (rule::IsSteep<Rule>)
        if (!std::isfinite(value_of(d))) [[unlikely]]
            return scaled_where_dependent(d, t);
    return Directions::scaled(d, t);
}
/// a s + b t, for the partials a and b of a rule.
template <class Rule, class T, class Directions>
[[gnu::always_inline]] inline Directions chain(const T& a, const Directions& s, const T& b, const Directions& t)
{
    if constexpr (rule::IsSteep<Rule>)
        if (!std::isfinite(value_of(a)) || !std::isfinite(value_of(b))) [[unlikely]]
            return Directions::combined(T(1.0), scaled_where_dependent(a, s), T(1.0), scaled_where_dependent(b, t));
    return Directions::combined(a, s, b, t);
}

} // namespace detail

template <class Rule, int N, class T>
[[gnu::always_inline]] inline Dual<N, T> unary(Rule, const Dual<N, T>& x)
{
    const T value = Rule::value(x.value());
    if constexpr (Rule::keep == Keep::nothing)
        return value;
    else
        return {value, detail::chain<Rule>(T(Rule::derivative(x.value(), value)), x.tangents())};
}
template <class Rule, int N, class T>
[[gnu::always_inline]] inline Dual<N, T> binary(Rule, const Dual<N, T>& x, const Dual<N, T>& y)
{
    const T value = Rule::value(x.value(), y.value());
    return {value, detail::chain<Rule>(T(Rule::first(x.value(), y.value(), value)), x.tangents(),
                                       T(Rule::second(x.value(), y.value(), value)), y.tangents())};
}
template <class Rule, int N, class T, DualConstant<T> C>
[[gnu::always_inline]] inline Dual<N, T> binary(Rule, const Dual<N, T>& x, const C& c)
{
    const T y = static_cast<T>(c);
    const T value = Rule::value(x.value(), y);
    return {value, detail::chain<Rule>(T(Rule::first(x.value(), y, value)), x.tangents())};
}
template <class Rule, int N, class T, DualConstant<T> C>
[[gnu::always_inline]] inline Dual<N, T> binary(Rule, const C& c, const Dual<N, T>& y)
{
    const T x = static_cast<T>(c);
    const T value = Rule::value(x, y.value());
    return {value, detail::chain<Rule>(T(Rule::second(x, y.value(), value)), y.tangents())};
}

} // namespace reel

template <int N, class T>
class std::numeric_limits<reel::Dual<N, T>> : public std::numeric_limits<double> {};
