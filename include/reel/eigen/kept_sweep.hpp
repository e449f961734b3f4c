#pragma once
/// How a kept expression (kept.hpp) is swept: both sweeps are one walk down the tree.
///
/// It starts with factor = 1, and at each active vector x it has come to the slope dy/dx by one of its places in the
/// expression. There the adjoint ends it by one loop  x_bar += factor * y_bar,  the tangent by  y_dot += factor *
/// x_dot, which Eigen vectorises.

#include <reel/core/sweep.hpp>
#include <reel/eigen/kept.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel::elementwise {

/// The constant slopes of an expression: those that are the same for all entries, as dz/dx = 1 - 2 h of z = x - 2 h x,
/// summed for each vector. They are known before any part is gone through.
class ConstantSlopes {
public:
    static constexpr int most = 8; // vectors; a constant slope of any other is added by itself
    struct Slope {
        Index x;
        double number;
        bool waiting; // to be added to this part
    };

    // Where the walk that finds them ends; it starts with factor = 1.
    void vector(Index x, double factor) const
    {
        if (Slope* slope = find(x))
            slope->number += factor;
        else if (count_ < most)
            slopes_[count_++] = {x, factor, true};
    }
    void vector(Index, const auto&) const {}
    void scalar(Index, const auto&) const {}

    Slope* find(Index x) const
    {
        for (int i = 0; i < count_; ++i)
            if (slopes_[i].x == x)
                return &slopes_[i];
        return nullptr;
    }
    Slope* begin() const { return slopes_; }
    Slope* end() const { return slopes_ + count_; }

private:
    mutable Slope slopes_[most];
    mutable int count_ = 0;
};

/// Where a walk ends for one column of adjoints; it starts with factor = 1. Each vector's constant slope goes with the
/// first of its slopes that varies, so that a vector that occurs often is passed over as seldom as can be.
template <bool steep>
struct PullOne {
    Adjoints& adjoints;
    const ConstantSlopes& constants;
    ConstArray bar;
    Part part;

    void vector(Index x, double factor) const
    {
        if (constants.find(x) == nullptr)
            array_at(adjoints.at(x), part) += chained<steep>(bar, factor);
    }
    void vector(Index x, const auto& factor) const
    {
        ConstantSlopes::Slope* constant = constants.find(x);
        if (constant != nullptr && constant->waiting) {
            array_at(adjoints.at(x), part) += chained<steep>(bar, factor + constant->number);
            constant->waiting = false;
        } else {
            array_at(adjoints.at(x), part) += chained<steep>(bar, factor);
        }
    }
    void scalar(Index x, double factor) const { *adjoints.at(x) += chained<steep>(bar.sum(), factor); }
    void scalar(Index x, const auto& factor) const { *adjoints.at(x) += chained<steep>(bar, factor).sum(); }
    void rest() const
    {
        for (ConstantSlopes::Slope& constant : constants) {
            if (constant.waiting)
                array_at(adjoints.at(constant.x), part) += chained<steep>(bar, constant.number);
            constant.waiting = true;
        }
    }
};

/// Where a walk ends for tangents, or for several columns of adjoints; it starts with factor = 1. Entry i of the part
/// is value y + part.begin + i.
class Columns {
public:
    Columns(Adjoints& adjoints, Index y, Part part, bool steep)
        : workspace_(adjoints), pulls_(true), steep_(steep), y_(y), part_(part)
    {}
    Columns(Tangents& tangents, Index y, Part part, bool steep)
        : workspace_(tangents), pulls_(false), steep_(steep), y_(y), part_(part)
    {}

    void vector(Index x, const auto& factor) const
    {
        with_numbers(factor, [&](auto f) { to_vector(x, f); });
    }
    void scalar(Index x, const auto& factor) const
    {
        with_numbers(factor, [&](auto f) { to_scalar(x, f); });
    }

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
    template <class Factor> // double or ConstArray: lib/eigen/kept.cpp
    void to_vector(Index x, const Factor& factor) const;
    template <class Factor>
    void to_scalar(Index x, const Factor& factor) const;

    Workspace& workspace_;
    bool pulls_;
    bool steep_;
    Index y_;
    Part part_;
};

/// The adjoint, or tangent, of a kept expression of n entries whose first is value y.
template <class Kept>
void pull(const Kept& root, Index y, Eigen::Index n, Adjoints& adjoints)
{
    if (adjoints.columns() != 1) {
        for_each_part(n, [&](Part part) { root.chain(part, 1.0, Columns(adjoints, y, part, is_steep<Kept>)); });
        return;
    }
    const ConstantSlopes constants{};
    root.chain(Part{0, 0}, 1.0, constants);
    for_each_part(n, [&](Part part) {
        const PullOne<is_steep<Kept>> leaf{adjoints, constants, array_at(std::as_const(adjoints).at(y), part), part};
        root.chain(part, 1.0, leaf);
        leaf.rest();
    });
}
template <class Kept>
void push(const Kept& root, Index y, Part part, Tangents& tangents)
{
    for (int column = 0; column < tangents.columns(); ++column)
        array_at(tangents.at(y, column), part).setZero();
    root.chain(part, 1.0, Columns(tangents, y, part, is_steep<Kept>));
}

/// A kept expression as a block.
template <class Kept>
struct Block {
    Kept root;
    void pull(Run result, Adjoints& adjoints) const { elementwise::pull(root, result.first, result.count, adjoints); }
    void push(Run result, Tangents& tangents) const
    {
        for_each_part(result.count, [&](Part part) { elementwise::push(root, result.first, part, tangents); });
    }
};

} // namespace reel::elementwise
