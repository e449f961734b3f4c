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
/// to the tape; products are in product.hpp, sums in reduce.hpp. A VarVector made from plain numbers is passive and
/// costs nothing. Assignment in place gives the vector new numbers on the tape: what was recorded of the old ones stays
/// right.

#include <reel/eigen/kept_sweep.hpp>
#include <reel/eigen/vector_base.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace reel {

class VarVector : public elementwise::VectorBase<VarVector> {
public:
    using Scalar = Var;

    VarVector() = default; ///< Empty and passive.
    /// Passive numbers.
    explicit VarVector(Eigen::VectorXd value) : value_(std::move(value)) {}
    template <class E>
    explicit VarVector(const Eigen::DenseBase<E>& value) : value_(value.derived())
    {}
    /// The entries of an `Eigen::Matrix<Var, ...>`: scalar.hpp.
    template <elementwise::EigenOfVar E>
    explicit VarVector(const Eigen::DenseBase<E>& entries) : VarVector(make(live(entries.derived())))
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
    const Eigen::VectorXd& value() const& noexcept { return value_; } ///< The plain numbers.
    Eigen::VectorXd value() && noexcept { return std::move(value_); }
    Id id() const noexcept { return id_; }                           ///< Of the first entry.
    bool active() const noexcept { return id_.active(); }
    const VarVector& eval() const noexcept { return *this; }

    /// Entry i as a scalar; nothing is recorded. Entries are written through segments.
    const Var operator()(Eigen::Index i) const
    {
        if (i < 0 || i >= size()) [[unlikely]]
            no_such_entry(i);
        return active() ? Var(value_[i], {id_.index + static_cast<Index>(i), id_.stamp}) : Var(value_[i]);
    }
    const Var operator[](Eigen::Index i) const { return (*this)(i); }
    /// Entries i, ..., i + n - 1 as a vector of its own; nothing is recorded.
    VarVector slice(Eigen::Index i, Eigen::Index n) const;

    // For blocks

    /// Its entries as a kept node: numbers on the tape when they are needed there. Asked twice, the tape keeps them
    /// once.
    elementwise::KeptVector kept(elementwise::Keeper& keeper, Eigen::Index offset, Eigen::Index count,
                                 bool needed) const;
    /// Its numbers where they last as long as a block that is recorded now.
    const double* keep(Tape& tape) const;
    /// The same numbers under another id: the iteration mark gives the iterate a new one.
    void renumber(Id id) noexcept { id_ = id; }

private:
    friend class elementwise::Segment<VarVector>;
    friend class VarMatrix;

    [[noreturn]] void no_such_entry(Eigen::Index i) const;

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

namespace elementwise {

/// The entries of a vector but for offset, ..., offset + count - 1: those that an assignment leaves as they are.
struct Untouched {
    Index old; // the vector before, or passive
    Index offset;
    Index count;
    void pull(Run result, Adjoints& adjoints) const;
    void push(Run result, Tangents& tangents) const; ///< Of all entries; those assigned to are found anew.
};
/// A vector of which some entries were assigned an expression, and the others kept.
template <class Kept>
struct Patch {
    Kept root;
    Untouched others;

    void pull(Run result, Adjoints& adjoints) const
    {
        others.pull(result, adjoints);
        elementwise::pull(root, result.first + others.offset, others.count, adjoints);
    }
    void push(Run result, Tangents& tangents) const
    {
        others.push(result, tangents);
        elementwise::push(root, result.first + others.offset, others.count, tangents);
    }
};

} // namespace elementwise

template <class E>
VarVector VarVector::make(const E& node)
{
    using namespace elementwise;
    if constexpr (std::is_same_v<E, LiveVector<VarVector>> || std::is_same_v<E, LiveVector<const VarVector&>>) {
        return node.vector.slice(node.offset, node.count);
    } else {
        Eigen::VectorXd y(node.size());
        const auto write = [&](Part part, const auto& numbers) { array_at(y.data(), part) = numbers; };
        if (!node.active()) {
            for_each_part(y.size(), [&](Part part) { write(part, node.value(part)); });
            return VarVector(std::move(y));
        }
        Tape& tape = Recording::tape();
        Keeper keeper(&tape);
        return tape.all_or_nothing([&] {
            const auto kept = node.record(keeper, false);
            for_each_part(y.size(), [&](Part part) { write(part, kept.value(part)); });
            const Id id = tape.block(Block<std::remove_const_t<decltype(kept)>>{kept}, static_cast<Index>(y.size()));
            VarVector result(std::move(y), id);
            if constexpr (requires { kept.kept_result(); }) // its own numbers are on the tape already
                result.kept_ = {kept.kept_result(), tape.epoch()};
            return result;
        });
    }
}

template <class E>
void VarVector::assign(Eigen::Index first, Eigen::Index count, const E& node)
{
    using namespace elementwise;
    const auto write = [&](double* to, const auto& source) {
        for_each_part(count, [&](Part part) { elementwise::assign(array_at(to, part), source.value(part)); });
    };
    if (!active() && !node.active()) {
        Eigen::VectorXd y(count); // the entries may be read on the right; and functions begin with the first of them
        write(y.data(), node);
        std::copy_n(y.data(), count, value_.data() + first);
        kept_ = {};
        return;
    }
    Tape& tape = Recording::tape();
    Keeper keeper(&tape, value_);
    tape.all_or_nothing([&] {
        const auto kept = node.record(keeper, false);
        const auto size = static_cast<Index>(value_.size());
        const Index old = active() ? tape.use(id_, size) : passive;
        const Untouched others{old, static_cast<Index>(first), static_cast<Index>(count)};
        const Patch<std::remove_const_t<decltype(kept)>> block{kept, others};
        if (keeper.reads_target()) {
            Eigen::VectorXd y = value_;
            write(y.data() + first, kept);
            *this = VarVector(std::move(y), tape.block(block, size));
        } else {
            id_ = tape.block(block, size); // nothing can fail behind this
            kept_ = {};
            write(value_.data() + first, kept);
        }
    });
}

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
