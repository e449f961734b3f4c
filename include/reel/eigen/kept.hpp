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
/// What a passive vector would be multiplied with is never read; `is_steep` says whether a slope can be infinite where
/// the value is not. kept_sweep.hpp walks down such trees.

#include <reel/core/tape.hpp>
#include <reel/eigen/expression.hpp>

#include <Eigen/Core>

#include <functional>
#include <utility>

namespace reel::elementwise {

template <class Kept>
constexpr bool is_steep = false;
template <rule::IsSteep Kept>
constexpr bool is_steep<Kept> = true;

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
    static constexpr bool steep = is_steep<Op> || is_steep<A> || is_steep<B>;
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
    static constexpr bool steep = is_steep<Rule> || is_steep<A>;
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
            a.chain(part, chained<is_steep<Rule>>(factor, slope(part)), leaf);
    }
};

/// Passes on the factors where the mask is `taken`, and zero elsewhere: even if the slope there is infinite.
template <bool taken, class Leaf>
struct Masked {
    ConstArray mask;
    const Leaf& leaf;
    auto masked(const auto& factor) const
    {
        if constexpr (taken)
            return select(mask, factor, 0.0);
        else
            return select(mask, 0.0, factor);
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
    static constexpr bool steep = is_steep<A> || is_steep<B>;
    auto value(Part part) const { return select(array_at(mask, part), a.value(part), b.value(part)); }
    template <class Leaf>
    void chain(Part part, const auto& factor, const Leaf& leaf) const
    {
        a.chain(part, factor, Masked<true, Leaf>{array_at(mask, part), leaf});
        b.chain(part, factor, Masked<false, Leaf>{array_at(mask, part), leaf});
    }
};

/// Where the numbers of a block are kept: on the tape, or nowhere (forward mode keeps them for one expression only). It
/// learns whether the expression reads the numbers that it will be assigned to.
class Keeper {
public:
    explicit Keeper(Tape* tape) : tape_(tape) {}
    Keeper(Tape* tape, const Eigen::VectorXd& target)
        : tape_(tape), target_(target.data()), target_end_(target.data() + target.size())
    {}
    void reads(const double* numbers, Eigen::Index count)
    {
        reads_target_ =
            reads_target_ || (std::less<>()(numbers, target_end_) && std::less<>()(target_, numbers + count));
    }
    bool reads_target() const { return reads_target_; }
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
    const double* target_ = nullptr;
    const double* target_end_ = nullptr;
    bool reads_target_ = false;
};

} // namespace reel::elementwise
