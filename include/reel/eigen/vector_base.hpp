#pragma once
/// What `VarVector` and `DualVector` have in common: parts of a vector, and assignment in place.
///
///     y.segment(3, 2) = x.head(2) + 1.0 * z;      // entries 3 and 4 are new, the others as before
///     y -= h * g;
///
/// A part that is only read is an expression; one that is written to is a `Segment`. Assignment in place makes new
/// values: what was computed from the old ones stays right.

#include <reel/eigen/vector_expression.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel::elementwise {

/// Throws `InvalidArgument` unless x, of `size` entries, has entries first, ..., first + count - 1.
void require_inside(Eigen::Index size, Eigen::Index first, Eigen::Index count);
/// Throws `InvalidArgument` unless what is assigned to them has as many, or is broadcast.
void require_assignable(Eigen::Index size, Eigen::Index first, Eigen::Index count);

/// Entries first, ..., first + count - 1 of the vector `V`, to be read and assigned to.
template <class V>
class Segment : public VectorMethods<Segment<V>> {
public:
    Segment(V& vector, Eigen::Index first, Eigen::Index count) : vector_(vector), first_(first), count_(count) {}
    Segment(const Segment&) = delete;

    Eigen::Index size() const noexcept { return count_; }
    V eval() const { return std::as_const(vector_).segment(first_, count_); }
    operator V() const { return eval(); }
    Eigen::VectorXd value() const { return vector_.value().segment(first_, count_); }

    Segment& operator=(const Segment& other) { return assign(other); }
    template <class E>
    Segment& operator=(E&& e)
    {
        return assign(std::forward<E>(e));
    }
    template <class E>
    Segment& operator+=(E&& e)
    {
        return assign(*this + std::forward<E>(e));
    }
    template <class E>
    Segment& operator-=(E&& e)
    {
        return assign(*this - std::forward<E>(e));
    }
    template <class S>
    Segment& operator*=(const S& s)
    {
        return assign(*this * s);
    }
    template <class S>
    Segment& operator/=(const S& s)
    {
        return assign(*this / s);
    }

    friend LiveVector<const V&> live(const Segment& s) { return {s.vector_, s.first_, s.count_}; }

private:
    template <class E>
    Segment& assign(E&& e)
    {
        const auto& node = live(std::forward<E>(e));
        require_assignable(node.size(), first_, count_);
        vector_.assign(first_, count_, node);
        return *this;
    }

    V& vector_;
    Eigen::Index first_;
    Eigen::Index count_;
};
template <class V>
struct KindOf<Segment<V>> {
    static constexpr Kind kind = Kind::vector;
    static constexpr bool active = true;
    static constexpr bool matrix = false;
};

/// In-place operators: the vector or matrix `V` is given new numbers on the tape.
template <class V>
class InPlace {
public:
    template <class E>
    V& operator+=(E&& e)
    {
        return become(V(self() + std::forward<E>(e)));
    }
    template <class E>
    V& operator-=(E&& e)
    {
        return become(V(self() - std::forward<E>(e)));
    }
    template <class S>
    V& operator*=(const S& s)
    {
        return become(V(self() * s));
    }
    template <class S>
    V& operator/=(const S& s)
    {
        return become(V(self() / s));
    }

private:
    const V& self() const { return static_cast<const V&>(*this); }
    V& become(V&& other) { return static_cast<V&>(*this) = std::move(other); }
};

/// Base of a vector `V`, which has `assign(first, count, node)` besides what VectorMethods asks for.
template <class V>
class VectorBase : public VectorTag, public VectorMethods<V>, public InPlace<V> {
public:
    using Slice = VectorExpr<LiveVector<const V&>>;
    using OwnedSlice = VectorExpr<LiveVector<V>>;

    /// Entries i, ..., i + n - 1: to be read as a vector, and assigned to. Throws `InvalidArgument`.
    Segment<V> segment(Eigen::Index i, Eigen::Index n) &
    {
        require_inside(self().size(), i, n);
        return {static_cast<V&>(*this), i, n};
    }
    Slice segment(Eigen::Index i, Eigen::Index n) const&
    {
        require_inside(self().size(), i, n);
        return Slice({self(), i, n});
    }
    OwnedSlice segment(Eigen::Index i, Eigen::Index n) &&
    {
        require_inside(self().size(), i, n);
        return OwnedSlice({static_cast<V&&>(*this), i, n});
    }
    Segment<V> head(Eigen::Index n) & { return segment(0, n); }
    Slice head(Eigen::Index n) const& { return segment(0, n); }
    OwnedSlice head(Eigen::Index n) && { return std::move(*this).segment(0, n); }
    Segment<V> tail(Eigen::Index n) & { return segment(self().size() - n, n); }
    Slice tail(Eigen::Index n) const& { return segment(self().size() - n, n); }
    OwnedSlice tail(Eigen::Index n) && { return std::move(*this).segment(self().size() - n, n); }

private:
    const V& self() const { return static_cast<const V&>(*this); }
};

} // namespace reel::elementwise
