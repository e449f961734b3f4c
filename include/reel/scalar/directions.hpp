#pragma once
/// The tangents of a Dual: numbers t_1, ..., t_N, with the two operations that the chain rule needs,
///
///     scaled(d, t)            d t_i
///     combined(a, s, b, t)    a s_i + b t_i
///
/// A fixed number of doubles lies in pairs, which the processor computes with at once without any compiler flag, and the
/// pairs are written out one by one: in a loop over an array, each intermediate result of a longer expression would go
/// through memory, at five times the cost.

#include <reel/error.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace reel {

inline constexpr int dynamic = -1; ///< A number of directions that is known at run time only.

/// Is this tangent no dependence at all? Then it stays so, whatever it is multiplied by.
inline bool vanishes(double t) { return t == 0.0; }

namespace detail {

template <class T>
T product(const T& d, const T& t)
{
    return vanishes(t) ? T(0.0) : T(d * t);
}
template <class T>
T product_sum(const T& a, const T& s, const T& b, const T& t)
{
    if (vanishes(s))
        return product(b, t);
    return vanishes(t) ? T(a * s) : T(a * s + b * t);
}

/// N active scalars: what does not depend on the direction is left out, and records nothing.
template <int N, class T>
class Directions {
public:
    static constexpr std::size_t size() { return N; }
    T at(std::size_t i) const { return t_[i]; }
    void set(std::size_t i, const T& value) { t_[i] = value; }

    static Directions scaled(const T& d, const Directions& t)
    {
        Directions result;
        for (std::size_t i = 0; i < N; ++i)
            result.t_[i] = product(d, t.t_[i]);
        return result;
    }
    static Directions combined(const T& a, const Directions& s, const T& b, const Directions& t)
    {
        Directions result;
        for (std::size_t i = 0; i < N; ++i)
            result.t_[i] = product_sum(a, s.t_[i], b, t.t_[i]);
        return result;
    }

private:
    std::array<T, static_cast<std::size_t>(N)> t_{};
};

/// One double.
template <>
class Directions<1, double> {
public:
    static constexpr std::size_t size() { return 1; }
    double at(std::size_t) const { return t_; }
    void set(std::size_t, double value) { t_ = value; }

    [[gnu::always_inline]] static Directions scaled(double d, const Directions& t) { return Directions(d * t.t_); }
    [[gnu::always_inline]] static Directions combined(double a, const Directions& s, double b, const Directions& t)
    {
        return Directions(a * s.t_ + b * t.t_);
    }
    Directions() = default;

private:
    explicit Directions(double t) : t_(t) {}
    double t_ = 0.0;
};

using Pair [[gnu::vector_size(16), gnu::aligned(8)]] = double;

/// N doubles in pairs; of an odd number, the last pair is half unused.
template <int N>
    requires(N > 1)
class Directions<N, double> {
    using Pairs = std::make_index_sequence<static_cast<std::size_t>(N + 1) / 2>;

public:
    static constexpr std::size_t size() { return N; }
    double at(std::size_t i) const { return t_[i / 2][i % 2]; }
    void set(std::size_t i, double value) { t_[i / 2][i % 2] = value; }

    [[gnu::always_inline]] static Directions scaled(double d, const Directions& t)
    {
        return Directions(d, t, Pairs());
    }
    [[gnu::always_inline]] static Directions combined(double a, const Directions& s, double b, const Directions& t)
    {
        return Directions(a, s, b, t, Pairs());
    }
    Directions() = default;

private:
    template <std::size_t... I>
    [[gnu::always_inline]] Directions(double d, const Directions& t, std::index_sequence<I...>) : t_{(d * t.t_[I])...}
    {}
    template <std::size_t... I>
    [[gnu::always_inline]] Directions(double a, const Directions& s, double b, const Directions& t,
                                      std::index_sequence<I...>)
        : t_{(a * s.t_[I] + b * t.t_[I])...}
    {}
    Pair t_[Pairs::size()] = {};
};

/// As many as were asked for; none for a passive number.
template <class T>
class Directions<dynamic, T> {
public:
    std::size_t size() const { return t_.size(); }
    T at(std::size_t i) const { return t_.empty() ? T(0.0) : t_[i]; }
    void set(std::size_t i, const T& value) { t_[i] = value; }
    void resize(std::size_t size) { t_.resize(size, T(0.0)); }

    static Directions scaled(const T& d, const Directions& t)
    {
        Directions result;
        result.t_.reserve(t.size());
        for (const T& entry : t.t_)
            result.t_.push_back(d * entry);
        return result;
    }
    /// Throws `InvalidArgument` when the numbers of directions differ and neither is 0.
    static Directions combined(const T& a, const Directions& s, const T& b, const Directions& t)
    {
        if (t.t_.empty())
            return scaled(a, s);
        if (s.t_.empty())
            return scaled(b, t);
        require(s.size() == t.size(), [&] {
            return "duals of " + std::to_string(s.size()) + " and of " + std::to_string(t.size()) +
                   " directions meet; all that are computed with together must have the same number, or none";
        });
        Directions result;
        result.t_.reserve(t.size());
        for (std::size_t i = 0; i < t.size(); ++i)
            result.t_.push_back(a * s.t_[i] + b * t.t_[i]);
        return result;
    }

private:
    std::vector<T> t_;
};

/// The same products without those of a tangent that vanishes: 0 inf is 0 here.
template <class Directions, class T>
[[gnu::noinline]] Directions scaled_where_dependent(const T& d, const Directions& t)
{
    Directions result = t;
    for (std::size_t i = 0; i < t.size(); ++i)
        result.set(i, product(d, t.at(i)));
    return result;
}

} // namespace detail
} // namespace reel
