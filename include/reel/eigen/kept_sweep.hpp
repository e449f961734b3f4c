#pragma once
/// How a kept expression (kept.hpp) is swept: both sweeps are one walk down the tree.
///
/// It starts with factor = 1, and at each active vector x it has come to the slope dy/dx by one of its places in the
/// expression. There the adjoint ends it by one loop  x_bar += factor * y_bar,  the tangent by  y_dot += factor *
/// x_dot, which Eigen vectorises.

#include <reel/core/sweep.hpp>
#include <reel/eigen/kept.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <utility>

namespace reel::elementwise {

/// The constant slopes of an expression: those that are the same for all entries, as dz/dx = 1 - 2 h of z = x - 2 h x,
/// summed for each vector. They are known before any part is gone through.
class ConstantSlopes {
public:
    static constexpr std::size_t most = 8; // vectors; a constant slope of any other is added by itself

    ConstantSlopes() {} // none; zeros would be written each time

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

    bool has(Index x) const { return find(x) != nullptr; }
    /// That of x, once in each part, and 0 from then on.
    double take(Index x) const
    {
        Slope* slope = find(x);
        return slope != nullptr && std::exchange(slope->waiting, false) ? slope->number : 0.0;
    }
    /// f(x, slope) for those that were not taken in this part.
    void rest(const auto& f) const
    {
        for (Slope* slope = slopes_; slope != slopes_ + count_; ++slope)
            if (std::exchange(slope->waiting, true))
                f(slope->x, slope->number);
    }

private:
    struct Slope {
        Index x;
        double number;
        bool waiting; // to be taken in this part
    };
    Slope* find(Index x) const
    {
        for (Slope* slope = slopes_; slope != slopes_ + count_; ++slope)
            if (slope->x == x)
                return slope;
        return nullptr;
    }

    mutable Slope slopes_[most];
    mutable std::size_t count_ = 0;
};

/// A walk through one part. Each vector's constant slope goes on to `leaf` with the first of its slopes that varies, so
/// that a vector that occurs often is passed over as seldom as can be.
template <class Leaf>
struct Walk {
    const ConstantSlopes& constants;
    const Leaf& leaf;
    void vector(Index x, double factor) const
    {
        if (!constants.has(x))
            leaf.vector(x, factor);
    }
    void vector(Index x, const auto& factor) const { leaf.vector(x, factor, constants.take(x)); }
    void scalar(Index x, const auto& factor) const { leaf.scalar(x, factor); }
};
/// Walks through all parts of an expression of n entries; `leaf_of(part)` is where the walk through a part ends.
template <class Kept, class LeafOf>
void walk(const Kept& root, Eigen::Index n, const LeafOf& leaf_of)
{
    const ConstantSlopes constants;
    root.chain(Part{0, 0}, 1.0, constants);
    for_each_part(n, [&](Part part) {
        const auto leaf = leaf_of(part);
        root.chain(part, 1.0, Walk<decltype(leaf)>{constants, leaf});
        constants.rest([&](Index x, double slope) { leaf.vector(x, slope); });
    });
}

/// x_bar += factor * y_bar for a slope that is the same for all entries: compiled once, in the library.
void add_multiple(MutableArray x_bar, const ConstArray& y_bar, double factor, bool steep);

/// Where a walk ends for one column of adjoints.
template <bool steep>
struct OneColumn {
    Adjoints& adjoints;
    ConstArray bar;
    Part part;

    void vector(Index x, double factor) const { add_multiple(array_at(adjoints.at(x), part), bar, factor, steep); }
    void vector(Index x, const auto& factor) const { array_at(adjoints.at(x), part) += chained<steep>(bar, factor); }
    void vector(Index x, const auto& factor, double constant) const
    {
        if (constant == 0.0)
            vector(x, factor);
        else
            vector(x, factor + constant);
    }
    void scalar(Index x, double factor) const { *adjoints.at(x) += chained<steep>(sum_from_first(bar), factor); }
    void scalar(Index x, const auto& factor) const { *adjoints.at(x) += chained<steep>(bar, factor).sum(); }
};

/// Where a walk ends for tangents, or for several columns of adjoints. Entry i of the part is value y + part.begin + i.
class Columns {
public:
    Columns(Adjoints& adjoints, Index y, Part part, bool steep)
        : workspace_(adjoints), pulls_(true), steep_(steep), y_(y), part_(part)
    {}
    Columns(Tangents& tangents, Index y, Part part, bool steep)
        : workspace_(tangents), pulls_(false), steep_(steep), y_(y), part_(part)
    {}

    void vector(Index x, double factor) const { to_vector(x, factor); }
    void vector(Index x, const auto& factor, double constant) const
    {
        double numbers[longest_part];
        MutableArray(numbers, part_.count) = factor + constant;
        to_vector(x, ConstArray(numbers, part_.count));
    }
    void scalar(Index x, double factor) const { to_scalar(x, factor); }
    void scalar(Index x, const auto& factor) const
    {
        double numbers[longest_part];
        MutableArray(numbers, part_.count) = factor;
        to_scalar(x, ConstArray(numbers, part_.count));
    }

private:
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
    constexpr bool steep = is_steep<Kept>;
    if (adjoints.columns() == 1)
        walk(root, n, [&](Part part) {
            return OneColumn<steep>{adjoints, array_at(std::as_const(adjoints).at(y), part), part};
        });
    else
        walk(root, n, [&](Part part) { return Columns(adjoints, y, part, steep); });
}
template <class Kept>
void push(const Kept& root, Index y, Eigen::Index n, Tangents& tangents)
{
    walk(root, n, [&](Part part) {
        for (int column = 0; column < tangents.columns(); ++column)
            array_at(tangents.at(y, column), part).setZero();
        return Columns(tangents, y, part, is_steep<Kept>);
    });
}

/// A kept expression as a block.
template <class Kept>
struct Block {
    Kept root;
    void pull(Run result, Adjoints& adjoints) const { elementwise::pull(root, result.first, result.count, adjoints); }
    void push(Run result, Tangents& tangents) const { elementwise::push(root, result.first, result.count, tangents); }
};

} // namespace reel::elementwise
