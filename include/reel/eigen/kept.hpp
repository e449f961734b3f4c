#pragma once
/// Kept nodes: what the tape holds of an elementwise expression (see expression.hpp).
///
/// A kept node is trivially copyable and knows
///
///     value(part)                  its numbers, as an Eigen array expression (or a double that is broadcast)
///     chain(part, factor, leaf)    the chain rule: hands to `leaf` each active vector x in it, with
///                                  factor * d node / d x, again an expression
///                                      z = a * b:    a.chain(factor * b),   b.chain(factor * a)
///
/// Both sweeps are one walk down the tree. The adjoint starts it with factor = y_bar, and each leaf ends it by one loop
/// x_bar += factor  that Eigen vectorises. The tangent, and several columns at once, start it with 1 and end it by
/// y_dot += factor * x_dot  or  x_bar += factor * y_bar. What a passive vector would be multiplied with is never read.

#include <reel/core/sweep.hpp>
#include <reel/eigen/expression.hpp>

#include <utility>

namespace reel::elementwise {

struct KeptNumber {
    double number;
    static constexpr bool always_passive = true;
    double value(Part) const { return number; }
    void chain(Part, const auto&, const auto&) const {}
};

struct KeptScalar {
    double number;
    Index index;
    static constexpr bool always_passive = false;
    double value(Part) const { return number; }
    void chain(Part, const auto& factor, const auto& leaf) const
    {
        if (index != passive)
            leaf.scalar(index, factor);
    }
};

struct KeptVector {
    const double* numbers; // on the tape when some partial needs them; else good while the block is recorded only
    Index index;
    static constexpr bool always_passive = false;
    ConstArray value(Part part) const { return array_at(numbers, part); }
    void chain(Part, const auto& factor, const auto& leaf) const
    {
        if (index != passive)
            leaf.vector(index, factor);
    }
};

/// Numbers that can never be active: an Eigen vector.
struct KeptConstant {
    const double* numbers;
    static constexpr bool always_passive = true;
    ConstArray value(Part part) const { return array_at(numbers, part); }
    void chain(Part, const auto&, const auto&) const {}
};

template <class Op, class A, class B>
struct KeptCombination {
    A a;
    B b;
    static constexpr bool always_passive = A::always_passive && B::always_passive;
    auto value(Part part) const { return Op::value(a.value(part), b.value(part)); }
    void chain(Part part, const auto& factor, const auto& leaf) const
    {
        if constexpr (!A::always_passive)
            a.chain(part, Op::first(factor, a.value(part), b.value(part)), leaf);
        if constexpr (!B::always_passive)
            b.chain(part, Op::second(factor, a.value(part), b.value(part)), leaf);
    }
};

/// A function of one argument. The rule may have state, as the exponent of pow(x, p); `keep` is what is kept here.
template <class Rule, class A, Keep keep>
struct KeptFunction {
    A a;
    [[no_unique_address]] Rule rule;
    const double* result;     // numbers of this node
    const double* derivative; // likewise, if that is what is kept
    static constexpr bool always_passive = A::always_passive;
    ConstArray value(Part part) const { return array_at(result, part); }
    const double* kept_result() const
        requires(keep == Keep::result)
    {
        return result;
    }
    auto slope(Part part) const
    {
        if constexpr (keep == Keep::derivative)
            return array_at(derivative, part);
        else
            return rule_derivative(rule, a.value(part), array_at(result, part));
    }
    void chain(Part part, const auto& factor, const auto& leaf) const
    {
        if constexpr (keep != Keep::nothing)
            a.chain(part, factor * slope(part), leaf);
    }
};

/// Passes on the factors where the mask is `taken`, and zero elsewhere: even if the slope there is infinite.
template <class Leaf>
struct Masked {
    ConstArray mask;
    bool taken;
    const Leaf& leaf;
    template <class F>
    auto masked(const F& factor) const
    {
        const double other = taken ? 0.0 : 1.0;
        if constexpr (std::is_same_v<F, double>)
            return mask.unaryExpr([=](double m) { return m != other ? factor : 0.0; });
        else
            return (mask != other).select(factor, 0.0);
    }
    void vector(const auto& x, const auto& factor) const { leaf.vector(x, masked(factor)); }
    void scalar(const auto& x, const auto& factor) const { leaf.scalar(x, masked(factor)); }
};

template <class A, class B>
struct KeptSelection {
    const double* mask;
    A a;
    B b;
    static constexpr bool always_passive = A::always_passive && B::always_passive;
    auto value(Part part) const { return select(array_at(mask, part), a.value(part), b.value(part)); }
    template <class Leaf>
    void chain(Part part, const auto& factor, const Leaf& leaf) const
    {
        a.chain(part, factor, Masked<Leaf>{array_at(mask, part), true, leaf});
        b.chain(part, factor, Masked<Leaf>{array_at(mask, part), false, leaf});
    }
};

/// Where the numbers of a block are kept: on the tape, or nowhere (forward mode keeps them for one expression only).
class Keeper {
public:
    explicit Keeper(Tape* tape) : tape_(tape) {}
    /// `count` numbers: on the tape when the sweep will need them, else in `scratch`.
    double* room(Eigen::Index count, bool needed, Eigen::ArrayXd& scratch)
    {
        if (needed && tape_ != nullptr)
            return tape_->numbers(static_cast<std::size_t>(count));
        scratch.resize(count);
        return scratch.data();
    }
    /// The same numbers, where they last as long as the block.
    const double* keep(const double* numbers, Eigen::Index count)
    {
        if (tape_ == nullptr)
            return numbers;
        return std::copy_n(numbers, count, tape_->numbers(static_cast<std::size_t>(count))) - count;
    }
    Tape* tape() const { return tape_; }

private:
    Tape* tape_;
};

/// Where a walk ends for one column of adjoints; it starts with factor = y_bar.
struct PullOne {
    Adjoints& adjoints;
    Part part;
    void vector(Index x, const auto& factor) const { array_at(adjoints.at(x), part) += factor; }
    void scalar(Index x, const auto& factor) const { *adjoints.at(x) += factor.sum(); }
};

/// Where a walk ends for tangents, or for several columns of adjoints; it starts with factor = 1. Entry i of the part
/// is value y + part.begin + i.
class Columns {
public:
    Columns(Adjoints& adjoints, Index y, Part part) : workspace_(adjoints), pulls_(true), y_(y), part_(part) {}
    Columns(Tangents& tangents, Index y, Part part) : workspace_(tangents), pulls_(false), y_(y), part_(part) {}

    void vector(Index x, const auto& factor) const { with_numbers(factor, [&](auto f) { apply_vector(x, f); }); }
    void scalar(Index x, const auto& factor) const { with_numbers(factor, [&](auto f) { apply_scalar(x, f); }); }

private:
    template <class F>
    void with_numbers(const F& factor, const auto& apply) const
    {
        if constexpr (std::is_same_v<F, double>) {
            apply(factor);
        } else {
            double numbers[longest_part];
            MutableArray(numbers, part_.count) = factor;
            apply(ConstArray(numbers, part_.count));
        }
    }
    void apply_vector(Index x, double factor) const;
    void apply_vector(Index x, const ConstArray& factor) const;
    void apply_scalar(Index x, double factor) const;
    void apply_scalar(Index x, const ConstArray& factor) const;

    Workspace& workspace_;
    bool pulls_;
    Index y_;
    Part part_;
};

/// The adjoint, or tangent, of a kept expression whose first entry is value y.
template <class Kept>
void pull(const Kept& root, Index y, Part part, Adjoints& adjoints)
{
    if (adjoints.columns() == 1)
        root.chain(part, array_at(std::as_const(adjoints).at(y), part), PullOne{adjoints, part});
    else
        root.chain(part, 1.0, Columns(adjoints, y, part));
}
template <class Kept>
void push(const Kept& root, Index y, Part part, Tangents& tangents)
{
    for (int column = 0; column < tangents.columns(); ++column)
        array_at(tangents.at(y, column), part).setZero();
    root.chain(part, 1.0, Columns(tangents, y, part));
}

/// A kept expression as a block.
template <class Kept>
struct Block {
    Kept root;
    void pull(Run result, Adjoints& adjoints) const
    {
        for_each_part(result.count, [&](Part part) { elementwise::pull(root, result.first, part, adjoints); });
    }
    void push(Run result, Tangents& tangents) const
    {
        for_each_part(result.count, [&](Part part) { elementwise::push(root, result.first, part, tangents); });
    }
};

} // namespace reel::elementwise
