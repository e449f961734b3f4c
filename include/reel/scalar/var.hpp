#pragma once
/// Var: a number that knows where it stands on the tape.
///
///     Tape tape;
///     Recording on(tape);
///     const Var x = independent(2.0);
///     const Var y = x * sin(x) + 1;              // one statement on the tape
///     Adjoints adjoints(tape);
///     adjoints[y] = 1.0;
///     reverse_sweep(tape, adjoints);
///     adjoints[x];                               // sin 2 + 2 cos 2
///
/// A Var is a value and an id: 16 bytes, trivially copyable. A Var made from a plain number is passive; an operation
/// on passive values records nothing. An expression such as x * sin(x) + 1 is a small tree that holds its operands by
/// value, so it may be kept in an `auto` or returned; it becomes one statement when a Var is made from it.

#include <reel/core/recording.hpp>
#include <reel/core/sweep.hpp>
#include <reel/scalar/functions.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace reel {

class Var;

/// Base of what is a Var or an expression of Vars. A node has
///     value()                 its number
///     leaves                  how many Vars it names
///     each_id(visit)          visit(id) for each of them, from left to right
///     collect(out, seed)      out.add(seed d node / d leaf, index of the leaf), in the same order
struct VarNode {
    using reel_scalar = Var;
};
template <class E>
concept VarExpression = std::derived_from<E, VarNode>;

namespace detail {

/// One factor more of the chain rule.
template <class Rule>
[[gnu::always_inline]] inline double chain(double seed, double derivative)
{
    if constexpr (rule::IsSteep<Rule>)
        return seed == 0.0 ? 0.0 : seed * derivative;
    else
        return seed * derivative;
}

struct Constant : VarNode {
    double number;
    explicit Constant(double value) : number(value) {}
    static constexpr int leaves = 0;
    double value() const { return number; }
    void each_id(const auto&) const {}
    void collect(auto&, double) const {}
};

template <class Rule, class A>
struct Unary : VarNode {
    A argument;
    double number;
    explicit Unary(const A& a) : argument(a), number(Rule::value(a.value())) {}
    static constexpr int leaves = A::leaves;
    double value() const { return number; }
    [[gnu::always_inline]] void each_id(const auto& visit) const { argument.each_id(visit); }
    [[gnu::always_inline]] void collect(auto& out, double seed) const
    {
        if constexpr (Rule::keep != Keep::nothing)
            argument.collect(out, chain<Rule>(seed, Rule::derivative(argument.value(), number)));
        else
            argument.collect(out, 0.0);
    }
};

template <class Rule, class A, class B>
struct Binary : VarNode {
    A left;
    B right;
    double number;
    Binary(const A& a, const B& b) : left(a), right(b), number(Rule::value(a.value(), b.value())) {}
    static constexpr int leaves = A::leaves + B::leaves;
    double value() const { return number; }
    [[gnu::always_inline]] void each_id(const auto& visit) const
    {
        left.each_id(visit);
        right.each_id(visit);
    }
    [[gnu::always_inline]] void collect(auto& out, double seed) const
    {
        if constexpr (A::leaves > 0)
            left.collect(out, chain<Rule>(seed, Rule::first(left.value(), right.value(), number)));
        if constexpr (B::leaves > 0)
            right.collect(out, chain<Rule>(seed, Rule::second(left.value(), right.value(), number)));
    }
};

template <class X>
auto node(const X& x)
{
    if constexpr (Number<X>)
        return Constant(static_cast<double>(x));
    else
        return x;
}

} // namespace detail

class Var : public VarNode {
public:
    static constexpr int leaves = 1;

    Var() noexcept = default;                        ///< The passive number 0.
    template <Number X>
    Var(X value) noexcept : value_(static_cast<double>(value)) ///< A passive number.
    {}
    Var(double value, Id id) noexcept : value_(value), id_(std::bit_cast<Word>(id)) {} ///< For whoever adds an operation.

    /// Records `e` as one statement; records nothing when all in it is passive. Throws `InvalidUse` when nothing
    /// records on this thread or a value in `e` is not on the tape that does, `MemoryLimit`, `IndexOverflow`.
    template <VarExpression E>
    Var(const E& e) : value_(e.value()), id_(record(e))
    {}
    template <VarExpression E>
    Var& operator=(const E& e)
    {
        id_ = record(e); // not by way of a temporary: a copy of 16 bytes just written in two words has to wait for both
        value_ = e.value();
        return *this;
    }

    double value() const noexcept { return value_; }
    Id id() const noexcept { return std::bit_cast<Id>(id_); }
    bool active() const noexcept { return id().active(); }
    [[gnu::always_inline]] void each_id(const auto& visit) const { visit(id()); }
    [[gnu::always_inline]] void collect(auto& out, double seed) const { out.add(seed, id().index); }

    template <class E>
        requires Number<E> || VarExpression<E>
    Var& operator+=(const E& e)
    {
        return *this = *this + e;
    }
    template <class E>
        requires Number<E> || VarExpression<E>
    Var& operator-=(const E& e)
    {
        return *this = *this - e;
    }
    template <class E>
        requires Number<E> || VarExpression<E>
    Var& operator*=(const E& e)
    {
        return *this = *this * e;
    }
    template <class E>
        requires Number<E> || VarExpression<E>
    Var& operator/=(const E& e)
    {
        return *this = *this / e;
    }

private:
    using Word = std::uint64_t;

    template <class E>
    [[gnu::always_inline]] static Word record(const E& e)
    {
        Tape* tape = detail::current_tape;
        const Stamp epoch = tape != nullptr ? tape->epoch() : 0;
        Stamp difference = 0;
        e.each_id([&](Id id) { difference |= id.stamp ^ epoch; });
        const bool current = tape != nullptr && tape->current(difference);
        if (!current) [[unlikely]] {
            Stamp any = 0;
            e.each_id([&](Id id) { any |= id.stamp; });
            if (any == 0)
                return 0;
            tape = &Recording::tape();
        }
        Tape::Statement<E::leaves> statement(*tape);
        e.collect(statement, 1.0);
        if (!current) [[unlikely]] {
            Id ids[E::leaves];
            Id* next = ids;
            e.each_id([&](Id id) { *next++ = id; });
            statement.check(ids);
        }
        return std::bit_cast<Word>(statement.finish());
    }

    double value_ = 0.0;
    Word id_ = 0; // an Id, in one word: written and read whole
};
static_assert(sizeof(Var) == 16 && std::is_trivially_copyable_v<Var>);

template <class Rule, VarExpression X>
auto unary(Rule, const X& x)
{
    return detail::Unary<Rule, X>(x);
}
template <class Rule, class X, class Y>
    requires(VarExpression<X> || VarExpression<Y>) && (VarExpression<X> || Number<X>) && (VarExpression<Y> || Number<Y>)
auto binary(Rule, const X& x, const Y& y)
{
    using A = decltype(detail::node(x));
    using B = decltype(detail::node(y));
    return detail::Binary<Rule, A, B>(detail::node(x), detail::node(y));
}
/// Does nothing depend on x, and is it 0?
inline bool vanishes(const Var& x) { return !x.active() && x.value() == 0.0; }

/// A new independent variable on the tape that records: what derivatives are taken with respect to.
inline Var independent(double value) { return {value, Recording::tape().independent()}; }

/// log(sum_i exp(x_i)) without overflow, as one statement of x.size() terms. Where all x_i are -inf, so is the value,
/// and the derivatives are 0. Throws `InvalidArgument` when there is no entry, and as a statement does.
Var logsumexp(std::span<const Var> x);

/// The adjoint or tangent of a scalar: what `adjoints[x]` refers to.
inline double& entry(Workspace& workspace, const Var& x, int column) { return *workspace.find(x.id(), 1, column); }
inline double entry(const Workspace& workspace, const Var& x, int column) { return *workspace.find(x.id(), 1, column); }

} // namespace reel

template <>
class std::numeric_limits<reel::Var> : public std::numeric_limits<double> {};
