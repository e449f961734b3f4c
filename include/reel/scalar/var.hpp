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

#include <concepts>
#include <iosfwd>
#include <limits>
#include <span>
#include <vector>

namespace reel {

/// Base of what is a Var or an expression of Vars. A node has
///     value()                 its number
///     stamps()                non-zero when something in it is active
///     leaves                  how many Vars it names
///     collect(out, seed)      adds the terms (seed d node / d leaf, leaf) to a statement
struct VarNode {
    using reel_scalar = void;
};
template <class E>
concept VarExpression = std::derived_from<E, VarNode>;

namespace detail {

struct Constant : VarNode {
    double number;
    explicit Constant(double value) : number(value) {}
    static constexpr int leaves = 0;
    double value() const { return number; }
    Stamp stamps() const { return 0; }
    void collect(auto&, double) const {}
};

template <class Rule, class A>
struct Unary : VarNode {
    A argument;
    double number;
    explicit Unary(const A& a) : argument(a), number(Rule::value(a.value())) {}
    static constexpr int leaves = A::leaves;
    double value() const { return number; }
    Stamp stamps() const { return argument.stamps(); }
    void collect(auto& out, double seed) const
    {
        if constexpr (Rule::keep != Keep::nothing)
            argument.collect(out, seed * Rule::derivative(argument.value(), number));
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
    Stamp stamps() const { return left.stamps() | right.stamps(); }
    void collect(auto& out, double seed) const
    {
        if constexpr (A::leaves > 0)
            left.collect(out, seed * Rule::first(left.value(), right.value(), number));
        if constexpr (B::leaves > 0)
            right.collect(out, seed * Rule::second(left.value(), right.value(), number));
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
    Var(double value, Id id) noexcept : value_(value), id_(id) {} ///< For whoever adds an operation.

    /// Records `e` as one statement; records nothing when all in it is passive. Throws `InvalidUse` when nothing
    /// records on this thread or a value in `e` is not on the tape that does, `MemoryLimit`, `IndexOverflow`.
    template <VarExpression E>
    Var(const E& e) : value_(e.value())
    {
        if (e.stamps() != 0)
            id_ = record(e);
    }

    double value() const noexcept { return value_; }
    Id id() const noexcept { return id_; }
    bool active() const noexcept { return id_.active(); }
    Stamp stamps() const noexcept { return id_.stamp; }
    void collect(auto& out, double seed) const
    {
        if (id_.active())
            out.add(seed, id_);
    }

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
    template <class E>
    static Id record(const E& e)
    {
        Tape& tape = Recording::tape();
        Tape::Statement<E::leaves> statement(tape);
        e.collect(statement, 1.0);
        return statement.finish();
    }

    double value_ = 0.0;
    Id id_;
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
template <VarExpression X>
auto operator-(const X& x)
{
    return binary(rule::Times{}, -1.0, x);
}
template <VarExpression X>
const X& operator+(const X& x)
{
    return x;
}

/// A new independent variable on the tape that records: what derivatives are taken with respect to.
inline Var independent(double value) { return {value, Recording::tape().independent()}; }

/// log(sum_i exp(x_i)) without overflow, as one statement of x.size() terms. Requires at least one entry.
inline Var logsumexp(std::span<const Var> x)
{
    require(!x.empty(), [] { return "logsumexp of no entries; at least one is needed"; });
    double top = x[0].value();
    for (const Var& entry : x)
        top = entry.value() > top ? entry.value() : top;
    double sum = 0.0;
    for (const Var& entry : x)
        sum += std::exp(entry.value() - top);
    const double value = top + std::log(sum);
    std::vector<Term> terms;
    for (const Var& entry : x)
        if (entry.active())
            terms.push_back({std::exp(entry.value() - value), Recording::tape().use(entry.id())});
    return terms.empty() ? Var(value) : Var(value, Recording::tape().push(terms));
}

/// The adjoint or tangent of a scalar: what `adjoints[x]` refers to.
inline double& entry(Workspace& workspace, const Var& x, int column) { return *workspace.find(x.id(), 1, column); }
inline double entry(const Workspace& workspace, const Var& x, int column) { return *workspace.find(x.id(), 1, column); }

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const Var& x)
{
    return out << x.value();
}

} // namespace reel

template <>
class std::numeric_limits<reel::Var> : public std::numeric_limits<double> {};
