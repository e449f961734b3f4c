#include <reel/eigen/dual_vector.hpp>

#include <string>
#include <utility>

namespace reel::elementwise {

void Slopes::begin(Part part)
{
    part_ = part;
    for (auto& x : vectors_)
        x.varies = false;
    for (auto& u : scalars_)
        u.varies = false;
}

void Slopes::sum(int column, MutableArray z_dot) const
{
    if (steep_)
        sum_terms<true>(column, z_dot);
    else
        sum_terms<false>(column, z_dot);
}

template <bool steep>
void Slopes::sum_terms(int column, MutableArray z_dot) const
{
    bool fresh = true;
    const auto put = [&](const auto& e) {
        if (fresh)
            z_dot = e;
        else
            z_dot += e;
        fresh = false;
    };
    const auto along = [&](const Term<KeptDualScalar>& u) {
        return chained<steep>(u.leaf.number->tangent(column), u.numbers);
    };
    const Term<KeptDualScalar>* scalar = nullptr; // goes with the next vectors in one pass over z_dot
    const auto add = [&](const auto& e) {
        if (scalar == nullptr)
            put(e);
        else
            put(along(*std::exchange(scalar, nullptr)) + e);
    };
    for (const auto& u : scalars_) {
        if (!u.varies)
            put(MutableArray::Constant(z_dot.size(), chained<steep>(u.leaf.number->tangent(column), u.constant)));
        else if (const auto* other = std::exchange(scalar, &u))
            put(along(*other));
    }
    const auto x_dot = [&](const Term<KeptDual>& x) {
        return array_at(x.leaf.tangents + column * x.leaf.stride, part_);
    };
    const auto product = [&](const Term<KeptDual>& x) { return chained<steep>(x_dot(x), x.numbers); };
    const Term<KeptDual>* waiting[2]; // as do three vectors
    int count = 0;
    for (const auto& x : vectors_) {
        if (!x.varies) {
            add(chained<steep>(x_dot(x), x.constant));
        } else if (count < 2) {
            waiting[count++] = &x;
        } else {
            add(product(*waiting[0]) + product(*waiting[1]) + product(x));
            count = 0;
        }
    }
    if (count == 2)
        add(product(*waiting[0]) + product(*waiting[1]));
    else if (count == 1)
        add(product(*waiting[0]));
    if (scalar != nullptr)
        put(along(*scalar));
    if (fresh)
        z_dot.setZero();
}

void ForwardKeeper::join(Eigen::Index directions)
{
    require(directions == 0 || directions_ == 0 || directions == directions_, [&] {
        return "one operand has tangents along " + std::to_string(directions_) + " directions, another along " +
               std::to_string(directions) + "; seed all independents with the same number of directions";
    });
    if (directions != 0)
        directions_ = directions;
}

} // namespace reel::elementwise
