#pragma once
/// VarVector: a vector whose entries stand in a row on the tape.
///
///     Tape tape;
///     Recording on(tape);
///     const VarVector x = independent(x0);                              // x0 is an Eigen::VectorXd
///     const VarVector r = A * x - b;                                    // two blocks, no number stored
///     const Var f = 0.5 * r.squaredNorm() + 0.5 * u * x.squaredNorm();
///     Adjoints adjoints(tape);
///     adjoints[f] = 1.0;
///     reverse_sweep(tape, adjoints);
///     Eigen::VectorXd gradient = adjoints[x];                           // A^T (A x - b) + u x
///
/// It is written like an Eigen vector, so that one template serves `Eigen::VectorXd`, `VarVector` and `DualVector`. An
/// elementwise expression becomes one block when a VarVector is made from it, and only what its adjoint needs is copied
/// to the tape; products are in product.hpp, sums in reduce.hpp. A VarVector made from plain numbers is passive and costs nothing.
/// Assignment in place gives the vector new numbers on the tape: what was recorded of the old ones stays right.

#include <reel/eigen/vector_expression.hpp>

#include <Eigen/Core>

#include <utility>

namespace reel {

class VarVector : public elementwise::VectorTag, public elementwise::VectorMethods<VarVector> {
public:
    using Scalar = Var;
    class Segment;

    VarVector() = default; ///< Empty and passive.
    /// Passive numbers.
    explicit VarVector(Eigen::VectorXd value) : value_(std::move(value)) {}
    template <class E>
    explicit VarVector(const Eigen::DenseBase<E>& value) : value_(value.derived())
    {}
    /// Values id, id + 1, ... of the tape: for whoever adds an operation.
    VarVector(Eigen::VectorXd value, Id id) : value_(std::move(value)), id_(id) {}
    /// Records the expression as one block, or nothing when all in it is passive. Throws `InvalidUse`, `MemoryLimit`.
    template <class E>
        requires std::is_same_v<typename E::Vector, VarVector>
    VarVector(const VectorExpr<E>& expression) : VarVector(make(expression.node()))
    {}
    template <class E>
        requires std::is_same_v<typename E::Vector, VarVector>
    VarVector(const ArrayExpr<E>& expression) : VarVector(make(expression.node()))
    {}

    Eigen::Index size() const noexcept { return value_.size(); }
    Eigen::Index rows() const noexcept { return value_.size(); }
    Eigen::Index cols() const noexcept { return 1; }
    const Eigen::VectorXd& value() const noexcept { return value_; } ///< The plain numbers.
    Id id() const noexcept { return id_; }                           ///< Of the first entry.
    bool active() const noexcept { return id_.active(); }
    const VarVector& eval() const noexcept { return *this; }

    /// Entry i as a scalar; nothing is recorded. Entries are written through segments.
    const Var operator()(Eigen::Index i) const
    {
        require(i >= 0 && i < size(), [&] {
            return "x(" + std::to_string(i) + "): x has " + std::to_string(size()) + " entries";
        });
        return active() ? Var(value_[i], {id_.index + static_cast<Index>(i), id_.stamp}) : Var(value_[i]);
    }
    const Var operator[](Eigen::Index i) const { return (*this)(i); }

    /// Entries i, ..., i + n - 1: to be read as a vector, and assigned to.
    Segment segment(Eigen::Index i, Eigen::Index n) &;
    Segment head(Eigen::Index n) &;
    Segment tail(Eigen::Index n) &;
    using Slice = VectorExpr<elementwise::LiveVector<const VarVector&>>;
    using OwnedSlice = VectorExpr<elementwise::LiveVector<VarVector>>;
    Slice segment(Eigen::Index i, Eigen::Index n) const&;
    Slice head(Eigen::Index n) const&;
    Slice tail(Eigen::Index n) const&;
    OwnedSlice segment(Eigen::Index i, Eigen::Index n) &&;
    OwnedSlice head(Eigen::Index n) &&;
    OwnedSlice tail(Eigen::Index n) &&;

    template <class E>
    VarVector& operator+=(E&& e)
    {
        return *this = VarVector(*this + std::forward<E>(e));
    }
    template <class E>
    VarVector& operator-=(E&& e)
    {
        return *this = VarVector(*this - std::forward<E>(e));
    }
    template <class S>
    VarVector& operator*=(const S& s)
    {
        return *this = VarVector(*this * s);
    }
    template <class S>
    VarVector& operator/=(const S& s)
    {
        return *this = VarVector(*this / s);
    }

    // For blocks

    /// Its entries as a kept node: numbers on the tape when they are needed there. Asked twice, the tape keeps them once.
    elementwise::KeptVector kept(elementwise::Keeper& keeper, Eigen::Index offset, Eigen::Index count, bool needed) const;
    /// Its numbers where they last as long as a block that is recorded now.
    const double* keep(Tape& tape) const;
    /// The same numbers under another id: the iteration mark gives the iterate new numbers.
    void renumber(Id id) noexcept
    {
        id_ = id;
        kept_ = {};
    }

private:
    static void require_inside(Eigen::Index size, Eigen::Index first, Eigen::Index count);

    template <class E>
    static VarVector make(const E& node);
    template <class E>
    void assign(Eigen::Index first, Eigen::Index count, const E& node);

    /// Where the tape holds a copy of the numbers already, as long as nothing was rewound since.
    struct Kept {
        const double* numbers = nullptr;
        Stamp epoch = 0;
    };

    Eigen::VectorXd value_;
    Id id_;
    mutable Kept kept_;
};

/// Part of a VarVector. Assigning to it gives the whole vector new numbers on the tape, in one block.
class VarVector::Segment : public elementwise::VectorMethods<VarVector::Segment> {
public:
    Segment(VarVector& vector, Eigen::Index first, Eigen::Index count) : vector_(vector), first_(first), count_(count) {}
    Segment(const Segment&) = delete;

    Eigen::Index size() const noexcept { return count_; }
    VarVector eval() const { return std::as_const(vector_).segment(first_, count_); }
    Eigen::VectorXd value() const { return vector_.value_.segment(first_, count_); }

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

    friend elementwise::LiveVector<const VarVector&> live(const Segment& s) { return {s.vector_, s.first_, s.count_}; }

private:
    template <class E>
    Segment& assign(E&& e)
    {
        using elementwise::live;
        vector_.assign(first_, count_, live(std::forward<E>(e)));
        return *this;
    }

    VarVector& vector_;
    Eigen::Index first_;
    Eigen::Index count_;
};

namespace elementwise {

template <>
struct KindOf<VarVector::Segment> {
    static constexpr Kind kind = Kind::vector;
    static constexpr bool active = true;
};

/// A vector of which entries offset, ..., offset + count - 1 were assigned an expression, and the others kept.
template <class Kept>
struct Patch {
    Kept root;
    Index old; // the vector before, or passive
    Index offset;
    Index count;

    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const double* bar = adjoints.at(result.first, column);
            if (old != passive) {
                double* old_bar = adjoints.at(old, column);
                MutableArray(old_bar, offset) += ConstArray(bar, offset);
                const Index end = offset + count;
                MutableArray(old_bar + end, result.count - end) += ConstArray(bar + end, result.count - end);
            }
            for_each_part(count, [&](Part part) {
                root.pull(part, array_at(bar + offset, part), adjoints, column);
            });
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column) {
            double* dot = tangents.at(result.first, column);
            const double* old_dot = old == passive ? zeros(result.count) : tangents.at(old, column);
            std::copy_n(old_dot, result.count, dot);
            for_each_part(count, [&](Part part) {
                elementwise::assign({dot + offset + part.begin, part.count}, root.push(part, tangents, column));
            });
        }
    }
};

} // namespace elementwise

template <class E>
VarVector VarVector::make(const E& node)
{
    using namespace elementwise;
    Eigen::VectorXd y(node.size());
    if (!node.active()) {
        for_each_part(y.size(), [&](Part part) { MutableArray(y.data() + part.begin, part.count) = node.value(part); });
        return VarVector(std::move(y));
    }
    Tape& tape = Recording::tape();
    Keeper keeper(&tape);
    const Id id = tape.all_or_nothing([&] {
        const auto kept = node.record(keeper, false);
        for_each_part(y.size(), [&](Part part) { MutableArray(y.data() + part.begin, part.count) = kept.value(part); });
        return tape.block(Block<std::remove_const_t<decltype(kept)>>{kept}, static_cast<Index>(y.size()));
    });
    return VarVector(std::move(y), id);
}

template <class E>
void VarVector::assign(Eigen::Index first, Eigen::Index count, const E& node)
{
    using namespace elementwise;
    require(node.size() == count || node.size() == broadcast, [&] {
        return "x.segment(" + std::to_string(first) + ", " + std::to_string(count) + ") = y: y has " +
               std::to_string(node.size()) + " entries";
    });
    Eigen::VectorXd y = value_; // y may be read on the right
    const auto write = [&](Part part, const auto& numbers) {
        elementwise::assign({y.data() + first + part.begin, part.count}, numbers);
    };
    Id id;
    if (active() || node.active()) {
        Tape& tape = Recording::tape();
        Keeper keeper(&tape);
        id = tape.all_or_nothing([&] {
            const auto kept = node.record(keeper, false);
            for_each_part(count, [&](Part part) { write(part, kept.value(part)); });
            const Index old = active() ? tape.use(id_, static_cast<Index>(size())) : passive;
            return tape.block(Patch<std::remove_const_t<decltype(kept)>>{kept, old, static_cast<Index>(first),
                                                                         static_cast<Index>(count)},
                              static_cast<Index>(size()));
        });
    } else {
        for_each_part(count, [&](Part part) { write(part, node.value(part)); });
    }
    *this = VarVector(std::move(y), id);
}

inline VarVector::Segment VarVector::segment(Eigen::Index i, Eigen::Index n) &
{
    require_inside(size(), i, n);
    return {*this, i, n};
}
inline VarVector::Slice VarVector::segment(Eigen::Index i, Eigen::Index n) const&
{
    require_inside(size(), i, n);
    return Slice({*this, i, n});
}
inline VarVector::OwnedSlice VarVector::segment(Eigen::Index i, Eigen::Index n) &&
{
    require_inside(size(), i, n);
    return OwnedSlice({std::move(*this), i, n});
}
inline VarVector::Slice VarVector::head(Eigen::Index n) const& { return segment(0, n); }
inline VarVector::Slice VarVector::tail(Eigen::Index n) const& { return segment(size() - n, n); }
inline VarVector::OwnedSlice VarVector::head(Eigen::Index n) && { return std::move(*this).segment(0, n); }
inline VarVector::OwnedSlice VarVector::tail(Eigen::Index n) &&
{
    const Eigen::Index first = size() - n;
    return std::move(*this).segment(first, n);
}
inline VarVector::Segment VarVector::head(Eigen::Index n) & { return segment(0, n); }
inline VarVector::Segment VarVector::tail(Eigen::Index n) & { return segment(size() - n, n); }

/// A new independent vector on the tape that records.
VarVector independent(const Eigen::VectorXd& value);

/// The adjoint or tangent of a vector: what `adjoints[x]` refers to.
inline Eigen::Map<Eigen::VectorXd> entry(Workspace& workspace, const VarVector& x, int column)
{
    return {workspace.find(x.id(), static_cast<Index>(x.size()), column), x.size()};
}
inline Eigen::Map<const Eigen::VectorXd> entry(const Workspace& workspace, const VarVector& x, int column)
{
    return {workspace.find(x.id(), static_cast<Index>(x.size()), column), x.size()};
}

} // namespace reel

#include <reel/eigen/product.hpp>
#include <reel/eigen/reduce.hpp>
