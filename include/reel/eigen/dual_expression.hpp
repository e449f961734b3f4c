#pragma once
/// Elementwise expressions in forward mode: the value and its tangents along p directions, from one kept tree (kept.hpp).
///
/// Nothing is recorded. The derivative of an expression z along a direction is a sum over its active vectors x,
///
///     z_dot = sum_x  s_x x_dot,      s_x = dz/dx  entry by entry,
///
/// so one walk down the tree finds the slopes s_x, and each direction is then that sum. A vector that occurs several
/// times has one slope.

#include <reel/eigen/kept.hpp>
#include <reel/eigen/live.hpp>
#include <reel/eigen/operators.hpp>
#include <reel/scalar/dual.hpp>

#include <Eigen/Core>

#include <type_traits>
#include <vector>

namespace reel {

class DualVector;

namespace elementwise {

template <>
inline constexpr bool is_vector_scalar<Dual<dynamic>> = true;

/// A vector in forward mode: `tangents` is null when it is passive; direction `column` starts `column * stride` on.
struct KeptDual {
    const double* numbers;
    const double* tangents;
    Eigen::Index stride;
    static constexpr bool always_passive = false;
    ConstArray value(Part part) const { return array_at(numbers, part); }
    void chain(Part, const auto& factor, const auto& leaf) const
    {
        if (tangents != nullptr)
            leaf.vector(*this, factor);
    }
};

struct KeptDualScalar {
    const Dual<dynamic>* number;
    static constexpr bool always_passive = false;
    double value(Part) const { return number->value(); }
    void chain(Part, const auto& factor, const auto& leaf) const
    {
        if (number->directions() > 0)
            leaf.scalar(*this, factor);
    }
};

/// The slopes of an expression, part by part. What is the same for all entries of a slope, its constant, is found once,
/// and is in the numbers of a slope that varies.
class Slopes {
public:
    explicit Slopes(bool steep) : steep_(steep) {}
    /// The constant of x += factor
    void add_constant(const KeptDual& x, double factor) { find(vectors_, x.tangents, x).constant += factor; }
    void add_constant(const KeptDualScalar& x, double factor) { find(scalars_, x.number, x).constant += factor; }

    void begin(Part part);
    /// s_x += factor
    void add(const KeptDual& x, const auto& factor) { add_to(find(vectors_, x.tangents, x), factor); }
    void add(const KeptDualScalar& x, const auto& factor) { add_to(find(scalars_, x.number, x), factor); }
    /// z_dot of one direction.
    void sum(int column, MutableArray z_dot) const;

private:
    template <class Leaf>
    struct Term {
        const void* key;
        Leaf leaf;
        double constant = 0.0;
        bool varies = false;
        Eigen::ArrayXd numbers{};
    };
    template <class Leaf>
    static Term<Leaf>& find(std::vector<Term<Leaf>>& terms, const void* key, const Leaf& leaf)
    {
        for (Term<Leaf>& x : terms)
            if (x.key == key)
                return x;
        return terms.emplace_back(Term<Leaf>{key, leaf});
    }
    template <class Leaf, class F>
    static void add_to(Term<Leaf>& x, const F& factor)
    {
        if (x.varies)
            x.numbers += factor;
        else
            x.numbers = factor + x.constant;
        x.varies = true;
    }

    template <bool steep>
    void sum_terms(int column, MutableArray z_dot) const;

    bool steep_;
    Part part_{0, 0};
    std::vector<Term<KeptDual>> vectors_;
    std::vector<Term<KeptDualScalar>> scalars_;
};
/// Where the walk ends that finds the constants, and that through a part; both start with factor = 1.
struct AddConstant {
    Slopes& slopes;
    void vector(const KeptDual& x, double factor) const { slopes.add_constant(x, factor); }
    void scalar(const KeptDualScalar& x, double factor) const { slopes.add_constant(x, factor); }
    void vector(const KeptDual&, const auto&) const {}
    void scalar(const KeptDualScalar&, const auto&) const {}
};
struct AddSlope {
    Slopes& slopes;
    void vector(const KeptDual& x, const auto& factor) const { slopes.add(x, factor); }
    void scalar(const KeptDualScalar& x, const auto& factor) const { slopes.add(x, factor); }
    void vector(const KeptDual&, double) const {}
    void scalar(const KeptDualScalar&, double) const {}
};

/// What is learnt from the leaves of an expression: the number of directions too.
class ForwardKeeper : public Keeper {
public:
    ForwardKeeper() : Keeper(nullptr) {}
    explicit ForwardKeeper(const Eigen::VectorXd& target) : Keeper(nullptr, target) {}
    /// An operand carries tangents along this many directions; 0 when it is passive. Throws `InvalidArgument` when
    /// another operand carries another number of them.
    void join(Eigen::Index directions);
    Eigen::Index directions() const { return directions_; }

private:
    Eigen::Index directions_ = 0;
};

/// `Held` is `const Dual<dynamic>&` or `Dual<dynamic>`.
template <class Held>
struct LiveDualScalar {
    using Vector = DualVector;
    static constexpr int vectors = 0;
    Held scalar;
    Eigen::Index size() const { return broadcast; }
    bool active() const { return scalar.directions() > 0; }
    double value(Part) const { return scalar.value(); }
    KeptDualScalar record(Keeper& keeper, bool) const
    {
        static_cast<ForwardKeeper&>(keeper).join(scalar.directions());
        return {&scalar};
    }
};

/// Computes a kept expression into entries first, ..., first + count - 1, part by part: what is read for the value is
/// still in the cache for the tangents. `tangents` is null when the expression is passive.
template <class Kept>
void evaluate(const Kept& kept, Eigen::Index first, Eigen::Index count, Eigen::VectorXd& value,
              Eigen::MatrixXd* tangents)
{
    Slopes slopes(is_steep<Kept>);
    kept.chain(Part{0, 0}, 1.0, AddConstant{slopes});
    for_each_part(count, [&](Part part) {
        const Part there{first + part.begin, part.count};
        assign(array_at(value.data(), there), kept.value(part));
        if (tangents == nullptr)
            return;
        slopes.begin(part);
        kept.chain(part, 1.0, AddSlope{slopes});
        for (int column = 0; column < tangents->cols(); ++column)
            slopes.sum(column, array_at(tangents->col(column).data(), there));
    });
}

} // namespace elementwise
} // namespace reel
